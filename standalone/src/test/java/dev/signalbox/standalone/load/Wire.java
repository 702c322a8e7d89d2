package dev.signalbox.standalone.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection to the server, by hand: it shows whether a request was answered, or its connection
 * closed or reset, and costs the machine less than a client with all its comforts.
 */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private boolean usable = true;

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * What came back.
   *
   * @param body as text
   */
  record Answer(int status, String body) {}

  /** Whether another request may follow. */
  boolean usable() {
    return usable;
  }

  /** A request with a body. */
  static byte[] post(String path, String token, String contentType, byte[] body) {
    byte[] head =
        ("POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + token
                + "\r\nContent-Type: "
                + contentType
                + "\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  static byte[] get(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Sends a request and reads its answer.
   *
   * @throws IOException where there was none: the connection was closed, reset, or silent
   */
  Answer send(byte[] request) throws IOException {
    usable = false;
    IOException sending = null;
    try {
      socket.getOutputStream().write(request);
    } catch (IOException refusedMeanwhile) {
      // A request may be answered before all of it is sent.
      sending = refusedMeanwhile;
    }
    try {
      return read();
    } catch (IOException none) {
      if (sending != null) {
        none.addSuppressed(sending);
      }
      throw none;
    }
  }

  private Answer read() throws IOException {
    String status = line();
    int length = 0;
    boolean close = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("connection:")) {
        close = lower.contains("close");
      } else if (lower.startsWith("transfer-encoding:")) {
        length = -1;
      }
    }
    byte[] body = length < 0 ? chunks() : in.readNBytes(length);
    if (length > body.length) {
      throw new EOFException("the answer ended early");
    }
    usable = !close;
    return new Answer(
        Integer.parseInt(status.split(" ", -1)[1]), new String(body, StandardCharsets.UTF_8));
  }

  private byte[] chunks() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      text.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
      line();
    }
    line();
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("closed without an answer");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
