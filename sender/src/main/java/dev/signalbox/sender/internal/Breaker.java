package dev.signalbox.sender.internal;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Stops making requests to an endpoint that is down, and makes single ones to see whether it is
 * back. Guarded by the dispatcher's lock.
 */
final class Breaker {
  /** Failsafe keeps the counts and the states; the time is the dispatcher's, so that all is one. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  private final CircuitBreaker<Object> circuit;
  private final Timers timers;
  private final Duration delay;
  private final Runnable halfOpened;
  private long epoch;

  /**
   * @param failures how many in a row open the circuit
   * @param delay how long it stays open
   * @param halfOpened is run outside of the lock, and calls {@link #halfOpen} under it
   * @param changed is told when the circuit opens (true) and closes
   */
  Breaker(
      int failures, Duration delay, Timers timers, Runnable halfOpened, Consumer<Boolean> changed) {
    this.timers = timers;
    this.delay = delay;
    this.halfOpened = halfOpened;
    circuit =
        CircuitBreaker.builder()
            .withFailureThreshold(failures)
            .withSuccessThreshold(1)
            .withDelay(NEVER)
            .onOpen(event -> opened(changed))
            .onClose(event -> changed.accept(false))
            .build();
  }

  private void opened(Consumer<Boolean> changed) {
    epoch++;
    timers.after(delay.toNanos(), halfOpened);
    changed.accept(true);
  }

  void halfOpen() {
    epoch++;
    circuit.halfOpen();
  }

  /** Whether a request may be made now; each has to be followed by a {@link #record}. */
  boolean tryAcquire() {
    return circuit.tryAcquirePermit();
  }

  /** Which stretch of time a request that begins now belongs to. */
  long epoch() {
    return epoch;
  }

  /** How a request ended. What began before the circuit last changed says nothing about now. */
  void record(long begunIn, boolean success) {
    if (begunIn != epoch) {
      return;
    }
    if (success) {
      circuit.recordSuccess();
    } else {
      circuit.recordFailure();
    }
  }
}
