package dev.signalbox.transport.inmemory;

import static dev.signalbox.transport.inmemory.Fixtures.CALL_CENTER;
import static dev.signalbox.transport.inmemory.Fixtures.OTHER;
import static dev.signalbox.transport.inmemory.Fixtures.accept;
import static dev.signalbox.transport.inmemory.Fixtures.first;
import static dev.signalbox.transport.inmemory.Fixtures.key;
import static dev.signalbox.transport.inmemory.Fixtures.register;
import static dev.signalbox.transport.inmemory.Fixtures.send;
import static dev.signalbox.transport.inmemory.Fixtures.submission;
import static dev.signalbox.transport.inmemory.Fixtures.transfer;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.transport.inmemory.Fixtures.Recording;
import dev.signalbox.transport.inmemory.Fixtures.TestClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Section 6 of the contract: CALL-1 to CALL-5, KEY-3 and KEY-4. */
class InMemoryVoiceCallDirectoryTest {
  private final TestClock clock = new TestClock();
  private final InMemoryVoiceCallDirectory calls =
      InMemoryVoiceCallDirectory.builder()
          .clock(clock)
          .timeToLive(Duration.ofHours(24))
          .maxConversations(3)
          .maxCallsPerConversation(4)
          .build();
  private final InMemoryTransport transport = InMemoryTransport.of(calls);
  private final Recording recording = new Recording();

  private Optional<VendorCallKey> firstCall(String key) {
    return calls.firstCall(CALL_CENTER, key(key));
  }

  private static void assertRefused(Clause clause, Registration answer) {
    Class<?> expected =
        clause == Clause.CALL_2 ? Registration.UnknownParent.class : Registration.Invalid.class;
    assertInstanceOf(expected, answer);
    assertEquals(1, answer.violations().size());
    assertEquals(clause, answer.violations().get(0).clause());
    assertEquals("/parentVoiceCallId", answer.violations().get(0).pointer());
  }

  private static void assertFull(Registration answer) {
    var refused = assertInstanceOf(Registration.Refused.class, answer);
    assertEquals(Clause.CALL_5, refused.clause());
    assertTrue(refused.retryAfter().compareTo(Duration.ZERO) > 0);
  }

  @Test
  void call1IdsAreWellFormedAndNeverTheSame() {
    InMemoryVoiceCallDirectory roomy = new InMemoryVoiceCallDirectory();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      String id = first(roomy, "a" + i).voiceCallId().value();
      assertTrue(VoiceCallId.isVoiceCallId(id) && id.length() == 18, id);
      assertTrue(ids.add(id), id);
    }
  }

  @Test
  void call1TheSameKeyAgainGetsANewIdInTheSameConversation() {
    Registration.Registered one = first(calls, "a");
    Registration.Registered two = first(calls, "a");
    assertNotEquals(one.voiceCallId(), two.voiceCallId());
    assertEquals(key("a"), two.firstKey());
    assertEquals(key("a"), transfer(calls, "b", one.voiceCallId().value()).firstKey());
    assertEquals(key("a"), transfer(calls, "c", two.voiceCallId().value()).firstKey());
    assertEquals(1, calls.conversationCount());
  }

  @Test
  void call1KeepsTheRest() {
    Map<String, DocumentValue> attributes = new LinkedHashMap<>();
    attributes.put("to", new DocumentValue.Text("+49 \uD83D\uDE00\u0000"));
    attributes.put("from", new DocumentValue.Null());
    attributes.put(
        "participants",
        new DocumentValue.Sequence(
            List.of(new DocumentValue.Structure(Map.of("a", new DocumentValue.Numeral("1"))))));
    attributes.put("startTime", new DocumentValue.Numeral("1e3"));
    first(calls, "a");
    VoiceCall call =
        new VoiceCall(key("b"), InitiationMethod.CONFERENCE, Optional.of("a"), attributes);
    register(calls, call);
    assertEquals(Optional.of(call), calls.call(CALL_CENTER, key("b")));
    assertEquals(Optional.empty(), calls.call(OTHER, key("b")));
    VoiceCall again = VoiceCall.of(key("b"), InitiationMethod.OUTBOUND);
    register(calls, again);
    assertEquals(Optional.of(again), calls.call(CALL_CENTER, key("b")));
  }

  @Test
  void call1AParentsIdIsGivenBackInItsLongForm() {
    String id = first(calls, "a").voiceCallId().value();
    transfer(calls, "b", id.substring(0, 15));
    assertEquals(Optional.of(id), calls.call(CALL_CENTER, key("b")).orElseThrow().parent());
  }

  @Test
  void call1AttributesWithoutRoomAreLeftOutAndTheCallIsNot() {
    InMemoryVoiceCallDirectory small =
        InMemoryVoiceCallDirectory.builder().maxAttributeBytes(1_000).clock(clock).build();
    Map<String, DocumentValue> some = Map.of("to", new DocumentValue.Text("x".repeat(600)));
    Map<String, DocumentValue> tooMany = Map.of("to", new DocumentValue.Text("x".repeat(5_000)));
    register(small, new VoiceCall(key("big"), InitiationMethod.INBOUND, Optional.empty(), tooMany));
    register(small, new VoiceCall(key("a"), InitiationMethod.INBOUND, Optional.empty(), some));
    register(small, new VoiceCall(key("b"), InitiationMethod.INBOUND, Optional.empty(), some));
    assertEquals(Map.of(), small.call(CALL_CENTER, key("big")).orElseThrow().attributes());
    assertEquals(some, small.call(CALL_CENTER, key("a")).orElseThrow().attributes());
    assertEquals(Map.of(), small.call(CALL_CENTER, key("b")).orElseThrow().attributes());
    // The room comes back with a new record of the same key, and when the call is forgotten.
    first(small, "a");
    register(small, new VoiceCall(key("b"), InitiationMethod.INBOUND, Optional.empty(), some));
    assertEquals(some, small.call(CALL_CENTER, key("b")).orElseThrow().attributes());
    clock.advance(Duration.ofHours(24));
    register(small, new VoiceCall(key("c"), InitiationMethod.INBOUND, Optional.empty(), some));
    assertEquals(some, small.call(CALL_CENTER, key("c")).orElseThrow().attributes());
  }

  @Test
  void call2AParentIsNamedByItsKeyOrByEitherFormOfItsId() {
    String id = first(calls, "a").voiceCallId().value();
    assertEquals(key("a"), transfer(calls, "b", "a").firstKey());
    assertEquals(key("a"), transfer(calls, "c", id).firstKey());
    assertEquals(key("a"), transfer(calls, "d", id.substring(0, 15)).firstKey());
  }

  @Test
  void call2AnUnknownParentIsRefusedAndNothingChanges() {
    String id = first(calls, "a").voiceCallId().value();
    String never = new VoiceCallId("0LQ" + "z".repeat(12)).value();
    assertAll(
        () -> assertRefused(Clause.CALL_2, register(calls, VoiceCall.transfer(key("b"), "nobody"))),
        () -> assertRefused(Clause.CALL_2, register(calls, VoiceCall.transfer(key("b"), "b"))),
        () -> assertRefused(Clause.CALL_2, register(calls, VoiceCall.transfer(key("b"), "\u0000"))),
        () -> assertRefused(Clause.CALL_2, register(calls, VoiceCall.transfer(key("b"), never))),
        () ->
            assertRefused(
                Clause.CALL_2,
                calls
                    .register(OTHER, VoiceCall.transfer(key("b"), id))
                    .toCompletableFuture()
                    .join()));
    assertEquals(Optional.empty(), firstCall("b"));
    assertEquals(1, calls.conversationCount());
  }

  @Test
  void call2AnyRecordThatNamesAParentIsLinked() {
    first(calls, "a");
    VoiceCall callback =
        new VoiceCall(key("b"), InitiationMethod.CALLBACK, Optional.of("a"), Map.of());
    assertEquals(key("a"), ((Registration.Registered) register(calls, callback)).firstKey());
  }

  @Test
  void call2AKeyThatReceivedBatchesIsAKnownParent() {
    assertEquals(0, send(transport, calls, "outbound"));
    assertEquals(key("outbound"), transfer(calls, "b", "outbound").firstKey());
    assertEquals(Optional.of(key("outbound")), firstCall("b"));
    assertEquals(1, send(transport, calls, "b"));
    assertEquals(Optional.empty(), firstCall("outbound"));
    assertEquals(2, send(transport, calls, "outbound"));
  }

  @Test
  void call3AParentInAnotherConversationIsRefused() {
    first(calls, "a");
    first(calls, "b");
    assertRefused(Clause.CALL_3, register(calls, VoiceCall.transfer(key("b"), "a")));
    assertEquals(Optional.of(key("b")), firstCall("b"));
    transfer(calls, "c", "b");
    assertRefused(Clause.CALL_3, register(calls, VoiceCall.transfer(key("c"), "a")));
    assertRefused(Clause.CALL_3, register(calls, VoiceCall.transfer(key("a"), "c")));
  }

  @Test
  void call3ACycleIsOneConversation() {
    first(calls, "a");
    transfer(calls, "b", "a");
    assertEquals(key("a"), transfer(calls, "a", "b").firstKey());
    assertEquals(key("a"), transfer(calls, "a", "a").firstKey());
    assertEquals(Optional.of(key("a")), firstCall("b"));
  }

  @Test
  void call3RegisteringAKeyWithBatchesKeepsItsConversationAndSequence() {
    assertEquals(0, send(transport, calls, "a"));
    assertEquals(Optional.empty(), firstCall("a"));
    assertEquals(key("a"), first(calls, "a").firstKey());
    assertEquals(1, send(transport, calls, "a"));
    assertEquals(1, calls.conversationCount());
  }

  @Test
  void call3LinkingAKeyWithBatchesMovesTheLaterOnes() {
    transport.subscribe(recording);
    first(calls, "a");
    assertEquals(0, send(transport, calls, "a"));
    assertEquals(0, send(transport, calls, "b"));
    assertEquals(1, send(transport, calls, "b"));
    assertEquals(key("a"), transfer(calls, "b", "a").firstKey());
    assertEquals(1, send(transport, calls, "b"));
    assertEquals(1, calls.conversationCount());
    assertEquals(Map.of(), transport.shutdown(Fixtures.AGES).undelivered());
    assertEquals(
        Set.of("a a 0", "b b 0", "b b 1", "a b 1"),
        new HashSet<>(
            recording.batches.stream()
                .map(
                    b -> b.conversation().firstKey() + " " + b.vendorCallKey() + " " + b.sequence())
                .toList()));
  }

  @Test
  void call3ABatchThatWasLookedUpBeforeTheLinkGoesUnderTheFirstKey() {
    transport.subscribe(recording);
    first(calls, "a");
    var before = submission("b", "b", 1);
    transfer(calls, "b", "a");
    assertEquals(new Acceptance.Accepted(0, false), accept(transport, before));
    transport.close();
    assertEquals(key("a"), recording.batches.get(0).conversation().firstKey());
    assertEquals(key("b"), recording.batches.get(0).vendorCallKey());
  }

  @Test
  void call3AKeyThatIsAParentStaysInItsConversation() {
    send(transport, calls, "b");
    transfer(calls, "c", "b");
    first(calls, "a");
    assertRefused(Clause.CALL_3, register(calls, VoiceCall.transfer(key("b"), "a")));
    assertEquals(key("b"), transfer(calls, "b", "c").firstKey());
    assertEquals(1, send(transport, calls, "c"));
    assertEquals(2, send(transport, calls, "b"));
  }

  @Test
  void call3TheFirstCallOfAThousandLegs() {
    InMemoryVoiceCallDirectory roomy = new InMemoryVoiceCallDirectory();
    first(roomy, "leg0");
    for (int i = 1; i < 1_000; i++) {
      transfer(roomy, "leg" + i, "leg" + (i - 1));
    }
    assertEquals(Optional.of(key("leg0")), roomy.firstCall(CALL_CENTER, key("leg999")));
    assertFull(register(roomy, VoiceCall.transfer(key("leg1000"), "leg999")));
  }

  @Test
  void call4TheSameKeyInTwoCallCentersIsTwoCalls() {
    first(calls, "a");
    assertEquals(Optional.empty(), calls.firstCall(OTHER, key("a")));
    calls.register(OTHER, VoiceCall.of(key("b"), InitiationMethod.INBOUND));
    Registration answer =
        calls.register(OTHER, VoiceCall.transfer(key("a"), "b")).toCompletableFuture().join();
    assertEquals(key("b"), ((Registration.Registered) answer).firstKey());
    assertEquals(Optional.of(key("a")), firstCall("a"));
  }

  @Test
  void call4AnIdOfAnotherCallCenterIsUnknownEvenWhereTheKeyIsTheSame() {
    String id = first(calls, "a").voiceCallId().value();
    calls.register(OTHER, VoiceCall.of(key("a"), InitiationMethod.INBOUND));
    Registration answer =
        calls.register(OTHER, VoiceCall.transfer(key("b"), id)).toCompletableFuture().join();
    assertRefused(Clause.CALL_2, answer);
  }

  @Test
  void call5AtTheBoundEveryConversationThatHasExpiredMakesRoom() {
    send(transport, calls, "a");
    clock.advance(Duration.ofHours(1));
    send(transport, calls, "a");
    clock.advance(Duration.ofHours(23));
    // "a" is looked at here, a day after it began, and has been used since.
    send(transport, calls, "b");
    send(transport, calls, "c");
    assertFull(register(calls, VoiceCall.of(key("d"), InitiationMethod.INBOUND)));
    clock.advance(Duration.ofHours(1));
    first(calls, "d");
  }

  @Test
  void call5AConversationIsForgottenAsAWhole() {
    String id = first(calls, "a").voiceCallId().value();
    transfer(calls, "b", "a");
    assertEquals(0, send(transport, calls, "b"));
    clock.advance(Duration.ofHours(24).minusMillis(1));
    assertEquals(1, send(transport, calls, "a"));
    clock.advance(Duration.ofHours(24).minusMillis(1));
    assertEquals(Optional.of(key("a")), firstCall("b"));
    clock.advance(Duration.ofHours(24));
    assertEquals(Optional.empty(), firstCall("b"));
    assertEquals(Optional.empty(), firstCall("a"));
    assertEquals(Optional.empty(), calls.call(CALL_CENTER, key("a")));
    assertEquals(0, calls.conversationCount());
    assertRefused(Clause.CALL_2, register(calls, VoiceCall.transfer(key("c"), id)));
    assertEquals(0, send(transport, calls, "a"));
  }

  @Test
  void call5AnExpiredConversationStartsAgainAtZero() {
    assertEquals(0, send(transport, calls, "a"));
    assertEquals(1, send(transport, calls, "a"));
    clock.advance(Duration.ofHours(24));
    assertEquals(0, send(transport, calls, "a"));
    assertEquals(1, calls.conversationCount());
  }

  @Test
  void call5UndeliveredBatchesKeepAConversation() throws InterruptedException {
    CountDownLatch delivered = new CountDownLatch(1);
    transport.subscribe(batch -> Fixtures.await(delivered));
    assertEquals(0, send(transport, calls, "a"));
    clock.advance(Duration.ofHours(30));
    // New ones clear away what has expired, and this has not.
    assertEquals(0, send(transport, calls, "b"));
    assertEquals(0, send(transport, calls, "c"));
    assertEquals(1, send(transport, calls, "a"));
    delivered.countDown();
    assertEquals(0, transport.shutdown(Fixtures.AGES).count());
  }

  /** By one subscriber or by several: what is counted then is not in one place. */
  @Test
  void call5AConversationIsUsedWhenItsBatchIsDelivered() {
    for (int subscribers = 1; subscribers <= 2; subscribers++) {
      InMemoryTransport slow = InMemoryTransport.of(calls);
      CountDownLatch delivered = new CountDownLatch(1);
      for (int i = 0; i < subscribers; i++) {
        slow.subscribe(batch -> Fixtures.await(delivered));
      }
      String key = "a" + subscribers;
      assertEquals(0, send(slow, calls, key));
      clock.advance(Duration.ofHours(30));
      delivered.countDown();
      assertEquals(0, slow.shutdown(Fixtures.AGES).count());
      clock.advance(Duration.ofHours(24).minusMillis(1));
      // A new one clears away what has expired, and this has not.
      assertEquals(0, send(transport, calls, "b" + subscribers));
      assertEquals(1, send(transport, calls, key));
      clock.advance(Duration.ofHours(24));
      assertEquals(0, send(transport, calls, key));
    }
  }

  @Test
  void call5AConversationWhoseBatchWasDeliveredIsForgottenInTime() {
    InMemoryTransport slow = InMemoryTransport.of(calls);
    CountDownLatch delivered = new CountDownLatch(1);
    slow.subscribe(batch -> Fixtures.await(delivered));
    assertEquals(0, send(slow, calls, "a"));
    clock.advance(Duration.ofHours(30));
    delivered.countDown();
    assertEquals(0, slow.shutdown(Fixtures.AGES).count());
    clock.advance(Duration.ofHours(24).minusMillis(1));
    assertEquals(0, send(transport, calls, "b"));
    assertEquals(2, calls.conversationCount());
    clock.advance(Duration.ofMillis(1));
    assertEquals(0, send(transport, calls, "c"));
    assertEquals(2, calls.conversationCount());
  }

  @Test
  void call5AtTheBoundANewConversationIsRefusedAndALiveOneIsNot() {
    first(calls, "a");
    send(transport, calls, "b");
    clock.advance(Duration.ofHours(12));
    first(calls, "c");
    assertFull(register(calls, VoiceCall.of(key("d"), InitiationMethod.INBOUND)));
    Acceptance.Refused answer =
        assertInstanceOf(Acceptance.Refused.class, accept(transport, submission("d")));
    assertEquals(Clause.CALL_5, answer.clause());
    // Legs and batches of live conversations still are accepted.
    transfer(calls, "a2", "a");
    assertEquals(1, send(transport, calls, "b"));
    assertEquals(3, calls.conversationCount());
    clock.advance(Duration.ofHours(12));
    assertEquals(Optional.of(key("c")), firstCall("c"));
    clock.advance(Duration.ofHours(12));
    // By now "a" and "b" have expired, and "c" has not.
    assertEquals(0, send(transport, calls, "d"));
    assertEquals(0, send(transport, calls, "e"));
    assertEquals(Optional.of(key("c")), firstCall("c"));
    assertFull(register(calls, VoiceCall.of(key("f"), InitiationMethod.INBOUND)));
  }

  @Test
  void call5ARefusedBatchLeavesNoConversationBehind() {
    InMemoryTransport full = InMemoryTransport.builder(calls).maxBytes(1).build();
    assertInstanceOf(Acceptance.Refused.class, accept(full, submission("a")));
    assertEquals(0, calls.conversationCount());
  }

  @Test
  void theCallsOfAConversationAndInAllAreBounded() {
    first(calls, "a");
    first(calls, "a");
    transfer(calls, "b", "a");
    first(calls, "a");
    assertFull(register(calls, VoiceCall.of(key("a"), InitiationMethod.INBOUND)));
    assertFull(register(calls, VoiceCall.transfer(key("c"), "a")));
    assertEquals(Optional.empty(), firstCall("c"));
    assertEquals(0, send(transport, calls, "b"));

    InMemoryVoiceCallDirectory few =
        InMemoryVoiceCallDirectory.builder().maxCalls(2).clock(clock).build();
    first(few, "a");
    first(few, "b");
    assertFull(register(few, VoiceCall.of(key("c"), InitiationMethod.INBOUND)));
    assertEquals(2, few.conversationCount());
    clock.advance(Duration.ofHours(24));
    first(few, "c");
  }

  @Test
  void limitsAreChecked() {
    InMemoryVoiceCallDirectory.Builder builder = InMemoryVoiceCallDirectory.builder();
    assertAll(
        () -> assertThrows(IllegalArgumentException.class, () -> builder.maxConversations(0)),
        () -> assertThrows(IllegalArgumentException.class, () -> builder.maxCalls(0)),
        () ->
            assertThrows(IllegalArgumentException.class, () -> builder.maxCallsPerConversation(0)),
        () -> assertThrows(IllegalArgumentException.class, () -> builder.maxAttributeBytes(-1)),
        () ->
            assertThrows(
                IllegalArgumentException.class, () -> builder.timeToLive(Duration.ofNanos(1))));
    // However long, it does not overflow.
    InMemoryVoiceCallDirectory forever =
        builder.timeToLive(Duration.ofSeconds(Long.MAX_VALUE)).clock(clock).build();
    first(forever, "a");
    clock.advance(Duration.ofDays(365_000));
    first(forever, "b");
    assertEquals(Optional.of(key("a")), forever.firstCall(CALL_CENTER, key("a")));
  }
}
