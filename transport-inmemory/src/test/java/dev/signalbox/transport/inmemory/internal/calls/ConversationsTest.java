package dev.signalbox.transport.inmemory.internal.calls;

import static dev.signalbox.transport.inmemory.internal.calls.CallFixtures.CALL_CENTER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.transport.inmemory.internal.delivery.ConversationMailbox;
import dev.signalbox.transport.inmemory.internal.delivery.InMemoryDelivery;
import dev.signalbox.transport.inmemory.internal.delivery.NumberedBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * CALL-1 to CALL-5 where the directory's users don't see them: what is kept, and what a store uses.
 */
class ConversationsTest {
  private static final CallCenterId OTHER = CallCenterId.of("00D000000000000EAA", "Other");
  private static final long TTL = 1_000;

  private final AtomicLong clock = new AtomicLong(5_000);
  private final Conversations calls = conversations(100, 100, 1);

  /** Without subscribers: a batch that is numbered is undelivered until it is handed over. */
  private final InMemoryDelivery delivery =
      new InMemoryDelivery(calls, 9, 99, 1 << 20, 1, 0, new Ignoring());

  private static final class Ignoring implements DeliveryListener {
    @Override
    public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {}

    @Override
    public void undelivered(DeliveredBatch batch) {}
  }

  private Conversations conversations(int conversations, int records, int callCenters) {
    return new Conversations(
        new CallLimits(conversations, 9, records, 100, callCenters, Duration.ofMillis(TTL)),
        false,
        clock::get);
  }

  private static ConversationId id(String key) {
    return new ConversationId(CALL_CENTER, new VendorCallKey(key));
  }

  private static VoiceCall inbound(String key) {
    return VoiceCall.of(new VendorCallKey(key), InitiationMethod.INBOUND);
  }

  private static VoiceCall transfer(String key, String parent) {
    return VoiceCall.transfer(new VendorCallKey(key), parent);
  }

  private static VoiceCall conference(String key, String parent) {
    return new VoiceCall(
        new VendorCallKey(key), InitiationMethod.CONFERENCE, Optional.of(parent), Map.of());
  }

  private Optional<String> parent(String key) {
    return calls.call(CALL_CENTER, new VendorCallKey(key)).orElseThrow().parent();
  }

  private static Registration.Registered registered(Registration answer) {
    return assertInstanceOf(Registration.Registered.class, answer);
  }

  private static void assertFull(Registration answer) {
    assertEquals(Clause.CALL_5, assertInstanceOf(Registration.Refused.class, answer).clause());
  }

  private Registration.Registered register(VoiceCall call) {
    return registered(calls.register(CALL_CENTER, call));
  }

  private NumberedBatch number(String key) {
    Submission submission =
        new Submission(
            id(key),
            new VendorCallKey(key),
            Optional.empty(),
            EventBatch.of("S", CategoryEvent.of("V", 1)),
            Instant.EPOCH);
    return assertInstanceOf(NumberedBatch.class, delivery.number(submission, 1));
  }

  private Optional<VendorCallKey> firstCall(String key) {
    return calls.firstCall(CALL_CENTER, new VendorCallKey(key));
  }

  @Test
  void aConversationWithUndeliveredBatchesIsLiveHoweverOldItIs() {
    register(inbound("a"));
    number("a");
    clock.addAndGet(5 * TTL);
    assertEquals(Optional.of(new VendorCallKey("a")), firstCall("a"));
  }

  /** Exactly then, it is looked at again after another time to live. */
  @Test
  void aConversationWithUndeliveredBatchesIsLeftAloneAtItsExpiry() {
    NumberedBatch waiting = number("a");
    clock.addAndGet(TTL);
    register(inbound("b"));
    assertEquals(2, calls.size());
    delivery.deliver(waiting, 0, true);
    clock.addAndGet(TTL);
    register(inbound("c"));
    assertEquals(1, calls.size());
  }

  @Test
  void aNewConversationClearsAwaySixteenThatHaveExpired() {
    for (int i = 0; i < 40; i++) {
      register(inbound("k" + i));
    }
    clock.addAndGet(TTL);

    calls.plan(CALL_CENTER, inbound("new"));
    assertEquals(40 - 16, calls.size());
    calls.plan(CALL_CENTER, inbound("new"));
    assertEquals(40 - 32, calls.size());
    calls.plan(CALL_CENTER, inbound("new"));
    assertEquals(0, calls.size());
  }

  /** A store may bring conversations back in any order. */
  @Test
  void whatExpiresFirstIsClearedAwayFirst() {
    calls.restore(id("later"), 5_000, false);
    calls.restore(id("sooner"), 4_000, false);
    calls.restore(id("latest"), 6_000, false);
    clock.set(5_500);
    calls.plan(CALL_CENTER, inbound("new"));
    assertEquals(2, calls.size());
    assertNull(calls.find(id("sooner")));
    assertNotNull(calls.find(id("later")));
    clock.set(6_500);
    calls.plan(CALL_CENTER, inbound("new"));
    assertNull(calls.find(id("later")));
    assertNotNull(calls.find(id("latest")));
  }

  @Test
  void theBoundOfAllHoldsWhereACallCenterHasRoomOfItsOwn() {
    Conversations shared = conversations(3, 100, 2);
    registered(shared.register(CALL_CENTER, inbound("a")));
    registered(shared.register(CALL_CENTER, inbound("b")));
    registered(shared.register(OTHER, inbound("a")));
    assertFull(shared.register(OTHER, inbound("b")));
    assertEquals(3, shared.size());
    Conversations few = conversations(100, 3, 2);
    registered(few.register(CALL_CENTER, inbound("a")));
    registered(few.register(CALL_CENTER, inbound("a")));
    registered(few.register(OTHER, inbound("a")));
    assertFull(few.register(OTHER, inbound("a")));
  }

  @Test
  void aKeyThatIsLinkedGivesItsRoomBack() {
    Conversations few = conversations(2, 100, 1);
    few.open(id("bare"));
    registered(few.register(CALL_CENTER, inbound("a")));
    assertFull(few.register(CALL_CENTER, inbound("b")));
    registered(few.register(CALL_CENTER, transfer("bare", "a")));
    assertEquals(1, few.size());
    registered(few.register(CALL_CENTER, inbound("b")));
    assertFull(few.register(CALL_CENTER, inbound("c")));
  }

  @Test
  void attributesThatFillTheRoomToTheByteAreKept() {
    Map<String, DocumentValue> half = Map.of("to", new DocumentValue.Text("x".repeat(50 - 9)));
    for (String key : List.of("a", "b", "c")) {
      register(
          new VoiceCall(new VendorCallKey(key), InitiationMethod.INBOUND, Optional.empty(), half));
    }
    assertEquals(half, attributes("a"));
    assertEquals(half, attributes("b"));
    assertEquals(Map.of(), attributes("c"));
  }

  private Map<String, DocumentValue> attributes(String key) {
    return calls.call(CALL_CENTER, new VendorCallKey(key)).orElseThrow().attributes();
  }

  /** A shutdown has to find what it must report. */
  @Test
  void aLinkedKeysOwnConversationIsListedUntilItsBatchesAreDelivered() {
    register(inbound("a"));
    NumberedBatch waiting = number("b");
    ConversationMailbox own = waiting.mailbox();
    register(transfer("b", "a"));
    assertTrue(own.isClosed());
    ConversationMailbox target = calls.find(id("a"));
    assertEquals(List.of(target, target, own), calls.all());
    delivery.deliver(waiting, 0, true);
    NumberedBatch another = number("c");
    register(transfer("c", "a"));
    assertEquals(List.of(target, target, target, another.mailbox()), calls.all());
    // What has nothing undelivered is not listed at all.
    calls.open(id("d"));
    register(transfer("d", "a"));
    assertEquals(5, calls.all().size());
    assertSame(another.mailbox(), calls.all().get(4));
  }

  @Test
  void aConversationIsFoundByItsFirstKeyAlone() {
    assertNull(calls.find(id("a")));
    register(inbound("a"));
    register(transfer("b", "a"));
    ConversationMailbox found = calls.find(id("a"));
    assertNotNull(found);
    assertEquals(id("a"), found.id());
    assertNull(calls.find(id("b")));
    assertNull(calls.find(id("c")));
    assertNull(calls.find(new ConversationId(OTHER, new VendorCallKey("a"))));
  }

  @Test
  void aKeyIsFoundByItsIdInItsOwnCallCenter() {
    Registration.Registered a = register(inbound("a"));
    Registration.Registered b = register(transfer("b", "a"));
    registered(calls.register(OTHER, inbound("a")));
    assertEquals(Optional.of(new VendorCallKey("a")), calls.find(CALL_CENTER, a.voiceCallId()));
    assertEquals(Optional.of(new VendorCallKey("b")), calls.find(CALL_CENTER, b.voiceCallId()));
    assertEquals(Optional.empty(), calls.find(OTHER, a.voiceCallId()));
    assertEquals(Optional.empty(), calls.find(CALL_CENTER, new PackedVoiceCallId(0).voiceCallId()));
  }

  @Test
  void theListenerHearsOfEachConversationThatIsForgotten() {
    List<ConversationId> forgotten = new ArrayList<>();
    calls.onForgotten(forgotten::add);
    register(inbound("a"));
    register(transfer("b", "a"));
    clock.addAndGet(TTL);
    register(inbound("c"));
    assertEquals(List.of(id("a")), forgotten);
    register(transfer("d", "c"));
    calls.clear();
    assertEquals(List.of(id("a"), id("c")), forgotten);
  }

  @Test
  void clearingMakesRoomForEverything() {
    Conversations few = conversations(1, 1, 1);
    VoiceCall call =
        new VoiceCall(
            new VendorCallKey("a"),
            InitiationMethod.INBOUND,
            Optional.empty(),
            Map.of("to", new DocumentValue.Text("x".repeat(100 - 9))));
    Registration.Registered before = registered(few.register(CALL_CENTER, call));
    few.clear();
    assertEquals(0, few.size());
    assertEquals(List.of(), few.all());
    assertEquals(Optional.empty(), few.firstCall(CALL_CENTER, new VendorCallKey("a")));
    assertEquals(Optional.empty(), few.find(CALL_CENTER, before.voiceCallId()));
    // The conversations', the calls', and the attributes'.
    registered(few.register(CALL_CENTER, call));
    assertEquals(Optional.of(call), few.call(CALL_CENTER, new VendorCallKey("a")));
    clock.addAndGet(TTL);
    // What was cleared is not counted down once more when it would have expired.
    few.plan(CALL_CENTER, inbound("b"));
    assertEquals(0, few.size());
  }

  @Test
  void whatIsClearedWhileBatchesWaitIsListedUntilTheyAreDelivered() {
    register(inbound("a"));
    register(transfer("leg", "a"));
    calls.open(id("quiet"));
    NumberedBatch waiting = number("a");
    calls.clear();
    assertEquals(List.of(waiting.mailbox()), calls.all());
    assertTrue(waiting.mailbox().isClosed());
    NumberedBatch next = number("a");
    assertEquals(0, next.batch().sequence());
    assertNotSame(waiting.mailbox(), next.mailbox());
    delivery.deliver(waiting, 0, true);
    delivery.deliver(next, 0, true);
    calls.clear();
    assertEquals(List.of(), calls.all());
  }

  @Test
  void aConversationThatIsRestoredIsAsItWas() {
    ConversationMailbox mailbox = calls.restore(id("a"), 4_500, false);
    assertEquals(1, calls.size());
    assertFalse(mailbox.isClosed());
    assertSame(mailbox, calls.find(id("a")));
    assertEquals(4_500, mailbox.lastUsed());
    assertEquals(Optional.empty(), firstCall("a"));
    calls.restore(mailbox, inbound("a"), 77);
    calls.restore(mailbox, transfer("b", "a"), 78);
    calls.restore(mailbox, conference("b", "a"), 79);
    assertEquals(Optional.of("a"), parent("b"));
    calls.restore(mailbox, conference("b", "gone"), 80);
    assertEquals(Optional.of(new VendorCallKey("a")), firstCall("b"));
    assertEquals(
        Optional.of(new VendorCallKey("b")),
        calls.find(CALL_CENTER, new PackedVoiceCallId(78).voiceCallId()));
    // A parent that can't be found any more is left out.
    assertEquals(Optional.empty(), parent("b"));
    assertEquals(1, calls.size());
    assertEquals(List.of(mailbox, mailbox), calls.all());
  }

  /** Its batches still wait, which is counted later. */
  @Test
  void aConversationThatIsOlderThanCallsLiveIsRestoredWithItsParents() {
    ConversationMailbox mailbox = calls.restore(id("a"), 5_000 - 2 * TTL, false);
    calls.restore(mailbox, inbound("a"), 77);
    calls.restore(mailbox, transfer("b", "a"), 78);
    calls.restore(mailbox, transfer("c", new PackedVoiceCallId(78).voiceCallId().value()), 79);
    assertFalse(mailbox.isClosed());
    assertEquals(1, calls.size());
  }

  @Test
  void aConversationThatWasLeftIsRestoredForItsBatchesAlone() {
    ConversationMailbox mailbox = calls.restore(id("a"), 4_500, true);
    assertTrue(mailbox.isClosed());
    assertEquals(0, calls.size());
    assertNull(calls.find(id("a")));
    assertEquals(List.of(mailbox), calls.all());
  }

  @Test
  void aPlanSaysWhatItWouldChangeAndChangesNothing() {
    PlannedCall first =
        calls.plan(
            CALL_CENTER,
            new VoiceCall(
                new VendorCallKey("a"),
                InitiationMethod.INBOUND,
                Optional.empty(),
                Map.of("to", new DocumentValue.Text("x"))));
    assertEquals(Optional.empty(), first.answer());
    assertEquals(Optional.empty(), first.target());
    assertEquals(Optional.empty(), first.left());
    assertEquals(CALL_CENTER, first.callCenter());
    assertEquals(new VendorCallKey("a"), first.call().vendorCallKey());
    assertArrayEquals("{\"to\":\"x\"}".getBytes(StandardCharsets.UTF_8), first.attributes());
    assertEquals(0, calls.size());
    Registration.Registered applied = registered(calls.apply(first));
    assertEquals(new PackedVoiceCallId(first.number()).voiceCallId(), applied.voiceCallId());

    ConversationMailbox bare = calls.open(id("b"));
    PlannedCall link = calls.plan(CALL_CENTER, transfer("b", "a"));
    assertEquals(Optional.of(calls.find(id("a"))), link.target());
    assertEquals(Optional.of(bare), link.left());
    assertNull(link.attributes());
    registered(calls.apply(link));
    PlannedCall again = calls.plan(CALL_CENTER, transfer("b", "a"));
    assertEquals(link.target(), again.target());
    assertEquals(Optional.empty(), again.left());
    PlannedCall refused = calls.plan(CALL_CENTER, transfer("c", "nobody"));
    assertInstanceOf(Registration.UnknownParent.class, refused.answer().orElseThrow());
  }

  /** A batch of another key may take the last room between the plan and the change. */
  @Test
  void aPlanWhoseRoomWasTakenMeanwhileIsRefused() {
    Conversations few = conversations(1, 9, 1);
    PlannedCall planned = few.plan(CALL_CENTER, inbound("a"));
    few.open(id("b"));
    assertFull(few.apply(planned));
    assertEquals(Optional.empty(), few.firstCall(CALL_CENTER, new VendorCallKey("a")));
  }
}
