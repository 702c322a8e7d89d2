package dev.signalbox.sender;

import dev.signalbox.core.VendorCallKey;
import dev.signalbox.sender.SendOutcome.Reason;
import dev.signalbox.sender.internal.Breaker;
import dev.signalbox.sender.internal.HttpRequestSender;
import dev.signalbox.sender.internal.PreparedRequest;
import dev.signalbox.sender.internal.Reply;
import dev.signalbox.sender.internal.RetryDecision;
import dev.signalbox.sender.internal.Scheduler;
import dev.signalbox.sender.internal.TokenSource;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Decides when each task is sent: the tasks of a conversation one request at a time and in order
 * (DLV-2), all conversations side by side. One lock guards everything; no request is made and no
 * callback is called while it is held.
 */
final class SendScheduler {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.sender");

  private final SenderOptions options;
  private final HttpRequestSender requests;
  private final TokenSource tokens;
  private final Scheduler scheduler;
  private final SenderNotifier notifier;
  private final ExecutorService executor;
  private final Breaker breaker;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<VendorCallKey, SendQueue> queues = new HashMap<>();
  private final ArrayDeque<SendQueue> ready = new ArrayDeque<>();
  private final HeldTasks held;
  private int inFlight;

  /** After a 429 nothing is sent until then. */
  private long pausedUntil;

  SendScheduler(
      SenderOptions options,
      HttpRequestSender requests,
      TokenSource tokens,
      Scheduler scheduler,
      SenderNotifier notifier,
      ExecutorService executor) {
    this.options = options;
    this.requests = requests;
    this.tokens = tokens;
    this.scheduler = scheduler;
    this.notifier = notifier;
    this.executor = executor;
    held = new HeldTasks(options, scheduler, lock);
    pausedUntil = scheduler.nanos();
    breaker =
        new Breaker(
            options.breakerFailures,
            options.breakerDelay,
            scheduler,
            () -> locked(this::halfOpen),
            this::circuitChanged);
  }

  /** Takes a task, or ends it at once. Blocks only where the options say so. */
  void submit(SendTask task) {
    SendOutcome refusal;
    lock.lock();
    try {
      refusal = held.admit(task, () -> heldIn(task.conversation));
      if (refusal == null) {
        enqueue(task);
        drain();
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      task.complete(refusal);
    }
  }

  private int heldIn(VendorCallKey conversation) {
    SendQueue queue = queues.get(conversation);
    return queue == null ? 0 : queue.held;
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(SendTask task) {
    task.enqueuedAt = scheduler.nanos();
    task.expiry = scheduler.after(task.deadline - task.enqueuedAt, () -> expire(task));
    SendQueue queue = queues.get(task.conversation);
    if (queue == null) {
      queue = new SendQueue(task.conversation);
      queues.put(task.conversation, queue);
      queue.add(task);
      schedule(queue, 0);
    } else {
      queue.add(task);
    }
  }

  /** Makes a queue that is not empty ready, now or later. */
  private void schedule(SendQueue queue, long delay) {
    long now = scheduler.nanos();
    long wait = Math.max(delay, queue.readyAt(now, options.joinWithin.toNanos()) - now);
    if (wait <= 0) {
      queue.state = SendQueue.State.READY;
      ready.add(queue);
    } else {
      queue.state = SendQueue.State.DELAYED;
      queue.delay = scheduler.after(wait, () -> locked(() -> wake(queue)));
    }
  }

  private void wake(SendQueue queue) {
    if (queue.state == SendQueue.State.DELAYED && queues.get(queue.conversation) == queue) {
      queue.state = SendQueue.State.READY;
      ready.add(queue);
      drain();
    }
  }

  private void halfOpen() {
    breaker.halfOpen();
    drain();
  }

  private void circuitChanged(boolean open) {
    if (!held.isAborting()) {
      executor.execute(() -> notifier.circuitChanged(open, options.breakerDelay));
    }
  }

  /** Starts as many requests as may be in flight now. */
  private void drain() {
    while (!ready.isEmpty()
        && inFlight < options.parallelism
        && scheduler.nanos() - pausedUntil >= 0
        && breaker.tryAcquire()) {
      SendQueue queue = ready.remove();
      InFlightRequest request = new InFlightRequest(queue.take(options), breaker.epoch());
      queue.state = SendQueue.State.IN_FLIGHT;
      queue.inFlight = request;
      inFlight++;
      executor.execute(() -> start(queue, request));
    }
  }

  private void start(SendQueue queue, InFlightRequest request) {
    PreparedRequest prepared;
    String token;
    try {
      prepared = request.prepare();
      token = tokens.next();
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "a request could not be prepared", e);
      complete(queue, request, new Reply.NotSent("no token could be signed for the request"), "");
      return;
    }
    HttpRequestSender.Exchange exchange = null;
    lock.lock();
    try {
      long left = request.deadline() - scheduler.nanos();
      if (!request.cancelled && left > 0) {
        exchange = requests.prepare(prepared, token);
        request.exchange = exchange;
        request.tasks.forEach(task -> task.tries++);
        abortAfter(Math.min(left, options.requestTimeout.toNanos()), exchange);
      }
    } finally {
      lock.unlock();
    }
    if (exchange == null) {
      complete(queue, request, new Reply.NotSent("its time ran out"), token);
    } else {
      exchange.reply().thenAcceptAsync(r -> complete(queue, request, r, token), executor);
      exchange.start();
    }
  }

  private void abortAfter(long nanos, HttpRequestSender.Exchange exchange) {
    String why = "no answer within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
    Scheduler.Timer timer = scheduler.after(nanos, () -> exchange.abort(why));
    exchange.reply().thenRun(timer::cancel);
  }

  /** What a queue does next. */
  private record Next(long delay, @Nullable String retryingBecause) {
    static final Next AT_ONCE = new Next(0, null);
  }

  /** A request has ended. */
  private void complete(SendQueue queue, InFlightRequest request, Reply reply, String token) {
    List<Runnable> reports = new ArrayList<>(1);
    Next next;
    lock.lock();
    try {
      inFlight--;
      queue.inFlight = null;
      breaker.record(request.epoch, reply);
      request.tasks.removeIf(task -> task.ended);
      next = decide(queue, request.tasks, reply, token, reports);
      if (held.isAborting()) {
        queue.removeAll().forEach(task -> abort(task, "", reports));
      }
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "an answer could not be processed", e);
      for (SendTask task : request.tasks) {
        end(task, SendOutcomes.failed(task, reply), reports);
      }
      next = Next.AT_ONCE;
    } finally {
      lock.unlock();
    }
    // The conversation's next request waits for these, so that its outcomes come in order.
    reports.forEach(Runnable::run);
    lock.lock();
    try {
      if (queue.isEmpty()) {
        queues.remove(queue.conversation);
      } else {
        schedule(queue, next.delay());
      }
      drain();
    } finally {
      lock.unlock();
    }
    if (next.retryingBecause() != null) {
      notifier.retrying(
          queue.conversation,
          SendOutcomes.sentence(next.retryingBecause()),
          Duration.ofNanos(next.delay()));
    }
  }

  /** Ends or keeps the tasks whose request has ended. */
  private Next decide(
      SendQueue queue, List<SendTask> tasks, Reply reply, String token, List<Runnable> reports) {
    double jitter = ThreadLocalRandom.current().nextDouble();
    Instant now = options.clock.instant();
    long nanos = scheduler.nanos();
    int failures = queue.failures + 1;
    long delay = 0;
    String why = null;
    for (SendTask task : tasks) {
      RetryDecision decision =
          RetryDecision.of(
              new RetryDecision.Attempt(
                  reply, failures, tasks.size() > 1, task.deadline - nanos, jitter, now),
              options.retry);
      if (decision instanceof RetryDecision.Separate) {
        queue.separate(tasks);
        return Next.AT_ONCE;
      }
      if (reply instanceof Reply.NoAnswer) {
        task.unanswered++;
      }
      if (decision instanceof RetryDecision.Accept accept) {
        queue.failures = 0;
        if (task.accepted(accept.answer())) {
          end(task, SendOutcomes.accepted(task, accept.answer()), reports);
        } else {
          queue.keep(task);
        }
      } else if (decision instanceof RetryDecision.Refuse refuse) {
        if (refuse.tokenRefused()) {
          tokens.refused(token);
        }
        end(task, SendOutcomes.refused(task, refuse.answer()), reports);
      } else if (decision instanceof RetryDecision.Unanswered unknown) {
        end(task, SendOutcomes.ambiguous(task, unknown.why()), reports);
      } else if (decision instanceof RetryDecision.Temporary failed) {
        queue.failures = failures;
        delay = failed.delayNanos();
        pause(failed.pauseNanos());
        if (held.isAborting()) {
          abort(task, "; " + failed.why(), reports);
        } else if (failed instanceof RetryDecision.GiveUp) {
          end(task, SendOutcomes.gaveUp(task, Reason.DEADLINE, failed.why()), reports);
        } else {
          queue.keep(task);
          why = failed.why();
        }
      }
    }
    return new Next(delay, why);
  }

  private void pause(long nanos) {
    long until = scheduler.nanos() + nanos;
    if (nanos > 0 && until - pausedUntil > 0) {
      pausedUntil = until;
      scheduler.after(nanos, () -> locked(this::drain));
    }
  }

  /** A task's deadline has come. A task in flight ends with its request. */
  private void expire(SendTask task) {
    List<Runnable> reports = new ArrayList<>(1);
    lock.lock();
    try {
      SendQueue queue = queues.get(task.conversation);
      if (!task.ended && queue != null && queue.remove(task)) {
        long wait = TimeUnit.NANOSECONDS.toSeconds(pausedUntil - scheduler.nanos());
        String why =
            "the batch's deadline came before its next turn"
                + (wait > 0
                    ? "; the endpoint asked for a pause (429, Retry-After), of which "
                        + wait
                        + " s are left"
                    : "");
        end(task, SendOutcomes.gaveUp(task, Reason.DEADLINE, why), reports);
        if (queue.isEmpty() && queue.state != SendQueue.State.IN_FLIGHT) {
          queue.delay.cancel();
          ready.remove(queue);
          queues.remove(queue.conversation);
        }
      }
    } finally {
      lock.unlock();
    }
    reports.forEach(Runnable::run);
  }

  private void end(SendTask task, SendOutcome outcome, List<Runnable> reports) {
    if (!task.ended) {
      SendQueue queue = queues.get(task.conversation);
      if (queue != null) {
        queue.held--;
      }
      held.end(task, outcome, reports);
    }
  }

  private void abort(SendTask task, String why, List<Runnable> reports) {
    end(task, SendOutcomes.gaveUp(task, Reason.CLOSED, "the sender was closed" + why), reports);
  }

  /** Takes nothing more, sends what there is until the deadline, and aborts the rest. */
  List<HeldTasks.Aborted> shutdown(Duration deadline) {
    List<Runnable> reports = new ArrayList<>();
    List<HttpRequestSender.Exchange> exchanges = new ArrayList<>();
    lock.lock();
    try {
      held.close(deadline);
      for (SendQueue queue : queues.values()) {
        InFlightRequest request = queue.inFlight;
        if (request != null && request.exchange != null) {
          exchanges.add(request.exchange);
        } else if (request != null) {
          request.cancelled = true;
          request.tasks.forEach(task -> abort(task, "", reports));
        }
        queue.removeAll().forEach(task -> abort(task, "", reports));
      }
      queues.values().removeIf(queue -> queue.state != SendQueue.State.IN_FLIGHT);
      ready.clear();
    } finally {
      lock.unlock();
    }
    reports.forEach(Runnable::run);
    exchanges.forEach(exchange -> exchange.abort("the sender was closed"));
    lock.lock();
    try {
      return held.awaitAborted();
    } finally {
      lock.unlock();
    }
  }

  /** How many tasks are held. */
  int size() {
    lock.lock();
    try {
      return held.count();
    } finally {
      lock.unlock();
    }
  }
}
