package dev.signalbox.sender.internal;

import dev.signalbox.core.Clause;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.sender.SendOutcome;
import dev.signalbox.sender.SendOutcome.Reason;
import java.lang.System.Logger.Level;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is queued: each conversation in a lane of its own, one request at a time and in order
 * (DLV-2), all lanes side by side. One lock guards everything; no request is made and nobody is
 * told anything while it is held.
 */
final class SendScheduler {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.sender");

  /** Longer delays would overflow. */
  private static final long FOREVER = Long.MAX_VALUE / 4;

  /**
   * What the sender's owner chose.
   *
   * @param parallelism how many requests are under way at once
   * @param maxJobs how many jobs are held at once
   * @param maxPerLane how many of them are of one conversation
   * @param maxBytes how many bytes of bodies are held at once
   * @param block whether a caller waits for room
   * @param maxBody how large a body that several jobs share may be
   */
  record Limits(
      int parallelism,
      int maxJobs,
      int maxPerLane,
      long maxBytes,
      boolean block,
      int maxBody,
      Duration requestTimeout,
      Duration joinWithin,
      boolean repeatUnanswered) {}

  /** Is told what goes on. */
  interface Events {
    void retrying(VendorCallKey lane, String why, Duration delay);

    void circuit(boolean open);
  }

  private final Limits limits;
  private final Backoff backoff;
  private final Breaker breaker;
  private final HttpRequestSender wire;
  private final TokenSource tokens;
  private final Timers timers;
  private final Clock clock;
  private final Events events;
  private final ExecutorService executor;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<VendorCallKey, Lane> lanes = new HashMap<>();
  private final ArrayDeque<Lane> ready = new ArrayDeque<>();
  private int flying;
  private int jobs;
  private long bytes;

  /** Where an endpoint said 429, nothing is sent until then. */
  private long pausedUntil;

  /** How many outcomes are decided and not yet told. */
  private int untold;

  private boolean closing;
  private boolean killed;
  private final List<Cut> cut = new ArrayList<>();

  /** A job that the closing cut short. */
  record Cut(SendTask job, SendOutcome outcome) {}

  /** What a lane is doing. */
  private enum State {
    /** It waits for its turn in {@link #ready}. */
    READY,
    /** A request is under way, or its end is being told. */
    FLYING,
    /** It waits until it may try again, or until more has come that can be joined. */
    SLEEPING
  }

  /** The jobs of a conversation. */
  private static final class Lane {
    final VendorCallKey key;

    /** What the next request is for: jobs that were tried before, or a batch's next part. */
    final ArrayDeque<SendTask> current = new ArrayDeque<>();

    final ArrayDeque<SendTask> waiting = new ArrayDeque<>();
    State state = State.SLEEPING;

    /** How many jobs it has, those under way included. */
    int held;

    Timers.Timer sleep = () -> {};
    int failures;

    /** What is to be told once the lane has gone on. */
    Optional<Runnable> announcement = Optional.empty();

    @Nullable Flight flight;

    Lane(VendorCallKey key) {
      this.key = key;
    }

    boolean isEmpty() {
      return current.isEmpty() && waiting.isEmpty();
    }
  }

  /** A request that is about to be made or under way. */
  private static final class Flight {
    final List<SendTask> jobs;
    final long epoch;
    boolean cancelled;
    HttpRequestSender.@Nullable Call call;

    Flight(List<SendTask> jobs, long epoch) {
      this.jobs = jobs;
      this.epoch = epoch;
    }
  }

  SendScheduler(
      Limits limits,
      Backoff backoff,
      int breakerFailures,
      Duration breakerDelay,
      HttpRequestSender wire,
      TokenSource tokens,
      Timers timers,
      Clock clock,
      Events events,
      ExecutorService executor) {
    this.limits = limits;
    this.backoff = backoff;
    this.wire = wire;
    this.tokens = tokens;
    this.timers = timers;
    this.clock = clock;
    this.events = events;
    this.executor = executor;
    pausedUntil = timers.nanos();
    breaker =
        new Breaker(
            breakerFailures,
            breakerDelay,
            timers,
            this::halfOpen,
            open -> executor.execute(() -> events.circuit(open)));
  }

  /** Takes a job, or ends it at once. Blocks only where that was chosen. */
  void submit(SendTask job) {
    List<Runnable> after = new ArrayList<>(0);
    lock.lock();
    try {
      if (limits.block() && !SenderThreads.isCurrent()) {
        awaitRoom(job);
      }
      if (closing) {
        refuse(job, Reason.CLOSED, "the sender is closed", after);
      } else if (isFull(job)) {
        refuse(
            job,
            Reason.FULL,
            "the sender, or the conversation's share of it, is full: it holds "
                + jobs
                + " batches with "
                + bytes
                + " bytes",
            after);
      } else {
        enqueue(job);
        pump();
      }
    } finally {
      lock.unlock();
    }
    after.forEach(Runnable::run);
  }

  private boolean isFull(SendTask job) {
    Lane lane = lanes.get(job.lane);
    return jobs >= limits.maxJobs()
        || bytes + job.bytes > limits.maxBytes()
        || (lane != null && lane.held >= limits.maxPerLane());
  }

  private void awaitRoom(SendTask job) {
    if (closing || !isFull(job)) {
      return;
    }
    Timers.Timer tooLate = timers.after(job.deadline - timers.nanos(), this::signal);
    try {
      while (!closing && isFull(job) && timers.nanos() - job.deadline < 0) {
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      tooLate.cancel();
    }
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static void refuse(SendTask job, Reason reason, String detail, List<Runnable> after) {
    job.done = true;
    after.add(() -> job.finished(new SendOutcome.GaveUp(0, 0, reason, sentence(detail))));
  }

  private void enqueue(SendTask job) {
    jobs++;
    bytes += job.bytes;
    job.queuedAt = timers.nanos();
    job.expiry = timers.after(job.deadline - timers.nanos(), () -> expire(job));
    Lane lane = lanes.get(job.lane);
    if (lane == null) {
      lane = new Lane(job.lane);
      lanes.put(job.lane, lane);
      lane.held++;
      lane.waiting.add(job);
      proceed(lane, 0);
    } else {
      lane.held++;
      lane.waiting.add(job);
    }
  }

  /** Lets a lane that has something to send do so, some time from now. */
  private void proceed(Lane lane, long delay) {
    long wait = delay;
    SendTask head = lane.waiting.peek();
    if (lane.current.isEmpty() && head != null && head.joinable()) {
      wait = Math.max(delay, head.queuedAt + limits.joinWithin().toNanos() - timers.nanos());
    }
    if (wait <= 0) {
      lane.state = State.READY;
      ready.add(lane);
    } else {
      lane.state = State.SLEEPING;
      lane.sleep = timers.after(wait, () -> wake(lane));
    }
  }

  private void wake(Lane lane) {
    lock.lock();
    try {
      if (lane.state == State.SLEEPING && lanes.get(lane.key) == lane) {
        lane.state = State.READY;
        ready.add(lane);
        pump();
      }
    } finally {
      lock.unlock();
    }
  }

  private void halfOpen() {
    lock.lock();
    try {
      breaker.halfOpen();
      pump();
    } finally {
      lock.unlock();
    }
  }

  private void resume() {
    lock.lock();
    try {
      pump();
    } finally {
      lock.unlock();
    }
  }

  /** Makes as many requests as may be made now. */
  private void pump() {
    while (!ready.isEmpty()
        && flying < limits.parallelism()
        && timers.nanos() - pausedUntil >= 0
        && breaker.tryAcquire()) {
      Lane lane = ready.remove();
      Flight flight = new Flight(board(lane), breaker.epoch());
      lane.state = State.FLYING;
      lane.flight = flight;
      flying++;
      executor.execute(() -> fly(lane, flight));
    }
  }

  /** Takes what goes into the next request out of a lane. */
  private List<SendTask> board(Lane lane) {
    if (!lane.current.isEmpty()) {
      List<SendTask> again = new ArrayList<>(lane.current);
      lane.current.clear();
      return again;
    }
    lane.failures = 0;
    SendTask head = lane.waiting.remove();
    List<SendTask> boarded = new ArrayList<>(1);
    boarded.add(head);
    if (head instanceof SendTask.Batch first && first.joinable() && !limits.joinWithin().isZero()) {
      long size = first.bytes;
      while (lane.waiting.peek() instanceof SendTask.Batch neighbour
          && first.fits(neighbour)
          && size + neighbour.bytes <= limits.maxBody()) {
        size += neighbour.bytes;
        boarded.add(lane.waiting.remove());
      }
    }
    return boarded;
  }

  private void fly(Lane lane, Flight flight) {
    PreparedRequest outgoing;
    String token;
    try {
      outgoing =
          flight.jobs.size() == 1
              ? flight.jobs.get(0).next()
              : SendTask.Batch.joined(
                  flight.jobs.stream().map(SendTask.Batch.class::cast).toList());
      token = tokens.next();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a request could not be made ready", e);
      land(lane, flight, new Reply.NotSent("no token could be signed for the request"), "");
      return;
    }
    HttpRequestSender.Call call = null;
    lock.lock();
    try {
      long left =
          flight.jobs.stream().mapToLong(job -> job.deadline).min().orElseThrow() - timers.nanos();
      if (!flight.cancelled && left > 0) {
        call = wire.prepare(outgoing, token);
        flight.call = call;
        flight.jobs.forEach(job -> job.tries++);
        long timeout = Math.min(left, limits.requestTimeout().toNanos());
        HttpRequestSender.Call begun = call;
        Timers.Timer timer =
            timers.after(
                timeout,
                () ->
                    begun.abort(
                        "no answer within " + Duration.ofNanos(timeout).toMillis() + " ms"));
        call.reply().thenRun(timer::cancel);
      }
    } finally {
      lock.unlock();
    }
    if (call == null) {
      land(lane, flight, new Reply.NotSent("its time ran out"), token);
    } else {
      call.reply().thenAcceptAsync(reply -> land(lane, flight, reply, token), executor);
      call.start();
    }
  }

  /** A request has come to its end. */
  private void land(Lane lane, Flight flight, Reply reply, String token) {
    List<Runnable> after = new ArrayList<>(1);
    long delay;
    lock.lock();
    try {
      flying--;
      lane.flight = null;
      breaker.record(flight.epoch, isAlive(reply));
      flight.jobs.removeIf(job -> job.done);
      delay = flight.jobs.isEmpty() ? 0 : judge(lane, flight.jobs, reply, token, after);
      if (killed) {
        cut(lane, after);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "an answer could not be judged", e);
      for (SendTask job : flight.jobs) {
        end(job, gaveUp(job, Reason.FAILED, "the answer could not be judged"), after);
      }
      delay = 0;
    } finally {
      lock.unlock();
    }
    // Outcomes of a conversation come in order: its next request waits until they were told.
    after.forEach(Runnable::run);
    Optional<Runnable> announcement;
    lock.lock();
    try {
      announcement = lane.announcement;
      lane.announcement = Optional.empty();
      if (lane.isEmpty()) {
        lanes.remove(lane.key);
      } else {
        proceed(lane, delay);
      }
      pump();
    } finally {
      lock.unlock();
    }
    announcement.ifPresent(Runnable::run);
  }

  private static boolean isAlive(Reply reply) {
    return reply instanceof Reply.Answer answer
        && answer.status() != 502
        && answer.status() != 503
        && answer.status() != 504;
  }

  /** Decides what becomes of jobs whose request has ended: how long their lane waits. */
  private long judge(
      Lane lane, List<SendTask> landed, Reply reply, String token, List<Runnable> after) {
    if (reply instanceof Reply.NotSent notSent) {
      return again(lane, landed, notSent.why(), Optional.empty(), after);
    }
    if (reply instanceof Reply.NoAnswer noAnswer) {
      landed.forEach(job -> job.unanswered++);
      if (limits.repeatUnanswered()) {
        return again(lane, landed, noAnswer.why(), Optional.empty(), after);
      }
      for (SendTask job : landed) {
        end(job, ambiguous(job, noAnswer.why()), after);
      }
      return 0;
    }
    Reply.Answer answer = (Reply.Answer) reply;
    int status = answer.status();
    if (status / 100 == 2) {
      for (SendTask job : landed) {
        if (job.taken(answer)) {
          end(job, accepted(job, answer.headers()), after);
        } else {
          lane.current.add(job);
        }
      }
      lane.failures = 0;
      return 0;
    }
    switch (status) {
      case 429, 502, 503, 504 -> {
        Optional<Duration> asked = RetryAfter.of(answer.headers(), clock.instant());
        long delay = again(lane, landed, "the endpoint answered " + status, asked, after);
        if (status == 429 && asked.isPresent()) {
          // The endpoint counts the sender's requests, not a conversation's.
          pause(asked.get());
        }
        return delay;
      }
      case 400, 413 -> {
        if (landed.size() > 1) {
          // Nobody is refused for a neighbour's sake: nothing was taken, so each goes by itself.
          for (int i = landed.size() - 1; i >= 0; i--) {
            ((SendTask.Batch) landed.get(i)).alone();
            lane.waiting.addFirst(landed.get(i));
          }
          return 0;
        }
      }
      case 401 -> tokens.refused(token);
      default -> {}
    }
    for (SendTask job : landed) {
      end(job, refused(job, answer), after);
    }
    return 0;
  }

  private void pause(Duration delay) {
    long until = timers.nanos() + Math.min(delay.toNanos(), FOREVER);
    if (until - pausedUntil > 0) {
      pausedUntil = until;
      timers.after(until - timers.nanos(), this::resume);
    }
  }

  /** Keeps jobs for another try, unless that would come too late. */
  private long again(
      Lane lane,
      List<SendTask> landed,
      String why,
      Optional<Duration> asked,
      List<Runnable> after) {
    lane.failures++;
    long delay = backoff.nanos(lane.failures);
    if (asked.isPresent()) {
      // Those who were all told the same moment don't come back in the same moment.
      delay = Math.min(asked.get().toNanos(), FOREVER) + backoff.nanos(1);
    }
    for (SendTask job : landed) {
      if (killed) {
        end(job, gaveUp(job, Reason.CLOSED, "the sender was closed; " + why), after);
      } else if (timers.nanos() + delay - job.deadline >= 0) {
        end(job, gaveUp(job, Reason.DEADLINE, tooLate(why, asked)), after);
      } else {
        lane.current.add(job);
      }
    }
    if (!lane.current.isEmpty()) {
      Duration told = Duration.ofNanos(delay);
      lane.announcement = Optional.of(() -> events.retrying(lane.key, sentence(why), told));
    }
    return delay;
  }

  private static String tooLate(String why, Optional<Duration> asked) {
    return asked
        .map(
            delay ->
                why
                    + " and asked for "
                    + delay.toSeconds()
                    + " seconds, which is after the batch's deadline")
        .orElse("the batch's deadline came; last, " + why);
  }

  /** A job's deadline has come. One whose request is under way ends with it. */
  private void expire(SendTask job) {
    List<Runnable> after = new ArrayList<>(1);
    lock.lock();
    try {
      Lane lane = lanes.get(job.lane);
      if (!job.done && lane != null && (lane.current.remove(job) || lane.waiting.remove(job))) {
        end(
            job,
            gaveUp(job, Reason.DEADLINE, "the batch's deadline came before its next turn"),
            after);
        if (lane.isEmpty() && lane.state != State.FLYING) {
          lane.sleep.cancel();
          ready.remove(lane);
          lanes.remove(lane.key);
        }
      }
    } finally {
      lock.unlock();
    }
    after.forEach(Runnable::run);
  }

  private void end(SendTask job, SendOutcome outcome, List<Runnable> after) {
    if (job.done) {
      return;
    }
    job.done = true;
    job.expiry.cancel();
    jobs--;
    bytes -= job.bytes;
    Lane lane = lanes.get(job.lane);
    if (lane != null) {
      lane.held--;
    }
    if (killed && !(outcome instanceof SendOutcome.Accepted)) {
      cut.add(new Cut(job, outcome));
    }
    untold++;
    changed.signalAll();
    after.add(() -> tell(job, outcome));
  }

  private void tell(SendTask job, SendOutcome outcome) {
    try {
      job.finished(outcome);
    } finally {
      lock.lock();
      try {
        untold--;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Whether there is somebody who will still be told something, other than by this thread. */
  private boolean isBusy() {
    return jobs > 0 || (untold > 0 && !SenderThreads.isCurrent());
  }

  private static SendOutcome accepted(SendTask job, HttpHeaders headers) {
    Optional<VendorCallKey> firstKey =
        headers
            .firstValue("Signalbox-First-Vendor-Call-Key")
            .map(VendorCallKey::ofPathSegment)
            .filter(key -> key.isValid())
            .map(key -> key.orThrow());
    return new SendOutcome.Accepted(job.tries, job.eventsAccepted(), job.unanswered, firstKey);
  }

  private static SendOutcome refused(SendTask job, Reply.Answer answer) {
    List<Violation> violations = Answers.violations(answer.body());
    String detail =
        "the endpoint answered "
            + answer.status()
            + Answers.detail(answer.body()).map(text -> ": " + text).orElse("");
    return job.unanswered > 0
        ? ambiguous(job, detail + ", after a request that got no answer")
        : new SendOutcome.Refused(
            job.tries,
            job.eventsAccepted(),
            OptionalInt.of(answer.status()),
            violations,
            sentence(detail));
  }

  private static SendOutcome gaveUp(SendTask job, Reason reason, String detail) {
    return job.unanswered > 0
        ? ambiguous(job, detail + "; an earlier request got no answer")
        : new SendOutcome.GaveUp(job.tries, job.eventsAccepted(), reason, sentence(detail));
  }

  private static SendOutcome ambiguous(SendTask job, String detail) {
    return new SendOutcome.Ambiguous(
        job.tries,
        job.eventsAccepted(),
        Math.max(1, job.unanswered),
        sentence(Clause.RES_2.id() + ": the endpoint may have taken it or not: " + detail));
  }

  private static String sentence(String text) {
    String upper = Character.toUpperCase(text.charAt(0)) + text.substring(1);
    return upper.endsWith(".") ? upper : upper + ".";
  }

  /** Takes nothing more, sends what there is until the deadline, and ends the rest. */
  List<Cut> close(Duration deadline) {
    List<Runnable> after = new ArrayList<>();
    List<HttpRequestSender.Call> calls = new ArrayList<>();
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
      long end = timers.nanos() + Math.min(deadline.toNanos(), FOREVER);
      Timers.Timer timer = timers.after(end - timers.nanos(), this::signal);
      boolean interrupted = false;
      while (isBusy() && !interrupted && timers.nanos() - end < 0) {
        try {
          changed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          interrupted = true;
        }
      }
      timer.cancel();
      killed = true;
      for (Lane lane : lanes.values()) {
        Flight flight = lane.flight;
        if (flight != null && flight.call != null) {
          calls.add(flight.call);
        } else if (flight != null) {
          flight.cancelled = true;
          flight.jobs.forEach(job -> cut(job, after));
        }
        cut(lane, after);
      }
      lanes.values().removeIf(lane -> lane.state != State.FLYING);
      ready.clear();
    } finally {
      lock.unlock();
    }
    after.forEach(Runnable::run);
    calls.forEach(call -> call.abort("the sender was closed"));
    lock.lock();
    try {
      while (jobs > 0) {
        changed.awaitUninterruptibly();
      }
      awaitTold();
      return List.copyOf(cut);
    } finally {
      lock.unlock();
    }
  }

  /** Those who are told are asked to be quick; whoever is not can't hold up the closing. */
  private void awaitTold() {
    try {
      long left = TimeUnit.SECONDS.toNanos(1);
      while (isBusy() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cut(Lane lane, List<Runnable> after) {
    lane.current.forEach(job -> cut(job, after));
    lane.waiting.forEach(job -> cut(job, after));
    lane.current.clear();
    lane.waiting.clear();
  }

  private void cut(SendTask job, List<Runnable> after) {
    end(job, gaveUp(job, Reason.CLOSED, "the sender was closed"), after);
  }

  /** How many jobs are held. */
  int size() {
    lock.lock();
    try {
      return jobs;
    } finally {
      lock.unlock();
    }
  }
}
