package dev.signalbox.transport.inmemory.internal.delivery;

import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.CONVERSATION;
import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.awaitThat;
import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.submission;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport.Subscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a transport with a store builds on: numbers first, the store next, and then the delivery.
 */
class InMemoryDeliveryTest {
  private static final CallCenterId CALL_CENTER = CONVERSATION.callCenter();
  private static final Duration AGES = Duration.ofSeconds(60);

  /** What the store is told, as "row subscriber last". */
  private final List<String> finished = new CopyOnWriteArrayList<>();

  private final Map<Long, DeliveredBatch> stored = new ConcurrentHashMap<>();
  private final List<DeliveredBatch> heard = new CopyOnWriteArrayList<>();
  private final List<DeliveredBatch> undelivered = new CopyOnWriteArrayList<>();
  private final Mailbox mailbox = new Mailbox();

  /** What is found before the mailbox, or once it is used up null, if it is to be so. */
  private final Queue<ConversationMailbox> earlier = new ArrayDeque<>();

  private boolean room = true;

  /** How many times the store is still to fail. */
  private final AtomicInteger failures = new AtomicInteger();

  private final InMemoryDelivery delivery =
      new InMemoryDelivery(new Directory(), 2, 3, 100, 1, 0, new Listening(), new Store());
  private final Subscriber hearing = heard::add;

  private static final class Mailbox extends ConversationMailbox {
    Mailbox() {
      super(CONVERSATION, 0);
    }
  }

  private final class Directory implements MailboxDirectory {
    @Override
    public @Nullable ConversationMailbox open(ConversationId id) {
      return !earlier.isEmpty() ? earlier.remove() : room ? mailbox : null;
    }

    @Override
    public Acceptance.Refused full() {
      return new Acceptance.Refused(Clause.CALL_5, "full", Duration.ofSeconds(1));
    }

    @Override
    public List<ConversationMailbox> all() {
      return List.of(mailbox, mailbox);
    }

    @Override
    public long now() {
      return 0;
    }
  }

  private final class Store implements BatchStore {
    @Override
    public @Nullable DeliveredBatch load(long row) {
      if (failures.get() > 0) {
        failures.decrementAndGet();
        throw new IllegalStateException("it could not be read");
      }
      return stored.get(row);
    }

    @Override
    public void finished(PendingDelivery pending, int subscriber, boolean last) {
      finished.add(pending.row() + " " + subscriber + " " + last);
    }
  }

  private final class Listening implements DeliveryListener {
    @Override
    public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {}

    @Override
    public void undelivered(DeliveredBatch batch) {
      undelivered.add(batch);
    }
  }

  @AfterEach
  void end() {
    delivery.shutdown(Duration.ZERO);
  }

  private SubscriptionState subscribe(int number) {
    SubscriptionState subscription = delivery.subscription(hearing, number);
    delivery.begin(subscription);
    return subscription;
  }

  private NumberedBatch number(long footprint) {
    assertNull(delivery.reserve(CALL_CENTER, footprint));
    return assertInstanceOf(NumberedBatch.class, delivery.number(submission(1), footprint));
  }

  private void assertRefused(Clause clause, Object answer) {
    assertEquals(clause, assertInstanceOf(Acceptance.Refused.class, answer).clause());
  }

  private void drain() {
    assertEquals(Map.of(), delivery.shutdown(AGES).undelivered());
  }

  @Test
  void aNumberedBatchGoesToTheSubscriptionsOfThatMoment() {
    subscribe(7);
    subscribe(8);
    NumberedBatch numbered = number(10);
    subscribe(9);
    assertSame(mailbox, numbered.mailbox());
    assertEquals(0, numbered.batch().sequence());
    assertArrayEquals(new int[] {7, 8}, numbered.subscribers());
    assertEquals(1, delivery.waiting());
    assertEquals(1, mailbox.undelivered());
    delivery.deliver(numbered, 42, true);
    drain();
    assertEquals(List.of(numbered.batch(), numbered.batch()), heard);
    assertEquals(2, finished.size());
    assertTrue(finished.get(0).endsWith("false"));
    assertTrue(finished.get(1).endsWith("true"));
    assertTrue(finished.stream().anyMatch(told -> told.startsWith("42 7 ")));
    assertTrue(finished.stream().anyMatch(told -> told.startsWith("42 8 ")));
    assertEquals(0, delivery.waiting());
    assertEquals(0, mailbox.undelivered());
  }

  @Test
  void aBatchThatIsNotKeptInMemoryIsReadFromTheStore() {
    subscribe(7);
    NumberedBatch numbered = number(10);
    DeliveredBatch read = numbered.batch().again();
    // It can't be read at first, and is tried again.
    delivery.deliver(numbered, 42, false);
    stored.put(42L, read);
    drain();
    assertEquals(List.of(read), heard);
    assertEquals(List.of("42 7 true"), finished);
  }

  /** As when memory is short; only that is thrown where a worker goes on by itself. */
  @Test
  void aBatchThatCouldNotBeginIsTriedAgain() {
    failures.set(3);
    subscribe(7);
    NumberedBatch numbered = number(10);
    stored.put(42L, numbered.batch());
    delivery.deliver(numbered, 42, false);
    drain();
    assertEquals(List.of(numbered.batch()), heard);
    assertEquals(0, failures.get());
  }

  @Test
  void aNumberedBatchWithoutSubscriptionsIsCountedAndMakesRoom() {
    NumberedBatch numbered = number(100);
    assertArrayEquals(new int[0], numbered.subscribers());
    delivery.deliver(numbered, 42, true);
    assertEquals(List.of(numbered.batch()), undelivered);
    assertEquals(1, delivery.undeliveredCount());
    assertEquals(0, delivery.waiting());
    assertEquals(0, mailbox.undelivered());
    assertNull(delivery.reserve(CALL_CENTER, 100));
    assertEquals(List.of(), finished);
  }

  @Test
  void whatIsTakenBackLeavesNoTrace() {
    number(10);
    NumberedBatch second = number(90);
    assertEquals(1, second.batch().sequence());
    delivery.takeBack(second);
    assertEquals(1, delivery.waiting());
    assertEquals(1, mailbox.undelivered());
    assertEquals(1, number(90).batch().sequence());
    assertNotNull(delivery.reserve(CALL_CENTER, 1));
  }

  @Test
  void whatWasReservedAndNotNumberedIsGivenBack() {
    assertNull(delivery.reserve(CALL_CENTER, 100));
    assertRefused(Clause.DLV_5, delivery.reserve(CALL_CENTER, 1));
    delivery.release(CALL_CENTER, 100);
    assertNull(delivery.reserve(CALL_CENTER, 100));
  }

  @Test
  void aConversationHasAsManyBatchesAsStated() {
    number(1);
    number(1);
    assertRefused(Clause.DLV_5, delivery.number(submission(1), 1));
  }

  @Test
  void aConversationWithoutRoomIsRefusedAsTheDirectorySays() {
    room = false;
    assertRefused(Clause.CALL_5, delivery.number(submission(1), 1));
  }

  /** A conversation is forgotten or linked to another one between the look-up and the number. */
  @Test
  void aMailboxThatWasClosedSinceIsLookedUpAgain() {
    ConversationMailbox closed = new Mailbox();
    synchronized (closed) {
      closed.close();
    }
    earlier.add(closed);
    assertSame(mailbox, number(1).mailbox());
    assertEquals(0, closed.undelivered());
  }

  @Test
  void afterAShutdownNothingIsNumbered() {
    drain();
    assertRefused(Clause.DLV_6, delivery.number(submission(1), 1));
    assertRefused(Clause.DLV_6, delivery.reserve(CALL_CENTER, 1));
    assertRefused(Clause.DLV_6, delivery.accept(submission(1)));
    assertEquals(0, mailbox.undelivered());
  }

  @Test
  void whatAShutdownReportsWaitsNoLonger() {
    AsyncSubscriber never = batch -> new CompletableFuture<>();
    delivery.begin(delivery.subscription(never, 7));
    delivery.deliver(number(10), 42, true);
    delivery.deliver(number(10), 43, true);
    assertEquals(2, delivery.waiting());
    assertEquals(Map.of(CONVERSATION, 2), delivery.shutdown(Duration.ZERO).undelivered());
    assertEquals(0, delivery.waiting());
    assertEquals(0, mailbox.undelivered());
  }

  @Test
  void whatIsWrittenWhenTheShutdownIsOverIsNotDelivered() {
    subscribe(7);
    NumberedBatch numbered = number(1);
    delivery.shutdown(Duration.ZERO);
    delivery.deliver(numbered, 42, true);
    assertEquals(0, mailbox.abandon(delivery, new HashSet<>()));
    assertEquals(List.of(), heard);
  }

  private static PendingDelivery pending(int subscribers) {
    return new PendingDelivery(null, CALL_CENTER, 10, 42, subscribers);
  }

  @Test
  void whatAnEarlierProcessLeftIsDeliveredToThoseThatHaveNotGotIt() {
    SubscriptionState one = delivery.subscription(hearing, 7);
    DeliveredBatch left;
    synchronized (mailbox) {
      left = mailbox.number(submission(1)).again();
    }
    stored.put(42L, left);
    delivery.expect(mailbox, CALL_CENTER, 10);
    assertEquals(1, delivery.waiting());
    assertEquals(1, mailbox.undelivered());
    PendingDelivery pending = pending(2);
    assertFalse(pending.isInMemory());
    assertEquals(10, pending.footprint());
    assertFalse(delivery.leaveOut(mailbox, pending));
    assertEquals(1, delivery.waiting());
    delivery.deliver(mailbox, pending, one);
    // Its subscription has not begun, so the end of it is waited for here.
    awaitThat(() -> delivery.waiting() == 0);
    assertEquals(List.of(left), heard);
    assertEquals(List.of("42 7 true"), finished);
    assertEquals(0, mailbox.undelivered());
  }

  @Test
  void whatNoSubscriberWaitsForAnyMoreMakesRoom() {
    delivery.expect(mailbox, CALL_CENTER, 10);
    assertTrue(delivery.leaveOut(mailbox, pending(1)));
    assertEquals(0, delivery.waiting());
    assertEquals(0, mailbox.undelivered());
    assertNull(delivery.reserve(CALL_CENTER, 100));
    assertEquals(List.of(), finished);
  }

  @Test
  void aSubscriptionThatIsClosedGetsNoMore() {
    SubscriptionState state = delivery.subscription(hearing, 7);
    Subscription subscription = delivery.begin(state);
    subscription.close();
    assertArrayEquals(new int[0], number(1).subscribers());
  }

  @Test
  void aBatchThatIsKeptInMemoryAloneIsNeverRead() {
    assertThrows(IllegalStateException.class, () -> BatchStore.NONE.load(1));
    assertTrue(new PendingDelivery(number(1).batch(), 1, 1).isInMemory());
  }
}
