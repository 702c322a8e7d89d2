package dev.signalbox.sender;

import dev.signalbox.sender.internal.HttpRequestSender;
import dev.signalbox.sender.internal.PreparedRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is about to be made or under way. Guarded by the scheduler's lock. */
final class InFlightRequest {
  /** What it carries: one task, or several that are joined. */
  final List<SendTask> tasks;

  /** The circuit breaker's epoch in which it began. */
  final long epoch;

  boolean cancelled;

  /** Null until the request is made. */
  HttpRequestSender.@Nullable Exchange exchange;

  InFlightRequest(List<SendTask> tasks, long epoch) {
    this.tasks = tasks;
    this.epoch = epoch;
  }

  PreparedRequest prepare() {
    return tasks.size() == 1
        ? tasks.get(0).nextRequest()
        : BatchTask.joined(tasks.stream().map(BatchTask.class::cast).toList());
  }

  /** The earliest deadline of its tasks. */
  long deadline() {
    long earliest = tasks.get(0).deadline;
    for (SendTask task : tasks) {
      // A difference, because the clock's zero is anywhere.
      earliest = task.deadline - earliest < 0 ? task.deadline : earliest;
    }
    return earliest;
  }
}
