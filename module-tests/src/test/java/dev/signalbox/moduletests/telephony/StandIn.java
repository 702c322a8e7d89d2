package dev.signalbox.moduletests.telephony;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.telephony.TelephonyApi;
import dev.signalbox.telephony.TelephonyStore;
import dev.signalbox.telephony.model.TelephonyEvent;
import dev.signalbox.tokens.TokenSigner;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointRequest;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A whole stand-in without an HTTP server, two call centers, and all that it tells. */
final class StandIn {
  static final CallCenterId ACME = CallCenterId.of("00D000000000000EAA", "Acme");
  static final CallCenterId OTHER = CallCenterId.of("00D5g000004xyzA", "Acme");
  static final Instant NOW = Instant.parse("2026-01-05T10:00:00.123Z");
  static final String CALLS = "/telephony/v1/voiceCalls";
  private static final KeyPair KEYS = keys();

  final List<TelephonyEvent> told = new CopyOnWriteArrayList<>();
  final List<DeliveredBatch> delivered = new CopyOnWriteArrayList<>();
  final AtomicLong millis = new AtomicLong();
  final TelephonyStore store;
  final InMemoryVoiceCallDirectory calls;
  private final Endpoint endpoint;

  StandIn() {
    this(false, 1 << 20);
  }

  StandIn(boolean strict, long maxBytes) {
    store = TelephonyStore.of(maxBytes, Duration.ofHours(1));
    calls =
        InMemoryVoiceCallDirectory.builder()
            .timeToLive(Duration.ofSeconds(1))
            .clock(new SettableClock(millis))
            .build();
    calls.onForgotten(store::forget);
    InMemoryTransport transport = InMemoryTransport.builder(calls).build();
    transport.subscribe(delivered::add);
    TelephonyApi api =
        TelephonyApi.builder(calls, store)
            .strict(strict)
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .listener(told::add)
            .build();
    CallCenterKey key = CallCenterKey.of(KEYS.getPublic());
    endpoint =
        Endpoint.builder(
                Intake.builder(transport, calls).strict(strict).build(),
                TokenVerifier.of(
                    InMemoryCallCenterDirectory.builder()
                        .callCenter(ACME, key)
                        .callCenter(OTHER, key)
                        .build(),
                    new InMemoryReplayGuard()))
            .resource(api)
            .listener(api)
            .maxBody(10_000)
            .build();
  }

  /** An answer, its body as text. */
  record Answer(int status, Map<String, String> headers, String body) {
    Map<String, DocumentValue> json() {
      return JsonFormat.INSTANCE
          .readObject(body.getBytes(StandardCharsets.UTF_8), "The answer")
          .orThrow();
    }

    /** Each violation as its clause and pointer. */
    List<String> violations() {
      return ((DocumentValue.Sequence) json().get("errors"))
          .elements().stream()
              .map(e -> ((DocumentValue.Structure) e).members())
              .map(
                  e ->
                      e.get("clause").asText().orElseThrow()
                          + " "
                          + e.get("pointer").asText().orElseThrow())
              .toList();
    }
  }

  Answer json(String method, String path, String body) {
    return send(ACME, method, path, Map.of("Content-Type", "application/json"), body);
  }

  Answer xml(String method, String path, String body) {
    return send(ACME, method, path, Map.of("Content-Type", "application/xml"), body);
  }

  /** Registers a call, and gives its id. */
  String register(String key) {
    return id(
        json(
            "POST",
            CALLS,
            "{\"vendorCallKey\":\""
                + key
                + "\",\"initiationMethod\":\"Inbound\",\"participants\":"
                + "[{\"participantKey\":\"+15550101\",\"type\":\"END_USER\"}]}"));
  }

  String transfer(String key, String parent) {
    return id(
        json(
            "POST",
            CALLS,
            "{\"vendorCallKey\":\"%s\",\"initiationMethod\":\"Transfer\",\"parentVoiceCallId\":\"%s\"}"
                .formatted(key, parent)));
  }

  private static String id(Answer answer) {
    return answer.json().get("voiceCallId").asText().orElseThrow();
  }

  Answer send(
      CallCenterId from, String method, String path, Map<String, String> headers, String body) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put(
        "Authorization", "Bearer " + TokenSigner.builder(from, KEYS.getPrivate()).build().sign());
    all.putAll(headers);
    EndpointAnswer.Response response =
        (EndpointAnswer.Response)
            endpoint.handle(new Request(method, path, all, body)).toCompletableFuture().join();
    Map<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    response.headers().forEach(h -> answered.put(h.name(), h.value()));
    return new Answer(
        response.status(), answered, new String(response.body(), StandardCharsets.UTF_8));
  }

  private record Request(String method, String rawPath, Map<String, String> all, String text)
      implements EndpointRequest {
    @Override
    public List<String> headers(String name) {
      String value = all.get(name);
      return value == null || value.isEmpty() ? List.of() : List.of(value);
    }

    @Override
    public InputStream body() {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
