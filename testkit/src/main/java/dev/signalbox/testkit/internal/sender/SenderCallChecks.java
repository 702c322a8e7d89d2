package dev.signalbox.testkit.internal.sender;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.VoiceCallValidator;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The calls that a sender registers. */
final class SenderCallChecks extends SenderSection {
  SenderCallChecks() {
    calls();
  }

  private void calls() {
    each(
        "CALL-1/record",
        "registers calls with a valid vendorCallKey and initiationMethod",
        SenderEvidence::calls,
        r ->
            SenderCalls.record(r)
                .map(VoiceCallValidator::validate)
                .map(Validated::violations)
                .orElse(List.of(new Violation(Clause.CALL_1, "", "no readable record")))
                .stream()
                .filter(v -> v.clause() != Clause.CALL_2)
                .map(v -> v.pointer() + ": " + v.detail())
                .findFirst());
    each(
        "CALL-2/parent",
        "names the parent of a transfer",
        SenderEvidence::calls,
        r ->
            SenderCalls.record(r)
                .map(VoiceCallValidator::validate)
                .map(Validated::violations)
                .orElse(List.of())
                .stream()
                .filter(v -> v.clause() == Clause.CALL_2)
                .map(Violation::detail)
                .findFirst());
    check(
        "CALL-1/registers-again",
        Clause.Level.CLIENT,
        "registers a call again whose registration got 503",
        evidence -> {
          if (evidence.scenario() != Scenario.SWALLOWED_ERRORS) {
            throw new CheckSkippedException("needs --scenario swallowed-errors");
          }
          ReceivedRequest refused = some(evidence.calls(), "record of a call").get(0);
          for (ReceivedRequest later : evidence.requests()) {
            boolean after = later.number() > refused.number();
            if (after && later.isCall() && Arrays.equals(later.body(), refused.body())) {
              return;
            }
            if (after) {
              throw failed(
                  later,
                  "the record of request " + refused.number() + " again",
                  "the next request, as if the call were registered");
            }
          }
          throw failed(refused, "the same record again", "nothing more");
        });
    check(
        "CALL-2/known-parent",
        "registers a parent before its transfer",
        evidence -> {
          Set<String> known = new HashSet<>();
          boolean any = false;
          for (ReceivedRequest request : evidence.calls()) {
            Map<String, DocumentValue> record = SenderCalls.record(request).orElse(Map.of());
            Optional<String> parent = SenderCalls.text(record, "parentVoiceCallId");
            any |= parent.isPresent();
            if (parent.isPresent()
                && !known.contains(parent.get())
                && !known.contains(
                    parent.get().substring(0, Math.min(15, parent.get().length())))) {
              throw failed(request, "a parent that was registered before", parent.get());
            }
            SenderCalls.text(record, "vendorCallKey").ifPresent(known::add);
            known.add(String.format("0LQ%012d", request.afterRegistrations() + 1));
          }
          if (!any) {
            throw new CheckSkippedException("the sender registered no transfer");
          }
        });
  }
}
