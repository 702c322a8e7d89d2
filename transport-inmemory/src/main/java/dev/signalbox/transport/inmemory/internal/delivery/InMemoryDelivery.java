package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Transport.Subscription;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Accepts batches and has them delivered. Thread-safe. */
public final class InMemoryDelivery {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.delivery");

  /** Numbers the subscriptions of all transports, for the names of threads. */
  private static final AtomicInteger SUBSCRIPTIONS = new AtomicInteger();

  final MailboxDirectory mailboxes;
  final DeliveryCapacity capacity;
  private final int maxBatchesPerConversation;
  private final int maxStuckCalls;
  private final DeliveryListener listener;
  private final StuckCallMonitor monitor = new StuckCallMonitor();
  private final LongAdder undelivered = new LongAdder();

  private final List<SubscriptionState> subscriptions = new CopyOnWriteArrayList<>();
  private final Object shutdownLock = new Object();
  private @Nullable ShutdownReport report;
  volatile boolean stopped;

  /** The limits are those that the transport's builder describes. */
  public InMemoryDelivery(
      MailboxDirectory mailboxes,
      int maxBatchesPerConversation,
      int maxBatches,
      long maxBytes,
      int callCenters,
      int maxStuckCalls,
      DeliveryListener listener) {
    this.mailboxes = mailboxes;
    this.maxBatchesPerConversation = maxBatchesPerConversation;
    this.maxStuckCalls = maxStuckCalls;
    this.listener = listener;
    capacity = new DeliveryCapacity(maxBatches, maxBytes, callCenters);
  }

  /** See the transport's method of the same name. */
  public Acceptance accept(Submission submission) {
    long footprint = submission.footprint();
    CallCenterId callCenter = submission.conversation().callCenter();
    Acceptance refusal = capacity.reserve(callCenter, footprint);
    if (refusal != null) {
      // Starts threads that could not be started before: nothing else may come for them.
      for (SubscriptionState subscription : subscriptions) {
        subscription.pool.wakeOrStart();
      }
      return refusal;
    }
    boolean queued = false;
    try {
      while (true) {
        ConversationMailbox mailbox = mailboxes.open(submission.conversation());
        if (mailbox == null) {
          return mailboxes.full();
        }
        DeliveredBatch batch;
        @Nullable ConversationQueue[] unscheduled = {};
        synchronized (mailbox) {
          if (mailbox.isClosed()) {
            // Forgotten, or linked to another one, since it was looked up.
            continue;
          }
          if (mailbox.undelivered() >= maxBatchesPerConversation) {
            return DeliveryCapacity.full(
                "Too many batches of this conversation wait for their delivery; try again soon.");
          }
          if (stopped) {
            return DeliveryCapacity.closed();
          }
          batch = mailbox.number(submission);
          SubscriptionState[] to = subscriptions.toArray(SubscriptionState[]::new);
          if (to.length > 0) {
            unscheduled = mailbox.enqueue(new PendingDelivery(batch, footprint, to.length), to);
            queued = true;
          }
        }
        if (!queued) {
          undelivered(batch);
        }
        // After the monitor is free, or a worker would wait for it.
        for (ConversationQueue queue : unscheduled) {
          if (queue != null) {
            queue.subscription.pool.enqueue(queue);
          }
        }
        return new Acceptance.Accepted(batch.sequence(), batch.late());
      }
    } finally {
      if (!queued) {
        capacity.release(callCenter, footprint);
      }
    }
  }

  private void undelivered(DeliveredBatch batch) {
    undelivered.increment();
    notifyListener(() -> listener.undelivered(batch));
  }

  /** Reports a subscriber's failure; never fails itself. */
  void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {
    notifyListener(() -> listener.failed(subscriber, batch, failure));
  }

  private static void notifyListener(Runnable what) {
    try {
      what.run();
    } catch (Throwable e) {
      // Errors too: the next batches of the conversation must not depend on the listener.
      LOG.log(Level.ERROR, "the delivery listener failed", e);
    }
  }

  /** How many batches were accepted while there was no subscriber. */
  public long undeliveredCount() {
    return undelivered.sum();
  }

  /** How many batches wait for a subscriber. */
  public int waiting() {
    return capacity.batches();
  }

  /** See the transport's method of the same name. */
  public Subscription subscribe(BatchSubscriber subscriber) {
    String name = "signalbox-delivery-" + SUBSCRIPTIONS.incrementAndGet();
    DeliveryPool pool = new DeliveryPool(name, maxStuckCalls, monitor);
    SubscriptionState added = new SubscriptionState(this, subscriber, pool);
    subscriptions.add(added);
    return () -> subscriptions.remove(added);
  }

  /** See the transport's method of the same name. */
  public ShutdownReport shutdown(Duration deadline) {
    synchronized (shutdownLock) {
      if (report == null) {
        capacity.closeAndAwaitEmpty(TimeUnit.NANOSECONDS.convert(deadline));
        report = new ShutdownReport(stop());
      }
      return report;
    }
  }

  /** Stops delivery; returns how many batches of each conversation are left. */
  private Map<ConversationId, Integer> stop() {
    stopped = true;
    Map<ConversationId, Integer> left = new HashMap<>();
    Set<DeliveryPool> pools = new HashSet<>();
    for (SubscriptionState subscription : subscriptions) {
      pools.add(subscription.pool);
    }
    for (ConversationMailbox mailbox : mailboxes.all()) {
      int count = mailbox.abandon(this, pools);
      if (count > 0) {
        left.merge(mailbox.id(), count, Integer::sum);
      }
    }
    pools.forEach(DeliveryPool::stop);
    monitor.stop();
    return left;
  }
}
