package dev.signalbox.sender.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.internal.retry.Backoff;
import dev.signalbox.sender.internal.RetryDecision.Attempt;
import dev.signalbox.sender.internal.RetryDecision.Policy;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is retried, when, and what is not, for every way in which a request can end. */
class RetryDecisionPropertyTest {
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
  private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

  @Provide
  Arbitrary<Reply> replies() {
    Arbitrary<Optional<Long>> retryAfter = Arbitraries.longs().between(0, 100_000).optional();
    return Arbitraries.oneOf(
        Arbitraries.just(new Reply.NotSent("not sent")),
        Arbitraries.just(new Reply.NoAnswer("no answer")),
        Combinators.combine(
                Arbitraries.oneOf(
                    Arbitraries.integers().between(200, 599),
                    Arbitraries.of(400, 401, 413, 429, 502, 503, 504)),
                retryAfter)
            .as((status, seconds) -> new Reply.Answer(status, headers(seconds), new byte[0])));
  }

  private static HttpHeaders headers(Optional<Long> retryAfter) {
    return HttpHeaders.of(
        retryAfter
            .map(seconds -> Map.of("Retry-After", List.of(Long.toString(seconds))))
            .orElse(Map.of()),
        (name, value) -> true);
  }

  @Provide
  Arbitrary<Attempt> attempts() {
    return Combinators.combine(
            replies(),
            Arbitraries.integers().between(1, 1000),
            Arbitraries.of(true, false),
            Arbitraries.longs()
                .between(-Duration.ofDays(1).toNanos(), Duration.ofDays(365).toNanos()),
            Arbitraries.doubles().between(0, true, 1, false),
            Arbitraries.just(NOW))
        .as(Attempt::new);
  }

  @Provide
  Arbitrary<Policy> policies() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 10_000),
            Arbitraries.longs().between(10_000, 100_000),
            Arbitraries.of(true, false))
        .as(
            (first, most, repeat) ->
                new Policy(new Backoff(Duration.ofMillis(first), Duration.ofMillis(most)), repeat));
  }

  private static boolean mayPass(Attempt attempt, Policy policy) {
    return attempt.reply() instanceof Reply.NotSent
        || (attempt.reply() instanceof Reply.NoAnswer && policy.repeatUnanswered())
        || (attempt.reply() instanceof Reply.Answer answer && PASSING.contains(answer.status()));
  }

  @Property
  void equalArgumentsGiveEqualDecisions(
      @ForAll("attempts") Attempt attempt, @ForAll("policies") Policy policy) {
    assertEquals(RetryDecision.of(attempt, policy), RetryDecision.of(attempt, policy));
  }

  @Property
  void onlyWhatMayPassIsRetriedAndOnlyBeforeTheDeadline(
      @ForAll("attempts") Attempt attempt, @ForAll("policies") Policy policy) {
    RetryDecision decision = RetryDecision.of(attempt, policy);
    assertEquals(mayPass(attempt, policy), decision instanceof RetryDecision.Temporary);
    if (decision instanceof RetryDecision.Temporary failed) {
      assertEquals(
          failed.delayNanos() < attempt.leftNanos(), decision instanceof RetryDecision.Retry);
    }
  }

  @Property
  void aRetryComesNoEarlierThanAskedAndNoLaterThanTheBackoffAllows(
      @ForAll("attempts") Attempt attempt, @ForAll("policies") Policy policy) {
    if (RetryDecision.of(attempt, policy) instanceof RetryDecision.Temporary failed) {
      Optional<Long> asked = asked(attempt.reply());
      long least = asked.orElse(0L);
      int failures = asked.isPresent() ? 1 : attempt.failures();
      assertTrue(failed.delayNanos() >= least);
      assertTrue(
          failed.delayNanos() <= least + policy.backoff().nanos(failures, Math.nextDown(1.0)));
    }
  }

  private static Optional<Long> asked(Reply reply) {
    return reply instanceof Reply.Answer answer
        ? answer
            .headers()
            .firstValue("Retry-After")
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)).toNanos())
        : Optional.empty();
  }

  @Property
  void onlyARateLimitPausesOtherConversations(
      @ForAll("attempts") Attempt attempt, @ForAll("policies") Policy policy) {
    if (RetryDecision.of(attempt, policy) instanceof RetryDecision.Temporary failed) {
      boolean limited = attempt.reply() instanceof Reply.Answer answer && answer.status() == 429;
      assertEquals(limited ? asked(attempt.reply()).orElse(0L) : 0, failed.pauseNanos());
    }
  }

  @Property
  void whatMayHaveArrivedIsNeverCalledRefusedOrGivenUpWithoutBeingRepeated(
      @ForAll("attempts") Attempt attempt) {
    Policy once = new Policy(new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)), false);
    assertEquals(
        attempt.reply() instanceof Reply.NoAnswer,
        RetryDecision.of(attempt, once) instanceof RetryDecision.Unanswered);
  }

  @Property
  void answersThatAreFinal(@ForAll("attempts") Attempt attempt, @ForAll("policies") Policy policy) {
    if (attempt.reply() instanceof Reply.Answer answer && !PASSING.contains(answer.status())) {
      RetryDecision decision = RetryDecision.of(attempt, policy);
      if (answer.status() < 300) {
        assertEquals(new RetryDecision.Accept(answer), decision);
      } else if (attempt.shared() && (answer.status() == 400 || answer.status() == 413)) {
        assertInstanceOf(RetryDecision.Separate.class, decision);
      } else {
        assertEquals(new RetryDecision.Refuse(answer, answer.status() == 401), decision);
      }
    }
  }
}
