package dev.signalbox.sender.internal;

import dev.signalbox.core.internal.retry.Backoff;
import dev.signalbox.core.internal.retry.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What to do after a request has ended. */
public sealed interface RetryDecision {
  /** A 2xx: the endpoint has accepted what the request carried (RES-2). */
  record Accept(Reply.Answer answer) implements RetryDecision {}

  /**
   * A status that will not change: the endpoint refuses what the request carried.
   *
   * @param tokenRefused whether it refused the token, so that the next request needs another
   */
  record Refuse(Reply.Answer answer, boolean tokenRefused) implements RetryDecision {}

  /** The request carried several batches and was refused: each is to be sent by itself. */
  record Separate() implements RetryDecision {}

  /** The request failed in a way that may pass. */
  sealed interface Temporary extends RetryDecision {
    /** How long the conversation has to wait before its next request. */
    long delayNanos();

    /** How long all conversations have to wait (429); 0 where only this one does. */
    long pauseNanos();

    /** What happened. */
    String why();
  }

  /** Send it again after the delay. */
  record Retry(long delayNanos, long pauseNanos, String why) implements Temporary {}

  /** The next try would come after the batch's deadline. */
  record GiveUp(long delayNanos, long pauseNanos, String why) implements Temporary {}

  /** The request was sent and not answered, and is not to be repeated (RES-2). */
  record Unanswered(String why) implements RetryDecision {}

  /**
   * A request that has ended.
   *
   * @param reply how it ended
   * @param failures how often requests of this conversation have failed in a row, this one included
   * @param shared whether it carried more than one batch
   * @param leftNanos how long it is until the batch's deadline
   * @param jitter a random number, at least 0 and less than 1
   * @param now when it ended, by which the dates of {@code Retry-After} are read
   */
  record Attempt(
      Reply reply, int failures, boolean shared, long leftNanos, double jitter, Instant now) {}

  /**
   * The sender's choices.
   *
   * @param backoff how long to wait before the next try
   * @param repeatUnanswered whether a request that got no answer is sent again
   */
  record Policy(Backoff backoff, boolean repeatUnanswered) {}

  /** Decides. A pure function: equal arguments give equal decisions. */
  static RetryDecision of(Attempt attempt, Policy policy) {
    if (attempt.reply() instanceof Reply.NotSent notSent) {
      return again(attempt, policy, notSent.why(), Optional.empty());
    }
    if (attempt.reply() instanceof Reply.NoAnswer noAnswer) {
      return policy.repeatUnanswered()
          ? again(attempt, policy, noAnswer.why(), Optional.empty())
          : new Unanswered(noAnswer.why());
    }
    Reply.Answer answer = (Reply.Answer) attempt.reply();
    int status = answer.status();
    if (status / 100 == 2) {
      return new Accept(answer);
    }
    return switch (status) {
      case 429, 502, 503, 504 ->
          again(
              attempt,
              policy,
              "the endpoint answered " + status,
              answer
                  .headers()
                  .firstValue("Retry-After")
                  .flatMap(value -> RetryAfter.parse(value, attempt.now())));
      // Nothing of it was accepted, and perhaps one batch alone is at fault.
      case 400, 413 -> attempt.shared() ? new Separate() : new Refuse(answer, false);
      default -> new Refuse(answer, status == 401);
    };
  }

  private static RetryDecision again(
      Attempt attempt, Policy policy, String why, Optional<Duration> asked) {
    // Senders that were all given the same moment should not return in the same moment.
    long delay =
        asked.isPresent()
            ? asked.get().toNanos() + policy.backoff().nanos(1, attempt.jitter())
            : policy.backoff().nanos(attempt.failures(), attempt.jitter());
    // The endpoint limits the rate of the sender, not of one conversation.
    boolean limited = attempt.reply() instanceof Reply.Answer answer && answer.status() == 429;
    long pause = limited ? asked.map(Duration::toNanos).orElse(0L) : 0;
    if (delay >= attempt.leftNanos()) {
      return new GiveUp(
          delay,
          pause,
          asked
              .map(
                  wait ->
                      why
                          + " and asked for "
                          + wait.toSeconds()
                          + " seconds, which is after the batch's deadline")
              .orElse("the batch's deadline came; last, " + why));
    }
    return new Retry(delay, pause, why);
  }
}
