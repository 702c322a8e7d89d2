package dev.signalbox.transport.inmemory.internal;

import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport.Subscription;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Accepts batches and has them delivered. Thread-safe. */
public final class Dispatcher {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.delivery");

  /** Numbers the subscriptions of all dispatchers, for the names of threads and for queues. */
  private static final AtomicInteger SUBSCRIPTIONS = new AtomicInteger();

  /** A waiting batch is delivered within moments, unless somebody is stuck. */
  private static final Duration FULL = Duration.ofSeconds(1);

  /** Long enough for another process to have taken over. */
  private static final Duration CLOSED = Duration.ofSeconds(10);

  private final Conversations conversations;
  private final int maxBatchesPerConversation;
  private final int maxStuckCalls;
  private final DeliveryListener listener;
  private final Room room;
  private final Watchdog watchdog = new Watchdog();
  private final LongAdder unheard = new LongAdder();
  private final AtomicBoolean shutdown = new AtomicBoolean();
  private final CompletableFuture<ShutdownReport> report = new CompletableFuture<>();

  /** Replaced, never changed; the lock is for those who replace it. */
  private volatile Subscribed[] subscribers = {};

  private final Object subscribing = new Object();
  private volatile boolean stopped;

  /** The limits are those that the transport's builder describes. */
  public Dispatcher(
      Conversations conversations,
      int maxBatchesPerConversation,
      int maxBatches,
      long maxBytes,
      int maxStuckCalls,
      DeliveryListener listener) {
    this.conversations = conversations;
    this.maxBatchesPerConversation = maxBatchesPerConversation;
    this.maxStuckCalls = maxStuckCalls;
    this.listener = listener;
    room = new Room(maxBatches, maxBytes);
  }

  /** See the transport's method of the same name. */
  public Acceptance accept(Submission submission) {
    if (room.isClosed()) {
      return closed();
    }
    long weight = Weight.of(submission);
    if (!room.take(weight)) {
      return new Acceptance.Refused(
          Clause.DLV_5, "Too many batches wait for their delivery; try again soon.", FULL);
    }
    boolean waits = false;
    try {
      // Again, since only who has a place is waited for.
      if (room.isClosed()) {
        return closed();
      }
      while (true) {
        Conversation conversation = conversations.open(submission.conversation());
        if (conversation == null) {
          return new Acceptance.Refused(Clause.CALL_5, Conversations.NO_ROOM, Conversations.RETRY);
        }
        DeliveredBatch batch;
        Lane begun = null;
        synchronized (conversation) {
          if (conversation.ended) {
            // Forgotten, or linked to another one, since it was looked up.
            continue;
          }
          if (!conversation.hasRoom(maxBatchesPerConversation)) {
            return new Acceptance.Refused(
                Clause.DLV_5,
                "Too many batches of this conversation wait for their delivery; try again soon.",
                FULL);
          }
          if (stopped) {
            return closed();
          }
          batch = number(conversation, submission);
          Subscribed[] to = subscribers;
          waits = to.length > 0;
          if (waits) {
            begun = conversation.accept(batch, weight, to);
          }
        }
        if (!waits) {
          unheard(batch);
        }
        // Outside, or the worker would come while this thread still holds the conversation.
        while (begun != null) {
          Lane lane = begun;
          begun = lane.before;
          lane.subscribed.workers.add(lane);
        }
        return new Acceptance.Accepted(batch.sequence(), batch.late());
      }
    } finally {
      if (!waits) {
        room.release(weight, 0);
      }
    }
  }

  private static Acceptance closed() {
    return new Acceptance.Refused(Clause.DLV_6, "The server is shutting down.", CLOSED);
  }

  /**
   * Fixes sequence and lateness (DLV-4). The conversation may be another one than the submission
   * says, when the key was linked after it was looked up: then it is that one's batch. The caller
   * holds the conversation.
   */
  private static DeliveredBatch number(Conversation conversation, Submission submission) {
    List<ConversationEvent> events = submission.batch().events();
    boolean late = events.get(0).startTime() < conversation.latestStart;
    conversation.latestStart =
        Math.max(conversation.latestStart, events.get(events.size() - 1).startTime());
    return new DeliveredBatch(
        conversation.id,
        submission.vendorCallKey(),
        submission.providerName(),
        submission.batch(),
        submission.receivedAt(),
        conversation.nextSequence++,
        late);
  }

  private void unheard(DeliveredBatch batch) {
    unheard.increment();
    try {
      listener.unheard(batch);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the listener failed on a batch that nobody heard", e);
    }
  }

  void failed(Subscribed subscribed, DeliveredBatch batch, Throwable failure) {
    try {
      listener.failed(subscribed.subscriber, batch, failure);
    } catch (Throwable e) {
      // Whatever it is, the next batches of the conversation must not depend on it.
      e.addSuppressed(failure);
      LOG.log(Level.ERROR, "the listener failed on a subscriber's failure", e);
    }
  }

  /** How many batches were accepted while nobody had subscribed. */
  public long unheard() {
    return unheard.sum();
  }

  /** See the transport's method of the same name. */
  public Subscription subscribe(Subscriber subscriber) {
    int number = SUBSCRIPTIONS.incrementAndGet();
    Workers workers = new Workers("signalbox-delivery-" + number, maxStuckCalls, watchdog);
    Subscribed subscribed = new Subscribed(number, this, subscriber, workers);
    synchronized (subscribing) {
      Subscribed[] more = Arrays.copyOf(subscribers, subscribers.length + 1);
      more[subscribers.length] = subscribed;
      subscribers = more;
    }
    return () -> {
      synchronized (subscribing) {
        subscribers =
            Arrays.stream(subscribers).filter(s -> s != subscribed).toArray(Subscribed[]::new);
      }
    };
  }

  /** See the transport's method of the same name. */
  public ShutdownReport shutdown(Duration deadline) {
    if (!shutdown.compareAndSet(false, true)) {
      return report.join();
    }
    try {
      room.close();
      room.awaitEmpty(nanos(deadline));
    } finally {
      report.complete(new ShutdownReport(stop()));
    }
    return report.join();
  }

  private static long nanos(Duration deadline) {
    try {
      return deadline.toNanos();
    } catch (ArithmeticException longerThanAnybodyLives) {
      return deadline.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  /** Has nothing delivered any more; answers what is left. */
  private Map<ConversationId, Integer> stop() {
    stopped = true;
    Map<ConversationId, Integer> undelivered = new HashMap<>();
    Set<Workers> all = new HashSet<>();
    for (Subscribed subscribed : subscribers) {
      all.add(subscribed.workers);
    }
    for (Conversation conversation : conversations.all()) {
      synchronized (conversation) {
        for (Queue queue = conversation; queue != null; queue = queue.more) {
          Lane lane = queue.lane();
          if (lane != null && lane.subscribed.dispatcher == this) {
            all.add(lane.subscribed.workers);
            int count = lane.abandon();
            queue.clear();
            if (count > 0) {
              undelivered.merge(conversation.id, count, Integer::sum);
            }
          }
        }
      }
    }
    all.forEach(Workers::stop);
    watchdog.stop();
    return undelivered;
  }

  boolean hasStopped() {
    return stopped;
  }

  long now() {
    return conversations.now();
  }

  void release(long weight, int stripe) {
    room.release(weight, stripe);
  }
}
