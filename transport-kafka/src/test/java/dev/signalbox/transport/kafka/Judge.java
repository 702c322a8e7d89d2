package dev.signalbox.transport.kafka;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.testkit.history.History;
import dev.signalbox.testkit.history.HistoryChecker;
import dev.signalbox.testkit.history.HistoryFault;
import dev.signalbox.testkit.history.HistoryRecorder;
import dev.signalbox.testkit.history.OperationOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Clients that send and are watched, and the history that they and the subscribers make. */
final class Judge {
  private static final int CLIENTS = 6;

  private final HistoryRecorder recorder;
  private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicInteger names = new AtomicInteger();

  Judge(String... subscribers) {
    recorder = new HistoryRecorder(subscribers);
    for (String subscriber : subscribers) {
      seen.put(subscriber, ConcurrentHashMap.newKeySet());
    }
  }

  /** A new life of a process. */
  int newRun() {
    return runs.incrementAndGet();
  }

  void delivered(String subscriber, int run, DeliveredBatch batch) {
    recorder.delivered(subscriber, run, batch);
    seen.get(subscriber).add(batch.batch().events().get(0).value());
  }

  /** Subscribes in this process, in a life of its own. */
  void subscribe(String subscriber, KafkaTransport transport) {
    int run = newRun();
    transport.subscribe(subscriber, batch -> delivered(subscriber, run, batch));
  }

  OperationOutcome post(Door door, String key, String value, long start) {
    EventBatch batch = EventBatch.of("service", CategoryEvent.of(value, start));
    HistoryRecorder.Operation post =
        recorder.post(Posts.CENTER, new VendorCallKey(key), batch, Optional.empty());
    OperationOutcome outcome = door.post(key, batch).outcome();
    post.end(outcome);
    if (outcome == OperationOutcome.ACCEPTED) {
      accepted.add(value);
    }
    return outcome;
  }

  void register(Door door, String key, Optional<String> parent) {
    HistoryRecorder.Operation call =
        recorder.register(Posts.CENTER, new VendorCallKey(key), parent, Optional.empty());
    Door.Answer answer = door.register(key, parent);
    answer.voiceCallId().ifPresentOrElse(call::registered, () -> call.end(answer.outcome()));
  }

  /**
   * Calls, transfers and batches from several clients, each through any of the doors.
   *
   * @param doors any door, by a number that is drawn
   * @param more whether to go on
   */
  CompletableFuture<Void> load(IntFunction<Door> doors, BooleanSupplier more) {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    CompletableFuture<?>[] all =
        IntStream.range(0, CLIENTS)
            .mapToObj(
                client -> CompletableFuture.runAsync(() -> client(client, doors, more), threads))
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(all).whenComplete((done, failure) -> threads.shutdown());
  }

  /** The same, with so many batches. */
  CompletableFuture<Void> load(IntFunction<Door> doors, int posts) {
    AtomicInteger left = new AtomicInteger(posts);
    return load(doors, () -> left.getAndDecrement() > 0);
  }

  private void client(int client, IntFunction<Door> doors, BooleanSupplier more) {
    int load = names.incrementAndGet();
    Random random = new Random(client);
    String call = "";
    for (int i = 0; more.getAsBoolean(); i++) {
      if (i % 10 == 0) {
        call = "c" + load + "-" + i / 10;
        register(doors.apply(random.nextInt(1 << 16)), call, Optional.empty());
        register(doors.apply(random.nextInt(1 << 16)), call + "-leg", Optional.of(call));
      }
      post(
          doors.apply(random.nextInt(1 << 16)),
          call + (random.nextBoolean() ? "-leg" : ""),
          "v" + load + "-" + i,
          1_000 + random.nextInt(500));
    }
  }

  int accepted() {
    return accepted.size();
  }

  Set<String> acceptedNames() {
    return Set.copyOf(accepted);
  }

  boolean hasSeen(String subscriber, Collection<String> values) {
    return seen.get(subscriber).containsAll(values);
  }

  /** Waits for something, and fails when it takes too long. */
  static void await(String what, int seconds, BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, () -> "not within " + seconds + " s: " + what);
      KafkaBrokers.pause(20);
    }
  }

  /** Waits until every subscriber has all that was accepted. */
  void awaitDelivered() {
    Set<String> all = acceptedNames();
    seen.forEach(
        (subscriber, some) ->
            await(
                "all of " + all.size() + " batches are delivered to " + subscriber,
                90,
                () -> some.containsAll(all)));
  }

  List<HistoryFault> faults() {
    return HistoryChecker.of(false, false).check(recorder.history());
  }

  /** Counts, for the line of a scenario. */
  String counts() {
    History history = recorder.history();
    List<String> parts = new ArrayList<>();
    for (OperationOutcome outcome : OperationOutcome.values()) {
      parts.add(history.posts().stream().filter(p -> p.outcome() == outcome).count() + "");
    }
    return parts.get(0)
        + " accepted, "
        + parts.get(1)
        + " refused, "
        + parts.get(2)
        + " without an answer; "
        + history.registrations().size()
        + " calls; "
        + history.deliveries().size()
        + " deliveries, "
        + history.deliveries().stream().filter(d -> d.batch().redelivered()).count()
        + " of them again";
  }

  /** How many batches had this outcome. */
  long count(OperationOutcome outcome) {
    return recorder.history().posts().stream().filter(p -> p.outcome() == outcome).count();
  }
}
