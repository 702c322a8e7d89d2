package dev.signalbox.transport.inmemory.internal.calls;

import static dev.signalbox.transport.inmemory.internal.calls.CallFixtures.CALL_CENTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.transport.inmemory.internal.delivery.ConversationMailbox;
import dev.signalbox.transport.inmemory.internal.delivery.InMemoryDelivery;
import dev.signalbox.transport.inmemory.internal.delivery.NumberedBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * CALL-5: what is a use of a conversation, and what is left when there was none for long enough.
 */
class ConversationUseTest {
  private static final long TTL = 1_000;

  private final AtomicLong clock = new AtomicLong(5_000);
  private final Conversations calls =
      new Conversations(
          new CallLimits(100, 9, 100, 100, 1, Duration.ofMillis(TTL)), false, clock::get);

  private static VendorCallKey key(String key) {
    return new VendorCallKey(key);
  }

  private static ConversationId id(String key) {
    return new ConversationId(CALL_CENTER, key(key));
  }

  private Registration.Registered register(VoiceCall call) {
    return assertInstanceOf(Registration.Registered.class, calls.register(CALL_CENTER, call));
  }

  private Registration.Registered inbound(String key) {
    return register(VoiceCall.of(key(key), InitiationMethod.INBOUND));
  }

  @Test
  void aBatchIsAUse() {
    ConversationMailbox first = calls.open(id("a"));
    clock.addAndGet(TTL - 1);
    assertSame(first, calls.open(id("a")));
    clock.addAndGet(TTL - 1);
    assertSame(first, calls.open(id("a")));
  }

  @Test
  void anExpiredConversationIsNotOpenedAgain() {
    ConversationMailbox first = calls.open(id("a"));
    clock.addAndGet(TTL);
    assertNotSame(first, calls.open(id("a")));
    assertEquals(1, calls.size());
  }

  @Test
  void aRecordOfAKnownKeyIsAUse() {
    inbound("a");
    clock.addAndGet(TTL - 1);
    inbound("a");
    clock.addAndGet(TTL - 1);
    assertEquals(Optional.of(key("a")), calls.firstCall(CALL_CENTER, key("a")));
  }

  @Test
  void aRecordThatNamesAParentIsAUseOfTheParents() {
    String parent = inbound("a").voiceCallId().value();
    clock.addAndGet(TTL - 1);
    register(VoiceCall.transfer(key("b"), parent));
    clock.addAndGet(TTL - 1);
    register(VoiceCall.transfer(key("c"), "b"));
    clock.addAndGet(TTL - 1);
    assertEquals(Optional.of(key("a")), calls.firstCall(CALL_CENTER, key("c")));
  }

  @Test
  void aKeyThatWasLinkedIsForgottenWithTheConversationItBelongsTo() {
    calls.open(id("b"));
    inbound("a");
    Registration.Registered linked = register(VoiceCall.transfer(key("b"), "a"));
    clock.addAndGet(TTL);
    inbound("c");
    assertEquals(Optional.empty(), calls.find(CALL_CENTER, linked.voiceCallId()));
    assertEquals(Optional.empty(), calls.firstCall(CALL_CENTER, key("b")));
    assertEquals(1, calls.size());
  }

  @Test
  void aConversationOfOneCallIsListedWhenItWasClearedWhileABatchWaits() {
    InMemoryDelivery delivery =
        new InMemoryDelivery(calls, 9, 9, 1 << 20, 1, 0, DeliveryListener.LOGGING);
    Submission batch =
        new Submission(
            id("a"),
            key("a"),
            Optional.empty(),
            EventBatch.of("S", CategoryEvent.of("V", 1)),
            Instant.EPOCH);
    NumberedBatch waiting = assertInstanceOf(NumberedBatch.class, delivery.number(batch, 1));
    calls.clear();
    calls.clear();
    assertEquals(List.of(waiting.mailbox()), calls.all());
    delivery.takeBack(waiting);
    calls.clear();
    assertEquals(List.of(), calls.all());
  }
}
