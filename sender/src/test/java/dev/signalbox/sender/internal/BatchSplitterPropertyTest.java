package dev.signalbox.sender.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** BODY-4: a batch that is too large for one body. */
class BatchSplitterPropertyTest {
  private static EventBatch batch(List<Integer> sizes) {
    List<ConversationEvent> events = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      events.add(CategoryEvent.of("x".repeat(sizes.get(i)), i));
    }
    return new EventBatch("service", Optional.of(true), events);
  }

  @Property(tries = 300)
  void thePartsAreTheBatchAndEachFits(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 300) Integer> sizes,
      @ForAll @IntRange(min = 50, max = 2000) int maxBody) {
    EventBatch batch = batch(sizes);
    Validated<List<BatchSplitter.Part>> split =
        BatchSplitter.split(batch, JsonFormat.INSTANCE, maxBody);
    boolean eachFits =
        batch.events().stream()
            .map(event -> new EventBatch(batch.service(), batch.persist(), List.of(event)))
            .allMatch(alone -> JsonFormat.INSTANCE.writeBatch(alone).length <= maxBody);
    assertEquals(eachFits, split.isValid());
    if (!eachFits) {
      assertEquals(Clause.BODY_4, split.violations().get(0).clause());
      return;
    }
    List<ConversationEvent> events = new ArrayList<>();
    for (BatchSplitter.Part part : split.orThrow()) {
      assertTrue(part.body().length <= maxBody);
      assertEquals(
          new String(JsonFormat.INSTANCE.writeBatch(part.batch()), StandardCharsets.UTF_8),
          new String(part.body(), StandardCharsets.UTF_8));
      assertEquals(batch.persist(), part.batch().persist());
      events.addAll(part.batch().events());
    }
    assertEquals(batch.events(), events);
  }

  @Property(tries = 300)
  void joinedBatchesKeepEveryEventInTheOrderOfStartTimes(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 9) Integer> sizes) {
    EventBatch batch = batch(sizes);
    EventBatch joined = BatchSplitter.join(List.of(batch, batch));
    assertEquals(2 * sizes.size(), joined.events().size());
    assertTrue(joined.events().containsAll(batch.events()));
  }
}
