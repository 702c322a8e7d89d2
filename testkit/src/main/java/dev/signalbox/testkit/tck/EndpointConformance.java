package dev.signalbox.testkit.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Participant;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.Mutation;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.endpoint.EndpointSuite;
import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a whole endpoint keeps: every check that is made from outside, and those that need to see
 * deliveries. Extend it, and say how to start an endpoint. The endpoint has the contract's default
 * settings: it resolves later legs and takes unknown calls.
 */
@SuppressWarnings("exports") // its users bring the engine and read its module
public abstract class EndpointConformance {
  private static final TokenFactory TOKENS =
      new TokenFactory(
          ConformanceFixtures.CENTER, TokenFactory.keyPair().getPrivate(), Clock.systemUTC());
  private static final TokenFactory OTHER =
      new TokenFactory(
          CallCenterId.of("00D000000000001EAA", "OtherCallCenter"),
          TokenFactory.keyPair().getPrivate(),
          Clock.systemUTC());

  private final DeliveryRecorder recorder = new DeliveryRecorder();
  private Optional<Running> running = Optional.empty();
  private Optional<EndpointSuite> suite = Optional.empty();

  /** For subclasses. */
  protected EndpointConformance() {}

  /** An endpoint that runs. */
  public interface Running extends AutoCloseable {
    /**
     * Where it listens.
     *
     * @return scheme, host and port
     */
    URI uri();

    @Override
    void close();
  }

  /**
   * Starts an endpoint.
   *
   * @param callCenters the call centers that it knows, with their keys
   * @param subscriber who gets the batches that it accepts
   * @return the endpoint, ready for requests
   * @throws Exception when it can't start
   */
  protected abstract Running start(Map<CallCenterId, PublicKey> callCenters, Subscriber subscriber)
      throws Exception;

  /**
   * A delivered batch as consoles get it (TLK-1).
   *
   * @param batch the batch
   * @return a JSON object; empty, the default, where there is no console, which leaves TLK-1
   *     unchecked
   */
  protected Optional<String> toolkitEvent(DeliveredBatch batch) {
    return Optional.empty();
  }

  /**
   * How long to wait for a delivery.
   *
   * @return 20 seconds, the default
   */
  protected Duration patience() {
    return Duration.ofSeconds(20);
  }

  /** Stops the endpoint. */
  @AfterEach
  final void stop() {
    suite.ifPresent(EndpointSuite::close);
    running.ifPresent(Running::close);
  }

  private Running startUnchecked(Map<CallCenterId, PublicKey> callCenters, Subscriber subscriber) {
    try {
      return start(callCenters, subscriber);
    } catch (Exception e) {
      throw new AssertionError("the endpoint did not start", e);
    }
  }

  private EndpointSuite started() {
    Running endpoint =
        startUnchecked(
            Map.of(TOKENS.callCenter(), TOKENS.publicKey(), OTHER.callCenter(), OTHER.publicKey()),
            recorder);
    running = Optional.of(endpoint);
    EndpointSuite checks = new EndpointSuite(endpoint.uri(), TOKENS, OTHER, 1);
    suite = Optional.of(checks);
    return checks;
  }

  /**
   * Every check that is made from outside.
   *
   * @return a test for each
   */
  @TestFactory
  public Stream<DynamicTest> fromOutside() {
    EndpointSuite checks = started();
    return EndpointSuite.ids().stream()
        .map(
            id ->
                dynamicTest(
                    id,
                    () -> {
                      EndpointSuite.Result result = checks.run(id);
                      result.failure().ifPresent(failure -> fail(failure));
                      result.skipped().ifPresent(reason -> abort(reason));
                    }));
  }

  private DeliveredBatch delivered(
      EndpointSuite endpoint, JsonDocument batch, Map<String, String> headers) {
    int before = recorder.batches().size();
    assertEquals(202, endpoint.sendBatch(endpoint.newKey(), batch.json(), headers));
    recorder.awaitBatches(before + 1, patience());
    return recorder.batches().get(before);
  }

  private ConversationEvent deliveredEvent(JsonDocument event) {
    JsonDocument batch = BatchGenerators.smallest().with("events", JsonDocument.arr(event));
    return delivered(started(), batch, Map.of()).batch().events().get(0);
  }

  /** Of a refused batch nothing is delivered. */
  @Test
  @Covers("endpoint/RES-2/refused-is-not-delivered")
  public void ofARefusedBatchNothingIsDelivered() {
    EndpointSuite endpoint = started();
    String key = endpoint.newKey();
    long seed = 0;
    for (Mutation flaw : Mutation.all()) {
      String json = flaw.batches().sample(seed++).document().json();
      assertEquals(400, endpoint.sendBatch(key, json, Map.of()), flaw::toString);
    }
    assertEquals(
        415,
        endpoint.sendBatch(
            key, BatchGenerators.smallest().json(), Map.of("Content-Type", "text/plain")));
    assertEquals(
        401,
        endpoint.sendBatch(
            key, BatchGenerators.smallest().json(), Map.of("Authorization", "Bearer a.b.c")));
    assertEquals(202, endpoint.sendBatch(key, BatchGenerators.smallest().json(), Map.of()));
    recorder.awaitBatches(1, patience());
    assertEquals(1, recorder.batches().size());
    assertEquals(0, recorder.batches().get(0).sequence(), "refused batches use up no number");
  }

  /** Accepted batches are delivered, whole and in order. */
  @Test
  @Covers("endpoint/DLV-1/accepted-is-delivered")
  public void acceptedBatchesAreDelivered() {
    EndpointSuite endpoint = started();
    String key = endpoint.newKey();
    for (int seed = 0; seed < 50; seed++) {
      JsonDocument.Obj batch = BatchGenerators.valid().sample(seed);
      assertEquals(202, endpoint.sendBatch(key, batch.json(), Map.of()));
    }
    recorder.awaitBatches(50, patience());
    List<DeliveredBatch> batches = recorder.batches();
    assertEquals(
        LongStream.range(0, 50).boxed().toList(),
        batches.stream().map(DeliveredBatch::sequence).toList());
    for (int seed = 0; seed < 50; seed++) {
      JsonDocument.Arr events =
          (JsonDocument.Arr) BatchGenerators.valid().sample(seed).get("events").orElseThrow();
      assertEquals(
          events.elements().stream().map(EndpointConformance::startTime).toList(),
          batches.get(seed).batch().events().stream().map(ConversationEvent::startTime).toList());
    }
  }

  private static long startTime(JsonDocument event) {
    return Long.parseLong(((JsonDocument.Obj) event).get("startTime").orElseThrow().json());
  }

  /** A batch carries who sent it, and under which key. */
  @Test
  @Covers("endpoint/DLV-4/origin")
  public void aBatchCarriesItsOrigin() {
    EndpointSuite endpoint = started();
    String key = endpoint.newKey() + " \u00E9/+";
    String json = BatchGenerators.smallest().with("persist", JsonDocument.lit("false")).json();
    assertEquals(202, endpoint.sendBatch(key, json, Map.of("Telephony-Provider-Name", "a%20b")));
    recorder.awaitBatches(1, patience());
    DeliveredBatch batch = recorder.batches().get(0);
    assertEquals(TOKENS.callCenter(), batch.conversation().callCenter());
    assertEquals(key, batch.conversation().firstKey().value());
    assertEquals(key, batch.vendorCallKey().value());
    assertEquals(Optional.of("a%20b"), batch.providerName().map(ProviderName::value));
    assertEquals("AmazonConnectContactLens", batch.batch().service());
    assertEquals(Optional.of(false), batch.batch().persist());
    assertEquals(0, batch.sequence());
    assertTrue(!batch.late());
  }

  /** A blank provider name is none. */
  @Test
  @Covers("endpoint/HDR-2/delivered")
  public void aBlankProviderNameIsNone() {
    DeliveredBatch batch =
        delivered(started(), BatchGenerators.smallest(), Map.of("Telephony-Provider-Name", " "));
    assertEquals(Optional.empty(), batch.providerName());
  }

  /** A later leg's batches are the first call's. */
  @Test
  @Covers("endpoint/KEY-3/delivered-under-first-key")
  public void aLaterLegsBatchesAreTheFirstCalls() {
    EndpointSuite endpoint = started();
    String first = endpoint.newKey();
    String leg = endpoint.newKey();
    endpoint.register(first, "Inbound", Optional.empty());
    endpoint.register(leg, "Transfer", Optional.of(first));
    for (String key : List.of(first, leg, first, leg)) {
      assertEquals(202, endpoint.sendBatch(key, BatchGenerators.smallest().json(), Map.of()));
    }
    recorder.awaitBatches(4, patience());
    List<DeliveredBatch> batches = recorder.batches();
    for (int i = 0; i < 4; i++) {
      assertEquals(first, batches.get(i).conversation().firstKey().value());
      assertEquals(i % 2 == 0 ? first : leg, batches.get(i).vendorCallKey().value());
      assertEquals(i, batches.get(i).sequence());
    }
  }

  /** A call that is registered late keeps what it had, until it is linked to another. */
  @Test
  @Covers("endpoint/CALL-3/registered-after-batches")
  public void aCallRegisteredLateKeepsItsConversation() {
    EndpointSuite endpoint = started();
    String key = endpoint.newKey();
    String json = BatchGenerators.smallest().json();
    endpoint.sendBatch(key, json, Map.of());
    endpoint.sendBatch(key, json, Map.of());
    endpoint.register(key, "Inbound", Optional.empty());
    endpoint.sendBatch(key, json, Map.of());
    recorder.awaitBatches(3, patience());
    assertEquals(List.of(key + " 0", key + " 1", key + " 2"), delivered(key));
  }

  /** A call that got batches and is then linked to another goes on under that one. */
  @Test
  @Covers("endpoint/CALL-3/linked-after-batches")
  public void aCallLinkedLateGoesOnUnderTheFirst() {
    EndpointSuite endpoint = started();
    String first = endpoint.newKey();
    String leg = endpoint.newKey();
    String json = BatchGenerators.smallest().json();
    endpoint.sendBatch(leg, json, Map.of());
    endpoint.register(first, "Inbound", Optional.empty());
    endpoint.sendBatch(first, json, Map.of());
    endpoint.register(leg, "Transfer", Optional.of(first));
    endpoint.sendBatch(leg, json, Map.of());
    recorder.awaitBatches(3, patience());
    assertEquals(List.of(leg + " 0"), delivered(leg));
    assertEquals(List.of(first + " 0", leg + " 1"), delivered(first));
  }

  /** The keys and numbers under which batches of a conversation were delivered. */
  private List<String> delivered(String firstKey) {
    return recorder.batches().stream()
        .filter(b -> b.conversation().firstKey().equals(new VendorCallKey(firstKey)))
        .map(b -> b.vendorCallKey() + " " + b.sequence())
        .toList();
  }

  /** Equal keys of two orgs are two conversations. */
  @Test
  @Covers("endpoint/CALL-4/two-conversations")
  public void equalKeysOfTwoOrgsAreTwoConversations() {
    EndpointSuite endpoint = started();
    String key = endpoint.newKey();
    String json = BatchGenerators.smallest().json();
    endpoint.sendBatch(key, json, Map.of());
    endpoint.sendBatch(key, json, Map.of("Authorization", "Bearer " + OTHER.reusable()));
    recorder.awaitBatches(2, patience());
    assertEquals(
        List.of(0L, 0L), recorder.batches().stream().map(DeliveredBatch::sequence).toList());
  }

  /** A sentiment is delivered with two decimals, half away from zero. */
  @Test
  @Covers("endpoint/EVT-5/rounding")
  public void sentimentsAreRoundedHalfAwayFromZero() {
    EndpointSuite endpoint = started();
    String[][] values = {
      {"1.005", "1.01"},
      {"-1.005", "-1.01"},
      {"400.13", "400.13"},
      {"7", "7.00"},
      {"0.004", "0.00"},
      {"-62.5", "-62.50"},
      {"1000", "1000.00"},
    };
    for (String[] value : values) {
      JsonDocument event = BatchGenerators.sentiment(1).with("value", JsonDocument.str(value[0]));
      JsonDocument batch = BatchGenerators.smallest().with("events", JsonDocument.arr(event));
      DeliveredBatch delivered = delivered(endpoint, batch, Map.of());
      assertEquals(value[1], delivered.batch().events().get(0).value());
    }
  }

  /** A score is delivered as it came. */
  @Test
  @Covers("endpoint/EVT-6/delivered-as-it-came")
  public void aScoreIsDeliveredAsItCame() {
    EndpointSuite endpoint = started();
    for (JsonDocument score :
        List.of(
            JsonDocument.lit("87.50"),
            JsonDocument.lit("10"),
            JsonDocument.str("12.50"),
            JsonDocument.str("7"))) {
      JsonDocument event = BatchGenerators.category(1).with("score", score);
      DeliveredBatch batch =
          delivered(
              endpoint,
              BatchGenerators.smallest().with("events", JsonDocument.arr(event)),
              Map.of());
      var delivered = batch.batch().events().get(0).score().orElseThrow();
      assertEquals(score instanceof JsonDocument.Lit, delivered.number());
      assertEquals(score.json().replace("\"", ""), delivered.literal());
    }
  }

  /** End time and details reach subscribers. */
  @Test
  @Covers("endpoint/EVT-7/delivered")
  public void endTimeAndDetailsAreDelivered() {
    ConversationEvent event =
        deliveredEvent(
            BatchGenerators.category(5)
                .with("endTime", JsonDocument.lit(6))
                .with(
                    "details",
                    JsonDocument.obj()
                        .with("BeginOffsetMillis", JsonDocument.lit(1))
                        .with("EndOffsetMillis", JsonDocument.lit(2))));
    assertEquals(OptionalLong.of(6), event.endTime());
    assertEquals(OptionalLong.of(1), event.details().orElseThrow().beginOffsetMillis());
    assertEquals(OptionalLong.of(2), event.details().orElseThrow().endOffsetMillis());
  }

  /** Start times and participants are delivered as they are meant. */
  @Test
  @Covers("endpoint/EVT-3/delivered")
  public void minusZeroIsZero() {
    ConversationEvent event =
        deliveredEvent(
            BatchGenerators.category(0)
                .with("startTime", JsonDocument.lit("-0"))
                .with("participant", JsonDocument.str("AGENT")));
    assertEquals(0, event.startTime());
    assertEquals(Optional.of(Participant.AGENT), event.participant());
  }

  /** Equal start times keep their order. */
  @Test
  @Covers("endpoint/EVT-4/equal-times-keep-their-order")
  public void equalTimesKeepTheirOrder() {
    JsonDocument[] events = new JsonDocument[20];
    for (int i = 0; i < 20; i++) {
      events[i] = BatchGenerators.category(7).with("value", JsonDocument.str("v" + (i * 7) % 20));
    }
    DeliveredBatch batch =
        delivered(
            started(),
            BatchGenerators.smallest().with("events", JsonDocument.arr(events)),
            Map.of());
    for (int i = 0; i < 20; i++) {
      assertEquals("v" + (i * 7) % 20, batch.batch().events().get(i).value());
    }
  }

  /** The toolkit's event has the properties that are there, and no others. */
  @Test
  @Covers("endpoint/TLK-1/properties")
  public void theToolkitsEventHasItsProperties() {
    EndpointSuite endpoint = started();
    DeliveredBatch batch = delivered(endpoint, BatchGenerators.smallest(), Map.of());
    Optional<String> event = toolkitEvent(batch);
    assumeTrue(event.isPresent(), "TLK-1 is unchecked: there is no console");
    String expected =
        "\\{\"type\":\"INTELLIGENCE_SIGNAL\",\"detail\":\\{\"callId\":\"[^\"]+\",\"vendorCallKey\":"
            + "\"[^\"]+\",\"orgId\":\"00D000000000000EAA\",\"callCenter\":\"CallCenter\",\"service\":"
            + "\"AmazonConnectContactLens\",\"events\":\\[\\{\"type\":"
            + "\"IntelligenceSignal__Category\",\"value\":\"CustomerAngry\",\"startTime\":"
            + "1767607200000\\}\\],\"serverReceivedTimestamp\":[0-9]+,\"sequence\":0,\"late\":false"
            + "\\}\\}";
    assertTrue(event.get().strip().matches(expected), event::get);
  }
}
