package dev.signalbox.sender;

import dev.signalbox.core.internal.retry.DeadlineNanos;
import dev.signalbox.sender.SendOutcome.Reason;
import dev.signalbox.sender.internal.Scheduler;
import dev.signalbox.sender.internal.SenderThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the tasks that a sender holds, within its bounds, and ends them. Called with the {@link
 * SendScheduler}'s lock held.
 */
final class HeldTasks {
  /** How long the shutdown waits for callbacks, which are expected to be quick. */
  private static final long CALLBACK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A task that the shutdown aborted. */
  record Aborted(SendTask task, SendOutcome outcome) {}

  private final SenderOptions options;
  private final Scheduler scheduler;
  private final ReentrantLock lock;
  private final Condition changed;
  private final List<Aborted> aborted = new ArrayList<>();
  private int count;
  private long bytes;

  /** How many outcomes are decided and not yet reported. */
  private int unreported;

  private boolean closing;
  private boolean aborting;

  HeldTasks(SenderOptions options, Scheduler scheduler, ReentrantLock lock) {
    this.options = options;
    this.scheduler = scheduler;
    this.lock = lock;
    changed = lock.newCondition();
  }

  int count() {
    return count;
  }

  /** Whether the shutdown's deadline has come. */
  boolean isAborting() {
    return aborting;
  }

  /**
   * Takes a task, waiting for capacity where the options say so.
   *
   * @param inConversation how many tasks of its conversation are held
   * @return why the task is not taken; null when it is
   */
  @Nullable SendOutcome admit(SendTask task, IntSupplier inConversation) {
    if (task.bytes > options.maxBytes) {
      return SendOutcomes.notTaken(
          Reason.FULL,
          "the batch has "
              + task.bytes
              + " bytes, and the sender never holds more than "
              + options.maxBytes
              + " (maxBytes)");
    }
    if (options.blockWhenFull && !SenderThreads.isCurrent()) {
      awaitCapacity(task, inConversation);
    }
    if (closing) {
      return SendOutcomes.notTaken(Reason.CLOSED, "the sender is closed");
    }
    if (isFull(task, inConversation.getAsInt())) {
      return SendOutcomes.notTaken(
          Reason.FULL,
          "the sender, or the conversation's share of it, is full: it holds "
              + count
              + " batches with "
              + bytes
              + " bytes");
    }
    count++;
    bytes += task.bytes;
    return null;
  }

  private boolean isFull(SendTask task, int inConversation) {
    return count >= options.maxBatches
        || bytes + task.bytes > options.maxBytes
        || inConversation >= options.maxBatchesPerConversation;
  }

  private void awaitCapacity(SendTask task, IntSupplier inConversation) {
    if (closing || !isFull(task, inConversation.getAsInt())) {
      return;
    }
    Scheduler.Timer expiry = signalAfter(task.deadline - scheduler.nanos());
    try {
      while (!closing
          && isFull(task, inConversation.getAsInt())
          && scheduler.nanos() - task.deadline < 0) {
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      expiry.cancel();
    }
  }

  private Scheduler.Timer signalAfter(long nanos) {
    return scheduler.after(
        nanos,
        () -> {
          lock.lock();
          try {
            changed.signalAll();
          } finally {
            lock.unlock();
          }
        });
  }

  /**
   * Ends a task, unless it has ended.
   *
   * @param reports gets what is to be run without the lock
   */
  void end(SendTask task, SendOutcome outcome, List<Runnable> reports) {
    if (task.ended) {
      return;
    }
    task.ended = true;
    task.expiry.cancel();
    count--;
    bytes -= task.bytes;
    if (aborting && !(outcome instanceof SendOutcome.Accepted)) {
      aborted.add(new Aborted(task, outcome));
    }
    unreported++;
    changed.signalAll();
    reports.add(() -> report(task, outcome));
  }

  private void report(SendTask task, SendOutcome outcome) {
    try {
      task.complete(outcome);
    } finally {
      lock.lock();
      try {
        unreported--;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Takes no more tasks, and waits until those that are held have ended, or for the deadline. */
  void close(Duration deadline) {
    closing = true;
    changed.signalAll();
    long end = scheduler.nanos() + DeadlineNanos.of(deadline);
    Scheduler.Timer timer = signalAfter(end - scheduler.nanos());
    try {
      while (isBusy() && scheduler.nanos() - end < 0) {
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      timer.cancel();
      aborting = true;
    }
  }

  /** Waits for tasks that are being aborted, and for callbacks as long as they are quick. */
  List<Aborted> awaitAborted() {
    while (count > 0) {
      changed.awaitUninterruptibly();
    }
    try {
      long left = CALLBACK_NANOS;
      while (isBusy() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.copyOf(aborted);
  }

  /** Whether a task or a callback is left to wait for; a callback can't wait for itself. */
  private boolean isBusy() {
    return count > 0 || (unreported > 0 && !SenderThreads.isCurrent());
  }
}
