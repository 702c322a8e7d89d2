package dev.signalbox.sender;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.sender.internal.AnswerParser;
import dev.signalbox.sender.internal.Reply;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes outcomes: what is known of a task, with a sentence for a person. */
final class SendOutcomes {
  private SendOutcomes() {}

  /** The contract refuses it before it is sent. */
  static SendOutcome invalid(List<Violation> violations) {
    Violation first = violations.get(0);
    return new SendOutcome.Refused(
        0,
        0,
        OptionalInt.empty(),
        violations,
        "The contract refuses it, so it was not sent: "
            + first.clause().id()
            + ": "
            + first.detail()
            + (violations.size() > 1 ? " And " + (violations.size() - 1) + " more." : ""));
  }

  /** It was never taken. */
  static SendOutcome notTaken(SendOutcome.Reason reason, String detail) {
    return new SendOutcome.GaveUp(0, 0, reason, sentence(detail));
  }

  static SendOutcome accepted(SendTask task, Reply.Answer answer) {
    Optional<VendorCallKey> firstKey =
        answer
            .headers()
            .firstValue("Signalbox-First-Vendor-Call-Key")
            .map(VendorCallKey::ofPathSegment)
            .filter(Validated::isValid)
            .map(Validated::orThrow);
    return new SendOutcome.Accepted(task.tries, task.eventsAccepted(), task.unanswered, firstKey);
  }

  static SendOutcome refused(SendTask task, Reply.Answer answer) {
    String detail =
        "the endpoint answered "
            + answer.status()
            + AnswerParser.detail(answer.body()).map(text -> ": " + text).orElse("");
    return task.unanswered > 0
        ? ambiguous(task, detail + ", after a request that got no answer")
        : new SendOutcome.Refused(
            task.tries,
            task.eventsAccepted(),
            OptionalInt.of(answer.status()),
            AnswerParser.violations(answer.body()),
            sentence(detail));
  }

  static SendOutcome gaveUp(SendTask task, SendOutcome.Reason reason, String detail) {
    return task.unanswered > 0
        ? ambiguous(task, detail + "; an earlier request got no answer")
        : new SendOutcome.GaveUp(task.tries, task.eventsAccepted(), reason, sentence(detail));
  }

  /** This process failed after a request had ended. */
  static SendOutcome failed(SendTask task, Reply reply) {
    String why = "the answer could not be processed; the log has the cause";
    return reply instanceof Reply.NotSent
        ? gaveUp(task, SendOutcome.Reason.FAILED, why)
        : ambiguous(task, why);
  }

  static SendOutcome ambiguous(SendTask task, String detail) {
    return new SendOutcome.Ambiguous(
        task.tries,
        task.eventsAccepted(),
        Math.max(1, task.unanswered),
        sentence(Clause.RES_2.id() + ": the endpoint may have taken it or not: " + detail));
  }

  static String sentence(String text) {
    String upper = Character.toUpperCase(text.charAt(0)) + text.substring(1);
    return upper.endsWith(".") ? upper : upper + ".";
  }
}
