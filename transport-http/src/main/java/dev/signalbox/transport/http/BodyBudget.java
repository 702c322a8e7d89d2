package dev.signalbox.transport.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes of bodies that are read and judged at once: a document takes a multiple of its
 * size while it is judged. Thread-safe.
 */
final class BodyBudget {
  private final long max;
  private final AtomicLong used = new AtomicLong();

  BodyBudget(long max) {
    this.max = max;
  }

  long max() {
    return max;
  }

  /** Takes so many bytes, or none when there is no room for them. */
  boolean reserve(long bytes) {
    if (used.addAndGet(bytes) <= max) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    used.addAndGet(-bytes);
  }
}
