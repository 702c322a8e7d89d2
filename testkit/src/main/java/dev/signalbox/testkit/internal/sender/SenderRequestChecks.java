package dev.signalbox.testkit.internal.sender;

import dev.signalbox.core.Clause;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.RawBatch;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a sender sends, with which headers, and what. */
final class SenderRequestChecks extends SenderSection {
  private static final Pattern START_TIME = Pattern.compile("startTime(?:\"\\s*:\\s*|>)(-?[0-9]+)");

  SenderRequestChecks() {
    where();
    headers();
    bodies();
  }

  private void where() {
    each(
        "REQ-1/path",
        "sends to one of the two resources",
        SenderEvidence::requests,
        r -> unless(r.isCall() || r.isBatch(), "the path " + r.path()));
    each(
        "REQ-1/method",
        "sends by POST",
        SenderEvidence::requests,
        r -> unless(r.method().equals("POST"), r.method()));
    each(
        "KEY-1/valid",
        "sends a valid key, percent-encoded as UTF-8",
        SenderEvidence::batches,
        r -> SenderCalls.violation(r, v -> v.clause() == Clause.KEY_1));
    each(
        "KEY-2/no-voice-call-id",
        "sends no voiceCallId as key",
        SenderEvidence::batches,
        r -> SenderCalls.violation(r, v -> v.clause() == Clause.KEY_2));
    check(
        "KEY-3/first-key-after-transfer",
        "sends events after a transfer under the first call's key",
        evidence -> {
          Map<String, String> firsts = SenderCalls.firsts(evidence);
          boolean transferred =
              firsts.entrySet().stream().anyMatch(e -> !e.getKey().equals(e.getValue()));
          if (!transferred) {
            throw new CheckSkippedException("the sender registered no transfer");
          }
          for (ReceivedRequest request : some(evidence.batches(), "batch")) {
            String key = SenderCalls.key(request).orElse("");
            String first = firsts.getOrDefault(key, key);
            if (!first.equals(key)) {
              throw failed(request, "the key " + first, "the key of a later leg");
            }
          }
          boolean after =
              evidence.batches().stream()
                  .anyMatch(
                      r ->
                          firsts.containsValue(SenderCalls.key(r).orElse(""))
                              && r.afterRegistrations() > 1);
          if (!after) {
            throw new CheckSkippedException("the sender sent no events after the transfer");
          }
        });
  }

  private void headers() {
    each(
        "HDR-1/content-type",
        "sends Content-Type application/json or application/xml, in UTF-8",
        SenderEvidence::requests,
        r ->
            unless(
                r.header("Content-Type")
                    .orElse("")
                    .matches(
                        "(?i)(application/json|application/xml|text/xml)(\\s*;\\s*charset=\"?utf-8\"?)?"),
                r.header("Content-Type")
                    .map(type -> "Content-Type: " + type)
                    .orElse("no Content-Type")));
    each(
        "HDR-1/not-encoded",
        "sends bodies that are not compressed",
        SenderEvidence::requests,
        r ->
            unless(
                r.header("Content-Encoding").orElse("identity").equalsIgnoreCase("identity"),
                "Content-Encoding: " + r.header("Content-Encoding").orElse("")));
    each(
        "HDR-2/provider",
        "sends a provider name of at most 255 characters without control characters",
        e ->
            e.requests().stream()
                .filter(
                    r -> r.header("Telephony-Provider-Name").filter(n -> !n.isBlank()).isPresent())
                .toList(),
        r ->
            ProviderName.parse(r.header("Telephony-Provider-Name").orElseThrow())
                .violations()
                .stream()
                .map(Violation::detail)
                .findFirst());
  }

  private void bodies() {
    for (Clause clause :
        List.of(
            Clause.BODY_1,
            Clause.BODY_3,
            Clause.BODY_4,
            Clause.BODY_5,
            Clause.BODY_6,
            Clause.EVT_1,
            Clause.EVT_2,
            Clause.EVT_3,
            Clause.EVT_4,
            Clause.EVT_5,
            Clause.EVT_6,
            Clause.EVT_7)) {
      each(
          clause + "/batches",
          "sends batches that keep " + clause + ", " + clause.title().toLowerCase(Locale.ROOT),
          SenderEvidence::batches,
          r ->
              violations(r).stream()
                  .filter(v -> v.clause() == clause)
                  .map(v -> v.pointer() + ": " + v.detail())
                  .findFirst());
    }
    check(
        "EVT-4/equal-times",
        "sends two events with the same startTime as they are",
        evidence -> {
          if (evidence.scenario() != Scenario.EQUAL_TIMES) {
            throw new CheckSkippedException("needs --scenario equal-times");
          }
          List<String> times = new ArrayList<>();
          for (ReceivedRequest request : some(evidence.batches(), "batch")) {
            Matcher matcher = START_TIME.matcher(request.text());
            while (matcher.find()) {
              times.add(matcher.group(1));
            }
          }
          if (times.size() < 2) {
            throw new CheckSkippedException("the sender sent fewer than two events");
          }
          if (new HashSet<>(times).size() == times.size()) {
            throw failed(
                evidence.batches().get(0),
                "two events with the same startTime",
                times.size() + " events with as many start times: one was changed or left out");
          }
        });
    check(
        "EVT-4/sorted-from-unsorted-source",
        "sends events of an unsorted source in ascending order",
        evidence -> {
          if (evidence.scenario() != Scenario.UNSORTED_SOURCE) {
            throw new CheckSkippedException("needs --scenario unsorted-source");
          }
          boolean several = false;
          for (ReceivedRequest request : some(evidence.batches(), "batch")) {
            several |= request.text().split("startTime", -1).length > 2;
            Optional<Violation> unsorted =
                violations(request).stream().filter(v -> v.clause() == Clause.EVT_4).findFirst();
            if (unsorted.isPresent()) {
              throw failed(request, "ascending start times", unsorted.get().detail());
            }
          }
          if (!several) {
            throw new CheckSkippedException("the sender sent no batch of several events");
          }
        });
  }

  /** Whether a batch is one that can be told from others by its content. */
  static boolean isValid(ReceivedRequest request) {
    return violations(request).isEmpty();
  }

  private static List<Violation> violations(ReceivedRequest request) {
    Validated<RawBatch> raw =
        request.isXml()
            ? DomXmlReader.batch(request.body())
            : JsonFormat.INSTANCE.readBatch(request.body());
    return raw instanceof Validated.Valid<RawBatch> valid
        ? new BatchValidator(ContractOptions.STANDARD).validate(valid.value()).violations()
        : raw.violations();
  }
}
