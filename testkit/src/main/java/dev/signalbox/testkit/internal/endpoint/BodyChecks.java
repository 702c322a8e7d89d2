package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;

import dev.signalbox.core.Clause;
import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.Generator;
import dev.signalbox.testkit.HostileBytes;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.Mutation;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.check.CheckBlockedException;
import dev.signalbox.testkit.internal.check.CheckFailedException;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import java.util.ArrayList;
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
        "takes every valid batch, unknown properties included",
        p -> p.forAllTaken(p.valid(), p::batch));
    for (Mutation flaw : Mutation.all()) {
      check(
          flaw.clause() + "/refused-" + flaw.name(),
          levelOf(flaw),
          "rejects " + flaw.description() + " (400)",
          p -> {
            if (flaw.needsSentiment() && p.profile() == Profile.V58) {
              throw new CheckSkippedException("profile v58 has no sentiments");
            }
            p.needs(controls(flaw));
            RefusalKind kind =
                flaw.clause() == Clause.BODY_4 ? RefusalKind.DOCUMENT : RefusalKind.BATCH;
            try {
              p.forAll(
                  flaw.batches(plain(p, flaw)),
                  flawed -> p.batch(flawed.document()),
                  flawed -> p.refused(kind, flaw.clauses(), flawed.pointer()));
            } catch (CheckFailedException failed) {
              throw SharedReading.cause(p, flaw, p::batch).map(failed::because).orElse(failed);
            }
          });
    }
    services();
    bytes();
    size();
    taken();
  }

  /** As plain as can be, and now and then the flaw in the second of two events. */
  static Generator<JsonDocument.Obj> plain(EndpointProber p, Mutation flaw) {
    JsonDocument.Obj event = BatchGenerators.category(EndpointProber.TIME);
    JsonDocument.Obj later = BatchGenerators.category(EndpointProber.TIME + 1000);
    if (flaw.inBatch()) {
      return Generator.constant(p.smallest());
    }
    return p.holds(Control.SEVERAL)
        ? Generator.of(p.withEvents(event), p.withEvents(event, later))
        : Generator.constant(p.withEvents(event));
  }

  /** What has to be accepted without the flaw. */
  static Control[] controls(Mutation flaw) {
    List<Control> all = new ArrayList<>();
    if (flaw.needsSentiment()) {
      all.add(Control.SENTIMENT);
    } else if (flaw.name().startsWith("participant")) {
      all.add(Control.PARTICIPANT);
    }
    if (flaw.name().startsWith("score")) {
      all.add(flaw.name().contains("string") ? Control.SCORE_TEXT : Control.SCORE);
    }
    if (flaw.name().startsWith("endTime")) {
      all.add(Control.END_TIME);
    }
    if (flaw.name().startsWith("details") || flaw.name().contains("Offset")) {
      all.add(Control.DETAILS);
    }
    if (flaw.name().startsWith("service")) {
      all.add(Control.SERVICES);
    }
    if (flaw.name().startsWith("persist")) {
      all.add(Control.PERSIST);
    }
    return all.toArray(Control[]::new);
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
        "takes any service (profile v67)",
        p -> {
          only(p, Profile.V67);
          p.needs(Control.WHITE_SPACE);
          p.forAll(
              BatchGenerators.service(),
              service -> p.batch(p.smallest().with("service", JsonDocument.str(service))),
              service -> accepted());
        });
    check(
        "BODY-2/sentiment",
        "takes sentiments (profile v67)",
        p -> {
          only(p, Profile.V67);
          try {
            p.expect(p.batch(p.withEvents(BatchGenerators.sentiment(1767607200000L))), accepted());
          } catch (CheckFailedException failed) {
            throw failed.because(Control.SENTIMENT.broken(p));
          }
        });
    check(
        "BODY-2/v58-service",
        "rejects every other service (400, profile v58)",
        p -> {
          only(p, Profile.V58);
          p.expect(
              p.batch(p.smallest().with("service", JsonDocument.str("CXoneAgentAssistService"))),
              p.refused(RefusalKind.BATCH, Set.of(Clause.BODY_2), "/service"));
        });
    check(
        "BODY-2/v58-sentiment",
        "rejects sentiments (400, profile v58)",
        p -> {
          only(p, Profile.V58);
          p.expect(
              p.batch(p.withEvents(BatchGenerators.sentiment(EndpointProber.TIME))),
              p.refused(RefusalKind.BATCH, Set.of(Clause.BODY_2, Clause.EVT_1), "/events/0/type"));
        });
    check(
        "BODY-1/long",
        "takes a service whose name has 255 characters",
        p -> {
          p.needs(Control.SERVICES);
          only(p, Profile.V67);
          p.expect(
              p.batch(p.smallest().with("service", JsonDocument.str("s".repeat(255)))), accepted());
        });
    check(
        "BODY-1/example-services",
        Clause.Level.SOURCE,
        "takes the services that the vendor names",
        p -> {
          p.needs(Control.SERVICES);
          p.expect(p.batch(), accepted());
          if (p.profile() == Profile.V67) {
            for (String service :
                List.of("CXoneAgentAssistService", "VonageConversationalInsights")) {
              p.expect(
                  p.batch(p.smallest().with("service", JsonDocument.str(service))), accepted());
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
          "rejects a body with this: " + hostile.getKey().replace('-', ' ') + " (400)",
          p ->
              p.expect(
                  p.batch().body(hostile.getValue()),
                  p.strictly(RefusalKind.DOCUMENT, Set.of(Clause.BODY_4), "")));
    }
    check(
        "BODY-4/any-bytes",
        "answers any bytes with 202 or 400",
        p ->
            p.forAll(
                HostileBytes.any(),
                bytes -> p.batch().body(bytes),
                bytes ->
                    new Expectation("status 202 or 400", a -> a.isSuccess() || a.isRefusal())));
    taken("BODY-4/byte-order-mark", "takes a UTF-8 byte order mark", "\uFEFF", "");
    taken("BODY-4/white-space", "takes white space around the document", " \t\r\n", "\r\n ");
    takenMembers(
        "BODY-4/deep", "takes 64 levels of nesting", Control.UNKNOWN_LISTS, "\"x\":" + nested(63));
    takenMembers(
        "BODY-4/many-digits",
        "takes a number of 1,000 digits",
        Control.UNKNOWN,
        "\"x\":" + "7".repeat(1000));
    takenMembers(
        "BODY-4/escapes",
        "reads escapes in names",
        Control.UNKNOWN,
        "\"\\u0078\":\"\\/\\b\\f\\n\\r\\t\"");
    check(
        "BODY-4/escaped-name",
        "takes a name with escapes as the same name",
        p ->
            p.expect(
                p.batch().body(p.smallest().json().replace("\"service\"", "\"s\\u0065rvice\"")),
                accepted()));
  }

  private void takenMembers(String id, String title, Control control, String members) {
    check(
        id,
        title,
        p -> {
          p.needs(control);
          String json = p.smallest().json();
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
        id, title, p -> p.expect(p.batch().body(before + p.smallest().json() + after), accepted()));
  }

  private void size() {
    check(
        "BODY-4/size-limit",
        "takes a body of exactly 1 MiB",
        p -> p.expect(p.batch().body(p.padded(LIMIT)), accepted()));
    check(
        "BODY-4/size-above",
        "rejects a body of one byte more than 1 MiB (413)",
        p ->
            p.expect(
                p.batch().body(p.padded(LIMIT + 1)), p.strictly(RefusalKind.SIZE, Clause.BODY_4)));
    check(
        "BODY-4/size-above-chunked",
        "rejects a body of one byte more than 1 MiB in chunks (413)",
        p ->
            p.expect(
                p.batch().body(p.padded(LIMIT + 1)).inChunks(),
                p.strictly(RefusalKind.SIZE, Clause.BODY_4)));
    check(
        "BODY-4/size-limit-chunked",
        "takes a body of exactly 1 MiB in chunks",
        p -> p.expect(p.batch().body(p.padded(LIMIT)).inChunks(), accepted()));
    check(
        "BODY-4/chunked",
        Clause.Level.SOURCE,
        "takes a body in chunks",
        p -> p.expect(p.batch().inChunks(), accepted()));
    check(
        "BODY-3/many",
        "takes a batch of 1,000 events",
        p -> {
          p.needs(Control.SEVERAL);
          JsonDocument.Arr events =
              new JsonDocument.Arr(
                  LongStream.range(0, 1000)
                      .mapToObj(i -> (JsonDocument) BatchGenerators.category(1767607200000L + i))
                      .toList());
          JsonDocument.Obj batch = p.smallest().with("events", events);
          int size = p.batch(batch).body().length;
          if (!p.taken(p.batch().body(p.padded(size)))) {
            throw new CheckBlockedException(
                Clause.BODY_4, "a body of " + size + " bytes is accepted");
          }
          p.expect(p.batch(batch), accepted());
        });
  }

  private void taken() {
    event("EVT-3/zero", "takes the startTime 0", e -> e.with("startTime", JsonDocument.lit(0)));
    event(
        "EVT-3/minus-zero",
        "takes the startTime -0 as 0",
        e -> e.with("startTime", JsonDocument.lit("-0")));
    event(
        "EVT-3/greatest",
        "takes the greatest int64 as startTime",
        e -> e.with("startTime", JsonDocument.lit(Long.MAX_VALUE)));
    event(
        "EVT-3/seconds",
        "takes a startTime that looks like seconds, as in the source's own example",
        e -> e.with("startTime", JsonDocument.lit(1573503300)));
    check(
        "EVT-2/long",
        "takes a name of 10,000 characters",
        p -> {
          if (!p.taken(p.batch().body(p.padded(11_000)))) {
            throw new CheckBlockedException(Clause.BODY_4, "a body of 11,000 bytes is accepted");
          }
          p.expectTaken(
              p.withEvents(
                  BatchGenerators.category(EndpointProber.TIME)
                      .with("value", JsonDocument.str("x".repeat(10_000)))));
        });
    event(
        "EVT-2/surrounded",
        "takes white space around and inside a name",
        e -> e.with("value", JsonDocument.str(" a\tb\r\nc ")));
    event(
        "EVT-2/supplementary",
        "takes characters beyond U+FFFF",
        e -> e.with("value", JsonDocument.str("\uD83D\uDE00")));
    event(
        "EVT-2/escaped-pair",
        "takes an escaped surrogate pair as one character",
        e -> e.with("value", JsonDocument.lit("\"\\ud83d\\ude00\"")));
    event(
        "EVT-5/category-participant",
        "takes a category that names a participant",
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
          "takes a sentiment of " + value[1],
          p -> {
            only(p, Profile.V67);
            p.expectTaken(
                p.withEvents(
                    BatchGenerators.sentiment(EndpointProber.TIME)
                        .with("value", JsonDocument.str(value[1]))));
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
          "takes a score of " + score[1],
          e -> e.with("score", JsonDocument.lit(score[1])));
    }
    event(
        "EVT-7/end-equals-start",
        "takes an endTime that equals startTime",
        e -> e.with("endTime", e.get("startTime").orElseThrow()));
    for (String[] details :
        new String[][] {
          {"client", "{\"BeginOffsetMillis\":5120,\"EndOffsetMillis\":15495}"},
          {"equal", "{\"BeginOffsetMillis\":0,\"EndOffsetMillis\":0}"},
        }) {
      event(
          "EVT-7/details-" + details[0],
          "takes the details " + details[1],
          e -> e.with("details", JsonDocument.lit(details[1])));
    }
    event(
        "BODY-6/details-transcript",
        "ignores a property of details that nobody listed",
        e ->
            e.with(
                "details",
                JsonDocument.obj()
                    .with("BeginOffsetMillis", JsonDocument.lit(1))
                    .with("EndOffsetMillis", JsonDocument.lit(2))
                    .with("TranscriptItems", JsonDocument.arr(JsonDocument.obj()))));
    for (String literal : List.of("true", "false")) {
      check(
          "BODY-6/persist-" + literal,
          "takes persist " + literal,
          p ->
              p.expect(
                  p.batch(p.smallest().with("persist", JsonDocument.lit(literal))), accepted()));
    }
    check(
        "BODY-6/unknown",
        "ignores properties that nobody listed, wherever they are",
        p ->
            p.expectTaken(
                p.withEvents(
                        BatchGenerators.category(EndpointProber.TIME)
                            .with("x", JsonDocument.lit("null"))
                            .with("details", JsonDocument.obj().with("x", JsonDocument.arr())))
                    .with("score", JsonDocument.str("not a score"))
                    .with("startTime", JsonDocument.lit("-1"))
                    .with("Service", JsonDocument.lit("1"))));
    check(
        "BODY-6/published-lambda",
        "takes what the published Lambda function sends, headers included",
        p -> {
          JsonDocument.Obj batch =
              p.withEvents(
                      BatchGenerators.category(1700000000000L)
                          .with("value", JsonDocument.str("keyWord"))
                          .with(
                              "details",
                              JsonDocument.lit(
                                  "{\"BeginOffsetMillis\":5120,\"EndOffsetMillis\":15495}")))
                  .with("persist", JsonDocument.lit("false"));
          p.expectTaken(batch);
          alone(p, "Accept", "application/json, text/plain, */*", Clause.HDR_3);
          alone(p, "Telephony-Provider-Name", "amazon-connect", Clause.HDR_2);
          RawRequest request =
              p.batch(batch)
                  .with("Accept", "application/json, text/plain, */*")
                  .with("Telephony-Provider-Name", "amazon-connect")
                  .with("User-Agent", "axios/1.13.2")
                  .with("Accept-Encoding", "gzip, compress, deflate, br");
          HttpAnswer answer = p.expect(request, accepted());
          boolean compressed = answer.header("Content-Encoding").isPresent();
          if (compressed) {
            throw p.failed(request, "an answer that is not compressed", answer);
          }
        });
  }

  /** One header of a client's, beside nothing else that is unusual. */
  private static void alone(EndpointProber p, String name, String value, Clause clause) {
    if (!p.taken(p.batch().with(name, value))) {
      throw new CheckBlockedException(clause, name + ": " + value + " is accepted");
    }
  }

  private interface Change {
    JsonDocument.Obj of(JsonDocument.Obj event);
  }

  private void event(String id, String title, Change change) {
    check(
        id,
        title,
        p -> p.expectTaken(p.withEvents(change.of(BatchGenerators.category(EndpointProber.TIME)))));
  }
}
