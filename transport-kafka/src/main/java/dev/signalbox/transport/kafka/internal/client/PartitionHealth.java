package dev.signalbox.transport.kafka.internal.client;

/**
 * Whether a partition acknowledges. Where it does not, records are refused before they are handed
 * over, rather than left in doubt: all while the oldest one waits too long, and after a failure all
 * but one at a time. Thread-safe.
 */
public final class PartitionHealth {
  private final long patienceNanos;
  private int inFlight;
  private long oldest;
  private boolean failed;

  /**
   * A partition that has not failed yet.
   *
   * @param patienceNanos how long a record may wait until others are refused
   */
  public PartitionHealth(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /**
   * Whether a record may be handed over now. If so, it has to be reported as ended.
   *
   * @param now by {@link System#nanoTime}
   * @return false when it has to be refused
   */
  public synchronized boolean admit(long now) {
    if (inFlight > 0 && (failed || now - oldest > patienceNanos)) {
      return false;
    }
    if (inFlight == 0) {
      oldest = now;
    }
    inFlight++;
    return true;
  }

  /** The record was not handed over after all. */
  public synchronized void withdrawn() {
    inFlight--;
  }

  /**
   * The record was acknowledged, or not.
   *
   * @param acknowledged whether it was
   * @param now by {@link System#nanoTime}
   */
  public synchronized void ended(boolean acknowledged, long now) {
    inFlight--;
    failed = !acknowledged;
    // Acknowledgements come in order: those that still wait have waited since now at most.
    oldest = now;
  }

  /**
   * Whether records are acknowledged, as far as is known.
   *
   * @param now by {@link System#nanoTime}
   * @return whether they are
   */
  public synchronized boolean isHealthy(long now) {
    return !failed && (inFlight == 0 || now - oldest <= patienceNanos);
  }
}
