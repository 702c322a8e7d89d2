package dev.signalbox.transport.kafka.internal.log;

import dev.signalbox.transport.kafka.internal.client.Clients;
import dev.signalbox.transport.kafka.internal.client.Failures;
import dev.signalbox.transport.kafka.internal.client.PartitionHealth;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A topic of commands as a replicated state machine: a command is appended, read back, and answered
 * with the outcome of applying it in the log's order, which is the same in every instance. All time
 * in it is the log's. Thread-safe.
 *
 * @param <R> the outcome of a command
 */
public final class CommandLog<R> implements AutoCloseable {
  /** Applies commands. Called by one thread, in the order of each partition. */
  @FunctionalInterface
  public interface Machine<R> {
    /**
     * Applies a command.
     *
     * @param command its record
     * @param mark the command's own mark
     * @return the outcome, which depends on the records up to this one alone
     */
    R apply(ConsumerRecord<byte[], byte[]> command, UUID mark);
  }

  private static final System.Logger LOG = System.getLogger("dev.signalbox.kafka");
  private static final UUID NO_MARK = new UUID(0, 0);

  private final String topic;
  private final Duration patience;
  private final Machine<R> machine;
  private final Admin admin;
  private final CommandSender sender;
  private final Consumer<byte[], byte[]> reader;
  private final Thread thread;
  private final CompletableFuture<Void> read = new CompletableFuture<>();
  private final CompletableFuture<Void> warm = new CompletableFuture<>();
  private final CompletableFuture<Void> loaded = CompletableFuture.allOf(read, warm);
  private final PartitionHealth[] health;
  private volatile boolean closed;

  /** Why nothing is read any more. */
  private volatile Optional<String> broken = Optional.empty();

  private final Object lock = new Object();

  // Guarded by the lock.
  private final long[] applied;
  private final Map<UUID, CompletableFuture<R>> waiting = new HashMap<>();
  private final List<List<Reached>> barriers = new ArrayList<>();
  private final List<Round> rounds = new ArrayList<>();

  private record Reached(long offset, CompletableFuture<Void> done) {}

  /** Those who wait for the answer to one question for the end of a partition. */
  private static final class Round {
    boolean asking;
    CompletableFuture<Void> next = new CompletableFuture<>();
    boolean wanted;
  }

  /**
   * A log.
   *
   * @param topic the topic
   * @param partitions how many partitions it has
   * @param patience how long an append and a barrier may take
   * @param clients makes clients
   * @param admin asks for the ends of partitions
   * @param machine applies commands
   */
  public CommandLog(
      String topic,
      int partitions,
      Duration patience,
      Clients clients,
      Admin admin,
      Machine<R> machine) {
    this.topic = topic;
    this.patience = patience;
    this.machine = machine;
    this.admin = admin;
    applied = new long[partitions];
    health = new PartitionHealth[partitions];
    for (int p = 0; p < partitions; p++) {
      health[p] = new PartitionHealth(patience.toNanos() / 2);
      barriers.add(new ArrayList<>());
      rounds.add(new Round());
    }
    sender = new CommandSender(topic, clients, patience);
    reader = clients.commands();
    thread = new Thread(this::run, "signalbox-kafka-" + topic);
    thread.setDaemon(true);
  }

  /** Begins to read. */
  public void start() {
    sender.warmUp(() -> warm.complete(null));
    thread.start();
  }

  /**
   * Whether everything that was in the log at the start is applied, and commands can be appended.
   *
   * @return completes then; fails when the log can't be read at all
   */
  public CompletableFuture<Void> loaded() {
    return loaded;
  }

  private void run() {
    List<TopicPartition> all = new ArrayList<>();
    for (int p = 0; p < applied.length; p++) {
      all.add(new TopicPartition(topic, p));
    }
    try (reader) {
      reader.assign(all);
      reader.seekToBeginning(all);
      Map<TopicPartition, Long> ends = ends(all);
      while (!closed) {
        try {
          read();
        } catch (OffsetOutOfRangeException deleted) {
          if (read.isDone()) {
            throw deleted;
          }
          // The retention took the oldest records between the question and the reading.
          reader.seekToBeginning(deleted.partitions());
        }
        if (!read.isDone()
            && ends.entrySet().stream()
                .allMatch(e -> isApplied(e.getKey().partition(), e.getValue()))) {
          read.complete(null);
        }
      }
    } catch (WakeupException stop) {
      LOG.log(Level.DEBUG, "stops reading " + topic);
    } catch (KafkaException e) {
      broken("the topic " + topic + " can't be read any more: " + Failures.line(e), e);
      LOG.log(Level.ERROR, broken.orElse("") + "; start this instance again");
    } catch (Throwable e) {
      broken("the topic " + topic + " can't be read any more: " + e, e);
      LOG.log(Level.ERROR, broken.orElse("") + "; start this instance again", e);
    }
  }

  private void broken(String why, Throwable cause) {
    broken = Optional.of(why);
    read.completeExceptionally(cause);
    warm.completeExceptionally(cause);
  }

  /**
   * Why nothing can be read any more, so that all that needs it is refused.
   *
   * @return a sentence; empty when all is well
   */
  public Optional<String> broken() {
    return broken;
  }

  private Map<TopicPartition, Long> ends(List<TopicPartition> all) {
    while (true) {
      try {
        return reader.endOffsets(all);
      } catch (WakeupException stop) {
        throw stop;
      } catch (KafkaException away) {
        LOG.log(Level.WARNING, topic + ": " + Failures.line(away));
      }
    }
  }

  private void read() {
    var records = reader.poll(Duration.ofMillis(200));
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Header header = record.headers().lastHeader(CommandSender.MARK);
      UUID mark = header == null ? NO_MARK : CommandSender.mark(header.value());
      R outcome = machine.apply(record, mark);
      CompletableFuture<R> answer;
      synchronized (lock) {
        answer = waiting.remove(mark);
      }
      if (answer != null) {
        answer.complete(outcome);
      }
    }
    List<CompletableFuture<Void>> reached = new ArrayList<>();
    for (TopicPartition partition : reader.assignment()) {
      int p = partition.partition();
      long position = reader.position(partition);
      synchronized (lock) {
        applied[p] = Math.max(applied[p], position);
        Iterator<Reached> all = barriers.get(p).iterator();
        while (all.hasNext()) {
          Reached barrier = all.next();
          if (barrier.offset() <= position || barrier.done().isDone()) {
            all.remove();
            reached.add(barrier.done());
          }
        }
      }
    }
    reached.forEach(done -> done.complete(null));
  }

  private boolean isApplied(int partition, long offset) {
    synchronized (lock) {
      return applied[partition] >= offset;
    }
  }

  /**
   * Appends a command.
   *
   * @param partition where
   * @param key the record's key
   * @param value the command
   * @param mark the command's own mark: the same when it is appended again
   * @return what became of it; the stage does not fail
   */
  public CompletionStage<CommandOutcome<R>> append(
      int partition, byte[] key, byte[] value, UUID mark) {
    if (broken.isPresent()) {
      return CompletableFuture.completedStage(new CommandOutcome.NotSent<>(broken.get()));
    }
    if (!health[partition].admit(System.nanoTime())) {
      // Callers that wait for their commands would wait for as long as the brokers are away.
      return CompletableFuture.completedStage(
          new CommandOutcome.NotSent<>("other commands wait too long in " + topic));
    }
    CompletableFuture<R> answer = new CompletableFuture<>();
    synchronized (lock) {
      waiting.put(mark, answer);
    }
    CompletableFuture<CommandOutcome<R>> outcome = new CompletableFuture<>();
    var unused =
        answer.thenAccept(result -> outcome.complete(new CommandOutcome.Applied<>(result)));
    sender.send(
        partition,
        key,
        value,
        mark,
        refused -> outcome.complete(new CommandOutcome.NotSent<>(refused)));
    outcome.completeOnTimeout(
        new CommandOutcome.InDoubt<>("the command was not read back in time"),
        patience.toMillis(),
        TimeUnit.MILLISECONDS);
    return outcome.whenComplete(
        (done, failure) -> {
          synchronized (lock) {
            waiting.remove(mark);
          }
          if (done instanceof CommandOutcome.NotSent) {
            health[partition].withdrawn();
          } else {
            health[partition].ended(done instanceof CommandOutcome.Applied, System.nanoTime());
          }
        });
  }

  /**
   * A read barrier: waits until this instance has applied everything that any instance has answered
   * before the call. The end of a partition is asked for once at a time; who comes while a question
   * is on its way waits for the next one.
   *
   * @param partition which partition
   * @return completes then; fails when it takes too long
   */
  public CompletionStage<Void> caughtUp(int partition) {
    if (broken.isPresent()) {
      return CompletableFuture.failedStage(new KafkaException(broken.get()));
    }
    CompletableFuture<Void> mine;
    boolean ask = false;
    synchronized (lock) {
      Round round = rounds.get(partition);
      mine = round.next;
      round.wanted = true;
      if (!round.asking) {
        round.asking = true;
        ask = true;
      }
    }
    if (ask) {
      ask(partition);
    }
    return mine.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the outcome comes by the callback
  private void ask(int partition) {
    CompletableFuture<Void> asked;
    synchronized (lock) {
      Round round = rounds.get(partition);
      if (!round.wanted) {
        round.asking = false;
        return;
      }
      asked = round.next;
      round.next = new CompletableFuture<>();
      round.wanted = false;
    }
    TopicPartition at = new TopicPartition(topic, partition);
    try {
      admin
          .listOffsets(
              Map.of(at, OffsetSpec.latest()),
              new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED)
                  .timeoutMs((int) patience.toMillis()))
          .partitionResult(at)
          .whenComplete((end, failure) -> answered(partition, asked, end, failure));
    } catch (RuntimeException closing) {
      answered(partition, asked, null, closing);
    }
  }

  private void answered(
      int partition,
      CompletableFuture<Void> asked,
      @Nullable ListOffsetsResultInfo end,
      @Nullable Throwable failure) {
    boolean reached = false;
    if (end == null) {
      asked.completeExceptionally(
          failure == null ? new TimeoutException("no answer from " + topic) : failure);
    } else {
      synchronized (lock) {
        reached = applied[partition] >= end.offset();
        if (!reached) {
          barriers.get(partition).add(new Reached(end.offset(), asked));
        }
      }
    }
    if (reached) {
      asked.complete(null);
    } else if (end != null) {
      // The barrier stays in the list until it is reached or given up.
      asked.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
    ask(partition);
  }

  @Override
  public void close() {
    closed = true;
    reader.wakeup();
    sender.close();
    if (thread.isAlive()) {
      try {
        thread.join(2_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
