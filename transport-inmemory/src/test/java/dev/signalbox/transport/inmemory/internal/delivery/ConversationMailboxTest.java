package dev.signalbox.transport.inmemory.internal.delivery;

import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.CONVERSATION;
import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.submission;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.Subscriber;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A conversation's numbers (DLV-4), and its queues. */
class ConversationMailboxTest {
  private final DeliveryFixtures.Conversation mailbox = new DeliveryFixtures.Conversation();
  private final List<Long> heard = new ArrayList<>();
  private final SubscriptionState one = subscription();
  private final SubscriptionState two = subscription();
  private final SubscriptionState three = subscription();

  private SubscriptionState subscription() {
    Subscriber subscriber = batch -> heard.add(batch.sequence());
    return mailbox.subscription(subscriber);
  }

  private DeliveredBatch number(long... startTimes) {
    synchronized (mailbox) {
      return mailbox.number(submission(startTimes));
    }
  }

  private ConversationQueue queueOf(SubscriptionState subscription) {
    @Nullable ConversationQueue queue = mailbox.enqueue(subscription)[0];
    assertNotNull(queue);
    return queue;
  }

  private void run(ConversationQueue queue) {
    DeliveryWorker worker = mailbox.worker();
    while (queue.runTurn(worker)) {}
  }

  @Test
  void batchesAreNumberedAndThoseThatBeginBeforeAnEarlierOneEndedAreLate() {
    assertEquals(Long.MIN_VALUE, mailbox.latestStart());
    DeliveredBatch first = number(10, 30);
    assertEquals(CONVERSATION, first.conversation());
    assertEquals(0, first.sequence());
    assertFalse(first.late());
    assertEquals(30, mailbox.latestStart());
    assertEquals(1, mailbox.nextSequence());
    DeliveredBatch second = number(29);
    assertEquals(1, second.sequence());
    assertTrue(second.late());
    assertEquals(30, mailbox.latestStart());
    assertFalse(number(30).late());
    assertEquals(3, mailbox.nextSequence());
  }

  @Test
  void aConversationGoesOnWhereItsStoreLeftIt() {
    mailbox.restore(7, 100);
    assertEquals(7, mailbox.nextSequence());
    assertEquals(100, mailbox.latestStart());
    DeliveredBatch next = number(99);
    assertEquals(7, next.sequence());
    assertTrue(next.late());
    assertEquals(0, mailbox.row());
    mailbox.row(5);
    assertEquals(5, mailbox.row());
  }

  @Test
  void aNumberThatIsTakenBackIsGivenAgain() {
    number(10);
    synchronized (mailbox) {
      long before = mailbox.latestStart();
      mailbox.expect();
      DeliveredBatch batch = mailbox.number(submission(20));
      assertEquals(1, mailbox.undelivered());
      mailbox.takeBack(new NumberedBatch(mailbox, batch, 1, new SubscriptionState[0], before));
    }
    assertEquals(0, mailbox.undelivered());
    assertEquals(10, mailbox.latestStart());
    DeliveredBatch again = number(15);
    assertEquals(1, again.sequence());
    assertFalse(again.late());
  }

  @Test
  void onlyTheFirstBatchOfASubscriberMakesAQueue() {
    @Nullable ConversationQueue[] first = mailbox.enqueue(one);
    assertEquals(1, first.length);
    assertSame(one, first[0].subscription);
    @Nullable ConversationQueue[] second = mailbox.enqueue(one, two);
    assertEquals(2, second.length);
    assertNull(second[0]);
    assertSame(two, second[1].subscription);
    assertEquals(2, mailbox.undelivered());
    run(first[0]);
    assertEquals(List.of(0L, 1L), heard);
    assertEquals(1, mailbox.undelivered());
    run(second[1]);
    assertEquals(List.of(0L, 1L, 1L), heard);
    assertEquals(0, mailbox.undelivered());
  }

  /** The queues are a list; from wherever one is taken, the others stay. */
  @Test
  void aQueueThatIsEmptyLeavesAndTheOthersStay() {
    for (SubscriptionState leaving : List.of(one, two, three)) {
      DeliveryFixtures.Conversation fresh = new DeliveryFixtures.Conversation();
      @Nullable ConversationQueue[] queues = fresh.enqueue(one, two, three);
      for (ConversationQueue queue : queues) {
        if (queue.subscription == leaving) {
          run(queue);
        }
      }
      @Nullable ConversationQueue[] next = fresh.enqueue(one, two, three);
      for (int i = 0; i < 3; i++) {
        assertEquals(queues[i].subscription == leaving, next[i] != null);
      }
    }
  }

  @Test
  void theEndOfTheLastBatchIsAUseOfTheConversationAndThatOfAnotherIsNot() {
    ConversationQueue queue = queueOf(one);
    @Nullable ConversationQueue[] others = mailbox.enqueue(two);
    mailbox.now = 1_000;
    run(queue);
    assertEquals(0, mailbox.lastUsed());
    mailbox.now = 2_000;
    run(others[0]);
    assertEquals(2_000, mailbox.lastUsed());
    mailbox.use(3_000);
    assertEquals(3_000, mailbox.lastUsed());
  }

  /** Each batch counts once, however many subscribers still have to get it. */
  @Test
  void whatIsAbandonedIsCountedByTheBatch() {
    ConversationQueue queue = queueOf(one);
    mailbox.enqueue(one, two);
    mailbox.enqueue(three);
    Set<DeliveryPool> pools = new HashSet<>();
    mailbox.now = 1_000;
    assertEquals(3, mailbox.abandon(mailbox.delivery, pools));
    assertEquals(Set.of(one.pool), pools);
    assertEquals(0, mailbox.undelivered());
    assertEquals(1_000, mailbox.lastUsed());
    // What was in hands comes back after the end.
    assertFalse(queue.runTurn(mailbox.worker()));
    assertEquals(List.of(0L), heard);
    assertEquals(0, mailbox.undelivered());
    assertEquals(0, mailbox.abandon(mailbox.delivery, pools));
    // Nothing would be added to a queue that nobody runs any more.
    assertNotNull(mailbox.enqueue(one)[0]);
  }

  @Test
  void whatOtherTransportsHaveToDeliverIsNotAbandoned() {
    DeliveryFixtures.Conversation other = new DeliveryFixtures.Conversation();
    @Nullable ConversationQueue[] queues = mailbox.enqueue(one, two);
    Set<DeliveryPool> pools = new HashSet<>();
    assertEquals(0, mailbox.abandon(other.delivery, pools));
    assertEquals(Set.of(), pools);
    run(queues[0]);
    run(queues[1]);
    assertEquals(List.of(0L, 0L), heard);
  }

  @Test
  void aMailboxIsOpenUntilItIsClosed() {
    assertEquals(CONVERSATION, mailbox.id());
    assertFalse(mailbox.isClosed());
    synchronized (mailbox) {
      mailbox.close();
    }
    assertTrue(mailbox.isClosed());
  }
}
