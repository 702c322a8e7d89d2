package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.Subscriber;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one conversation that one subscriber has to get, one at a time and in order
 * (DLV-2). A queue is in its mailbox, and scheduled, from its first batch until it is empty; then
 * it is dropped. While it is scheduled it has exactly one owner: the pool, a worker, or a stage
 * that has not completed.
 *
 * <p>The mailbox's monitor guards what changes. The current batch is changed by the owner alone,
 * which can therefore read it without.
 */
final class ConversationQueue {
  /** After this many batches, other conversations get their turn. */
  private static final int TURN_BATCHES = 32;

  /** How long a worker waits when a batch can't be read. */
  private static final long UNREADABLE_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  final SubscriptionState subscription;
  private final ConversationMailbox mailbox;

  /** The mailbox's next queue. */
  @Nullable ConversationQueue next;

  /** The batch that the subscriber has, or gets next. */
  private PendingDelivery current;

  /** The batches behind the current one; null as long as there was none, which is usual. */
  private @Nullable ArrayDeque<PendingDelivery> behind;

  private boolean abandoned;

  /** The current batch once it was read. Used by the owner alone. */
  private @Nullable DeliveredBatch batch;

  ConversationQueue(
      ConversationMailbox mailbox,
      SubscriptionState subscription,
      PendingDelivery first,
      @Nullable ConversationQueue next) {
    this.mailbox = mailbox;
    this.subscription = subscription;
    current = first;
    this.next = next;
  }

  /** Adds a batch. Needs the monitor. */
  void add(PendingDelivery delivery) {
    if (behind == null) {
      behind = new ArrayDeque<>();
    }
    behind.add(delivery);
  }

  /** Delivers batches for one turn; returns whether the queue needs another one. */
  boolean runTurn(DeliveryWorker worker) {
    worker.startTurn();
    for (int i = 0; i < TURN_BATCHES && !worker.isTurnOver(); i++) {
      if (subscription.delivery.stopped) {
        return false;
      }
      DeliveredBatch read = current.batch(subscription.delivery.store);
      if (read == null) {
        // The store reports why. The batch stays the next one.
        LockSupport.parkNanos(UNREADABLE_PAUSE);
        return true;
      }
      batch = read;
      Throwable failure;
      if (subscription.subscriber instanceof Subscriber subscriber) {
        failure = deliver(subscriber, read, worker);
      } else {
        AsyncAttempt attempt = new AsyncAttempt(this);
        worker.enterSubscriber();
        attempt.start((AsyncSubscriber) subscription.subscriber, read);
        worker.leaveSubscriber();
        if (attempt.leave()) {
          // The stage continues with the queue.
          return false;
        }
        failure = attempt.failure();
      }
      if (!complete(failure)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Throwable deliver(
      Subscriber subscriber, DeliveredBatch delivered, DeliveryWorker worker) {
    worker.enterSubscriber();
    try {
      subscriber.onBatch(delivered);
      return null;
    } catch (Throwable failure) {
      // Errors too: none of them may end the conversation for this subscriber.
      return failure;
    } finally {
      worker.leaveSubscriber();
    }
  }

  /** The current batch's stage has completed, after the worker had left. */
  void resume(@Nullable Throwable failure) {
    if (complete(failure)) {
      subscription.pool.enqueue(this);
    }
  }

  /** Completes the current batch; returns whether another one follows. */
  private boolean complete(@Nullable Throwable failure) {
    PendingDelivery delivery = current;
    if (failure != null && batch != null) {
      subscription.delivery.failed(subscription.subscriber, batch, failure);
    }
    batch = null;
    PendingDelivery following;
    boolean finished;
    synchronized (mailbox) {
      if (abandoned) {
        return false;
      }
      following = behind == null ? null : behind.poll();
      if (following == null) {
        mailbox.remove(this);
      } else {
        current = following;
      }
      finished = delivery.finish();
      if (finished) {
        mailbox.finished(subscription.delivery);
      }
    }
    subscription.delivery.store.finished(delivery, subscription.number, finished);
    if (finished) {
      delivery.release(subscription.delivery.capacity);
    }
    return following != null;
  }

  /** Abandons what is left; returns how many batches no other queue has. Needs the monitor. */
  int abandon() {
    abandoned = true;
    mailbox.remove(this);
    int count = 0;
    PendingDelivery delivery = current;
    while (delivery != null) {
      if (delivery.abandon()) {
        mailbox.finished(subscription.delivery);
        delivery.release(subscription.delivery.capacity);
        count++;
      }
      delivery = behind == null ? null : behind.poll();
    }
    return count;
  }
}
