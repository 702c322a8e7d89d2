package dev.signalbox.testkit.internal.report;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds a plain sentence for what failed: one for each clause that is broken. */
final class CauseFinder {
  private static final Pattern STATUS = Pattern.compile("^(\\d{3})\\b");
  private static final Pattern REJECTS = Pattern.compile("rejects (.*?)( \\((\\d{3})[^)]*\\))?");
  private static final Pattern NONE = Pattern.compile("(\\w+(?: up)?) no (.*)");
  private static final int NAMED = 3;

  private CauseFinder() {}

  static List<ProbableCause> find(List<CheckOutcome> outcomes, Predicate<CheckOutcome> known) {
    Map<Clause, List<CheckOutcome>> failures = new EnumMap<>(Clause.class);
    for (CheckOutcome outcome : outcomes) {
      if (outcome.verdict() == CheckVerdict.FAILS) {
        failures.computeIfAbsent(outcome.blamed(), clause -> new ArrayList<>()).add(outcome);
      }
    }
    List<ProbableCause> causes = new ArrayList<>();
    failures.forEach(
        (clause, failed) ->
            causes.add(
                new ProbableCause(
                    clause,
                    sentence(clause, failed),
                    failed,
                    outcomes.stream()
                        .filter(o -> o.verdict() == CheckVerdict.BLOCKED && o.blamed() == clause)
                        .count(),
                    failed.stream().allMatch(known))));
    causes.sort(
        (left, right) ->
            Long.compare(
                right.failures().size() + right.blocked(),
                left.failures().size() + left.blocked()));
    return causes;
  }

  private static String sentence(Clause clause, List<CheckOutcome> failed) {
    List<CheckOutcome> accepted = failed.stream().filter(CauseFinder::wasAccepted).toList();
    int count = accepted.size();
    if (has(failed, "bad-other-key") && has(failed, "bad-signature-changed")) {
      return "The token's signature is not checked: "
          + count
          + " requests with a wrong signature or issuer were accepted.";
    }
    if (clause == Clause.RES_1 && has(failed, "RES-1/202")) {
      return "Accepted batches get " + status(find(failed, "RES-1/202")) + ", not 202.";
    }
    if (has(failed, "REQ-2/status-of-bodies")) {
      return "Refused bodies get " + status(find(failed, "REQ-2/status-of-bodies")) + ", not 400.";
    }
    if (clause == Clause.EVT_4 && wasAccepted(failed.get(0)) && has(failed, "EVT-4/descending")) {
      return "The order of events is not checked: "
          + count
          + " batches out of order were accepted.";
    }
    if (clause == Clause.AUTH_5 && has(failed, "AUTH-5/second-use")) {
      return "A jti is good for more than one request.";
    }
    if (clause == Clause.RES_3 && failed.size() >= 8) {
      return "Errors are not the problem documents that RFC 9457 and the contract describe.";
    }
    if (failed.size() == 1) {
      return sentence(failed.get(0)) + ".";
    }
    String named =
        failed.stream().limit(NAMED).map(CauseFinder::sentence).collect(Collectors.joining("; "));
    return afterSemicolons(named)
        + (failed.size() > NAMED ? "; and " + (failed.size() - NAMED) + " more" : "")
        + ".";
  }

  private static boolean has(List<CheckOutcome> failed, String name) {
    return failed.stream().anyMatch(o -> o.id().endsWith(name));
  }

  private static CheckOutcome find(List<CheckOutcome> failed, String name) {
    return failed.stream().filter(o -> o.id().endsWith(name)).findFirst().orElseThrow();
  }

  private static String status(CheckOutcome outcome) {
    String came = outcome.failure().map(CheckOutcome.Failure::came).orElse("");
    Matcher status = STATUS.matcher(came);
    return status.find() ? status.group(1) : "";
  }

  private static boolean wasAccepted(CheckOutcome outcome) {
    return status(outcome).startsWith("2");
  }

  /** What is wrong where the title does not hold. */
  static String sentence(CheckOutcome outcome) {
    String title = outcome.title();
    String status = status(outcome);
    Matcher rejects = REJECTS.matcher(title);
    if (rejects.matches()) {
      String what = rejects.group(1);
      if (status.startsWith("2")) {
        return "Accepts " + what;
      }
      if (status.isEmpty() || rejects.group(3) == null) {
        return "Does not reject " + what + " as it should";
      }
      return status.equals(rejects.group(3))
          ? "Does not say what is wrong with " + what
          : "Answers " + what + " with " + status + ", not " + rejects.group(3);
    }
    if (title.startsWith("takes ") && !status.isEmpty() && !status.startsWith("2")) {
      return "Rejects " + title.substring(6) + " (" + status + ")";
    }
    if (title.startsWith("does not demand ")) {
      return "Demands " + title.substring("does not demand ".length());
    }
    if (title.contains(" not again")) {
      return capital(title.replace(" not again", " again"));
    }
    if (title.startsWith("sends nothing of ")) {
      return "Sends " + title.substring("sends nothing of ".length());
    }
    if (title.startsWith("shows nothing of ")) {
      return "Shows " + title.substring("shows nothing of ".length());
    }
    Matcher none = NONE.matcher(title);
    if (none.matches()) {
      String what = none.group(2);
      return capital(none.group(1)) + ("aeiou".indexOf(what.charAt(0)) < 0 ? " a " : " an ") + what;
    }
    int space = title.indexOf(' ');
    return "Does not " + infinitive(title.substring(0, space)) + title.substring(space);
  }

  /** A sentence goes on in lower case behind a semicolon. */
  private static String afterSemicolons(String text) {
    return Pattern.compile("; [A-Z](?=[a-z]+ )")
        .matcher(text)
        .replaceAll(match -> match.group().toLowerCase(Locale.ROOT));
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String infinitive(String verb) {
    return verb.equals("fetches") ? "fetch" : verb.replaceFirst("s$", "");
  }
}
