package dev.signalbox.transport.kafka.internal.consume;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.transport.kafka.internal.client.Clients;
import dev.signalbox.transport.kafka.internal.client.Failures;
import dev.signalbox.transport.kafka.internal.topics.KnownTopics;
import dev.signalbox.transport.kafka.internal.wire.ConversationKey;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads batches for one subscriber: as a member of the group of its name, or without one. One
 * thread reads; it never waits for the subscriber.
 */
public final class SubscriptionReader {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.kafka");
  private static final Duration LONG_POLL = Duration.ofMillis(100);
  private static final Duration SHORT_POLL = Duration.ofMillis(5);
  private static final long REVOKE_NANOS = 2_000_000_000L;
  private static final long FULL_NANOS = 5_000_000_000L;
  private static final long AGAIN_NANOS = 1_000_000_000L;

  private final KnownTopics topics;
  private final String topic;
  private final Optional<String> group;
  private final Map<Integer, Long> starts;
  private final ReaderSettings settings;
  private final Clients clients;
  private final StateTopic state;
  private final FullConversations fullness;
  private final DeliveryThreads threads;
  private final SubscriberCalls calls;
  private final Thread thread;

  private final Map<Integer, PartitionDelivery> partitions = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  /** Whether it is known which partitions are read here, if any. */
  private volatile boolean assigned;

  private volatile long deadline = Long.MAX_VALUE;
  private volatile Map<Integer, Long> until = Map.of();
  private volatile Map<ConversationKey, Integer> undelivered = Map.of();
  private long lookedForFull;
  private long committedAt;

  /**
   * A reader that has not begun.
   *
   * @param topics the topics
   * @param group the subscriber's group; empty for one without a name
   * @param starts for a subscriber without a name, where to begin in each partition
   * @param subscriber gets the batches
   * @param listener is notified of failures
   * @param settings how to read
   * @param clients makes clients
   * @param admin asks for the ends of partitions
   * @param deadLetters takes what the subscriber refuses
   * @param fullness is notified of full conversations
   */
  public SubscriptionReader(
      KnownTopics topics,
      Optional<String> group,
      Map<Integer, Long> starts,
      BatchSubscriber subscriber,
      DeliveryListener listener,
      ReaderSettings settings,
      Clients clients,
      Admin admin,
      DeadLetters deadLetters,
      FullConversations fullness) {
    this.topics = topics;
    this.group = group;
    this.starts = new HashMap<>(starts);
    this.settings = settings;
    this.clients = clients;
    this.fullness = fullness;
    topic = topics.names().batches();
    String name = group.orElse("reader");
    state = new StateTopic(topics.names().state(), name, topics.generation(), clients, admin);
    threads = new DeliveryThreads(name, settings.maxStuck());
    calls =
        new SubscriberCalls(
            subscriber,
            group,
            listener,
            settings,
            threads,
            deadLetters,
            (key, full) -> key.conversation().ifPresent(id -> fullness.mark(group, id, full)));
    thread = new Thread(this::run, "signalbox-kafka-read-" + name);
    thread.setDaemon(true);
  }

  /** Begins to read. */
  public void start() {
    thread.start();
  }

  private void run() {
    while (true) {
      try {
        session();
        return;
      } catch (WakeupException stop) {
        LOG.log(Level.DEBUG, "stops reading", stop);
      } catch (InterruptedException end) {
        return;
      } catch (Throwable e) {
        LOG.log(Level.ERROR, "reading of " + topic + " begins again after: " + Failures.line(e), e);
      }
      drop();
      if (stopping && System.nanoTime() - deadline >= 0) {
        return;
      }
      LockSupport.parkNanos(AGAIN_NANOS);
    }
  }

  private void session() throws InterruptedException {
    Consumer<byte[], byte[]> consumer =
        group.map(clients::member).orElseGet(() -> clients.reader(false));
    Optional<GroupCommitter> committer =
        group.map(id -> new GroupCommitter(topic, id, state, clients));
    try {
      if (group.isPresent()) {
        consumer.subscribe(Set.of(topic), new Rebalance(consumer, committer.orElseThrow()));
      } else {
        assignAll(consumer);
      }
      while (!isOver()) {
        step(consumer, committer);
      }
      finish(consumer, committer);
    } finally {
      // The member leaves its group, so that others need not wait until its session ends.
      consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(5)));
      committer.ifPresent(GroupCommitter::close);
    }
  }

  private void assignAll(Consumer<byte[], byte[]> consumer) {
    assigned = true;
    List<TopicPartition> all = new ArrayList<>();
    starts.keySet().forEach(p -> all.add(new TopicPartition(topic, p)));
    consumer.assign(all);
    for (TopicPartition at : all) {
      long from = starts.getOrDefault(at.partition(), 0L);
      consumer.seek(at, from);
      partitions.put(
          at.partition(),
          partition(at.partition(), new StartingPoint(new OffsetLedger(from)), from));
    }
  }

  private PartitionDelivery partition(int p, StartingPoint start, long end) {
    return new PartitionDelivery(
        p,
        topics.generation(),
        group,
        settings,
        calls,
        start.ledger(),
        start.known(),
        end,
        start.goesOn());
  }

  private void step(Consumer<byte[], byte[]> consumer, Optional<GroupCommitter> committer) {
    boolean busy =
        threads.hasWork()
            || stopping
            || partitions.values().stream().anyMatch(PartitionDelivery::isPassingOver);
    ConsumerRecords<byte[], byte[]> records = consumer.poll(busy ? SHORT_POLL : LONG_POLL);
    // What came after a subscription was closed is not for it, although it was waited for.
    boolean ending = stopping;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      PartitionDelivery partition = partitions.get(record.partition());
      Long end = until.get(record.partition());
      if (partition != null && (end == null ? !ending : record.offset() < end)) {
        partition.offer(record);
      }
    }
    threads.look();
    for (TopicPartition at : consumer.assignment()) {
      PartitionDelivery partition = partitions.get(at.partition());
      if (partition != null && (!stopping || until.containsKey(at.partition()))) {
        steer(consumer, at, partition);
      }
    }
    long now = System.nanoTime();
    if (now - committedAt >= settings.commitInterval().toNanos()) {
      committedAt = now;
      committer.ifPresent(c -> c.commit(partitions.values(), consumer.groupMetadata()));
    }
    if (now - lookedForFull >= FULL_NANOS) {
      lookedForFull = now;
      group.ifPresent(this::unmark);
    }
  }

  private void steer(
      Consumer<byte[], byte[]> consumer, TopicPartition at, PartitionDelivery partition) {
    long position = consumer.position(at);
    Long end = until.get(at.partition());
    partition.reached(end == null ? position : Math.min(position, end));
    OptionalLong again = partition.readAgain(position);
    if (again.isPresent()) {
      consumer.seek(at, again.getAsLong());
    }
    boolean paused = consumer.paused().contains(at);
    boolean pause = (partition.isWindowFull() && again.isEmpty()) || calls.isTooMuch();
    if (pause && !paused) {
      LOG.log(
          Level.WARNING,
          "partition " + at + " is read no further for now: too much of it is not delivered");
      consumer.pause(Set.of(at));
    } else if (!pause && paused) {
      consumer.resume(Set.of(at));
    }
  }

  /** Takes back marks of conversations that are full no longer, or were in another process. */
  private void unmark(String id) {
    for (ConversationId conversation : fullness.fullOf(id)) {
      ConversationKey key = ConversationKey.of(conversation);
      PartitionDelivery partition = partitions.get(key.partition(topics.batches()));
      if (partition != null && partition.isNotFull(key)) {
        fullness.mark(group, conversation, false);
      }
    }
  }

  private boolean isOver() {
    if (!stopping) {
      return false;
    }
    boolean nothingToWaitFor = until.isEmpty() || assigned;
    return System.nanoTime() - deadline >= 0
        || (nothingToWaitFor
            && partitions.values().stream()
                .allMatch(p -> p.isDoneBelow(until.getOrDefault(p.partition(), 0L))));
  }

  private void finish(Consumer<byte[], byte[]> consumer, Optional<GroupCommitter> committer)
      throws InterruptedException {
    partitions.values().forEach(PartitionDelivery::stop);
    for (PartitionDelivery partition : partitions.values()) {
      partition.awaitQuiet(deadline);
    }
    undelivered = new LinkedHashMap<>();
    partitions.values().forEach(p -> undelivered.putAll(p.undelivered()));
    committer.ifPresent(c -> c.commit(partitions.values(), consumer.groupMetadata()));
    threads.stop();
  }

  private void drop() {
    for (PartitionDelivery partition : partitions.values()) {
      partition.discard();
      if (group.isEmpty()) {
        starts.put(partition.partition(), partition.base());
      }
    }
    partitions.clear();
  }

  /**
   * Ends the reading: delivers what is in the log up to given ends, and stops.
   *
   * @param ends the ends; where there is none, what was not begun is left
   * @param deadline by {@link System#nanoTime}
   */
  public void stop(Map<Integer, Long> ends, long deadline) {
    until = Map.copyOf(ends);
    this.deadline = deadline;
    stopping = true;
  }

  /**
   * Waits until the reading has ended.
   *
   * @return how many batches of each conversation were not delivered
   */
  public Map<ConversationKey, Integer> await() {
    long millis = Math.max(1, (deadline - System.nanoTime()) / 1_000_000) + 10_000;
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.stop();
    return undelivered;
  }

  /** Takes partitions on and gives them back. On the reading thread, inside of a poll. */
  private final class Rebalance implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> consumer;
    private final GroupCommitter committer;

    Rebalance(Consumer<byte[], byte[]> consumer, GroupCommitter committer) {
      this.consumer = consumer;
      this.committer = committer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      if (added.isEmpty()) {
        assigned = true;
        return;
      }
      Set<TopicPartition> all = Set.copyOf(added);
      Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(all);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      for (TopicPartition at : added) {
        try {
          take(
              at,
              Optional.ofNullable(committed.get(at)),
              begins.getOrDefault(at, 0L),
              ends.getOrDefault(at, 0L));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted", e);
        }
      }
      committer.commit(partitions.values(), consumer.groupMetadata());
      assigned = true;
    }

    private void take(
        TopicPartition at, Optional<OffsetAndMetadata> committed, long begin, long end)
        throws InterruptedException {
      StartingPoint start =
          StartingPoint.of(
              at,
              topics.generation(),
              committed,
              begin,
              state.load(at.partition(), settings.conversationTtl().multipliedBy(2)));
      consumer.seek(at, start.ledger().base());
      partitions.put(at.partition(), partition(at.partition(), start, end));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> removed) {
      List<PartitionDelivery> all = new ArrayList<>();
      removed.forEach(
          at -> Optional.ofNullable(partitions.get(at.partition())).ifPresent(all::add));
      all.forEach(PartitionDelivery::stop);
      long limit = System.nanoTime() + REVOKE_NANOS;
      try {
        for (PartitionDelivery partition : all) {
          partition.awaitQuiet(limit);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      committer.commit(all, consumer.groupMetadata());
      forget(removed);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      // They belong to another member already, so what was delivered can't be committed.
      forget(lost);
    }

    private void forget(Collection<TopicPartition> gone) {
      for (TopicPartition at : gone) {
        PartitionDelivery partition = partitions.remove(at.partition());
        if (partition != null) {
          partition.discard();
        }
      }
    }
  }
}
