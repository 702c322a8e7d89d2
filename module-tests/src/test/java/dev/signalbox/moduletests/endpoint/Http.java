package dev.signalbox.moduletests.endpoint;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A client that sends any bytes, on one connection that it keeps. */
final class Http implements Closeable {
  /** A request that may be wrong in any way. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(String method, String target, List<String> headers, byte[] body) {
    Request {
      headers = List.copyOf(headers);
    }

    Request withMethod(String method) {
      return new Request(method, target, headers, body);
    }

    Request withTarget(String target) {
      return new Request(method, target, headers, body);
    }

    Request withBody(String body) {
      return new Request(method, target, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    Request withBody(byte[] body) {
      return new Request(method, target, headers, body);
    }

    /** In place of the header's lines, so many as there are values. */
    Request with(String name, String... values) {
      List<String> changed = new ArrayList<>(headers);
      changed.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith(lower(name) + ":"));
      for (String value : values) {
        changed.add(name + ": " + value);
      }
      return new Request(method, target, changed, body);
    }

    byte[] bytes() {
      StringBuilder head =
          new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
      headers.forEach(line -> head.append(line).append("\r\n"));
      boolean framed =
          headers.stream()
              .map(Http::lower)
              .anyMatch(h -> h.startsWith("content-length:") || h.startsWith("transfer-encoding:"));
      if (!framed) {
        head.append("Content-Length: ").append(body.length).append("\r\n");
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      out.writeBytes(body);
      return out.toByteArray();
    }
  }

  /** What came back. */
  record Response(int status, List<String> headers, String body) {
    Optional<String> header(String name) {
      return headers.stream()
          .filter(line -> lower(line).startsWith(lower(name) + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst();
    }
  }

  private final Socket socket;
  private final InputStream in;

  Http(InetSocketAddress server) throws IOException {
    socket = new Socket(server.getAddress(), server.getPort());
    socket.setSoTimeout(30_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** One request on a connection of its own. */
  static Response once(InetSocketAddress server, Request request) throws IOException {
    try (Http http = new Http(server)) {
      return http.send(request);
    }
  }

  Response send(Request request) throws IOException {
    write(request.bytes());
    return read(request.method().equals("HEAD"));
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Whether something of an answer has arrived. */
  boolean isAnswered() throws IOException {
    return in.available() > 0;
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  Response read(boolean head) throws IOException {
    String status = line();
    if (status.startsWith("HTTP/1.1 100")) {
      line();
      status = line();
    }
    List<String> headers = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      headers.add(line);
    }
    Response response = new Response(Integer.parseInt(status.substring(9, 12)), headers, "");
    int length = response.header("Content-Length").map(Integer::parseInt).orElse(0);
    byte[] body = head ? new byte[0] : in.readNBytes(length);
    return new Response(response.status(), headers, new String(body, StandardCharsets.UTF_8));
  }

  /** Waits for the server to close the connection, and reads on until then. */
  void awaitClose() {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException stillOpen) {
      throw new AssertionError("the connection stays open", stillOpen);
    } catch (IOException reset) {
      // It is closed, too.
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int c;
    while ((c = in.read()) != '\n') {
      if (c < 0) {
        throw new EOFException("the connection was closed");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
