package dev.signalbox.engine.netty.internal;

/**
 * The time in which a process runs, by looks at the clock. A while in which it stood still, as in a
 * paused container, hardly counts: no client is to blame for it. Not thread-safe.
 */
final class RunningTime {
  private final long longest;
  private long lastLook;
  private long now;

  /**
   * A time of 0.
   *
   * @param tickNanos how far apart the looks are
   * @param clock the nanoseconds of some clock
   */
  RunningTime(long tickNanos, long clock) {
    longest = 2 * tickNanos;
    lastLook = clock;
  }

  /** Brings it up to date. */
  void look(long clock) {
    now += Math.min(clock - lastLook, longest);
    lastLook = clock;
  }

  /** The time as of the last look, in nanoseconds. */
  long now() {
    return now;
  }
}
