package dev.signalbox.transport.inmemory;

import static dev.signalbox.transport.inmemory.Fixtures.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** CALL-5, DLV-5: one call center can't take the room of another. CALL-1: profile v58 keeps ids. */
class CallCenterSharesTest {
  private static final CallCenterId GREEDY = CallCenterId.of("00D000000000000EAA", "Greedy");
  private static final CallCenterId MODEST = CallCenterId.of("00D000000000000EAA", "Modest");

  private static Registration register(
      InMemoryVoiceCallDirectory calls, CallCenterId callCenter, VoiceCall call) {
    return calls.register(callCenter, call).toCompletableFuture().join();
  }

  private static VoiceCall inbound(String key) {
    return VoiceCall.of(key(key), InitiationMethod.INBOUND);
  }

  private static void assertFull(Registration answer) {
    assertEquals(Clause.CALL_5, assertInstanceOf(Registration.Refused.class, answer).clause());
  }

  @Test
  void conversationsAreSharedEqually() {
    Fixtures.TestClock clock = new Fixtures.TestClock();
    InMemoryVoiceCallDirectory calls =
        InMemoryVoiceCallDirectory.builder()
            .maxConversations(5)
            .callCenters(2)
            .clock(clock)
            .timeToLive(Duration.ofHours(1))
            .build();
    for (int i = 0; i < 3; i++) {
      assertInstanceOf(Registration.Registered.class, register(calls, GREEDY, inbound("g" + i)));
    }
    assertFull(register(calls, GREEDY, inbound("g3")));
    for (int i = 0; i < 2; i++) {
      assertInstanceOf(Registration.Registered.class, register(calls, MODEST, inbound("m" + i)));
    }
    clock.advance(Duration.ofHours(2));
    for (int i = 4; i < 7; i++) {
      assertInstanceOf(Registration.Registered.class, register(calls, GREEDY, inbound("g" + i)));
    }
    assertFull(register(calls, GREEDY, inbound("g7")));
  }

  @Test
  void callsAreSharedEqually() {
    InMemoryVoiceCallDirectory calls =
        InMemoryVoiceCallDirectory.builder().maxCalls(4).callCenters(2).build();
    for (int i = 0; i < 2; i++) {
      assertInstanceOf(Registration.Registered.class, register(calls, GREEDY, inbound("g")));
    }
    assertFull(register(calls, GREEDY, inbound("g")));
    assertInstanceOf(Registration.Registered.class, register(calls, MODEST, inbound("m")));
  }

  @Test
  void aKeyKeepsItsIdWhereIdsAreReused() {
    InMemoryVoiceCallDirectory calls =
        InMemoryVoiceCallDirectory.builder().reuseVoiceCallIds(true).build();
    Registration first = register(calls, GREEDY, inbound("k"));
    assertEquals(first, register(calls, GREEDY, inbound("k")));
    assertNotEquals(first, register(calls, MODEST, inbound("k")));
    Registration leg = register(calls, GREEDY, VoiceCall.transfer(key("leg"), "k"));
    assertEquals(leg, register(calls, GREEDY, VoiceCall.transfer(key("leg"), "k")));
    assertEquals(key("k"), ((Registration.Registered) leg).firstKey());
  }

  /** DLV-5: what waits behind one call center's stuck calls leaves room for the others. */
  @Test
  void waitingBatchesAreSharedEqually() {
    InMemoryVoiceCallDirectory calls = InMemoryVoiceCallDirectory.builder().callCenters(2).build();
    CountDownLatch stuck = new CountDownLatch(1);
    try (InMemoryTransport transport = InMemoryTransport.builder(calls).maxBatches(4).build()) {
      transport.subscribe(batch -> stuck.await());
      for (int i = 0; i < 2; i++) {
        assertInstanceOf(Acceptance.Accepted.class, accept(transport, GREEDY, "g" + i));
      }
      assertFull(accept(transport, GREEDY, "g2"));
      for (int i = 0; i < 2; i++) {
        assertInstanceOf(Acceptance.Accepted.class, accept(transport, MODEST, "m" + i));
      }
      stuck.countDown();
    }
  }

  /** A batch larger than an equal part is taken when the call center has nothing else waiting. */
  @Test
  void aLargeBatchIsTakenWhenItIsAlone() {
    InMemoryVoiceCallDirectory calls =
        InMemoryVoiceCallDirectory.builder().callCenters(100).build();
    CountDownLatch stuck = new CountDownLatch(1);
    try (InMemoryTransport transport = InMemoryTransport.builder(calls).maxBytes(4_000).build()) {
      transport.subscribe(batch -> stuck.await());
      assertInstanceOf(Acceptance.Accepted.class, accept(transport, GREEDY, "g0"));
      assertFull(accept(transport, GREEDY, "g1"));
      assertInstanceOf(Acceptance.Accepted.class, accept(transport, MODEST, "m0"));
      stuck.countDown();
    }
  }

  private static Acceptance accept(
      InMemoryTransport transport, CallCenterId callCenter, String key) {
    Submission submission =
        new Submission(
            new ConversationId(callCenter, key(key)),
            key(key),
            Optional.empty(),
            EventBatch.of("S", CategoryEvent.of("A", 1)),
            Instant.EPOCH);
    return transport.accept(submission).toCompletableFuture().join();
  }

  private static void assertFull(Acceptance answer) {
    assertEquals(Clause.DLV_5, assertInstanceOf(Acceptance.Refused.class, answer).clause());
  }
}
