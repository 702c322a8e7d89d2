package dev.signalbox.sender;

import dev.signalbox.sender.internal.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when a test says so. */
final class ManualScheduler implements Scheduler {
  private record Due(long at, long order, Runnable task) {}

  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private final Instant beginning;
  private long now;
  private long orders;

  ManualScheduler() {
    this(Instant.parse("2026-01-05T10:00:00Z"));
  }

  ManualScheduler(Instant beginning) {
    this.beginning = beginning;
  }

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  public synchronized Timer after(long nanos, Runnable task) {
    Due added = new Due(now + nanos, orders++, task);
    due.add(added);
    return () -> {
      synchronized (this) {
        due.remove(added);
      }
    };
  }

  @Override
  public synchronized void close() {
    due.clear();
  }

  void advance(Duration by) {
    long until;
    synchronized (this) {
      until = now + by.toNanos();
    }
    while (true) {
      Due next;
      synchronized (this) {
        next = due.peek();
        if (next == null || next.at() > until) {
          now = until;
          return;
        }
        due.remove();
        now = Math.max(now, next.at());
      }
      next.task().run();
    }
  }

  /** The same time as a clock. */
  Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return beginning.plusNanos(nanos());
      }
    };
  }
}
