package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;
import static dev.signalbox.testkit.internal.endpoint.Expectation.refused;
import static dev.signalbox.testkit.internal.endpoint.Expectation.status;

import dev.signalbox.core.Clause;
import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.HostileBytes;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.Mutation;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import dev.signalbox.testkit.internal.http.ProblemBody;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** CheckSection 4: the batch and its events, in JSON. */
public final class BodyChecks extends CheckSection<EndpointProber> {
  private static final int LIMIT = 1 << 20;

  public BodyChecks() {
    super("body");
    check(
        "BODY-6/any-valid",
        "every valid batch is taken, unknown properties included",
        p -> p.forAll(p.valid(), p::batch, batch -> accepted()));
    for (Mutation flaw : Mutation.all()) {
      check(
          flaw.clause() + "/refused-" + flaw.name(),
          levelOf(flaw),
          "a batch with this gets 400: " + flaw.name().replace('-', ' '),
          p -> {
            if (flaw.needsSentiment() && p.profile() == Profile.V58) {
              throw new CheckSkippedException("profile v58 has no sentiments");
            }
            p.forAll(
                flaw.batches(p.valid(BatchGenerators.valid(1, 3))),
                flawed -> p.batch(flawed.document()),
                flawed -> refused(p.ours(), 400, flaw.clauses(), flawed.pointer()));
          });
    }
    services();
    bytes();
    size();
    taken();
  }

  /** Limits that no source states stand in clauses of the vendor's too. */
  public static Clause.Level levelOf(Mutation flaw) {
    boolean limit =
        flaw.name()
                .matches(
                    ".*-(nul|control|high-surrogate|low-surrogate|noncharacter"
                        + "|no-break-space|em-space|too-long|too-long-string)")
            || flaw.name().equals("events-empty");
    return limit ? Clause.Level.OURS : flaw.clause().level();
  }

  private void services() {
    check(
        "BODY-2/any-service",
        "profile v67 takes any service",
        p -> {
          only(p, Profile.V67);
          p.forAll(
              BatchGenerators.service(),
              service ->
                  p.batch(BatchGenerators.smallest().with("service", JsonDocument.str(service))),
              service -> accepted());
        });
    check(
        "BODY-2/sentiment",
        "profile v67 takes sentiments",
        p -> {
          only(p, Profile.V67);
          p.expect(p.batch(withEvents(BatchGenerators.sentiment(1767607200000L))), accepted());
        });
    check(
        "BODY-2/v58-service",
        "profile v58 refuses every other service with 400",
        p -> {
          only(p, Profile.V58);
          p.expect(
              p.batch(
                  BatchGenerators.smallest()
                      .with("service", JsonDocument.str("CXoneAgentAssistService"))),
              refused(p.ours(), 400, Set.of(Clause.BODY_2), "/service"));
        });
    check(
        "BODY-2/v58-sentiment",
        "profile v58 refuses sentiments with 400",
        p -> {
          only(p, Profile.V58);
          p.expect(
              p.batch(withEvents(BatchGenerators.sentiment(1))),
              refused(p.ours(), 400, Set.of(Clause.BODY_2, Clause.EVT_1), "/events/0/type"));
        });
    check(
        "BODY-1/example-services",
        Clause.Level.SOURCE,
        "the services that the vendor names are taken",
        p -> {
          p.expect(p.batch(), accepted());
          if (p.profile() == Profile.V67) {
            for (String service :
                List.of("CXoneAgentAssistService", "VonageConversationalInsights")) {
              p.expect(
                  p.batch(BatchGenerators.smallest().with("service", JsonDocument.str(service))),
                  accepted());
            }
          }
        });
  }

  private static void only(EndpointProber p, Profile profile) {
    if (p.profile() != profile) {
      throw new CheckSkippedException("another profile: " + p.profile());
    }
  }

  private void bytes() {
    for (Map.Entry<String, byte[]> hostile : HostileBytes.json().entrySet()) {
      check(
          "BODY-4/bytes-" + hostile.getKey(),
          "a body with this gets 400: " + hostile.getKey().replace('-', ' '),
          p ->
              p.expect(
                  p.batch().body(hostile.getValue()),
                  refused(p.ours(), 400, Set.of(Clause.BODY_4), "")));
    }
    check(
        "BODY-4/any-bytes",
        "no bytes at all lead to a status of 5xx or to silence",
        p ->
            p.forAll(
                HostileBytes.any(), bytes -> p.batch().body(bytes), bytes -> status(202, 400)));
    taken("BODY-4/byte-order-mark", "a UTF-8 byte order mark is taken", "\uFEFF", "");
    taken("BODY-4/white-space", "white space around the document is taken", " \t\r\n", "\r\n ");
    takenMembers("BODY-4/deep", "nesting of 64 levels is taken", "\"x\":" + nested(63));
    takenMembers(
        "BODY-4/many-digits", "a number of 1,000 digits is taken", "\"x\":" + "7".repeat(1000));
    takenMembers(
        "BODY-4/escapes", "escapes are read in names", "\"\\u0078\":\"\\/\\b\\f\\n\\r\\t\"");
    check(
        "BODY-4/escaped-name",
        "a name with escapes is the same name",
        p ->
            p.expect(
                p.batch()
                    .body(
                        BatchGenerators.smallest()
                            .json()
                            .replace("\"service\"", "\"s\\u0065rvice\"")),
                accepted()));
  }

  private void takenMembers(String id, String title, String members) {
    check(
        id,
        title,
        p -> {
          String json = BatchGenerators.smallest().json();
          p.expect(
              p.batch().body(json.substring(0, json.length() - 1) + "," + members + "}"),
              accepted());
        });
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  private void taken(String id, String title, String before, String after) {
    check(
        id,
        title,
        p ->
            p.expect(
                p.batch().body(before + BatchGenerators.smallest().json() + after), accepted()));
  }

  private void size() {
    check(
        "BODY-4/size-limit",
        "a body of exactly 1 MiB is taken",
        p -> p.expect(p.batch().body(padded(LIMIT)), accepted()));
    check(
        "BODY-4/size-above",
        "a body of one byte more gets 413",
        p -> p.expect(p.batch().body(padded(LIMIT + 1)), refused(p.ours(), 413, Clause.BODY_4)));
    check(
        "BODY-4/size-above-chunked",
        "a body of one byte more gets 413 in chunks too",
        p ->
            p.expect(
                p.batch().body(padded(LIMIT + 1)).inChunks(),
                refused(p.ours(), 413, Clause.BODY_4)));
    check(
        "BODY-4/size-limit-chunked",
        "a body of exactly 1 MiB is taken in chunks",
        p -> p.expect(p.batch().body(padded(LIMIT)).inChunks(), accepted()));
    check(
        "BODY-4/chunked",
        Clause.Level.SOURCE,
        "a body in chunks is taken",
        p -> p.expect(p.batch().inChunks(), accepted()));
    check(
        "BODY-3/many",
        "a batch of many events is taken",
        p -> {
          JsonDocument.Arr events =
              new JsonDocument.Arr(
                  LongStream.range(0, 1000)
                      .mapToObj(i -> (JsonDocument) BatchGenerators.category(1767607200000L + i))
                      .toList());
          p.expect(p.batch(BatchGenerators.smallest().with("events", events)), accepted());
        });
  }

  /** A valid body of that many bytes. */
  private static byte[] padded(int size) {
    byte[] json = BatchGenerators.smallest().json().getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(json, size);
    Arrays.fill(all, json.length, size, (byte) ' ');
    return all;
  }

  private void taken() {
    event("EVT-3/zero", "startTime 0 is taken", e -> e.with("startTime", JsonDocument.lit(0)));
    event("EVT-3/minus-zero", "-0 is 0", e -> e.with("startTime", JsonDocument.lit("-0")));
    event(
        "EVT-3/greatest",
        "the greatest int64 is taken",
        e -> e.with("startTime", JsonDocument.lit(Long.MAX_VALUE)));
    event(
        "EVT-3/seconds",
        "a startTime that looks like seconds is taken, as in the source's own example",
        e -> e.with("startTime", JsonDocument.lit(1573503300)));
    event(
        "EVT-2/long",
        "a long name is taken",
        e -> e.with("value", JsonDocument.str("x".repeat(10_000))));
    event(
        "EVT-2/surrounded",
        "white space around a name is taken",
        e -> e.with("value", JsonDocument.str(" a\tb\r\nc ")));
    event(
        "EVT-2/supplementary",
        "characters beyond U+FFFF are taken",
        e -> e.with("value", JsonDocument.str("\uD83D\uDE00")));
    event(
        "EVT-2/escaped-pair",
        "an escaped surrogate pair is one character",
        e -> e.with("value", JsonDocument.lit("\"\\ud83d\\ude00\"")));
    event(
        "EVT-5/category-participant",
        "a category may name a participant",
        e -> e.with("participant", JsonDocument.str("AGENT")));
    for (String[] value :
        new String[][] {
          {"greatest", "1000"},
          {"least", "-1000.00"},
          {"greatest-with-zeros", "1000.000"},
          {"zero", "0"},
          {"minus-zero", "-0"},
          {"leading-zeros", "0007"},
          {"three-decimals", "1.005"},
          {"source-example", "400.13"},
          {"32-characters", "0." + "0".repeat(30)},
        }) {
      check(
          "EVT-5/taken-" + value[0],
          "a sentiment of " + value[1] + " is taken",
          p -> {
            only(p, Profile.V67);
            p.expect(
                p.batch(
                    withEvents(
                        BatchGenerators.sentiment(1).with("value", JsonDocument.str(value[1])))),
                accepted());
          });
    }
    for (String[] score :
        new String[][] {
          {"number", "10"},
          {"zero", "0"},
          {"greatest", "1000"},
          {"fraction", "87.5"},
          {"greatest-fraction", "1000.0"},
          {"string", "\"87\""},
          {"string-fraction", "\"12.50\""},
          {"string-greatest", "\"1000\""},
        }) {
      event(
          "EVT-6/taken-" + score[0],
          "a score of " + score[1] + " is taken",
          e -> e.with("score", JsonDocument.lit(score[1])));
    }
    event(
        "EVT-7/end-equals-start",
        "an endTime that equals startTime is taken",
        e -> e.with("endTime", e.get("startTime").orElseThrow()));
    for (String[] details :
        new String[][] {
          {"client", "{\"BeginOffsetMillis\":5120,\"EndOffsetMillis\":15495}"},
          {"equal", "{\"BeginOffsetMillis\":0,\"EndOffsetMillis\":0}"},
          {"unknown", "{\"BeginOffsetMillis\":1,\"EndOffsetMillis\":2,\"TranscriptItems\":[{}]}"},
        }) {
      event(
          "EVT-7/details-" + details[0],
          "details of " + details[1] + " are taken",
          e -> e.with("details", JsonDocument.lit(details[1])));
    }
    for (String literal : List.of("true", "false")) {
      check(
          "BODY-6/persist-" + literal,
          "persist " + literal + " is taken",
          p ->
              p.expect(
                  p.batch(BatchGenerators.smallest().with("persist", JsonDocument.lit(literal))),
                  accepted()));
    }
    check(
        "BODY-6/unknown",
        "properties that nobody listed are ignored, wherever they are",
        p ->
            p.expect(
                p.batch(
                    withEvents(
                            BatchGenerators.category(1)
                                .with("x", JsonDocument.lit("null"))
                                .with("details", JsonDocument.obj().with("x", JsonDocument.arr())))
                        .with("score", JsonDocument.str("not a score"))
                        .with("startTime", JsonDocument.lit("-1"))
                        .with("Service", JsonDocument.lit("1"))),
                accepted()));
    check(
        "BODY-6/published-lambda",
        "what the published Lambda function sends is taken, headers included",
        p -> {
          String body =
              "{\"service\":\"AmazonConnectContactLens\",\"events\":[{\"type\":"
                  + "\"IntelligenceSignal__Category\",\"value\":\"keyWord\",\"startTime\":"
                  + "1700000000000,\"details\":{\"BeginOffsetMillis\":5120,\"EndOffsetMillis\":"
                  + "15495}}],\"persist\":false}";
          RawRequest request =
              p.batch()
                  .with("Accept", "application/json, text/plain, */*")
                  .with("Telephony-Provider-Name", "amazon-connect")
                  .with("User-Agent", "axios/1.13.2")
                  .with("Accept-Encoding", "gzip, compress, deflate, br")
                  .body(body);
          p.expect(
              request,
              accepted().and("a JSON body, not compressed", a -> ProblemBody.json(a).isPresent()));
        });
  }

  private interface Change {
    JsonDocument.Obj of(JsonDocument.Obj event);
  }

  private void event(String id, String title, Change change) {
    check(
        id,
        title,
        p ->
            p.expect(
                p.batch(withEvents(change.of(BatchGenerators.category(1767607200000L)))),
                accepted()));
  }

  public static JsonDocument.Obj withEvents(JsonDocument... events) {
    return BatchGenerators.smallest().with("events", JsonDocument.arr(events));
  }
}
