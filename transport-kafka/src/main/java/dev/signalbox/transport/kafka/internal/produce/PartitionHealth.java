package dev.signalbox.transport.kafka.internal.produce;

/**
 * Whether a partition acknowledges. Where it does not, batches are refused before they are handed
 * over, rather than left in doubt: all while the oldest one waits too long, and after a failure all
 * but one at a time. Thread-safe.
 */
final class PartitionHealth {
  private final long patienceNanos;
  private int inFlight;
  private long oldest;
  private boolean failed;

  /**
   * A partition that has not failed yet.
   *
   * @param patienceNanos how long a batch may wait until others are refused
   */
  PartitionHealth(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /** Whether a batch may be handed over now. If so, it has to be reported as ended. */
  synchronized boolean admit(long now) {
    if (inFlight > 0 && (failed || now - oldest > patienceNanos)) {
      return false;
    }
    if (inFlight == 0) {
      oldest = now;
    }
    inFlight++;
    return true;
  }

  /** The batch was not handed over after all. */
  synchronized void withdrawn() {
    inFlight--;
  }

  /** The batch was acknowledged, or not. */
  synchronized void ended(boolean acknowledged, long now) {
    inFlight--;
    failed = !acknowledged;
    // Acknowledgements come in order: those that still wait have waited since now at most.
    oldest = now;
  }

  synchronized boolean isHealthy(long now) {
    return !failed && (inFlight == 0 || now - oldest <= patienceNanos);
  }
}
