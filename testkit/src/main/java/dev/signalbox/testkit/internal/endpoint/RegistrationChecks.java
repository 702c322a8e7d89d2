package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;
import static dev.signalbox.testkit.internal.endpoint.Expectation.status;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.CheckBlockedException;
import dev.signalbox.testkit.internal.check.CheckFailedException;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import dev.signalbox.testkit.internal.http.AnswerFormat;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.ProblemBody;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Section 6: voice calls, and what one org's are to another. */
public final class RegistrationChecks extends CheckSection<EndpointProber> {
  static final String KEY = "vendorCallKey";
  static final String METHOD = "initiationMethod";
  static final String PARENT = "parentVoiceCallId";

  public RegistrationChecks() {
    super("calls");
    registering();
    scope();
  }

  private void registering() {
    check(
        "CALL-1/registered",
        "registers a voice call",
        p -> p.registered(p.call(p.key(), "Inbound", Optional.empty())));
    ours(
        "CALL-1/status",
        "answers a registration with 201",
        p -> p.expect(p.call(p.key(), "Inbound", Optional.empty()), status(201)));
    check(
        "CALL-1/id",
        "answers a registration with a well-formed voiceCallId of 18 characters",
        p -> {
          RawRequest call = p.call(p.key(), "Inbound", Optional.empty());
          p.expect(
              call,
              p.registration()
                  .and(
                      "a well-formed id",
                      a ->
                          ProblemBody.json(a)
                              .map(o -> o.getString("voiceCallId", ""))
                              .filter(id -> id.length() == 18 && VoiceCallId.isVoiceCallId(id))
                              .isPresent()));
        });
    ours(
        "CALL-1/errors-empty",
        "answers a registration with an empty list of errors",
        p ->
            p.expect(
                p.call(p.key(), "Inbound", Optional.empty()),
                p.registration()
                    .and(
                        "errors: []",
                        a ->
                            ProblemBody.json(a)
                                .map(o -> o.getOrDefault("errors", JsonValue.NULL))
                                .filter(JsonValue.EMPTY_JSON_ARRAY::equals)
                                .isPresent())));
    for (String method : List.of("Inbound", "Outbound", "Conference", "Callback")) {
      check(
          "CALL-1/method-" + method.toLowerCase(Locale.ROOT),
          "takes the initiationMethod " + method + " in any case",
          p -> {
            for (String written :
                List.of(method, method.toLowerCase(Locale.ROOT), method.toUpperCase(Locale.ROOT))) {
              p.registered(p.call(p.key(), written, Optional.empty()));
            }
          });
    }
    check(
        "CALL-1/again",
        "answers the same key again with a new id",
        p -> {
          p.needs(Control.IDS);
          String key = p.key();
          Set<String> ids = new HashSet<>();
          for (int i = 0; i < 3; i++) {
            ids.add(p.registered(p.call(key, "Inbound", Optional.empty())));
          }
          if (ids.size() != 3) {
            throw p.failed(
                p.call(key, "Inbound", Optional.empty()), "a new id each time", "the ids " + ids);
          }
        });
    check(
        "CALL-1/published-clients",
        "takes what the published clients send, whatever its other properties are",
        p -> {
          JsonDocument.Obj record =
              JsonDocument.obj()
                  .with("callCenterApiName", JsonDocument.str(p.tokens().callCenter().apiName()))
                  .with(KEY, JsonDocument.str(p.key()))
                  .with("to", JsonDocument.lit("null"))
                  .with("from", JsonDocument.str(" 14155550100"))
                  .with(METHOD, JsonDocument.str("Inbound"))
                  .with("startTime", JsonDocument.str("2026-01-01T00:00:00.000Z"))
                  .with("callSubtype", JsonDocument.str("PSTN"))
                  .with("callAttributes", JsonDocument.str("{\"a\":\"v\"}"))
                  .with(
                      "participants",
                      JsonDocument.arr(
                          JsonDocument.obj()
                              .with("participantKey", JsonDocument.str("+14155550100"))
                              .with("type", JsonDocument.str("END_USER"))));
          p.registered(p.json(ContractPaths.CALLS, record));
        });
    check(
        "CALL-1/unreadable",
        "takes a record whose other properties can't be read",
        p -> {
          p.needs(Control.REGISTERS);
          for (String name : List.of("startTime", "to", "from", "x")) {
            p.registered(
                p.json(ContractPaths.CALLS, record(p).with(name, JsonDocument.str("soon"))));
          }
        });
    for (Map.Entry<String, JsonDocument> bad :
        new TreeMap<>(
                Map.<String, JsonDocument>of(
                    "null", JsonDocument.lit("null"),
                    "number", JsonDocument.lit(5),
                    "blank", JsonDocument.str(" "),
                    "control", JsonDocument.str("a\u0001"),
                    "too-long", JsonDocument.str("k".repeat(256))))
            .entrySet()) {
      check(
          "CALL-1/key-" + bad.getKey(),
          bad.getKey().equals("too-long") ? Clause.Level.OURS : Clause.Level.SOURCE,
          "rejects a vendorCallKey that is " + bad.getKey().replace('-', ' ') + " (400)",
          p ->
              refusedKey(
                  p,
                  record(p).with(KEY, bad.getValue()),
                  switch (bad.getKey()) {
                    case "too-long" -> Control.LONG_KEYS;
                    case "control" -> Control.CONTROLS_IN_KEYS;
                    default -> Control.KEYS;
                  },
                  Clause.CALL_1,
                  Clause.KEY_1));
    }
    check(
        "CALL-1/key-missing",
        "rejects a record without vendorCallKey (400)",
        p -> refusedRecord(p, record(p).without(KEY), "/" + KEY, Clause.CALL_1, Clause.KEY_1));
    check(
        "CALL-1/key-voice-call-id",
        "rejects a record whose key is a voiceCallId (400)",
        p ->
            refusedKey(
                p,
                record(p).with(KEY, JsonDocument.str("0LQRM0000006CSz")),
                Control.IDS_AS_KEYS,
                Clause.KEY_2,
                Clause.CALL_1));
    for (Map.Entry<String, JsonDocument> bad :
        new TreeMap<>(
                Map.<String, JsonDocument>of(
                    "null", JsonDocument.lit("null"),
                    "number", JsonDocument.lit(5),
                    "blank", JsonDocument.str(""),
                    "followed-by-a-line-feed", JsonDocument.str("Inbound\n"),
                    "unknown", JsonDocument.str("Consult")))
            .entrySet()) {
      check(
          "CALL-1/method-" + bad.getKey(),
          "rejects an initiationMethod that is " + bad.getKey().replace('-', ' ') + " (400)",
          p ->
              refusedRecord(
                  p, record(p).with(METHOD, bad.getValue()), "/" + METHOD, Clause.CALL_1));
    }
    check(
        "CALL-1/method-missing",
        "rejects a record without initiationMethod (400)",
        p -> refusedRecord(p, record(p).without(METHOD), "/" + METHOD, Clause.CALL_1));
    ours(
        "CALL-1/xml",
        "takes a record in XML, and answers in XML",
        p -> {
          p.needs(Control.XML, Control.REGISTERS);
          RawRequest request =
              p.authorized(ContractPaths.CALLS)
                  .with("Content-Type", "application/xml")
                  .body(record(p).xml("voiceCall"));
          HttpAnswer answer = p.expect(request, p.registration());
          if (AnswerFormat.of(answer).isJson()) {
            throw new CheckBlockedException(Clause.HDR_3, "XML is answered in XML");
          }
          boolean hasId =
              ProblemBody.xml(answer)
                  .map(root -> ProblemBody.text(root, "voiceCallId"))
                  .filter(VoiceCallId::isVoiceCallId)
                  .isPresent();
          if (!hasId) {
            throw p.failed(request, "a voiceCallId", answer);
          }
        });
    ours(
        "CALL-1/xml-other-root",
        "rejects a record in XML with another root (400)",
        p -> {
          p.needs(Control.XML, Control.XML_ROOTS);
          p.expect(
              p.authorized(ContractPaths.CALLS)
                  .with("Content-Type", "application/xml")
                  .body(record(p).xml("realtimeConversationEvents")),
              p.refused(RefusalKind.DOCUMENT, Clause.BODY_4));
        });
    ours(
        "CALL-1/broken",
        "rejects a record that is no JSON (400)",
        p ->
            p.expect(
                p.authorized(ContractPaths.CALLS)
                    .with("Content-Type", "application/json")
                    .body("{"),
                p.refused(RefusalKind.DOCUMENT, Clause.BODY_4)));
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

  static JsonDocument.Obj record(EndpointProber p) {
    return JsonDocument.obj()
        .with(KEY, JsonDocument.str(p.key()))
        .with(METHOD, JsonDocument.str("Inbound"));
  }

  static void refusedRecord(
      EndpointProber p, JsonDocument record, String pointer, Clause... clauses) {
    p.expect(
        p.json(ContractPaths.CALLS, record),
        p.strictly(RefusalKind.RECORD, Set.of(clauses), pointer));
  }

  /** What is wrong with the keys of batches too is KEY-1's or KEY-2's. */
  private static void refusedKey(
      EndpointProber p, JsonDocument record, Control control, Clause... clauses) {
    try {
      refusedRecord(p, record, "/" + KEY, clauses);
    } catch (CheckFailedException failed) {
      throw p.holds(control) ? failed : failed.because(control.broken(p));
    }
  }
}
