package dev.signalbox.testkit.internal;

import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.RawRequest.Header;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends requests as they are, which no HTTP client would. Each has a connection of its own, so that
 * none can spoil the next. Thread-safe.
 */
final class Http {
  /** Longer answers are cut off. */
  private static final int MAX_ANSWER = 4 << 20;

  /** What fits into the buffers of any connection. */
  private static final int SMALL = 8 << 10;

  private final URI base;
  private final Duration timeout;

  /**
   * To a server.
   *
   * @param base its scheme, host and port
   * @param timeout for a whole exchange
   */
  Http(URI base, Duration timeout) {
    this.base = base;
    this.timeout = timeout;
  }

  Answer send(RawRequest request) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (Socket socket = connect()) {
      byte[] bytes = request.bytes(base.getRawAuthority());
      if (bytes.length < SMALL) {
        write(socket, bytes);
      } else {
        // A server may answer before it has read everything, and close: the answer must not get
        // lost
        // behind what could not be written any more.
        Thread writer = new Thread(() -> write(socket, bytes), "signalbox-testkit-writer");
        writer.setDaemon(true);
        writer.start();
      }
      return read(new Deadline(socket, deadline), request.method().equals("HEAD"));
    } catch (SocketTimeoutException e) {
      return Answer.none(
          Answer.Kind.SILENT, "no answer within " + timeout.toMillis() / 1000.0 + " s");
    } catch (ConnectFailed e) {
      return Answer.none(Answer.Kind.UNREACHABLE, "no connection: " + e.getMessage());
    } catch (IOException e) {
      return Answer.none(Answer.Kind.CLOSED, "the connection was closed without an answer");
    }
  }

  private static final class ConnectFailed extends IOException {
    private static final long serialVersionUID = 1;

    ConnectFailed(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private Socket connect() throws IOException {
    boolean secure = "https".equals(base.getScheme());
    int port = base.getPort() >= 0 ? base.getPort() : secure ? 443 : 80;
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(base.getHost(), port), (int) timeout.toMillis());
      plain.setTcpNoDelay(true);
      if (!secure) {
        return plain;
      }
      plain.setSoTimeout((int) timeout.toMillis());
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      SSLSocket socket = (SSLSocket) factory.createSocket(plain, base.getHost(), port, true);
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      plain.close();
      throw new ConnectFailed(e);
    }
  }

  private static void write(Socket socket, byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // The server had enough; what it says is read in the meantime.
    }
  }

  /** A stream that ends with a timeout at one moment, however slowly the bytes drip. */
  private static final class Deadline extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private final long nanos;

    Deadline(Socket socket, long nanos) throws IOException {
      this.socket = socket;
      this.nanos = nanos;
      in = socket.getInputStream();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      long left = (nanos - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) left);
      return in.read(bytes, offset, length);
    }
  }

  private static Answer read(InputStream raw, boolean head) throws IOException {
    InputStream in = new BufferedInputStream(raw);
    int status;
    List<Header> headers;
    do {
      status = status(line(in));
      headers = headers(in);
    } while (status >= 100 && status < 200);
    Answer answer = Answer.of(status, headers, new byte[0]);
    return Answer.of(status, headers, head ? new byte[0] : body(in, answer));
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9][0-9]( .*)?")) {
      throw new IOException("no HTTP");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static List<Header> headers(InputStream in) throws IOException {
    List<Header> headers = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon <= 0 || headers.size() > 1000) {
        throw new IOException("no HTTP");
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return headers;
  }

  private static byte[] body(InputStream in, Answer head) throws IOException {
    if (head.is(204) || head.is(304)) {
      return new byte[0];
    }
    if (head.header("Transfer-Encoding").isPresent()) {
      return chunks(in);
    }
    int length = MAX_ANSWER;
    boolean counted = head.header("Content-Length").isPresent();
    if (counted) {
      String text = head.header("Content-Length").get();
      if (!text.matches("[0-9]{1,9}")) {
        throw new IOException("no HTTP");
      }
      length = Math.min(MAX_ANSWER, Integer.parseInt(text));
    }
    byte[] body = in.readNBytes(length);
    if (counted && body.length < length) {
      throw new EOFException();
    }
    return body;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (out.size() < MAX_ANSWER) {
      String size = line(in).replaceAll("[; ].*", "");
      if (!size.matches("[0-9A-Fa-f]{1,7}")) {
        throw new IOException("no HTTP");
      }
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        return out.toByteArray();
      }
      out.write(in.readNBytes(length));
      line(in);
    }
    return out.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.size() > 100_000) {
        throw new EOFException();
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
