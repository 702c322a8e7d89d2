package dev.signalbox.testkit.internal;

import static dev.signalbox.testkit.internal.Expectation.accepted;
import static dev.signalbox.testkit.internal.Expectation.refused;
import static dev.signalbox.testkit.internal.Expectation.status;
import static dev.signalbox.testkit.internal.RequestChecks.namesFirst;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.testkit.Doc;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.Tokens;
import dev.signalbox.testkit.TransferTrees;
import dev.signalbox.testkit.TransferTrees.Leg;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Section 6: voice calls and transfers. */
final class CallChecks extends Section<Probe> {
  private static final String KEY = "vendorCallKey";
  private static final String METHOD = "initiationMethod";
  private static final String PARENT = "parentVoiceCallId";

  CallChecks() {
    super("calls");
    registering();
    parents();
    chains();
    scope();
  }

  private void registering() {
    check(
        "CALL-1/registered",
        "a voice call is registered",
        p -> p.registered(p.call(p.key(), "Inbound", Optional.empty())));
    check(
        "CALL-1/id",
        "the answer has a well-formed voiceCallId of 18 characters",
        p -> {
          RawRequest call = p.call(p.key(), "Inbound", Optional.empty());
          p.expect(
              call,
              p.registration()
                  .and(
                      "a well-formed id",
                      a ->
                          Problem.json(a)
                              .map(o -> o.getString("voiceCallId", ""))
                              .filter(id -> id.length() == 18 && VoiceCallId.isVoiceCallId(id))
                              .isPresent()));
        });
    ours(
        "CALL-1/errors-empty",
        "the answer has an empty list of errors",
        p ->
            p.expect(
                p.call(p.key(), "Inbound", Optional.empty()),
                p.registration()
                    .and(
                        "errors: []",
                        a ->
                            Problem.json(a)
                                .map(o -> o.getOrDefault("errors", JsonValue.NULL))
                                .filter(JsonValue.EMPTY_JSON_ARRAY::equals)
                                .isPresent())));
    for (String method : List.of("Inbound", "Outbound", "Conference", "Callback")) {
      check(
          "CALL-1/method-" + method.toLowerCase(Locale.ROOT),
          "initiationMethod " + method + " is taken in any case",
          p -> {
            for (String written :
                List.of(method, method.toLowerCase(Locale.ROOT), method.toUpperCase(Locale.ROOT))) {
              p.registered(p.call(p.key(), written, Optional.empty()));
            }
          });
    }
    check(
        "CALL-1/again",
        "the same key again gets a new id",
        p -> {
          String key = p.key();
          RawRequest call = p.call(key, "Inbound", Optional.empty());
          Set<String> ids = new HashSet<>();
          for (int i = 0; i < 3; i++) {
            ids.add(p.registered(call));
          }
          if (ids.size() != 3) {
            throw p.failed(call, "a new id each time", "the ids " + ids);
          }
        });
    check(
        "CALL-1/published-clients",
        "what the published clients send is taken, whatever its other properties are",
        p -> {
          Doc.Obj record =
              Doc.obj()
                  .with("callCenterApiName", Doc.str(p.tokens().callCenter().apiName()))
                  .with(KEY, Doc.str(p.key()))
                  .with("to", Doc.lit("null"))
                  .with("from", Doc.str(" 14155550100"))
                  .with(METHOD, Doc.str("Inbound"))
                  .with("startTime", Doc.str("2026-01-01T00:00:00.000Z"))
                  .with("callSubtype", Doc.str("PSTN"))
                  .with("callAttributes", Doc.str("{\"a\":\"v\"}"))
                  .with(
                      "participants",
                      Doc.arr(
                          Doc.obj()
                              .with("participantKey", Doc.str("+14155550100"))
                              .with("type", Doc.str("END_USER"))));
          p.registered(p.json(Probe.CALLS, record));
        });
    for (Map.Entry<String, Doc> bad :
        new TreeMap<>(
                Map.<String, Doc>of(
                    "null", Doc.lit("null"),
                    "number", Doc.lit(5),
                    "blank", Doc.str(" "),
                    "control", Doc.str("a\u0001"),
                    "too-long", Doc.str("k".repeat(256))))
            .entrySet()) {
      check(
          "CALL-1/key-" + bad.getKey(),
          bad.getKey().equals("too-long") ? Clause.Level.OURS : Clause.Level.SOURCE,
          "a vendorCallKey that is " + bad.getKey().replace('-', ' ') + " gets 400",
          p ->
              refusedRecord(
                  p, record(p).with(KEY, bad.getValue()), "/" + KEY, Clause.CALL_1, Clause.KEY_1));
    }
    check(
        "CALL-1/key-missing",
        "a record without vendorCallKey gets 400",
        p -> refusedRecord(p, record(p).without(KEY), "/" + KEY, Clause.CALL_1, Clause.KEY_1));
    check(
        "CALL-1/key-voice-call-id",
        "a record whose key is a voiceCallId gets 400",
        p ->
            refusedRecord(
                p,
                record(p).with(KEY, Doc.str("0LQRM0000006CSz")),
                "/" + KEY,
                Clause.KEY_2,
                Clause.CALL_1));
    for (Map.Entry<String, Doc> bad :
        new TreeMap<>(
                Map.<String, Doc>of(
                    "null", Doc.lit("null"),
                    "number", Doc.lit(5),
                    "blank", Doc.str(""),
                    "unknown", Doc.str("Consult")))
            .entrySet()) {
      check(
          "CALL-1/method-" + bad.getKey(),
          "an initiationMethod that is " + bad.getKey() + " gets 400",
          p ->
              refusedRecord(
                  p, record(p).with(METHOD, bad.getValue()), "/" + METHOD, Clause.CALL_1));
    }
    check(
        "CALL-1/method-missing",
        "a record without initiationMethod gets 400",
        p -> refusedRecord(p, record(p).without(METHOD), "/" + METHOD, Clause.CALL_1));
    ours(
        "CALL-1/xml",
        "a record in XML is taken, and answered in XML",
        p ->
            p.expect(
                p.authorized(Probe.CALLS)
                    .with("Content-Type", "application/xml")
                    .body(record(p).xml("voiceCall")),
                status(201)
                    .and(
                        "a voiceCallId",
                        a ->
                            Problem.xml(a)
                                .filter(
                                    root ->
                                        VoiceCallId.isVoiceCallId(
                                            Problem.text(root, "voiceCallId")))
                                .isPresent())));
    ours(
        "CALL-1/xml-other-root",
        "a record in XML with another root gets 400",
        p ->
            p.expect(
                p.authorized(Probe.CALLS)
                    .with("Content-Type", "application/xml")
                    .body(record(p).xml("realtimeConversationEvents")),
                refused(p.ours(), 400, Clause.BODY_4)));
    ours(
        "CALL-1/broken",
        "a record that is no JSON gets 400",
        p ->
            p.expect(
                p.authorized(Probe.CALLS).with("Content-Type", "application/json").body("{"),
                refused(p.ours(), 400, Clause.BODY_4)));
  }

  private static Doc.Obj record(Probe p) {
    return Doc.obj().with(KEY, Doc.str(p.key())).with(METHOD, Doc.str("Inbound"));
  }

  private static void refusedRecord(Probe p, Doc record, String pointer, Clause... clauses) {
    p.expect(p.json(Probe.CALLS, record), refused(p.ours(), 400, Set.of(clauses), pointer));
  }

  private void parents() {
    check(
        "CALL-2/by-key",
        "a transfer may name its parent by vendorCallKey",
        p -> {
          String first = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(p.key(), "Transfer", Optional.of(first)));
        });
    check(
        "CALL-2/by-id",
        "a transfer may name its parent by voiceCallId",
        p -> {
          String id = p.registered(p.call(p.key(), "Inbound", Optional.empty()));
          p.registered(p.call(p.key(), "Transfer", Optional.of(id)));
        });
    check(
        "CALL-2/by-short-id",
        "a transfer may name its parent by the first 15 characters of its voiceCallId",
        p -> {
          String id = p.registered(p.call(p.key(), "Inbound", Optional.empty()));
          p.registered(
              p.call(p.key(), "Transfer", Optional.of(id.substring(0, Math.min(15, id.length())))));
        });
    check(
        "CALL-2/missing",
        "a transfer without a parent gets 400",
        p ->
            refusedRecord(
                p, record(p).with(METHOD, Doc.str("transfer")), "/" + PARENT, Clause.CALL_2));
    for (Map.Entry<String, Doc> bad :
        new TreeMap<>(
                Map.<String, Doc>of(
                    "null", Doc.lit("null"), "number", Doc.lit(5), "blank", Doc.str(" ")))
            .entrySet()) {
      check(
          "CALL-2/" + bad.getKey(),
          "a transfer whose parent is " + bad.getKey() + " gets 400",
          p ->
              refusedRecord(
                  p,
                  record(p).with(METHOD, Doc.str("Transfer")).with(PARENT, bad.getValue()),
                  "/" + PARENT,
                  Clause.CALL_2));
    }
    check(
        "CALL-2/unknown-key",
        "an unknown parent gets 400",
        p ->
            p.expect(
                p.call(p.key(), "Transfer", Optional.of(p.key())),
                refused(p.ours(), 400, Clause.CALL_2)));
    check(
        "CALL-2/unknown-id",
        "an unknown voiceCallId as parent gets 400",
        p ->
            p.expect(
                p.call(p.key(), "Transfer", Optional.of("0LQzzzzzzzzzzzzAAA")),
                refused(p.ours(), 400, Clause.CALL_2)));
    check(
        "CALL-2/unknown-in-conference",
        "an unknown parent gets 400 whatever the initiationMethod",
        p ->
            p.expect(
                p.call(p.key(), "Conference", Optional.of(p.key())),
                refused(p.ours(), 400, Clause.CALL_2)));
    ours(
        "CALL-2/refused-leaves-nothing",
        "a refused record leaves no call behind",
        p -> {
          String key = p.key();
          p.expect(p.call(key, "Transfer", Optional.of(p.key())), status(400));
          p.expect(p.call(p.key(), "Transfer", Optional.of(key)), status(400));
        });
    for (String method : List.of("Conference", "Callback", "Inbound")) {
      ours(
          "CALL-2/linked-" + method.toLowerCase(Locale.ROOT),
          "a record of " + method + " that names a parent is linked to it",
          p -> {
            String first = p.key();
            String leg = p.key();
            p.registered(p.call(first, "Inbound", Optional.empty()));
            p.registered(p.call(leg, method, Optional.of(first)));
            p.expect(p.batch(leg), namesFirst(first));
          });
    }
    ours(
        "CALL-2/linked-by-id",
        "a transfer that names its parent by voiceCallId is linked to it",
        p -> {
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
        "from any leg of any tree of transfers the first call is found",
        p ->
            p.forAll(
                TransferTrees.trees("", 8),
                legs -> {
                  String prefix = p.key();
                  register(p, prefix, legs);
                  for (Leg leg : legs.subList(1, legs.size())) {
                    p.expect(p.batch(prefix + leg.key()), namesFirst(prefix + leg.first()));
                  }
                }));
    ours(
        "CALL-3/long-chain",
        "the first call is found through a long chain",
        p -> {
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
        "a second record with a parent in another conversation gets 400",
        p -> {
          String a = p.key();
          String b = p.key();
          String leg = p.key();
          p.registered(p.call(a, "Inbound", Optional.empty()));
          p.registered(p.call(b, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(a)));
          p.expect(p.call(leg, "Transfer", Optional.of(b)), refused(p.ours(), 400, Clause.CALL_3));
        });
    check(
        "CALL-3/same-conversation",
        "a second record with a parent in the same conversation is taken",
        p -> {
          String first = p.key();
          String leg = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          p.registered(p.call(p.key(), "Transfer", Optional.of(leg)));
        });
    ours(
        "CALL-3/again-keeps-conversation",
        "a second record without a parent leaves a leg in its conversation",
        p -> {
          String first = p.key();
          String leg = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          p.registered(p.call(leg, "Inbound", Optional.empty()));
          p.expect(p.batch(leg), namesFirst(first));
        });
    check(
        "CALL-3/cycle",
        "no cycle can be built: the first call stays the first",
        p -> {
          String first = p.key();
          String leg = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          Answer answer = p.send(p.call(first, "Transfer", Optional.of(leg)));
          RawRequest closing = p.call(first, "Transfer", Optional.of(leg));
          if (!answer.isSuccess() && !answer.is(400)) {
            throw p.failed(closing, "taken without effect, or 400", answer);
          }
          p.expect(
              p.batch(first),
              accepted()
                  .and("no header " + Probe.FIRST_KEY, a -> a.header(Probe.FIRST_KEY).isEmpty()));
        });
    ours(
        "CALL-3/linked-after-batches",
        "a key that already received batches can still be linked to a parent",
        p -> {
          String first = p.key();
          String leg = p.key();
          p.expect(p.batch(leg), accepted());
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          p.expect(p.batch(leg), namesFirst(first));
        });
  }

  private static void register(Probe p, String prefix, List<Leg> legs) {
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

  private void scope() {
    check(
        "CALL-4/parent-of-another-org-by-key",
        "another org's vendorCallKey is no known parent",
        p -> {
          Tokens other = p.other();
          String key = p.key();
          p.registered(p.call(key, "Inbound", Optional.empty()));
          p.expect(p.as(other, p.call(p.key(), "Transfer", Optional.of(key))), status(400));
        });
    check(
        "CALL-4/parent-of-another-org-by-id",
        "another org's voiceCallId is no known parent",
        p -> {
          Tokens other = p.other();
          String id = p.registered(p.call(p.key(), "Inbound", Optional.empty()));
          p.expect(p.as(other, p.call(p.key(), "Transfer", Optional.of(id))), status(400));
        });
    check(
        "CALL-4/same-key",
        "the same key in two orgs is two calls",
        p -> {
          Tokens other = p.other();
          String leg = p.key();
          String first = p.key();
          p.registered(p.call(first, "Inbound", Optional.empty()));
          p.registered(p.call(leg, "Transfer", Optional.of(first)));
          p.expect(
              p.as(other, p.batch(leg)),
              accepted()
                  .and(
                      "no word of the other org's call",
                      a -> a.header(Probe.FIRST_KEY).isEmpty() && !a.text().contains(first)));
          p.registered(p.as(other, p.call(leg, "Inbound", Optional.empty())));
        });
    check(
        "CALL-4/key-of-another-org",
        "a token in the name of one org, signed by another's key, gets 401",
        p -> {
          Tokens other = p.other();
          CallCenterId own = p.tokens().callCenter();
          Doc.Obj claims =
              other
                  .claims()
                  .with("iss", Doc.str(own.orgId().value()))
                  .with("sub", Doc.str(own.apiName()));
          p.expect(Probe.withToken(p.batch(), other.signed(claims)), status(401));
        });
    check(
        "CALL-4/call-center-of-another-org",
        "org and call center of a token belong together",
        p -> {
          Tokens other = p.other();
          if (other.callCenter().apiName().equals(p.tokens().callCenter().apiName())) {
            throw new Check.Skipped("both call centers have the same name");
          }
          Doc.Obj claims = p.tokens().claims().with("sub", Doc.str(other.callCenter().apiName()));
          p.expect(Probe.withToken(p.batch(), p.tokens().signed(claims)), status(401));
        });
  }
}
