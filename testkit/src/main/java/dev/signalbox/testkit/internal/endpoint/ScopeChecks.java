package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import java.util.Optional;

/** Section 6: what one org's calls are to another. */
public final class ScopeChecks extends CheckSection<EndpointProber> {
  public ScopeChecks() {
    super("calls");
    scope();
  }

  private void scope() {
    check(
        "CALL-4/parent-of-another-org-by-key",
        "rejects another org's vendorCallKey as parent (400)",
        p -> {
          p.needs(Control.REGISTERS, Control.TRANSFERS, Control.UNKNOWN_PARENTS);
          p.other();
          String key = p.key();
          p.registered(p.call(key, "Inbound", Optional.empty()));
          p.expect(p.callOfOther(p.key(), "Transfer", Optional.of(key)), refusedAsUnknown(p));
        });
    check(
        "CALL-4/parent-of-another-org-by-id",
        "rejects another org's voiceCallId as parent (400)",
        p -> {
          p.needs(Control.REGISTERS, Control.TRANSFERS, Control.IDS, Control.UNKNOWN_PARENTS);
          p.other();
          String id = p.registered(p.call(p.key(), "Inbound", Optional.empty()));
          p.expect(p.callOfOther(p.key(), "Transfer", Optional.of(id)), refusedAsUnknown(p));
        });
    check(
        "CALL-4/same-key",
        "takes the same key in two orgs as two calls",
        p -> {
          p.needs(Control.NAMES_NO_OTHER, Control.REGISTERS, Control.TRANSFERS);
          TokenFactory other = p.other();
          String leg = p.key();
          String first = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          p.expect(
              p.as(other, p.batch(leg)),
              accepted()
                  .and(
                      "no word of the other org's call",
                      a ->
                          a.header(ContractPaths.FIRST_KEY).isEmpty()
                              && !a.text().contains(first)));
          p.registered(p.callOfOther(leg, "Inbound", Optional.empty()));
        });
    check(
        "AUTH-3/key-of-another-org",
        "rejects a token in the name of one org, signed by another's key (401)",
        p -> {
          p.needs(Control.SIGNATURE);
          TokenFactory other = p.other();
          CallCenterId own = p.tokens().callCenter();
          JsonDocument.Obj claims =
              other
                  .claims()
                  .with("iss", JsonDocument.str(own.orgId().asGiven()))
                  .with("sub", JsonDocument.str(own.apiName()));
          p.expect(
              EndpointProber.withToken(p.batch(), other.signed(claims)),
              p.refused(RefusalKind.TOKEN));
        });
    check(
        "AUTH-3/call-center-of-another-org",
        "rejects a token whose org and call center do not belong together (401)",
        p -> {
          p.needs(Control.PAIR);
          TokenFactory other = p.other();
          if (other.callCenter().apiName().equals(p.tokens().callCenter().apiName())) {
            throw new CheckSkippedException("both call centers have the same name");
          }
          JsonDocument.Obj claims =
              p.tokens().claims().with("sub", JsonDocument.str(other.callCenter().apiName()));
          p.expect(
              EndpointProber.withToken(p.batch(), p.tokens().signed(claims)),
              p.refused(RefusalKind.TOKEN));
        });
  }

  /** What is another org's is not known; the status for that is CALL-2's. */
  private static Expectation refusedAsUnknown(EndpointProber p) {
    HttpAnswer unknown = p.send(p.call(p.key(), "Transfer", Optional.of(p.key())));
    return new Expectation(
        "status 400, as for an unknown parent", a -> a.is(400) || a.is(unknown.status()));
  }
}
