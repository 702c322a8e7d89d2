package dev.signalbox.engine.netty.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A connection on which a test says whatever it wants. */
final class Client implements Closeable {
  /** What came back. */
  record Answer(String statusLine, List<String> headers, String body) {
    int status() {
      return Integer.parseInt(statusLine.substring(9, 12));
    }

    Optional<String> header(String name) {
      return headers.stream()
          .filter(
              line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst();
    }
  }

  private final Socket socket;
  private final InputStream in;

  Client(InetSocketAddress server) throws IOException {
    socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends the text, each of its characters as one byte. */
  Client send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Client send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  Client endOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  Answer answer() throws IOException {
    return answer(false);
  }

  /** An answer, with the body that its head announces unless it is to a HEAD. */
  Answer answer(boolean head) throws IOException {
    String statusLine = line();
    List<String> headers = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      headers.add(line);
    }
    Answer answer = new Answer(statusLine, headers, "");
    if (head || answer.status() < 200 || answer.status() == 204 || answer.status() == 304) {
      return answer;
    }
    byte[] body;
    if (answer.header("Transfer-Encoding").isPresent()) {
      body = chunks();
    } else if (answer.header("Content-Length").isPresent()) {
      int length = Integer.parseInt(answer.header("Content-Length").get());
      body = in.readNBytes(length);
      if (body.length < length) {
        throw new EOFException();
      }
    } else {
      body = in.readAllBytes();
    }
    return new Answer(statusLine, headers, new String(body, StandardCharsets.ISO_8859_1));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size; (size = Integer.parseInt(line(), 16)) > 0; ) {
      byte[] chunk = in.readNBytes(size);
      if (chunk.length < size) {
        throw new EOFException();
      }
      body.writeBytes(chunk);
      line();
    }
    line();
    return body.toByteArray();
  }

  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b; (b = in.read()) != '\n'; ) {
      if (b < 0) {
        throw new EOFException("closed after \"" + line + "\"");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Waits for the server to close the connection; whether it does so without a further byte. */
  boolean isClosed() {
    try {
      return in.read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  /** Whether nothing but the orderly end of the connection follows. */
  boolean endsWithoutReset() {
    try {
      return in.read() < 0;
    } catch (IOException reset) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
