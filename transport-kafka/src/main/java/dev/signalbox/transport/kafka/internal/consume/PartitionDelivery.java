package dev.signalbox.transport.kafka.internal.consume;

import dev.signalbox.transport.kafka.internal.Safeguard;
import dev.signalbox.transport.kafka.internal.wire.BatchRecord;
import dev.signalbox.transport.kafka.internal.wire.ConversationKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The batches of one partition on their way to one subscriber: in the log's order for each
 * conversation, conversations beside each other. Thread-safe.
 *
 * <p>Batches of a conversation whose queue is full are passed over, and read again when it has
 * room; those behind them in the conversation are passed over with them. Lateness is a fold over
 * the conversation's batches in order, so it is settled when a batch gets into its queue.
 */
final class PartitionDelivery {
  /** The latest start time of a conversation rose at an offset. */
  private record Step(long offset, ConversationKey key, long latest) {}

  /**
   * What can be committed.
   *
   * @param offset the lowest offset that is not done
   * @param metadata what is done beyond it
   * @param latest the start times that rose below it since the last commit
   * @param forgotten conversations whose start time is forgotten
   * @param begins whether the group reads the partition for the first time
   * @param version what it was taken of
   */
  record Snapshot(
      long offset,
      String metadata,
      Map<ConversationKey, Long> latest,
      Set<ConversationKey> forgotten,
      boolean begins,
      long version) {}

  private final int partition;
  private final long generation;
  private final Optional<String> group;
  private final ReaderSettings settings;
  private final PartitionWorker worker;
  private final long endAtStart;

  /** Whether another member of the group, or an earlier one, had the partition before. */
  private final boolean goesOn;

  // Guarded by this.
  private final OffsetLedger ledger;
  private final Map<ConversationKey, ConversationLane> lanes = new HashMap<>();
  private final Set<ConversationLane> passedOver = new HashSet<>();
  private final PriorityQueue<Step> steps =
      new PriorityQueue<>((a, b) -> Long.compare(a.offset(), b.offset()));
  private final Map<ConversationKey, Long> known;
  private final Set<ConversationKey> expired;
  private boolean stopped;
  private int busy;
  private long next;
  private long now;
  private long version;
  private long committedVersion;

  /**
   * A partition.
   *
   * @param ledger what is done
   * @param known what is known of conversations as of the ledger's base
   * @param endAtStart the end of the partition when reading begins
   * @param goesOn whether the partition was read before, so that what is in it already may have
   *     been delivered
   */
  PartitionDelivery(
      int partition,
      long generation,
      Optional<String> group,
      ReaderSettings settings,
      PartitionWorker worker,
      OffsetLedger ledger,
      StateTopic.Loaded known,
      long endAtStart,
      boolean goesOn) {
    this.partition = partition;
    this.generation = generation;
    this.group = group;
    this.settings = settings;
    this.worker = worker;
    this.ledger = ledger;
    this.known = known.latest();
    expired = known.expired();
    this.endAtStart = endAtStart;
    this.goesOn = goesOn;
    next = ledger.base();
    // The first member commits where it begins, so that the next one knows that there was one; and
    // what is to be forgotten is so as of the beginning.
    version = group.isPresent() && !(goesOn && expired.isEmpty()) ? 1 : 0;
  }

  int partition() {
    return partition;
  }

  /** Takes a record that was read. */
  synchronized void offer(ConsumerRecord<byte[], byte[]> source) {
    if (stopped) {
      return;
    }
    long offset = source.offset();
    ledger.seen(offset);
    boolean first = offset >= next;
    next = Math.max(next, offset + 1);
    now = Math.max(now, source.timestamp());
    Optional<BatchRecord> read = BatchRecord.of(source);
    if (read.isEmpty()) {
      if (first && !ledger.isDone(offset)) {
        worker.poison(this, source);
      }
      return;
    }
    BatchRecord record = read.get();
    if (record.replay().isPresent() && !record.replay().map(r -> r.group()).equals(group)) {
      done(offset);
      return;
    }
    order(source, record);
  }

  private void order(ConsumerRecord<byte[], byte[]> source, BatchRecord record) {
    long offset = source.offset();
    ConversationLane lane = lanes.computeIfAbsent(record.key(), this::lane);
    if (offset <= lane.ordered || (lane.skippedFrom >= 0 && offset > lane.skippedFrom)) {
      if (offset > lane.ordered && offset > lane.skippedTo && !ledger.isDone(offset)) {
        lane.skippedTo = offset;
        lane.skipped++;
        mark(lane);
      }
      return;
    }
    boolean done = ledger.isDone(offset);
    if (!done && lane.queue.size() >= worker.room()) {
      lane.skippedFrom = offset;
      if (offset > lane.skippedTo) {
        lane.skippedTo = offset;
        lane.skipped++;
      }
      passedOver.add(lane);
      mark(lane);
      return;
    }
    if (offset == lane.skippedFrom) {
      lane.skippedFrom = -1;
      passedOver.remove(lane);
    }
    if (!done && offset <= lane.skippedTo) {
      lane.skipped--;
    }
    boolean late = fold(lane, record);
    lane.ordered = offset;
    lane.usedAt = record.timestamp();
    if (!done) {
      long sequence = BatchRecord.sequence(generation, offset);
      PendingBatch pending =
          new PendingBatch(source, record, sequence, late, goesOn && offset < endAtStart);
      lane.queue.add(pending);
      worker.held(pending.bytes());
      if (!settings.safeguards().contains(Safeguard.COMMIT_AFTER_DELIVERY)) {
        done(offset);
      }
      start(lane);
    }
    mark(lane);
  }

  private ConversationLane lane(ConversationKey key) {
    ConversationLane lane = new ConversationLane(key);
    Long latest = known.remove(key);
    if (latest != null) {
      lane.latest = OptionalLong.of(latest);
    }
    return lane;
  }

  private boolean fold(ConversationLane lane, BatchRecord record) {
    if (record.replay().isPresent()) {
      return false;
    }
    boolean late = lane.latest.isPresent() && record.start() < lane.latest.getAsLong();
    if (lane.latest.isEmpty() || record.latest() > lane.latest.getAsLong()) {
      lane.latest = OptionalLong.of(record.latest());
      if (group.isPresent()) {
        steps.add(new Step(record.offset(), lane.key, record.latest()));
      }
    }
    return late;
  }

  private void start(ConversationLane lane) {
    if (!lane.busy && !stopped && !lane.queue.isEmpty()) {
      lane.busy = true;
      busy++;
      worker.run(this, lane);
    }
  }

  private void mark(ConversationLane lane) {
    int waiting = lane.waiting();
    if (lane.full ? waiting <= settings.maxWaiting() / 2 : waiting >= settings.maxWaiting()) {
      lane.full = !lane.full;
      worker.full(lane.key, lane.full);
    }
  }

  /**
   * The batch that a conversation is to deliver now. Called by the thread that has the
   * conversation.
   *
   * @return empty when there is none: the conversation is then given back
   */
  synchronized Optional<PendingBatch> first(ConversationLane lane) {
    PendingBatch pending = stopped ? null : lane.queue.peek();
    if (pending == null) {
      lane.busy = false;
      busy--;
      notifyAll();
    }
    return Optional.ofNullable(pending);
  }

  /** The first batch of a conversation is delivered, or a dead letter. */
  synchronized void finished(ConversationLane lane, PendingBatch pending) {
    // Not there when the partition was given back meanwhile.
    if (lane.queue.remove(pending)) {
      worker.held(-pending.bytes());
    }
    done(pending.record.offset());
    mark(lane);
  }

  /** An offset is done. */
  synchronized void done(long offset) {
    ledger.done(offset);
    version++;
  }

  /** The reader is at a position. */
  synchronized void reached(long position) {
    if (position > next) {
      ledger.reached(position);
      next = position;
      version++;
    }
  }

  /**
   * Where to read again, because conversations that were passed over have room.
   *
   * @param position where the reader is
   * @return empty when there is no need, or the reader is not yet back where it was
   */
  synchronized OptionalLong readAgain(long position) {
    if (position < next || passedOver.isEmpty()) {
      return OptionalLong.empty();
    }
    return passedOver.stream()
        .filter(lane -> lane.queue.size() <= worker.room() / 2)
        .mapToLong(lane -> lane.skippedFrom)
        .min();
  }

  synchronized boolean isPassingOver() {
    return !passedOver.isEmpty();
  }

  synchronized boolean isWindowFull() {
    return ledger.window() >= settings.maxWindow();
  }

  /** Whether a conversation that is marked full is so no longer, as far as is known. */
  synchronized boolean isNotFull(ConversationKey key) {
    ConversationLane lane = lanes.get(key);
    return next >= endAtStart && (lane == null || !lane.full);
  }

  /** Where a reader without a group goes on. */
  synchronized long base() {
    return ledger.base();
  }

  /** Whether everything below an offset is done. */
  synchronized boolean isDoneBelow(long offset) {
    return ledger.base() >= offset;
  }

  /** Lets no further batch begin. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /**
   * Waits until no batch is being delivered.
   *
   * @param deadline by {@link System#nanoTime}
   */
  synchronized void awaitQuiet(long deadline) throws InterruptedException {
    while (busy > 0) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  /** Gives back the memory of what is held. */
  synchronized void discard() {
    stopped = true;
    lanes.values().forEach(lane -> lane.queue.forEach(p -> worker.held(-p.bytes())));
    lanes.values().forEach(lane -> lane.queue.clear());
  }

  /** How many batches of each conversation are not done. */
  synchronized Map<ConversationKey, Integer> undelivered() {
    Map<ConversationKey, Integer> all = new LinkedHashMap<>();
    lanes.forEach(
        (key, lane) -> {
          if (lane.waiting() > 0) {
            all.put(key, lane.waiting());
          }
        });
    return all;
  }

  /**
   * What can be committed.
   *
   * @return empty when nothing has changed since the last commit
   */
  synchronized Optional<Snapshot> snapshot() {
    if (version == committedVersion) {
      return Optional.empty();
    }
    Map<ConversationKey, Long> latest = new HashMap<>();
    boolean live = !settings.safeguards().contains(Safeguard.LATENESS_OF_COMMIT);
    for (Step step : steps) {
      if (live || step.offset() < ledger.base()) {
        latest.merge(step.key(), step.latest(), Math::max);
      }
    }
    Set<ConversationKey> forgotten = new HashSet<>(expired);
    forgotten.removeAll(latest.keySet());
    long oldest = now - settings.conversationTtl().toMillis();
    List<ConversationLane> idle = new ArrayList<>();
    for (ConversationLane lane : lanes.values()) {
      if (lane.usedAt < oldest && lane.waiting() == 0 && lane.ordered < ledger.base()) {
        idle.add(lane);
      }
    }
    for (ConversationLane lane : idle) {
      lanes.remove(lane.key);
      forgotten.add(lane.key);
      latest.remove(lane.key);
    }
    return Optional.of(
        new Snapshot(
            ledger.base(),
            CommitMetadata.write(generation, ledger.base(), ledger.ahead()),
            latest,
            forgotten,
            !goesOn && committedVersion == 0,
            version));
  }

  /** A snapshot was committed. */
  synchronized void committed(Snapshot snapshot) {
    committedVersion = snapshot.version();
    expired.clear();
    while (!steps.isEmpty() && steps.peek().offset() < snapshot.offset()) {
      steps.remove();
    }
  }
}
