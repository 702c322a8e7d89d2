package dev.signalbox.transport.inmemory.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that wait, in their order, which workers take without a lock, each of them one at a time: a
 * worker that gets stuck keeps no other lane.
 */
final class Chunk extends AtomicInteger {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Lane[] lanes;

  /** From the lane that came last of those that came before each other. */
  Chunk(@Nullable Lane newest) {
    int count = 0;
    for (Lane lane = newest; lane != null; lane = lane.before) {
      count++;
    }
    lanes = new @Nullable Lane[count];
    Lane lane = newest;
    for (int i = count - 1; lane != null; i--) {
      lanes[i] = lane;
      Lane before = lane.before;
      lane.before = null;
      lane = before;
    }
  }

  /** How many lanes are left, for who may be told too many. */
  int left() {
    return Math.max(0, lanes.length - get());
  }

  /** The lane that waits longest. */
  @Nullable Lane poll() {
    // Looked at first, so that the count does not go on for ever.
    if (get() >= lanes.length) {
      return null;
    }
    int i = getAndIncrement();
    if (i >= lanes.length) {
      return null;
    }
    Lane lane = lanes[i];
    lanes[i] = null;
    return lane;
  }
}
