package dev.signalbox.sender;

import dev.signalbox.core.VendorCallKey;
import dev.signalbox.sender.internal.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be sent of one conversation, in order. Guarded by the scheduler's lock. */
final class SendQueue {
  /** What a queue is doing. */
  enum State {
    /** It waits for its turn. */
    READY,
    /** A request is in flight, or its outcome is being reported. */
    IN_FLIGHT,
    /** It waits until it may retry, or for more that can be joined. */
    DELAYED
  }

  final VendorCallKey conversation;

  /** What the next request carries: tasks that are retried, or a batch's next part. */
  private final ArrayDeque<SendTask> current = new ArrayDeque<>();

  private final ArrayDeque<SendTask> waiting = new ArrayDeque<>();

  State state = State.DELAYED;

  /** How many tasks it holds, those in flight included. */
  int held;

  /** How many requests have failed in a row. */
  int failures;

  /** Wakes it while it is delayed. */
  Scheduler.Timer delay = () -> {};

  @Nullable InFlightRequest inFlight;

  SendQueue(VendorCallKey conversation) {
    this.conversation = conversation;
  }

  boolean isEmpty() {
    return current.isEmpty() && waiting.isEmpty();
  }

  void add(SendTask task) {
    held++;
    waiting.add(task);
  }

  /** Keeps a task for the next request. */
  void keep(SendTask task) {
    current.add(task);
  }

  /** Tasks that were refused together are to be sent each by itself. */
  void separate(List<SendTask> tasks) {
    for (int i = tasks.size() - 1; i >= 0; i--) {
      ((BatchTask) tasks.get(i)).separate();
      waiting.addFirst(tasks.get(i));
    }
  }

  /** Removes a task that is not in flight. False when it is not here. */
  boolean remove(SendTask task) {
    return current.remove(task) || waiting.remove(task);
  }

  /** Removes all tasks that are not in flight. */
  List<SendTask> removeAll() {
    List<SendTask> all = new ArrayList<>(current);
    all.addAll(waiting);
    current.clear();
    waiting.clear();
    return all;
  }

  /** When the next task may be sent, as far as joining is concerned, by {@link Scheduler#nanos}. */
  long readyAt(long now, long joinNanos) {
    SendTask head = waiting.peek();
    return current.isEmpty() && head != null && head.joinable() ? head.enqueuedAt + joinNanos : now;
  }

  /** Takes the tasks of the next request. The queue is not empty. */
  List<SendTask> take(SenderOptions options) {
    if (!current.isEmpty()) {
      List<SendTask> again = new ArrayList<>(current);
      current.clear();
      return again;
    }
    failures = 0;
    SendTask head = waiting.remove();
    List<SendTask> tasks = new ArrayList<>(1);
    tasks.add(head);
    if (head instanceof BatchTask first && first.joinable() && !options.joinWithin.isZero()) {
      long size = first.bytes;
      while (waiting.peek() instanceof BatchTask neighbour
          && first.joins(neighbour)
          && size + neighbour.bytes <= options.maxBody) {
        size += neighbour.bytes;
        tasks.add(waiting.remove());
      }
    }
    return tasks;
  }
}
