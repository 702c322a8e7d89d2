package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;
import static dev.signalbox.testkit.internal.endpoint.RegistrationChecks.METHOD;
import static dev.signalbox.testkit.internal.endpoint.RegistrationChecks.PARENT;
import static dev.signalbox.testkit.internal.endpoint.RegistrationChecks.record;
import static dev.signalbox.testkit.internal.endpoint.RegistrationChecks.refusedRecord;
import static dev.signalbox.testkit.internal.endpoint.RequestChecks.namesFirst;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.TransferTrees;
import dev.signalbox.testkit.TransferTrees.Leg;
import dev.signalbox.testkit.internal.check.CheckBlockedException;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Section 6: parents, and chains of transfers. */
public final class TransferChecks extends CheckSection<EndpointProber> {
  public TransferChecks() {
    super("calls");
    parents();
    chains();
  }

  private void parents() {
    check(
        "CALL-2/by-key",
        "takes a transfer that names its parent by vendorCallKey",
        p -> {
          p.needs(Control.REGISTERS);
          String first = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(p.key(), "Transfer", Optional.of(first)));
        });
    check(
        "CALL-2/by-id",
        "takes a transfer that names its parent by voiceCallId",
        p -> {
          p.needs(Control.REGISTERS, Control.IDS);
          String id = p.registered(p.call(p.key(), "Inbound", Optional.empty()));
          p.registered(p.call(p.key(), "Transfer", Optional.of(id)));
        });
    check(
        "CALL-2/by-short-id",
        "takes a transfer that names its parent by 15 characters of its voiceCallId",
        p -> {
          p.needs(Control.REGISTERS, Control.IDS);
          String id = p.registered(p.call(p.key(), "Inbound", Optional.empty()));
          p.registered(
              p.call(p.key(), "Transfer", Optional.of(id.substring(0, Math.min(15, id.length())))));
        });
    check(
        "CALL-2/missing",
        "rejects a transfer without a parent (400)",
        p -> {
          p.needs(Control.REGISTERS);
          refusedRecord(
              p, record(p).with(METHOD, JsonDocument.str("Transfer")), "/" + PARENT, Clause.CALL_2);
        });
    check(
        "CALL-1/method-transfer",
        "takes the initiationMethod Transfer in any case",
        p -> {
          p.needs(Control.REGISTERS, Control.TRANSFERS);
          String first = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          for (String method : List.of("Transfer", "transfer", "TRANSFER")) {
            p.registered(p.call(p.key(), method, Optional.of(first)));
          }
        });
    for (Map.Entry<String, JsonDocument> bad :
        new TreeMap<>(
                Map.<String, JsonDocument>of(
                    "null",
                    JsonDocument.lit("null"),
                    "number",
                    JsonDocument.lit(5),
                    "blank",
                    JsonDocument.str(" ")))
            .entrySet()) {
      check(
          "CALL-2/" + bad.getKey(),
          "rejects a transfer whose parent is " + bad.getKey() + " (400)",
          p -> {
            p.needs(Control.REGISTERS);
            refusedRecord(
                p,
                record(p).with(METHOD, JsonDocument.str("Transfer")).with(PARENT, bad.getValue()),
                "/" + PARENT,
                Clause.CALL_2);
          });
    }
    check(
        "CALL-2/unknown-key",
        "rejects an unknown parent (400)",
        p -> {
          p.needs(Control.REGISTERS);
          p.expect(
              p.call(p.key(), "Transfer", Optional.of(p.key())),
              p.refused(RefusalKind.RECORD, Clause.CALL_2));
        });
    check(
        "CALL-2/unknown-id",
        "rejects an unknown voiceCallId as parent (400)",
        p -> {
          p.needs(Control.REGISTERS);
          p.expect(
              p.call(p.key(), "Transfer", Optional.of("0LQzzzzzzzzzzzzAAA")),
              p.refused(RefusalKind.RECORD, Clause.CALL_2));
        });
    check(
        "CALL-2/unknown-in-conference",
        "rejects an unknown parent whatever the initiationMethod (400)",
        p -> {
          p.needs(Control.REGISTERS);
          p.expect(
              p.call(p.key(), "Conference", Optional.of(p.key())),
              p.refused(RefusalKind.RECORD, Clause.CALL_2));
        });
    ours(
        "CALL-2/refused-leaves-nothing",
        "keeps no call of a refused record",
        p -> {
          p.needs(Control.REGISTERS);
          String key = p.key();
          p.expect(p.call(key, "Transfer", Optional.of(p.key())), p.refused(RefusalKind.RECORD));
          p.expect(p.call(p.key(), "Transfer", Optional.of(key)), p.refused(RefusalKind.RECORD));
        });
    for (String method : List.of("Conference", "Callback", "Inbound")) {
      ours(
          "CALL-2/linked-" + method.toLowerCase(Locale.ROOT),
          "links a record of " + method + " to the parent that it names",
          p -> {
            p.needs(
                Control.REGISTERS, Control.TRANSFERS, Control.RESOLVES, Control.INITIATION_METHODS);
            String first = p.key();
            String leg = p.key();
            p.registered(p.call(first, "Inbound", Optional.empty()));
            p.registered(p.call(leg, method, Optional.of(first)));
            p.expect(p.batch(leg), namesFirst(first));
          });
    }
    ours(
        "CALL-2/linked-by-id",
        "links a transfer to the parent that it names by voiceCallId",
        p -> {
          p.needs(
              Control.REGISTERS,
              Control.TRANSFERS,
              Control.RESOLVES,
              Control.IDS,
              Control.PARENTS_BY_ID);
          String first = p.key();
          String leg = p.key();
          String id = p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(id)));
          p.expect(p.batch(leg), namesFirst(first));
        });
  }

  private void chains() {
    ours(
        "CALL-3/trees",
        "finds the first call from any leg of any tree of transfers",
        p -> {
          p.needs(
              Control.REGISTERS,
              Control.TRANSFERS,
              Control.RESOLVES,
              Control.IDS,
              Control.PARENTS_BY_ID,
              Control.LINKS_CONFERENCES,
              Control.LOWER_METHODS,
              Control.INITIATION_METHODS);
          p.forAll(
              TransferTrees.trees("", 8),
              legs -> {
                String prefix = p.key();
                register(p, prefix, legs);
                for (Leg leg : legs.subList(1, legs.size())) {
                  p.expect(p.batch(prefix + leg.key()), namesFirst(prefix + leg.first()));
                }
              });
        });
    ours(
        "CALL-3/long-chain",
        "finds the first call through a chain of 60 transfers",
        p -> {
          p.needs(Control.REGISTERS, Control.TRANSFERS, Control.RESOLVES);
          String first = p.key();
          String last = first;
          p.registered(p.call(first, "Inbound", Optional.empty()));
          for (int i = 0; i < 60; i++) {
            String next = p.key();
            p.registered(p.call(next, "Transfer", Optional.of(last)));
            last = next;
          }
          p.expect(p.batch(last), namesFirst(first));
        });
    check(
        "CALL-3/other-conversation",
        "rejects a second record with a parent in another conversation (400)",
        p -> {
          p.needs(Control.REGISTERS, Control.TRANSFERS, Control.AGAIN);
          String a = p.key();
          String b = p.key();
          String leg = p.key();
          p.registered(p.call(a, "Inbound", Optional.empty()));
          p.registered(p.call(b, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(a)));
          p.expect(
              p.call(leg, "Transfer", Optional.of(b)),
              p.refused(RefusalKind.RECORD, Clause.CALL_3));
        });
    check(
        "CALL-3/registered-moves",
        "rejects a parent for a call that was registered without one (400)",
        p -> {
          p.needs(Control.REGISTERS, Control.TRANSFERS, Control.AGAIN);
          String first = p.key();
          String other = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(other, "Inbound", Optional.empty()));
          p.expect(
              p.call(other, "Transfer", Optional.of(first)),
              p.refused(RefusalKind.RECORD, Clause.CALL_3));
        });
    ours(
        "CALL-3/parent-by-batches",
        "takes as a parent a key that has received batches and was never registered",
        p -> {
          takesUnknownCalls(p);
          p.needs(Control.REGISTERS, Control.TRANSFERS, Control.RESOLVES);
          String first = p.key();
          String leg = p.key();
          p.expect(p.batch(first), accepted());
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          p.expect(p.batch(leg), namesFirst(first));
        });
    ours(
        "CALL-3/legs-move",
        "rejects a record that would move a conversation of several legs to another (400)",
        p -> {
          takesUnknownCalls(p);
          p.needs(Control.REGISTERS, Control.TRANSFERS, Control.AGAIN);
          String first = p.key();
          String parent = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.expect(p.batch(parent), accepted());
          HttpAnswer leg = p.send(p.call(p.key(), "Transfer", Optional.of(parent)));
          if (!leg.isSuccess()) {
            throw new CheckBlockedException(Clause.CALL_3, "a key with batches is a known parent");
          }
          p.expect(
              p.call(parent, "Transfer", Optional.of(first)),
              p.refused(RefusalKind.RECORD, Clause.CALL_3));
        });
    check(
        "CALL-3/same-conversation",
        "takes a second record with a parent in the same conversation",
        p -> {
          p.needs(Control.REGISTERS, Control.TRANSFERS, Control.AGAIN);
          String first = p.key();
          String leg = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          p.registered(p.call(p.key(), "Transfer", Optional.of(leg)));
        });
    ours(
        "CALL-3/again-keeps-conversation",
        "leaves a leg in its conversation after a second record without a parent",
        p -> {
          p.needs(Control.AGAIN, Control.REGISTERS, Control.TRANSFERS, Control.RESOLVES);
          String first = p.key();
          String leg = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          p.registered(p.call(leg, "Inbound", Optional.empty()));
          p.expect(p.batch(leg), namesFirst(first));
        });
    check(
        "CALL-3/cycle",
        "builds no cycle: the first call stays the first",
        p -> {
          p.needs(Control.NAMES_NO_OTHER, Control.REGISTERS, Control.TRANSFERS);
          String first = p.key();
          String leg = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          HttpAnswer answer = p.send(p.call(first, "Transfer", Optional.of(leg)));
          RawRequest closing = p.call(first, "Transfer", Optional.of(leg));
          if (!answer.isSuccess() && !answer.isRefusal()) {
            throw p.failed(closing, "taken without effect, or 400", answer);
          }
          p.expect(
              p.batch(first),
              accepted()
                  .and(
                      "no header " + ContractPaths.FIRST_KEY,
                      a -> a.header(ContractPaths.FIRST_KEY).isEmpty()));
        });
    ours(
        "CALL-3/linked-after-batches",
        "links a key to a parent that has received batches already",
        p -> {
          takesUnknownCalls(p);
          p.needs(Control.AGAIN, Control.REGISTERS, Control.TRANSFERS, Control.RESOLVES);
          String first = p.key();
          String leg = p.key();
          p.expect(p.batch(leg), accepted());
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          p.expect(p.batch(leg), namesFirst(first));
        });
  }

  private static void takesUnknownCalls(EndpointProber p) {
    if (p.demands(Demand.REGISTERED)) {
      throw new CheckBlockedException(Clause.KEY_4, "a call that nobody registered is taken");
    }
  }

  private static void register(EndpointProber p, String prefix, List<Leg> legs) {
    List<String> ids = new ArrayList<>();
    for (Leg leg : legs) {
      Optional<String> parent =
          leg.parent()
              .map(
                  i ->
                      leg.parentId() == TransferTrees.ParentId.VENDOR_CALL_KEY
                          ? prefix + legs.get(i).key()
                          : ids.get(i));
      ids.add(p.registered(p.call(prefix + leg.key(), leg.method(), parent)));
    }
  }
}
