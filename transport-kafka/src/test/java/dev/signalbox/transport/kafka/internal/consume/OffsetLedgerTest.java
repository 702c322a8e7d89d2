package dev.signalbox.transport.kafka.internal.consume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OffsetLedgerTest {
  /** Whatever is done in whatever order, the ledger is a set of offsets. */
  @Property(tries = 300)
  void itIsASet(
      @ForAll @LongRange(min = 0, max = 1L << 40) long start,
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 200) Integer> order,
      @ForAll Set<@IntRange(min = 0, max = 200) Integer> gaps) {
    OffsetLedger ledger = new OffsetLedger(start);
    Set<Long> done = new TreeSet<>();
    for (int i = 0; i <= 200; i++) {
      if (gaps.contains(i)) {
        done.add(start + i);
      } else {
        ledger.seen(start + i);
      }
    }
    ledger.reached(start + 201);
    for (int offset : order) {
      ledger.done(start + offset);
      done.add(start + offset);
      long base =
          LongStream.iterate(start, o -> o + 1)
              .filter(o -> !done.contains(o))
              .findFirst()
              .orElseThrow();
      assertEquals(base, ledger.base());
    }
    for (long offset = start; offset <= start + 200; offset++) {
      assertEquals(done.contains(offset), ledger.isDone(offset));
    }
  }

  @Test
  void aLongWayIsCutOff() {
    OffsetLedger ledger = new OffsetLedger(0);
    for (long offset = 0; offset < 500_000; offset++) {
      ledger.seen(offset);
      ledger.done(offset);
    }
    assertEquals(500_000, ledger.base());
    assertEquals(0, ledger.window());
    ledger.seen(500_000);
    ledger.seen(500_001);
    ledger.done(500_001);
    assertEquals(500_000, ledger.base());
    assertTrue(ledger.isDone(500_001));
    assertEquals(2, ledger.window());
  }

  /** What is committed and read back says of no offset that it is done which is not. */
  @Property(tries = 300)
  void whatIsReadBackWasDone(
      @ForAll @LongRange(min = 0, max = 1L << 50) long offset,
      @ForAll @Size(max = 2_000) Set<@IntRange(min = 1, max = 100_000) Integer> done) {
    BitSet set = new BitSet();
    done.forEach(set::set);
    String metadata = CommitMetadata.write(3, offset, set);
    assertTrue(metadata.length() <= CommitMetadata.MAX_LENGTH, () -> "" + metadata.length());
    BitSet read = CommitMetadata.read(3, offset, metadata);
    BitSet more = (BitSet) read.clone();
    more.andNot(set);
    assertTrue(more.isEmpty());
    if (metadata.length() < CommitMetadata.MAX_LENGTH - 40) {
      assertEquals(set, read);
    }
    // What is left out is left out at the end.
    BitSet prefix = set.get(0, read.length());
    assertEquals(prefix, read);
  }

  @Property(tries = 300)
  void foreignMetadataSaysNothing(@ForAll String text) {
    assertTrue(CommitMetadata.read(1, 5, text).isEmpty());
    assertTrue(CommitMetadata.read(1, 5, "sb1:" + text).isEmpty());
  }

  @Test
  void metadataOfAnotherPlaceSaysNothing() {
    BitSet set = new BitSet();
    set.set(1, 5);
    String metadata = CommitMetadata.write(3, 100, set);
    assertEquals(set, CommitMetadata.read(3, 100, metadata));
    assertTrue(CommitMetadata.read(3, 101, metadata).isEmpty(), "another offset");
    assertTrue(CommitMetadata.read(4, 100, metadata).isEmpty(), "a topic made anew");
    assertTrue(CommitMetadata.isOfAnother(4, metadata));
    assertFalse(CommitMetadata.isOfAnother(3, metadata));
    assertFalse(CommitMetadata.isOfAnother(3, ""), "what a tool has committed counts");
    for (int i = 4; i < metadata.length(); i++) {
      char other = metadata.charAt(i) == 'A' ? 'B' : 'A';
      String damaged = metadata.substring(0, i) + other + metadata.substring(i + 1);
      assertTrue(
          CommitMetadata.read(3, 100, damaged).isEmpty()
              || CommitMetadata.read(3, 100, damaged).equals(set),
          damaged);
    }
    assertEquals(
        Set.of(),
        Collections.unmodifiableSet(
            set.stream().filter(i -> i > 4).boxed().collect(Collectors.toSet())));
  }
}
