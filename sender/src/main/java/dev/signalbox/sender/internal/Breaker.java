package dev.signalbox.sender.internal;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Stops making requests to an endpoint that is down, and makes single ones to see whether it is
 * back. Guarded by the send scheduler's lock.
 */
public final class Breaker {
  /** Failsafe keeps the counts and the states; the time is the scheduler's, which tests can set. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  private final CircuitBreaker<Object> circuit;
  private final Scheduler scheduler;
  private final Duration delay;
  private final Runnable halfOpened;
  private long epoch;

  /**
   * @param failures how many in a row open the circuit
   * @param delay how long it stays open
   * @param halfOpened is run outside of the lock, and calls {@link #halfOpen} under it
   * @param changed is called when the circuit opens (true) and closes (false)
   */
  public Breaker(
      int failures,
      Duration delay,
      Scheduler scheduler,
      Runnable halfOpened,
      Consumer<Boolean> changed) {
    this.scheduler = scheduler;
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
    scheduler.after(delay.toNanos(), halfOpened);
    changed.accept(true);
  }

  public void halfOpen() {
    epoch++;
    circuit.halfOpen();
  }

  /** Whether a request may be made now; each has to be followed by a {@link #record}. */
  public boolean tryAcquire() {
    return circuit.tryAcquirePermit();
  }

  /** The period, from one change of the circuit to the next, in which a request begins. */
  public long epoch() {
    return epoch;
  }

  /** How a request ended. One that began in another epoch says nothing about this one. */
  public void record(long begunIn, Reply reply) {
    if (begunIn != epoch) {
      return;
    }
    if (isAlive(reply)) {
      circuit.recordSuccess();
    } else {
      circuit.recordFailure();
    }
  }

  private static boolean isAlive(Reply reply) {
    return reply instanceof Reply.Answer answer
        && answer.status() != 502
        && answer.status() != 503
        && answer.status() != 504;
  }
}
