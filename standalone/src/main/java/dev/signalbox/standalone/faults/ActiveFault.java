package dev.signalbox.standalone.faults;

import dev.signalbox.core.Violation;
import dev.signalbox.core.internal.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;

/** A fault at work: how often it was met, and whether it still is. Thread-safe. */
public final class ActiveFault {
  private final String id;
  private final Fault fault;
  private final long seed;
  private final SplittableRandom random;
  private long matches;
  private long hits;
  private long passed;
  private boolean windowsOver;
  private Optional<Instant> windowEnd = Optional.empty();

  ActiveFault(String id, Fault fault, long seed) {
    this.id = id;
    this.fault = fault;
    this.seed = fault.seed().orElse(seed);
    random = new SplittableRandom(this.seed);
  }

  /** Names it in paths, logs and answers. */
  public String id() {
    return id;
  }

  /** What it does. */
  public Fault fault() {
    return fault;
  }

  /**
   * Whether a request meets it, which then counts. Each request that matches takes one number of
   * the seed's row, so that the same requests in the same order meet the same faults.
   */
  synchronized Optional<FaultHit> hit(FaultTarget target, Instant now) {
    if (isSpent() || !fault.match().matches(target)) {
      return Optional.empty();
    }
    Optional<FaultHit> hit =
        fault.preset().isEmpty()
            ? Optional.of(FaultHit.of(this, fault.retryAfter()))
            : preset(fault.preset().get(), target, now);
    if (hit.isEmpty()) {
      return hit;
    }
    matches++;
    if (random.nextDouble() >= fault.probability()) {
      return Optional.empty();
    }
    hits++;
    return hit;
  }

  private Optional<FaultHit> preset(FaultPreset preset, FaultTarget target, Instant now) {
    return switch (preset) {
      case RATE_LIMIT -> rateLimit(now);
      case FORBIDDEN -> Optional.of(FaultHit.of(this, Optional.empty()));
      case TRANSCRIPTS_EXHAUSTED ->
          target.isBulk() ? Optional.of(FaultHit.of(this, Optional.empty())) : Optional.empty();
      case TOKEN_CLOCK -> {
        Optional<Violation> violation = target.tokenFault(fault.offset());
        yield violation.map(found -> new FaultHit(this, Optional.empty(), violation));
      }
    };
  }

  /** Without a limit there is one window, in which nothing passes. */
  private Optional<FaultHit> rateLimit(Instant now) {
    if (windowEnd.filter(now::isBefore).isEmpty()) {
      if (windowEnd.isPresent() && fault.limit() == 0) {
        windowsOver = true;
        return Optional.empty();
      }
      windowEnd = Optional.of(now.plus(fault.window()));
      passed = 0;
    }
    if (passed < fault.limit()) {
      passed++;
      return Optional.empty();
    }
    Duration left = Duration.between(now, windowEnd.get());
    int seconds = (int) Math.max(1, (left.toMillis() + 999) / 1000);
    return Optional.of(FaultHit.of(this, Optional.of(fault.retryAfter().orElse(seconds))));
  }

  private boolean isSpent() {
    return windowsOver || fault.times().filter(times -> hits >= times).isPresent();
  }

  /** How many requests met it. */
  public synchronized long hits() {
    return hits;
  }

  /** Writes it as a value. */
  public synchronized void write(JsonText json) {
    json.object().name("id").value(id);
    fault.write(json);
    json.name("seed")
        .value(seed)
        .name("hits")
        .value(hits)
        .name("matches")
        .value(matches)
        .name("spent")
        .value(isSpent())
        .endObject();
  }
}
