package dev.signalbox.testkit.tck;

import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A simple transport that keeps the contract, except for the faults that it is told to have: a lock
 * for everything, and a thread for each conversation that has something to deliver.
 */
final class ReferenceTransport implements Transport {
  private static final int BOUND = 256;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Optional<TransportFault> fault;
  private final DeliveryListener listener;
  private final ExecutorService threads;
  private final List<BatchSubscriber> subscribers = new CopyOnWriteArrayList<>();
  private final Map<Object, Conversation> conversations = new HashMap<>();
  private final Map<Object, long[]> numbers = new HashMap<>();
  private final CyclicBarrier together = new CyclicBarrier(2);
  private boolean closed;
  private Optional<ShutdownReport> report = Optional.empty();

  ReferenceTransport(DeliveryListener listener, Optional<TransportFault> fault) {
    this.listener = listener;
    this.fault = fault;
    // Who does not wait for stages has no need of a second thread.
    threads =
        has(TransportFault.ONE_THREAD_FOR_ALL) || has(TransportFault.DOES_NOT_WAIT_FOR_STAGES)
            ? Executors.newSingleThreadExecutor()
            : Executors.newCachedThreadPool();
  }

  private boolean has(TransportFault one) {
    return fault.equals(Optional.of(one));
  }

  private record Waiting(DeliveredBatch batch, List<BatchSubscriber> subscribers) {}

  private static final class Conversation {
    final ConversationId id;
    final Deque<Waiting> waiting = new ArrayDeque<>();
    boolean running;
    int undelivered;

    Conversation(ConversationId id) {
      this.id = id;
    }
  }

  @Override
  public CompletionStage<Acceptance> accept(Submission submission) {
    Acceptance answer = decide(submission);
    if (has(TransportFault.DELIVERS_WHILE_ACCEPTING)) {
      Acceptance.Accepted accepted = (Acceptance.Accepted) answer;
      for (BatchSubscriber subscriber : subscribers) {
        deliver(subscriber, submission.delivered(accepted.sequence(), accepted.late()));
      }
    }
    return CompletableFuture.completedStage(answer);
  }

  private Acceptance decide(Submission submission) {
    if (has(TransportFault.NUMBERS_OUTSIDE_OF_THE_LOCK)) {
      long[] state = state(submission);
      long number = state[0]++;
      meet();
      synchronized (this) {
        return enqueue(submission, number, false);
      }
    }
    synchronized (this) {
      if (closed && !has(TransportFault.ACCEPTS_AFTER_SHUTDOWN)) {
        if (has(TransportFault.DELIVERS_REFUSED)) {
          subscribers.forEach(s -> deliver(s, submission.delivered(0, false)));
        }
        return new Acceptance.Refused(Clause.DLV_6, "Shutting down.", RETRY);
      }
      if (subscribers.isEmpty() && has(TransportFault.REFUSES_WITHOUT_SUBSCRIBER)) {
        return new Acceptance.Refused(Clause.DLV_1, "Nobody is there.", RETRY);
      }
      Conversation conversation = conversation(submission);
      long[] state = state(submission);
      boolean full =
          has(TransportFault.FULL_FOR_ALL)
              ? conversations.values().stream().mapToInt(c -> c.undelivered).sum() >= BOUND
              : conversation.undelivered >= BOUND;
      if (full && has(TransportFault.DROPS_OLDEST)) {
        conversation.waiting.pollFirst();
        conversation.undelivered--;
      } else if (full && !has(TransportFault.UNBOUNDED)) {
        state[0] += has(TransportFault.REFUSED_USES_A_NUMBER) ? 1 : 0;
        return new Acceptance.Refused(Clause.DLV_5, "Full.", RETRY);
      }
      List<ConversationEvent> events = submission.batch().events();
      long start = events.get(0).startTime();
      long end = events.get(events.size() - 1).startTime();
      boolean late = has(TransportFault.LATE_WHEN_EQUAL) ? start <= state[1] : start < state[1];
      long latest = has(TransportFault.LATE_BY_FIRST_EVENTS) ? start : end;
      state[1] = has(TransportFault.LATE_BY_LAST_BATCH) ? latest : Math.max(state[1], latest);
      return enqueue(submission, state[0]++, late);
    }
  }

  /**
   * Two that have their numbers go on together, so that either may be the first; one waits shortly.
   */
  private void meet() {
    try {
      together.await(10, TimeUnit.MILLISECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      together.reset();
    }
  }

  private Conversation conversation(Submission submission) {
    Object key =
        has(TransportFault.ORDERS_BY_LEG) ? submission.vendorCallKey() : submission.conversation();
    return conversations.computeIfAbsent(key, k -> new Conversation(submission.conversation()));
  }

  /** The next number, and the latest start time. */
  private synchronized long[] state(Submission submission) {
    Object key = submission.conversation();
    if (has(TransportFault.NUMBERS_FOR_ALL_CONVERSATIONS)) {
      key = "";
    }
    if (has(TransportFault.NUMBERS_BY_KEY_ALONE)) {
      key = submission.conversation().firstKey();
    }
    long first = has(TransportFault.NUMBERS_FROM_ONE) ? 1 : 0;
    return numbers.computeIfAbsent(key, k -> new long[] {first, -1});
  }

  private Acceptance enqueue(Submission submission, long number, boolean late) {
    DeliveredBatch batch = submission.delivered(number, late);
    if (has(TransportFault.DROPS_PROVIDER)) {
      batch =
          new DeliveredBatch(
              batch.conversation(),
              batch.vendorCallKey(),
              Optional.empty(),
              batch.batch(),
              batch.receivedAt(),
              number,
              late);
    }
    if (has(TransportFault.STAMPS_TIME_AGAIN)) {
      batch =
          new DeliveredBatch(
              batch.conversation(),
              batch.vendorCallKey(),
              batch.providerName(),
              batch.batch(),
              Instant.EPOCH,
              number,
              late);
    }
    if (subscribers.isEmpty() && !has(TransportFault.SILENT_WITHOUT_SUBSCRIBER)) {
      listener.undelivered(batch);
    }
    if (!has(TransportFault.DELIVERS_WHILE_ACCEPTING)) {
      Conversation conversation = conversation(submission);
      Waiting waiting =
          new Waiting(
              batch,
              has(TransportFault.ONE_SUBSCRIBER_ONLY) && !subscribers.isEmpty()
                  ? List.of(subscribers.get(0))
                  : List.copyOf(subscribers));
      if (has(TransportFault.LOSES_ORDER) && conversation.waiting.size() % 3 == 1) {
        conversation.waiting.addFirst(waiting);
      } else {
        conversation.waiting.addLast(waiting);
      }
      conversation.undelivered++;
      if (!conversation.running) {
        conversation.running = true;
        threads.execute(() -> run(conversation));
      }
    }
    return new Acceptance.Accepted(number, late);
  }

  private void run(Conversation conversation) {
    while (true) {
      Waiting waiting;
      synchronized (this) {
        waiting = conversation.waiting.pollFirst();
        if (waiting == null) {
          conversation.running = false;
          notifyAll();
          return;
        }
      }
      for (BatchSubscriber subscriber : waiting.subscribers()) {
        boolean gone =
            !subscribers.contains(subscriber) && !has(TransportFault.KEEPS_CLOSED_SUBSCRIPTIONS);
        if (!gone
            && !deliver(subscriber, waiting.batch())
            && has(TransportFault.STOPS_AT_A_FAILURE)) {
          break;
        }
      }
      synchronized (this) {
        conversation.undelivered--;
        notifyAll();
      }
    }
  }

  /** Whether the subscriber handled it. */
  private boolean deliver(BatchSubscriber subscriber, DeliveredBatch batch) {
    try {
      if (has(TransportFault.SPLITS_BATCHES)) {
        for (ConversationEvent event : batch.batch().events()) {
          EventBatch part =
              new EventBatch(batch.batch().service(), batch.batch().persist(), List.of(event));
          DeliveredBatch alone =
              new DeliveredBatch(
                  batch.conversation(),
                  batch.vendorCallKey(),
                  batch.providerName(),
                  part,
                  batch.receivedAt(),
                  batch.sequence(),
                  batch.late());
          var unused = start(subscriber, alone).toCompletableFuture().get();
        }
        return true;
      }
      CompletionStage<?> stage = start(subscriber, batch);
      if (!has(TransportFault.DOES_NOT_WAIT_FOR_STAGES)) {
        stage.toCompletableFuture().get();
      }
      return true;
    } catch (Throwable e) {
      if (!has(TransportFault.SWALLOWS_FAILURES)) {
        listener.failed(subscriber, batch, e instanceof ExecutionException ? e.getCause() : e);
      }
      if (has(TransportFault.REPEATS_AFTER_FAILURE)) {
        try {
          var unused = start(subscriber, batch).toCompletableFuture().get();
        } catch (Throwable again) {
          return false;
        }
      }
      return false;
    }
  }

  private static CompletionStage<?> start(BatchSubscriber subscriber, DeliveredBatch batch)
      throws Exception {
    if (subscriber instanceof AsyncSubscriber async) {
      return async.onBatch(batch);
    }
    ((Subscriber) subscriber).onBatch(batch);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    return add(subscriber);
  }

  @Override
  public Subscription subscribeAsync(AsyncSubscriber subscriber) {
    return add(subscriber);
  }

  private Subscription add(BatchSubscriber subscriber) {
    subscribers.add(subscriber);
    return () -> {
      if (!has(TransportFault.KEEPS_CLOSED_SUBSCRIPTIONS)) {
        subscribers.remove(subscriber);
      }
    };
  }

  @Override
  public synchronized ShutdownReport shutdown(Duration deadline) {
    if (report.isPresent()) {
      return report.get();
    }
    closed = true;
    if (has(TransportFault.DROPS_AT_SHUTDOWN)) {
      for (Conversation conversation : conversations.values()) {
        conversation.waiting.clear();
        conversation.undelivered = 0;
      }
    }
    long end = System.nanoTime() + deadline.toNanos();
    List<Conversation> left = left();
    while (!left.isEmpty() && System.nanoTime() < end) {
      try {
        wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      left = left();
    }
    Map<ConversationId, Integer> undelivered = new HashMap<>();
    for (Conversation conversation : left) {
      int stuck = has(TransportFault.REPORTS_WITHOUT_THE_STUCK_ONE) ? 1 : 0;
      undelivered.merge(conversation.id, conversation.undelivered - stuck, Integer::sum);
      conversation.waiting.clear();
    }
    report =
        Optional.of(
            new ShutdownReport(has(TransportFault.REPORTS_NOTHING) ? Map.of() : undelivered));
    if (!has(TransportFault.ACCEPTS_AFTER_SHUTDOWN)) {
      threads.shutdown();
    }
    return report.get();
  }

  private List<Conversation> left() {
    return new ArrayList<>(conversations.values().stream().filter(c -> c.undelivered > 0).toList());
  }
}
