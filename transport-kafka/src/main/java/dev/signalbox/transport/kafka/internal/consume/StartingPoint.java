package dev.signalbox.transport.kafka.internal.consume;

import java.lang.System.Logger.Level;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a subscriber begins in a partition.
 *
 * @param ledger what is done
 * @param known what is known of conversations as of there
 * @param goesOn whether the partition was read before, so that what is in it already may have been
 *     delivered
 */
record StartingPoint(OffsetLedger ledger, StateTopic.Loaded known, boolean goesOn) {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.kafka");

  /** Where a subscriber without a name begins. */
  StartingPoint(OffsetLedger ledger) {
    this(ledger, StateTopic.Loaded.nothing(), false);
  }

  /**
   * Where a group goes on.
   *
   * @param at the partition
   * @param generation how often the topic was made
   * @param last what the group has committed there, if anything
   * @param begin the oldest offset that is kept
   * @param known what was committed with it
   */
  static StartingPoint of(
      TopicPartition at,
      long generation,
      Optional<OffsetAndMetadata> last,
      long begin,
      StateTopic.Loaded known) {
    Optional<OffsetAndMetadata> committed =
        last.filter(offset -> !CommitMetadata.isOfAnother(generation, offset.metadata()));
    if (committed.isEmpty()) {
      if (known.begun()) {
        LOG.log(
            Level.WARNING,
            "what the group committed in "
                + at
                + " is gone: it begins again with the oldest batch that is kept");
      }
      return new StartingPoint(new OffsetLedger(begin), known.anew(), known.begun());
    }
    long offset = committed.get().offset();
    if (offset < begin) {
      LOG.log(
          Level.ERROR,
          (begin - offset)
              + " records of "
              + at
              + " were deleted before the group had them: the retention is too short (DLV-1)");
    }
    long from = Math.max(begin, offset);
    return new StartingPoint(
        new OffsetLedger(from, CommitMetadata.read(generation, from, committed.get().metadata())),
        known,
        true);
  }
}
