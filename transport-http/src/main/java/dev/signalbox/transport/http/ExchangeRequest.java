package dev.signalbox.transport.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server's exchange as the endpoint sees it. Used by one thread at a time. */
final class ExchangeRequest implements EndpointRequest {
  /** HTTP/2 is what some engines translate for a handler. */
  private static final Set<String> VERSIONS = Set.of("HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/2.0");

  /** None of the characters that part URIs or lists. */
  private static final Pattern HOST = Pattern.compile("[!-~&&[^/\\\\?#@,\"<>{}|^`]]*");

  private final HttpExchange exchange;
  private final Body body;
  private final String target;

  ExchangeRequest(HttpExchange exchange) {
    this.exchange = exchange;
    body = new Body(exchange.getRequestBody());
    target =
        exchange.getAttribute(HttpEngine.TARGET) instanceof String given
            ? given
            : exchange.getRequestURI().toString();
  }

  HttpExchange exchange() {
    return exchange;
  }

  @Override
  public String method() {
    return exchange.getRequestMethod();
  }

  @Override
  public String target() {
    return target;
  }

  /** Two slashes begin a path here, although a URI's parser takes them for an authority (REQ-1). */
  @Override
  public String rawPath() {
    URI uri = exchange.getRequestURI();
    String scheme = uri.getScheme();
    if (uri.getRawAuthority() == null && scheme == null) {
      return uri.getRawPath() == null ? "" : uri.getRawPath();
    }
    if ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme)) {
      return uri.getRawPath() == null ? "" : uri.getRawPath();
    }
    int end = target.indexOf('?');
    return end < 0 ? target : target.substring(0, end);
  }

  @Override
  public List<String> headers(String name) {
    List<String> values = exchange.getRequestHeaders().get(name);
    return values == null ? List.of() : values;
  }

  @Override
  public Map<String, List<String>> headers() {
    return Collections.unmodifiableMap(exchange.getRequestHeaders());
  }

  @Override
  public Optional<InetSocketAddress> remoteAddress() {
    return Optional.ofNullable(exchange.getRemoteAddress());
  }

  @Override
  public InputStream body() {
    return body;
  }

  /** What is no proper HTTP, although the engine let it through (RFC 9110, RFC 9112). */
  Optional<String> malformed() {
    String protocol = exchange.getProtocol();
    if (protocol == null || !VERSIONS.contains(protocol)) {
      return Optional.of("The request line names no version of HTTP that is served.");
    }
    List<String> hosts = headers("Host");
    if (hosts.size() > 1 || (hosts.isEmpty() && protocol.equals("HTTP/1.1"))) {
      return Optional.of("A request has one Host header; this one has " + hosts.size() + ".");
    }
    if (hosts.size() == 1 && !HOST.matcher(hosts.get(0).strip()).matches()) {
      return Optional.of("The Host is not a host with or without a port.");
    }
    if (protocol.equals("HTTP/1.0") && !headers("Transfer-Encoding").isEmpty()) {
      return Optional.of("HTTP/1.0 has no Transfer-Encoding.");
    }
    List<String> lengths = headers("Content-Length");
    if (lengths.size() > 1 || (lengths.size() == 1 && !isLength(lengths.get(0)))) {
      return Optional.of("The Content-Length is not one whole number.");
    }
    return Optional.empty();
  }

  private static boolean isLength(String text) {
    String digits = text.strip();
    return !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Whether nothing of the body is left to be read. */
  boolean hasNothingLeft() {
    return body.ended
        || (headers("Transfer-Encoding").isEmpty()
            && headers("Content-Length").stream().allMatch(text -> text.strip().equals("0")));
  }

  /** Whether the rest of the body is known to be so small that it can be read to its end. */
  boolean drainable(long max) {
    if (body.ended || body.failed) {
      return body.ended;
    }
    List<String> lengths = headers("Content-Length");
    if (!headers("Transfer-Encoding").isEmpty()) {
      return false;
    }
    return lengths.isEmpty() || BodyReader.length(lengths.get(0)) - body.read <= max;
  }

  /** Whether the client asks for an end of the connection after the answer. */
  boolean isLast() {
    return headers("Connection").stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .anyMatch(option -> option.strip().equalsIgnoreCase("close"));
  }

  /** Has the engine close the connection after the answer, and tells the client so (RES-2). */
  void closeAfterwards() {
    exchange.getResponseHeaders().set("Connection", "close");
  }

  /** Reads what is left of the body, so many bytes at the most. */
  void drain(long max) {
    if (body.ended) {
      return;
    }
    try {
      byte[] buffer = new byte[Math.max(512, Math.min(8192, body.available()))];
      long left = max;
      int n;
      while (left > 0 && (n = body.read(buffer)) >= 0) {
        left -= n;
      }
    } catch (IOException | RuntimeException e) {
      // The client has gone, or its framing is broken. The answer has been sent.
      body.failed = true;
    }
  }

  /** The body, which knows whether it has ended. */
  private static final class Body extends FilterInputStream {
    private long read;
    private boolean ended;
    private boolean failed;

    Body(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count(b < 0 ? -1 : 1);
      return b;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int n;
      try {
        n = in.read(to, offset, length);
      } catch (IOException | RuntimeException e) {
        failed = true;
        throw e;
      }
      count(n);
      return n;
    }

    private void count(int n) {
      if (n < 0) {
        ended = true;
      } else {
        read += n;
      }
    }
  }
}
