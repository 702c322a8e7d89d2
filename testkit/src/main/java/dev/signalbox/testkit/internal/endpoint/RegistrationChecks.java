package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.refused;
import static dev.signalbox.testkit.internal.endpoint.Expectation.status;

import dev.signalbox.core.Clause;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.ProblemBody;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** CheckSection 6: voice calls and transfers. */
public final class RegistrationChecks extends CheckSection<EndpointProber> {
  static final String KEY = "vendorCallKey";
  static final String METHOD = "initiationMethod";
  static final String PARENT = "parentVoiceCallId";

  public RegistrationChecks() {
    super("calls");
    registering();
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
                          ProblemBody.json(a)
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
                            ProblemBody.json(a)
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
                record(p).with(KEY, JsonDocument.str("0LQRM0000006CSz")),
                "/" + KEY,
                Clause.KEY_2,
                Clause.CALL_1));
    for (Map.Entry<String, JsonDocument> bad :
        new TreeMap<>(
                Map.<String, JsonDocument>of(
                    "null", JsonDocument.lit("null"),
                    "number", JsonDocument.lit(5),
                    "blank", JsonDocument.str(""),
                    "unknown", JsonDocument.str("Consult")))
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
                p.authorized(ContractPaths.CALLS)
                    .with("Content-Type", "application/xml")
                    .body(record(p).xml("voiceCall")),
                status(201)
                    .and(
                        "a voiceCallId",
                        a ->
                            ProblemBody.xml(a)
                                .filter(
                                    root ->
                                        VoiceCallId.isVoiceCallId(
                                            ProblemBody.text(root, "voiceCallId")))
                                .isPresent())));
    ours(
        "CALL-1/xml-other-root",
        "a record in XML with another root gets 400",
        p ->
            p.expect(
                p.authorized(ContractPaths.CALLS)
                    .with("Content-Type", "application/xml")
                    .body(record(p).xml("realtimeConversationEvents")),
                refused(p.ours(), 400, Clause.BODY_4)));
    ours(
        "CALL-1/broken",
        "a record that is no JSON gets 400",
        p ->
            p.expect(
                p.authorized(ContractPaths.CALLS)
                    .with("Content-Type", "application/json")
                    .body("{"),
                refused(p.ours(), 400, Clause.BODY_4)));
  }

  static JsonDocument.Obj record(EndpointProber p) {
    return JsonDocument.obj()
        .with(KEY, JsonDocument.str(p.key()))
        .with(METHOD, JsonDocument.str("Inbound"));
  }

  static void refusedRecord(
      EndpointProber p, JsonDocument record, String pointer, Clause... clauses) {
    p.expect(p.json(ContractPaths.CALLS, record), refused(p.ours(), 400, Set.of(clauses), pointer));
  }
}
