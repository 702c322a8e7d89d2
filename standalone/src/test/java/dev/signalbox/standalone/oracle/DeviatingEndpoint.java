package dev.signalbox.standalone.oracle;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointAnswer.HeaderLine;
import dev.signalbox.transport.http.EndpointAnswer.Response;
import dev.signalbox.transport.http.EndpointFilter;
import dev.signalbox.transport.http.EndpointListener;
import dev.signalbox.transport.http.EndpointRequest;
import dev.signalbox.transport.http.EndpointServer;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The project's endpoint with a few more resources, so that answers of many kinds can be recorded.
 * What it answers can be changed.
 */
final class DeviatingEndpoint implements AutoCloseable {
  static final CallCenterId CALL_CENTER = CallCenterId.of("00D000000000000EAA", "DevCallCenter");

  private final InMemoryTransport transport;
  private final EndpointServer server;
  private volatile Deviation.Match match = (target, response) -> false;
  private volatile Deviation.Change change = response -> response;
  private final AtomicInteger changed = new AtomicInteger();

  private DeviatingEndpoint(KeyPair keys) throws IOException {
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    transport = InMemoryTransport.of(calls);
    TokenVerifier tokens =
        TokenVerifier.of(
            InMemoryCallCenterDirectory.builder()
                .callCenter(CALL_CENTER, CallCenterKey.of(keys.getPublic()))
                .build(),
            new InMemoryReplayGuard());
    Endpoint endpoint =
        Endpoint.builder(Intake.of(transport, calls), tokens)
            .listener(EndpointListener.NONE)
            .filter(this::deviate)
            .filter(DeviatingEndpoint::more)
            .build();
    server =
        EndpointServer.start(endpoint, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  static DeviatingEndpoint start(KeyPair keys) throws IOException {
    return new DeviatingEndpoint(keys);
  }

  String url() {
    return "http://127.0.0.1:" + server.address().getPort();
  }

  /** From now on answers that match are changed, and counted anew. */
  void deviate(Deviation.Match which, Deviation.Change what) {
    match = which;
    change = what;
    changed.set(0);
  }

  /** How many answers were changed. */
  int changed() {
    return changed.get();
  }

  private CompletionStage<EndpointAnswer> deviate(
      EndpointRequest request, EndpointFilter.Next next) {
    return next.handle(request)
        .thenApply(
            answer -> {
              if (answer instanceof Response response && match.of(request.target(), response)) {
                changed.incrementAndGet();
                return change.of(response);
              }
              return answer;
            });
  }

  private static CompletionStage<EndpointAnswer> more(
      EndpointRequest request, EndpointFilter.Next next) {
    String target = request.target();
    if (target.contains("/busy")) {
      return json(
          503,
          "{\"type\":\"urn:signalbox:problem:unavailable\",\"status\":503}",
          new HeaderLine("Retry-After", "2"));
    }
    if (target.endsWith("/omniFlow")) {
      return json(200, "{\"agent\":null,\"queue\":\"00G000000000001\",\"open\":true}");
    }
    if (target.endsWith("/messages")) {
      return json(
          207,
          "{\"result\":\"Multi-Status\",\"errorResponse\":{\"errorResponseEntries\":["
              + "{\"vendorCallKey\":\"a\",\"status\":400,\"message\":\"no\"}]}}");
    }
    return next.handle(request).thenApply(DeviatingEndpoint::withLocation);
  }

  private static CompletionStage<EndpointAnswer> json(
      int status, String body, HeaderLine... headers) {
    List<HeaderLine> all = new ArrayList<>(List.of(headers));
    all.add(new HeaderLine("Content-Type", "application/json"));
    return CompletableFuture.completedFuture(
        new Response(status, all, body.getBytes(StandardCharsets.UTF_8)));
  }

  private static EndpointAnswer withLocation(EndpointAnswer answer) {
    if (!(answer instanceof Response response) || response.status() != 201) {
      return answer;
    }
    Matcher id =
        Pattern.compile("0LQ\\w{15}").matcher(new String(response.body(), StandardCharsets.UTF_8));
    String path = id.find() ? "/telephony/v1/voiceCalls/" + id.group() : "";
    return Deviation.header("Location", path).of(response);
  }

  @Override
  public void close() {
    server.close();
    transport.shutdown(Duration.ZERO);
  }
}
