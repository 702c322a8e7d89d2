package dev.signalbox.standalone.tools;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.SentimentEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The rhythm of a recording: each line waits for its turn, and its times are moved to now. Not
 * thread-safe.
 */
final class Pace {
  private final double factor;
  private final LongSupplier clock;
  private final Sleeper sleeper;
  private Optional<Start> start = Optional.empty();

  /** Waits. */
  @FunctionalInterface
  interface Sleeper {
    void millis(long millis) throws InterruptedException;
  }

  /**
   * When the first line was recorded, and when it is sent.
   *
   * @param recorded milliseconds since the epoch
   * @param sent milliseconds since the epoch
   */
  private record Start(long recorded, long sent) {}

  /**
   * A rhythm.
   *
   * @param factor 1 as it was recorded, 2 twice as fast
   * @param clock milliseconds since the epoch
   */
  Pace(double factor, LongSupplier clock, Sleeper sleeper) {
    this.factor = factor;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  /** Waits for a line's turn; lines that were recorded out of order follow at once. */
  SentLine await(SentLine line) throws InterruptedException {
    Start from = start.orElseGet(() -> new Start(line.recordedAt(), clock.getAsLong()));
    start = Optional.of(from);
    long left = moved(line.recordedAt(), from) - clock.getAsLong();
    if (left > 0) {
      sleeper.millis(left);
    }
    List<ConversationEvent> events = new ArrayList<>();
    for (ConversationEvent event : line.batch().events()) {
      events.add(moved(event, from));
    }
    EventBatch batch = new EventBatch(line.batch().service(), line.batch().persist(), events);
    return new SentLine(line.key(), batch, line.recordedAt());
  }

  private long moved(long time, Start from) {
    return Math.max(0, from.sent() + Math.round((time - from.recorded()) / factor));
  }

  private ConversationEvent moved(ConversationEvent event, Start from) {
    long begins = moved(event.startTime(), from);
    OptionalLong ends =
        event.endTime().isPresent()
            ? OptionalLong.of(Math.max(begins, moved(event.endTime().getAsLong(), from)))
            : OptionalLong.empty();
    return event instanceof SentimentEvent sentiment
        ? new SentimentEvent(
            sentiment.value(),
            begins,
            ends,
            sentiment.score(),
            sentiment.speaker(),
            sentiment.details())
        : new CategoryEvent(
            event.value(), begins, ends, event.score(), event.participant(), event.details());
  }
}
