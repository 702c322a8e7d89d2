package dev.signalbox.testkit.internal.sender;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What a sender does after a refusal, or without an answer. */
final class SenderRetryChecks extends SenderSection {
  /** Timers are coarse, and the answer was on its way for a while. */
  private static final Duration EARLY = Duration.ofMillis(100);

  SenderRetryChecks() {
    retries();
  }

  private void retries() {
    check(
        "RES-4/retries-503",
        Clause.Level.CLIENT,
        "loses no batch that got 503",
        evidence -> retried(evidence, 503, "503-then-ok"));
    check(
        "RES-4/retries-429",
        Clause.Level.CLIENT,
        "loses no batch that got 429",
        evidence -> retried(evidence, 429, "429-retry-after"));
    check(
        "AUTH-5/fresh-jti-per-try",
        "signs a new jti for every try",
        evidence -> {
          if (evidence.scenario() != Scenario.FRESH_JTI) {
            throw new CheckSkippedException("needs --scenario fresh-jti");
          }
          for (ReceivedRequest batch : some(evidence.batches(), "batch")) {
            if (batch.status() == 401) {
              throw failed(
                  batch, "a jti that was not used before", "the jti of an earlier request");
            }
          }
        });
    for (int status : List.of(503, 429)) {
      check(
          "RES-4/waits-after-" + status,
          Clause.Level.CLIENT,
          "sends nothing of a batch that got " + status + " before Retry-After is over",
          evidence -> waits(evidence, status));
    }
    check(
        "RES-4/400-not-repeated",
        Clause.Level.CLIENT,
        "sends a batch that got 400 not again as it was",
        evidence -> {
          ReceivedRequest refused = answered(evidence, 400, "400");
          for (ReceivedRequest later : after(evidence, refused)) {
            if (same(refused, later)) {
              throw failed(later, "another batch, or none", "the batch that was refused");
            }
          }
        });
    check(
        "RES-1/accepted-not-doubled",
        "sends a batch that got 202 not again",
        evidence -> {
          if (evidence.scenario() == Scenario.SLOW) {
            throw new CheckSkippedException("judged by RES-2/waits-for-slow-answers here");
          }
          for (ReceivedRequest accepted : some(evidence.batches(), "batch")) {
            for (ReceivedRequest later : after(evidence, accepted)) {
              if (accepted.status() == 202
                  && same(accepted, later)
                  && SenderRequestChecks.isValid(accepted)) {
                throw failed(
                    later, "nothing that was accepted before", "request " + accepted.number());
              }
            }
          }
        });
    check(
        "RES-2/repeats-after-reset",
        "repeats a batch whose connection broke unchanged, or gives it up",
        evidence -> {
          if (evidence.scenario() != Scenario.CONNECTION_RESET) {
            throw new CheckSkippedException("needs --scenario connection-reset");
          }
          ReceivedRequest dropped = some(evidence.batches(), "batch").get(0);
          for (ReceivedRequest later : after(evidence, dropped)) {
            boolean overlaps =
                later.path().equals(dropped.path())
                    && !Arrays.equals(later.body(), dropped.body())
                    && later.text().contains(firstEvent(dropped));
            if (overlaps) {
              throw failed(later, "the whole batch again, or none of it", "a part of it");
            }
          }
        });
    check(
        "RES-2/waits-for-slow-answers",
        "sends a batch not again while its answer is still to come",
        evidence -> {
          if (evidence.scenario() != Scenario.SLOW) {
            throw new CheckSkippedException("needs --scenario slow");
          }
          List<ReceivedRequest> batches = some(evidence.batches(), "batch");
          for (ReceivedRequest batch : batches) {
            for (ReceivedRequest later : after(evidence, batch)) {
              if (same(batch, later)) {
                throw failed(later, "patience", "request " + batch.number() + " once more");
              }
            }
          }
        });
  }

  private static String firstEvent(ReceivedRequest request) {
    String text = request.text();
    int start = text.indexOf("{\"type\"");
    int end = text.indexOf('}', Math.max(0, start));
    return start < 0 || end < 0 ? text : text.substring(start, end);
  }

  private static boolean same(ReceivedRequest left, ReceivedRequest right) {
    return left.path().equals(right.path()) && Arrays.equals(left.body(), right.body());
  }

  private static List<ReceivedRequest> after(SenderEvidence evidence, ReceivedRequest request) {
    return evidence.batches().stream().filter(r -> r.number() > request.number()).toList();
  }

  private static ReceivedRequest answered(SenderEvidence evidence, int status, String scenario) {
    return evidence.batches().stream()
        .filter(r -> r.status() == status)
        .findFirst()
        .orElseThrow(() -> new CheckSkippedException("needs --scenario " + scenario));
  }

  private static void retried(SenderEvidence evidence, int status, String scenario) {
    ReceivedRequest refused = answered(evidence, status, scenario);
    List<ReceivedRequest> later = after(evidence, refused);
    if (later.stream().anyMatch(batch -> same(refused, batch))) {
      return;
    }
    Duration watched = Duration.ofNanos(evidence.endNanos() - refused.nanos());
    boolean goesOn = later.stream().anyMatch(batch -> batch.path().equals(refused.path()));
    if (!goesOn && watched.compareTo(evidence.retryAfter().plusMillis(500)) < 0) {
      throw new CheckSkippedException(
          "the run ended before the batch was due again: more --requests or --wait");
    }
    throw failed(
        refused,
        SenderSummary.named(refused) + " again, after Retry-After",
        "it never came again, in " + later.size() + " later batches: the sender loses it");
  }

  private static void waits(SenderEvidence evidence, int status) {
    ReceivedRequest refused =
        answered(evidence, status, status == 503 ? "503-then-ok" : "429-retry-after");
    if (after(evidence, refused).stream().noneMatch(later -> same(refused, later))) {
      throw new CheckSkippedException("the sender never sent the batch again");
    }
    Duration least = evidence.retryAfter().minus(EARLY);
    for (ReceivedRequest later : after(evidence, refused)) {
      Duration waited = Duration.ofNanos(later.nanos() - refused.nanos());
      if (same(refused, later) && waited.compareTo(least) < 0) {
        throw failed(
            later,
            "at least " + evidence.retryAfter().toMillis() + " ms",
            waited.toMillis() + " ms");
      }
    }
  }
}
