package dev.signalbox.standalone.oracle;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.internal.oracle.RecordedExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request on its way to the upstream, and the answer on its way back. */
final class ProxiedExchange {
  private static final System.Logger LOG = System.getLogger("signalbox");
  private static final int CHUNK = 16 << 10;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;

  /** What belongs to a connection and not to a request, and what the HTTP client sets by itself. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final HttpExchange exchange;
  private final long id;
  private final String target;
  private final ProxySettings settings;
  private final Recorder recorder;
  private final RecordingFile file;
  private final BodyCapture sent;
  private final BodyCapture answered;
  private final Instant time = Instant.now();
  private final long start = System.nanoTime();
  private byte[] held = new byte[CHUNK];
  private int heldLength;

  ProxiedExchange(
      HttpExchange exchange,
      long id,
      String target,
      ProxySettings settings,
      Recorder recorder,
      RecordingFile file) {
    this.exchange = exchange;
    this.id = id;
    this.target = target;
    this.settings = settings;
    this.recorder = recorder;
    this.file = file;
    sent = new BodyCapture(settings.maxBody());
    answered = new BodyCapture(settings.maxBody());
  }

  /** Passes the request on, and answers it. */
  void pass(HttpClient client) {
    try (exchange) {
      HttpResponse<InputStream> response;
      try {
        response = client.send(request(), HttpResponse.BodyHandlers.ofInputStream());
      } catch (IOException e) {
        refuse(e);
        return;
      } catch (IllegalArgumentException e) {
        refuse(BAD_GATEWAY, "this request can't be passed on: " + e.getMessage());
        return;
      }
      try (InputStream body = answered.of(response.body())) {
        answer(response, body);
      }
    } catch (IOException e) {
      // The client has gone; what it would have got is recorded.
      LOG.log(System.Logger.Level.DEBUG, "request {0}: {1}", id, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.upstream() + target))
            .timeout(settings.timeout())
            .method(exchange.getRequestMethod(), body());
    Set<String> named = named(exchange.getRequestHeaders().getOrDefault("Connection", List.of()));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              // Answers come as they are, so that they can be recorded and read.
              boolean encoding = lower.equals("accept-encoding");
              if (!OF_THE_CONNECTION.contains(lower) && !named.contains(lower) && !encoding) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return request.build();
  }

  private static Set<String> named(List<String> connection) {
    return new HashSet<>(
        List.of(String.join(",", connection).toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*")));
  }

  private BodyPublisher body() {
    Headers headers = exchange.getRequestHeaders();
    OptionalLong length = length(headers.getFirst("Content-Length"));
    if (headers.getFirst("Transfer-Encoding") == null && length.orElse(0) == 0) {
      return BodyPublishers.noBody();
    }
    InputStream stream = sent.of(exchange.getRequestBody());
    BodyPublisher streamed = BodyPublishers.ofInputStream(() -> stream);
    return length.isPresent()
        ? BodyPublishers.fromPublisher(streamed, length.getAsLong())
        : streamed;
  }

  private static OptionalLong length(@Nullable String header) {
    return header != null && header.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(header))
        : OptionalLong.empty();
  }

  private void answer(HttpResponse<InputStream> response, InputStream body) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> headers.add(name, value));
              }
            });
    int status = response.statusCode();
    OptionalLong length = length(response.headers().firstValue("Content-Length").orElse(null));
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head || status == 204 || status == 304 || length.orElse(1) == 0) {
      if (head && length.isPresent()) {
        headers.set("Content-Length", Long.toString(length.getAsLong()));
      }
      record(status, response.headers().map(), Optional.empty());
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, length.orElse(0));
    try {
      copy(body, exchange.getResponseBody(), length.isPresent());
    } catch (IOException e) {
      String reason =
          answered.broken().isPresent()
              ? "the answer broke off after " + answered.size() + " bytes"
              : "the client closed the connection before it had the whole answer";
      record(status, response.headers().map(), Optional.of(reason));
      throw e;
    }
    record(status, response.headers().map(), Optional.empty());
    finish(length.isPresent());
  }

  /**
   * Copies the answer. Of one whose length the client knows, the last part is held back until the
   * exchange is recorded.
   */
  private void copy(InputStream from, OutputStream to, boolean holdBack) throws IOException {
    byte[] buffer = new byte[CHUNK];
    for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
      if (holdBack) {
        to.write(held, 0, heldLength);
        byte[] written = held;
        held = buffer;
        heldLength = count;
        buffer = written;
      } else {
        to.write(buffer, 0, count);
        to.flush();
      }
    }
  }

  private void finish(boolean heldBack) throws IOException {
    OutputStream out = exchange.getResponseBody();
    if (heldBack) {
      out.write(held, 0, heldLength);
    }
    out.close();
  }

  private void refuse(IOException e) throws IOException {
    if (sent.broken().isPresent()) {
      record(0, Map.of(), Optional.of("the client broke off its request"));
      return;
    }
    boolean late = e instanceof HttpTimeoutException && !(e instanceof HttpConnectTimeoutException);
    refuse(
        late ? GATEWAY_TIMEOUT : BAD_GATEWAY,
        "no answer from " + settings.upstream() + ": " + reason(e));
  }

  private String reason(IOException e) {
    if (e instanceof HttpTimeoutException) {
      return "it took longer than " + settings.timeout().toSeconds() + " s";
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "there is no host of that name";
      }
    }
    return e instanceof ConnectException ? "nothing listens there" : IoErrors.of(e);
  }

  /** An answer of the proxy's own, as RFC 9457 has it. */
  private void refuse(int status, String reason) throws IOException {
    LOG.log(System.Logger.Level.WARNING, "request {0}: {1}", id, reason);
    byte[] body =
        JsonDocument.obj()
            .with("type", JsonDocument.str("about:blank"))
            .with(
                "title",
                JsonDocument.str(status == BAD_GATEWAY ? "Bad Gateway" : "Gateway Timeout"))
            .with("status", JsonDocument.lit(status))
            .with("detail", JsonDocument.str("signalbox record: " + reason + "."))
            .json()
            .getBytes(StandardCharsets.UTF_8);
    answered.add(body, 0, body.length);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/problem+json");
    record(status, headers, Optional.of(reason));
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  private void record(int status, Map<String, List<String>> headers, Optional<String> failure) {
    file.add(
        new RecordedExchange(
            id,
            time,
            Duration.ofNanos(System.nanoTime() - start),
            settings.upstream().toString(),
            recorder.request(
                exchange.getRequestMethod(), target, exchange.getRequestHeaders(), sent),
            recorder.answer(status, headers, answered),
            failure));
  }
}
