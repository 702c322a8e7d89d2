package dev.signalbox.testkit.internal.http;

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
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends requests as they are, which no HTTP client would. Each has a connection of its own, so that
 * none can spoil the next. Thread-safe.
 */
public final class RawHttpClient {
  /** Longer answers are cut off. */
  private static final int MAX_ANSWER = 4 << 20;

  private static final int MAX_HEADERS = 1000;
  private static final int MAX_LINE = 100_000;

  /** What fits into the buffers of any connection. */
  private static final int SMALL = 8 << 10;

  private final URI base;
  private final Duration timeout;
  private final SSLSocketFactory tls;

  /**
   * To a server.
   *
   * @param base its scheme, host and port
   * @param timeout for a whole exchange
   * @param authorities a file with the certificates to trust; empty for the machine's
   */
  public RawHttpClient(URI base, Duration timeout, Optional<Path> authorities) {
    this.base = base;
    this.timeout = timeout;
    tls =
        authorities
            .map(TrustedCertificates::trusting)
            .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  public HttpAnswer send(RawRequest request) {
    return send(request, timeout);
  }

  /** Sends a request, and waits for the answer at most as long as is said here. */
  public HttpAnswer send(RawRequest request, Duration most) {
    return send(List.of(request), most).get(0);
  }

  /**
   * Sends requests on one connection, each after the answer to the one before.
   *
   * @param most how long to wait for all of the answers
   * @return as many as requests; behind one that is no answer, the same again
   */
  public List<HttpAnswer> send(List<RawRequest> requests, Duration most) {
    List<HttpAnswer> answers = new ArrayList<>();
    HttpAnswer missing = exchange(requests, answers, most);
    while (answers.size() < requests.size()) {
      answers.add(missing);
    }
    return answers;
  }

  /** Gives what came in place of an answer; where all are there, of the next. */
  private HttpAnswer exchange(List<RawRequest> requests, List<HttpAnswer> answers, Duration most) {
    Duration patience = most.compareTo(timeout) < 0 ? most : timeout;
    // It is the plain socket that is closed, whatever is being written just now.
    try (TimedSocket socket = new TimedSocket(System.nanoTime() + patience.toNanos())) {
      Socket connection = connected(socket);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      for (RawRequest request : requests) {
        byte[] bytes = request.bytes(base.getRawAuthority());
        if (bytes.length < SMALL) {
          write(connection, bytes);
        } else {
          // A server may answer before it has read everything, and close: the answer must not get
          // lost behind what could not be written any more.
          Thread writer = new Thread(() -> write(connection, bytes), "signalbox-testkit-writer");
          writer.setDaemon(true);
          writer.start();
        }
        answers.add(read(in, request.method().equals("HEAD")));
      }
      return HttpAnswer.none(HttpAnswer.AnswerKind.CLOSED, "the connection was closed");
    } catch (SocketTimeoutException e) {
      return HttpAnswer.none(
          HttpAnswer.AnswerKind.SILENT, "no answer within " + patience.toMillis() / 1000.0 + " s");
    } catch (NoConnection e) {
      return HttpAnswer.none(e.kind, e.text);
    } catch (NoHttp e) {
      return HttpAnswer.none(HttpAnswer.AnswerKind.CLOSED, e.text);
    } catch (IOException e) {
      return HttpAnswer.none(
          HttpAnswer.AnswerKind.CLOSED, "the connection was closed without an answer");
    }
  }

  private static final class NoConnection extends IOException {
    private static final long serialVersionUID = 1;
    final HttpAnswer.AnswerKind kind;
    final String text;

    NoConnection(HttpAnswer.AnswerKind kind, String text, IOException cause) {
      super(text, cause);
      this.kind = kind;
      this.text = text;
    }
  }

  /** Something came that is no answer of HTTP/1.1. */
  private static final class NoHttp extends IOException {
    private static final long serialVersionUID = 1;
    final String text;

    NoHttp(String text) {
      super(text);
      this.text = text;
    }
  }

  private Socket connected(TimedSocket plain) throws IOException {
    boolean secure = "https".equals(base.getScheme());
    int port = base.getPort() >= 0 ? base.getPort() : secure ? 443 : 80;
    try {
      plain.connect(new InetSocketAddress(base.getHost(), port), (int) timeout.toMillis());
      plain.setTcpNoDelay(true);
    } catch (UnknownHostException e) {
      throw new NoConnection(
          HttpAnswer.AnswerKind.UNREACHABLE, "no connection: unknown host " + base.getHost(), e);
    } catch (IOException e) {
      throw new NoConnection(
          HttpAnswer.AnswerKind.UNREACHABLE, "no connection: " + e.getMessage(), e);
    }
    if (!secure) {
      return plain;
    }
    try {
      SSLSocket socket = (SSLSocket) tls.createSocket(plain, base.getHost(), port, true);
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw new NoConnection(HttpAnswer.AnswerKind.INSECURE, "no TLS: " + reason(e), e);
    }
  }

  private static String reason(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathBuilderException) {
        return "a certificate that this machine does not trust";
      }
    }
    return String.valueOf(failure.getMessage());
  }

  /** A socket whose reading ends with a timeout at one moment, however slowly the bytes drip. */
  private static final class TimedSocket extends Socket {
    private final long deadline;

    TimedSocket(long deadline) {
      this.deadline = deadline;
    }

    int millisLeft() throws SocketTimeoutException {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      return (int) left;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      InputStream in = super.getInputStream();
      return new InputStream() {
        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          setSoTimeout(millisLeft());
          return in.read(bytes, offset, length);
        }
      };
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

  private static HttpAnswer read(InputStream in, boolean head) throws IOException {
    String line;
    int status;
    List<Header> headers;
    do {
      line = line(in);
      status = status(line);
      headers = headers(in);
    } while (status >= 100 && status < 200);
    if (line.startsWith("HTTP/1.0") && headers.stream().noneMatch(RawHttpClient::isConnection)) {
      // In that version it goes without saying.
      headers.add(new Header("Connection", "close"));
    }
    HttpAnswer answer = HttpAnswer.of(status, headers, new byte[0]);
    return HttpAnswer.of(status, headers, head ? new byte[0] : body(in, answer));
  }

  private static boolean isConnection(Header header) {
    return header.name().equalsIgnoreCase("Connection");
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9][0-9]( .*)?")) {
      throw new NoHttp("what came is not HTTP/1.1: " + PrintableLine.line(line, 60));
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static List<Header> headers(InputStream in) throws IOException {
    List<Header> headers = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new NoHttp(
            "the answer has a header without a colon: " + PrintableLine.line(line, 60));
      }
      if (headers.size() == MAX_HEADERS) {
        throw new NoHttp("the answer has over " + MAX_HEADERS + " headers");
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return headers;
  }

  private static byte[] body(InputStream in, HttpAnswer head) throws IOException {
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
        throw new NoHttp("the answer's Content-Length is " + PrintableLine.line(text, 60));
      }
      length = Math.min(MAX_ANSWER, Integer.parseInt(text));
    }
    byte[] body = in.readNBytes(length);
    if (counted && body.length < length) {
      throw new NoHttp(
          "the answer ended after " + body.length + " of " + length + " bytes of content");
    }
    return body;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (out.size() < MAX_ANSWER) {
      String size = line(in).replaceAll("[; ].*", "");
      if (!size.matches("[0-9A-Fa-f]{1,7}")) {
        throw new NoHttp("the answer has a chunk of the size " + PrintableLine.line(size, 60));
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
      if (c < 0 && line.size() == 0) {
        throw new EOFException();
      }
      if (c < 0) {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        throw new NoHttp("the connection was closed after " + PrintableLine.line(text, 60));
      }
      if (line.size() == MAX_LINE) {
        throw new NoHttp("the answer has a line of over " + MAX_LINE + " bytes");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
