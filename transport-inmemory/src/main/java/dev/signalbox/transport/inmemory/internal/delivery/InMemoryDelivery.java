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
  final BatchStore store;
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
    this(
        mailboxes,
        maxBatchesPerConversation,
        maxBatches,
        maxBytes,
        callCenters,
        maxStuckCalls,
        listener,
        BatchStore.NONE);
  }

  /** The same, for a transport whose batches are in a store as well. */
  public InMemoryDelivery(
      MailboxDirectory mailboxes,
      int maxBatchesPerConversation,
      int maxBatches,
      long maxBytes,
      int callCenters,
      int maxStuckCalls,
      DeliveryListener listener,
      BatchStore store) {
    this.store = store;
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
        schedule(unscheduled);
        return new Acceptance.Accepted(batch.sequence(), batch.late());
      }
    } finally {
      if (!queued) {
        capacity.release(callCenter, footprint);
      }
    }
  }

  /** Takes capacity for a batch that is to be numbered; returns null, or the refusal. */
  public Acceptance.@Nullable Refused reserve(CallCenterId callCenter, long footprint) {
    return capacity.reserve(callCenter, footprint);
  }

  /** Gives back what {@link #reserve} took, for a batch that was not numbered. */
  public void release(CallCenterId callCenter, long footprint) {
    capacity.release(callCenter, footprint);
  }

  /**
   * Numbers a batch that has its capacity and is to be written before it is delivered. One thread
   * numbers, and then calls {@link #deliver} in the same order, or {@link #takeBack} in the
   * opposite one.
   *
   * @return a {@link NumberedBatch}, or an {@link Acceptance.Refused}
   */
  public Object number(Submission submission, long footprint) {
    while (true) {
      ConversationMailbox mailbox = mailboxes.open(submission.conversation());
      if (mailbox == null) {
        return mailboxes.full();
      }
      synchronized (mailbox) {
        if (mailbox.isClosed()) {
          continue;
        }
        if (mailbox.undelivered() >= maxBatchesPerConversation) {
          return DeliveryCapacity.full(
              "Too many batches of this conversation wait for their delivery; try again soon.");
        }
        if (stopped) {
          return DeliveryCapacity.closed();
        }
        long latestStart = mailbox.latestStart();
        mailbox.expect();
        return new NumberedBatch(
            mailbox,
            mailbox.number(submission),
            footprint,
            subscriptions.toArray(SubscriptionState[]::new),
            latestStart);
      }
    }
  }

  /** Takes a number back, and the capacity with it. */
  public void takeBack(NumberedBatch numbered) {
    synchronized (numbered.mailbox) {
      numbered.mailbox.takeBack(numbered);
    }
    capacity.release(numbered.batch.conversation().callCenter(), numbered.footprint);
  }

  /**
   * Delivers a batch that was numbered and written.
   *
   * @param inMemory whether to keep the batch in memory until it is delivered
   */
  public void deliver(NumberedBatch numbered, long row, boolean inMemory) {
    CallCenterId callCenter = numbered.batch.conversation().callCenter();
    if (numbered.subscriptions.length == 0) {
      synchronized (numbered.mailbox) {
        numbered.mailbox.finished(this);
      }
      capacity.release(callCenter, numbered.footprint);
      undelivered(numbered.batch);
      return;
    }
    PendingDelivery delivery =
        new PendingDelivery(
            inMemory ? numbered.batch : null,
            callCenter,
            numbered.footprint,
            row,
            numbered.subscriptions.length);
    @Nullable ConversationQueue[] unscheduled = {};
    synchronized (numbered.mailbox) {
      if (!stopped) {
        unscheduled = numbered.mailbox.enqueueExpected(delivery, numbered.subscriptions);
      }
    }
    schedule(unscheduled);
  }

  /** Counts a batch that an earlier process has left, and that waits for its subscribers. */
  public void expect(ConversationMailbox mailbox, CallCenterId callCenter, long footprint) {
    synchronized (mailbox) {
      mailbox.expect();
    }
    capacity.take(callCenter, footprint);
  }

  /** Delivers a batch that was expected to one of its subscribers. Called in order of sequence. */
  public void deliver(
      ConversationMailbox mailbox, PendingDelivery delivery, SubscriptionState subscription) {
    @Nullable ConversationQueue[] unscheduled;
    synchronized (mailbox) {
      unscheduled = mailbox.enqueueExpected(delivery, subscription);
    }
    schedule(unscheduled);
  }

  /** Leaves out a subscriber of an expected batch; returns whether no other waits for it. */
  public boolean leaveOut(ConversationMailbox mailbox, PendingDelivery delivery) {
    return leaveOut(mailbox, delivery, false);
  }

  /** No longer waits for a subscriber of an expected batch, which stays in the store for it. */
  public void leaveInStore(ConversationMailbox mailbox, PendingDelivery delivery) {
    leaveOut(mailbox, delivery, true);
  }

  private boolean leaveOut(ConversationMailbox mailbox, PendingDelivery delivery, boolean keep) {
    boolean finished;
    synchronized (mailbox) {
      finished = keep ? delivery.keep() : delivery.finish();
      if (finished) {
        mailbox.finished(this);
      }
    }
    if (finished) {
      delivery.release(capacity);
    }
    return finished;
  }

  private static void schedule(@Nullable ConversationQueue[] unscheduled) {
    for (ConversationQueue queue : unscheduled) {
      if (queue != null) {
        queue.subscription.pool.enqueue(queue);
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
    SubscriptionState added = subscription(subscriber, 0);
    return begin(added);
  }

  /** A subscription that gets nothing yet, with its number in the store. */
  public SubscriptionState subscription(BatchSubscriber subscriber, int number) {
    String name = "signalbox-delivery-" + SUBSCRIPTIONS.incrementAndGet();
    DeliveryPool pool = new DeliveryPool(name, maxStuckCalls, monitor);
    return new SubscriptionState(this, subscriber, pool, number);
  }

  /** Has a subscription get every batch from now on. */
  public Subscription begin(SubscriptionState subscription) {
    subscriptions.add(subscription);
    return () -> subscriptions.remove(subscription);
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
