package dev.signalbox.moduletests.endpoint;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.moduletests.endpoint.Http.Request;
import dev.signalbox.moduletests.endpoint.Http.Response;
import dev.signalbox.tokens.TokenSigner;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointServer;
import dev.signalbox.transport.http.HttpEngine;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

/** An endpoint with two call centers in two orgs, and a subscriber that remembers everything. */
final class TestServer implements AutoCloseable {
  static final CallCenterId ACME = CallCenterId.of("00D000000000000EAA", "Acme");
  static final CallCenterId OTHER = CallCenterId.of("00D5g000004xyzA", "Acme");
  static final KeyPair KEYS = keys();
  static final KeyPair OTHER_KEYS = keys();

  static final String EVENT =
      "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"A\",\"startTime\":1763885279123}";
  static final String BATCH = "{\"service\":\"S\",\"events\":[" + EVENT + "]}";

  final BlockingQueue<DeliveredBatch> delivered = new LinkedBlockingQueue<>();
  final InMemoryTransport transport;
  private final EndpointServer server;

  TestServer(HttpEngine engine) throws IOException {
    this(engine, intake -> intake, endpoint -> endpoint);
  }

  TestServer(
      HttpEngine engine,
      UnaryOperator<Intake.Builder> intake,
      UnaryOperator<Endpoint.Builder> endpoint)
      throws IOException {
    this(
        engine,
        new InMemoryVoiceCallDirectory(),
        new InMemoryReplayGuard(),
        transport -> transport,
        intake,
        endpoint,
        server -> server);
  }

  TestServer(
      HttpEngine engine,
      InMemoryVoiceCallDirectory calls,
      ReplayGuard guard,
      UnaryOperator<InMemoryTransport.Builder> transport,
      UnaryOperator<Intake.Builder> intake,
      UnaryOperator<Endpoint.Builder> endpoint,
      UnaryOperator<EndpointServer.Builder> server)
      throws IOException {
    var callCenters =
        InMemoryCallCenterDirectory.builder()
            .callCenter(ACME, CallCenterKey.of(KEYS.getPublic()))
            .callCenter(OTHER, CallCenterKey.of(OTHER_KEYS.getPublic()))
            .build();
    this.transport = transport.apply(InMemoryTransport.builder(calls)).build();
    this.transport.subscribe(delivered::add);
    var tokens = TokenVerifier.of(callCenters, guard);
    var choices =
        Endpoint.builder(intake.apply(Intake.builder(this.transport, calls)).build(), tokens);
    this.server =
        server
            .apply(
                EndpointServer.builder(endpoint.apply(choices).build())
                    .engine(engine)
                    .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
            .start();
  }

  static UnaryOperator<Endpoint.Builder> accepting(ContractOptions contract) {
    return endpoint -> endpoint.contract(contract);
  }

  InetSocketAddress address() {
    return server.address();
  }

  /** A request that is right in every way. */
  static Request batch(String key) {
    return new Request(
        "POST",
        "/telephony/v1/voiceCalls/" + key + "/realtimeConversationEvents",
        List.of("Content-Type: application/json", "Authorization: Bearer " + token()),
        BATCH.getBytes(StandardCharsets.UTF_8));
  }

  static Request call(String json) {
    return batch("k").withTarget("/telephony/v1/voiceCalls").withBody(json);
  }

  static Request call(String key, String method, String parent) {
    String link = parent.isEmpty() ? "" : ",\"parentVoiceCallId\":\"" + parent + "\"";
    return call(
        "{\"vendorCallKey\":\"" + key + "\",\"initiationMethod\":\"" + method + "\"" + link + "}");
  }

  static String token() {
    return TokenSigner.builder(ACME, KEYS.getPrivate()).build().sign();
  }

  static String otherToken() {
    return TokenSigner.builder(OTHER, OTHER_KEYS.getPrivate()).build().sign();
  }

  Response send(Request request) throws IOException {
    return Http.once(address(), request);
  }

  /** Clause and pointer of each error of a problem. */
  static List<String> errors(Response response) {
    return json(response.body()).getJsonArray("errors").getValuesAs(JsonObject.class).stream()
        .map(e -> (e.getString("clause") + " " + e.getString("pointer")).strip())
        .toList();
  }

  static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  /** Everything that was delivered; nothing comes after. */
  List<DeliveredBatch> drained() {
    transport.shutdown(Duration.ofSeconds(10));
    return List.copyOf(delivered);
  }

  @Override
  public void close() {
    transport.close();
    server.close();
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
