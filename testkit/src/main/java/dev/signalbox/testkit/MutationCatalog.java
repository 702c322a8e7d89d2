package dev.signalbox.testkit;

import static dev.signalbox.core.Clause.BODY_1;
import static dev.signalbox.core.Clause.BODY_3;
import static dev.signalbox.core.Clause.BODY_4;
import static dev.signalbox.core.Clause.BODY_6;
import static dev.signalbox.core.Clause.EVT_1;
import static dev.signalbox.core.Clause.EVT_2;
import static dev.signalbox.core.Clause.EVT_3;
import static dev.signalbox.core.Clause.EVT_4;
import static dev.signalbox.core.Clause.EVT_5;
import static dev.signalbox.core.Clause.EVT_6;
import static dev.signalbox.core.Clause.EVT_7;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.Mutation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Every way in which a batch can break one clause at one place. */
final class MutationCatalog {
  private static final long TIME = 1767607200000L;

  private static final JsonDocument NULL = JsonDocument.lit("null");
  private static final JsonDocument TRUE = JsonDocument.lit("true");

  private final List<Mutation> flaws = new ArrayList<>();

  static List<Mutation> all() {
    return List.copyOf(new MutationCatalog().flaws);
  }

  private MutationCatalog() {
    service();
    events();
    typeAndValue();
    startTime();
    order();
    sentiment();
    score();
    times();
    member(BODY_6, Target.BATCH, "persist", "string", JsonDocument.str("true"), false);
    member(BODY_6, Target.BATCH, "persist", "null", NULL, false);
    member(BODY_6, Target.BATCH, "persist", "number", JsonDocument.lit(1), false);
    member(
        BODY_6,
        Target.BATCH,
        "persist",
        "object",
        JsonDocument.obj().with("a", JsonDocument.lit(1)),
        true);
    member(BODY_6, Target.BATCH, "persist", "other-word", JsonDocument.str("yes"), true);
  }

  private void service() {
    missing(BODY_1, Target.BATCH, "service");
    wrongTypes(BODY_1, Target.BATCH, "service");
    blank(BODY_1, Target.BATCH, "service");
    notXml(BODY_1, Target.BATCH, "service");
  }

  private void events() {
    missing(BODY_3, Target.BATCH, "events");
    member(BODY_3, Target.BATCH, "events", "null", NULL, false);
    member(BODY_3, Target.BATCH, "events", "object", BatchGenerators.category(TIME), false);
    member(BODY_3, Target.BATCH, "events", "string", JsonDocument.str("none"), false);
    member(BODY_3, Target.BATCH, "events", "number", JsonDocument.lit(1), false);
    member(BODY_3, Target.BATCH, "events", "empty", JsonDocument.arr(), false);
    event(BODY_4, "event-null", NULL);
    event(BODY_4, "event-string", JsonDocument.str("CustomerAngry"));
    event(BODY_4, "event-number", JsonDocument.lit(7));
    event(BODY_4, "event-array", JsonDocument.arr(BatchGenerators.category(TIME)));
  }

  private void typeAndValue() {
    missing(EVT_1, Target.CATEGORY, "type");
    wrongTypes(EVT_1, Target.CATEGORY, "type");
    member(EVT_1, Target.CATEGORY, "type", "blank", JsonDocument.str(""), true);
    member(
        EVT_1,
        Target.CATEGORY,
        "type",
        "surrounded",
        JsonDocument.str(" IntelligenceSignal__Category "),
        false);
    member(EVT_1, Target.CATEGORY, "type", "without-prefix", JsonDocument.str("Category"), true);
    member(
        EVT_1, Target.CATEGORY, "type", "other-prefix", JsonDocument.str("Signal__Category"), true);
    member(
        EVT_1,
        Target.CATEGORY,
        "type",
        "one-underscore",
        JsonDocument.str("IntelligenceSignal_Category"),
        true);
    member(
        EVT_1,
        Target.CATEGORY,
        "type",
        "other-case",
        JsonDocument.str("intelligencesignal__category"),
        true);
    member(
        EVT_1,
        Target.CATEGORY,
        "type",
        "line-feed",
        JsonDocument.str("IntelligenceSignal__Category\n"),
        true);
    member(
        EVT_1,
        Target.CATEGORY,
        "type",
        "unknown",
        JsonDocument.str("IntelligenceSignal__OverallSentimentScore"),
        true);
    missing(EVT_2, Target.CATEGORY, "value");
    wrongTypes(EVT_2, Target.CATEGORY, "value");
    blank(EVT_2, Target.CATEGORY, "value");
    notXml(EVT_2, Target.CATEGORY, "value");
    either(EVT_2, EVT_5, Target.SENTIMENT, "value", "sentiment-missing", null, true);
    either(EVT_2, EVT_5, Target.SENTIMENT, "value", "sentiment-null", NULL, false);
    either(
        EVT_2,
        EVT_5,
        Target.SENTIMENT,
        "value",
        "sentiment-number",
        JsonDocument.lit("-62.5"),
        false);
    either(EVT_2, EVT_5, Target.SENTIMENT, "value", "sentiment-blank", JsonDocument.str(" "), true);
  }

  private void startTime() {
    String name = "startTime";
    missing(EVT_3, Target.EVENT, name);
    member(EVT_3, Target.EVENT, name, "null", NULL, false);
    member(EVT_3, Target.EVENT, name, "string", JsonDocument.str("1767607200000"), false);
    member(EVT_3, Target.EVENT, name, "boolean", TRUE, false);
    member(
        EVT_3,
        Target.EVENT,
        name,
        "object",
        JsonDocument.obj().with("ms", JsonDocument.lit(1)),
        true);
    member(
        EVT_3, Target.EVENT, name, "iso-date", JsonDocument.str("2026-01-05T10:00:00.000Z"), true);
    member(EVT_3, Target.EVENT, name, "fraction", JsonDocument.lit("1767607200000.5"), true);
    member(EVT_3, Target.EVENT, name, "fraction-zero", JsonDocument.lit("1767607200000.0"), true);
    member(EVT_3, Target.EVENT, name, "exponent", JsonDocument.lit("1e12"), true);
    member(EVT_3, Target.EVENT, name, "negative", JsonDocument.lit("-1"), true);
    member(EVT_3, Target.EVENT, name, "overflow", JsonDocument.lit("9223372036854775808"), true);
    member(
        EVT_3, Target.EVENT, name, "wraps-around", JsonDocument.lit("18446744073709551617"), true);
    member(EVT_3, Target.EVENT, name, "huge", JsonDocument.lit("9".repeat(400)), true);
  }

  private void order() {
    add(
        EVT_4,
        Set.of(EVT_4),
        "unsorted",
        Target.BATCH,
        "/events/1/startTime",
        true,
        batch -> {
          List<JsonDocument> rest =
              ((JsonDocument.Arr) ((JsonDocument.Obj) batch).get("events").orElseThrow())
                  .elements();
          // Before the others, and as usual as they are.
          long first = Math.max(1, Long.parseLong(startTime(rest.get(0))));
          List<JsonDocument> events = new ArrayList<>();
          events.add(BatchGenerators.category(first));
          events.add(BatchGenerators.category(first - 1));
          events.addAll(rest);
          return ((JsonDocument.Obj) batch).with("events", new JsonDocument.Arr(events));
        });
  }

  private void sentiment() {
    for (String[] value :
        new String[][] {
          {"above", "1000.01"},
          {"below", "-1001"},
          {"above-before-rounding", "1000.001"},
          {"below-before-rounding", "-1000.004"},
          {"plus", "+5"},
          {"exponent", "1e2"},
          {"no-integer-part", ".5"},
          {"no-fraction", "5."},
          {"leading-space", " 5"},
          {"line-feed", "5\n"},
          {"comma", "12,5"},
          {"words", "very bad"},
          {"not-a-number", "NaN"},
          {"minus-alone", "-"},
          {"two-signs", "--5"},
          {"two-points", "1.2.3"},
          {"other-digits", "\u0661\u0662"},
          {"too-long", "0." + "0".repeat(31)},
        }) {
      member(EVT_5, Target.SENTIMENT, "value", value[0], JsonDocument.str(value[1]), true);
    }
    missing(EVT_5, Target.SENTIMENT, "participant");
    for (Target target : List.of(Target.SENTIMENT, Target.CATEGORY)) {
      String suffix = target == Target.CATEGORY ? "-in-category" : "";
      member(EVT_5, target, "participant", "null" + suffix, NULL, false);
      member(EVT_5, target, "participant", "other" + suffix, JsonDocument.str("SUPERVISOR"), true);
      member(EVT_5, target, "participant", "lower-case" + suffix, JsonDocument.str("agent"), true);
      member(EVT_5, target, "participant", "line-feed" + suffix, JsonDocument.str("AGENT\n"), true);
      member(EVT_5, target, "participant", "blank" + suffix, JsonDocument.str(""), true);
      member(EVT_5, target, "participant", "number" + suffix, JsonDocument.lit(1), true);
    }
  }

  private void score() {
    member(EVT_6, Target.EVENT, "score", "negative", JsonDocument.lit("-1"), true);
    member(EVT_6, Target.EVENT, "score", "just-negative", JsonDocument.lit("-0.01"), true);
    member(EVT_6, Target.EVENT, "score", "above", JsonDocument.lit("1001"), true);
    member(EVT_6, Target.EVENT, "score", "just-above", JsonDocument.lit("1000.001"), true);
    member(EVT_6, Target.EVENT, "score", "huge", JsonDocument.lit("9".repeat(400)), true);
    member(EVT_6, Target.EVENT, "score", "above-as-string", JsonDocument.str("1001"), true);
    member(EVT_6, Target.EVENT, "score", "negative-as-string", JsonDocument.str("-1"), true);
    member(EVT_6, Target.EVENT, "score", "exponent-as-string", JsonDocument.str("1e2"), false);
    member(EVT_6, Target.EVENT, "score", "plus-as-string", JsonDocument.str("+7"), true);
    member(
        EVT_6, Target.EVENT, "score", "too-long-string", JsonDocument.str("0".repeat(33)), false);
    member(EVT_6, Target.EVENT, "score", "line-feed", JsonDocument.str("7\n"), true);
    member(EVT_6, Target.EVENT, "score", "words", JsonDocument.str("high"), true);
    member(EVT_6, Target.EVENT, "score", "blank", JsonDocument.str(""), true);
    member(EVT_6, Target.EVENT, "score", "null", NULL, false);
    member(EVT_6, Target.EVENT, "score", "boolean", TRUE, true);
    member(
        EVT_6,
        Target.EVENT,
        "score",
        "object",
        JsonDocument.obj().with("of", JsonDocument.lit(1)),
        true);
  }

  private void times() {
    for (Object[] end :
        new Object[][] {
          {"string", JsonDocument.str("9223372036854775807"), false},
          {"null", NULL, false},
          {"fraction", JsonDocument.lit("9223372036854775806.5"), true},
          {"exponent", JsonDocument.lit("9e18"), true},
          {"overflow", JsonDocument.lit("9223372036854775808"), true},
          {"boolean", TRUE, true},
          {"negative", JsonDocument.lit("-1"), true},
        }) {
      member(
          EVT_7, Target.EVENT, "endTime", (String) end[0], (JsonDocument) end[1], (boolean) end[2]);
    }
    // Later than any start time, less one: the least that is wrong.
    add(
        EVT_7,
        Set.of(EVT_7),
        "endTime-before-start",
        Target.EVENT,
        "/endTime",
        true,
        event ->
            ((JsonDocument.Obj) event)
                .with(
                    "endTime",
                    JsonDocument.lit(Math.subtractExact(Long.parseLong(startTime(event)), 1))));
    for (Object[] details :
        new Object[][] {
          {"string", JsonDocument.str("0-5"), true},
          {"null", NULL, false},
          {"array", JsonDocument.arr(JsonDocument.lit(0), JsonDocument.lit(5)), false},
          {"number", JsonDocument.lit(5), true},
        }) {
      member(
          EVT_7,
          Target.EVENT,
          "details",
          (String) details[0],
          (JsonDocument) details[1],
          (boolean) details[2]);
    }
    for (String offset : List.of("BeginOffsetMillis", "EndOffsetMillis")) {
      offset(offset, "negative", JsonDocument.lit("-1"), true);
      offset(offset, "string", JsonDocument.str("5"), false);
      offset(offset, "null", NULL, false);
      offset(offset, "fraction", JsonDocument.lit("0.5"), true);
      offset(offset, "overflow", JsonDocument.lit("9223372036854775808"), true);
    }
    add(
        EVT_7,
        Set.of(EVT_7),
        "end-offset-before-begin",
        Target.EVENT,
        "/details/EndOffsetMillis",
        true,
        event ->
            ((JsonDocument.Obj) event)
                .with(
                    "details",
                    JsonDocument.obj()
                        .with("BeginOffsetMillis", JsonDocument.lit(5120))
                        .with("EndOffsetMillis", JsonDocument.lit(5119))));
  }

  private static String startTime(JsonDocument event) {
    return ((JsonDocument.Lit) ((JsonDocument.Obj) event).get("startTime").orElseThrow()).literal();
  }

  private void offset(String offset, String name, JsonDocument value, boolean inXml) {
    add(
        EVT_7,
        Set.of(EVT_7),
        offset + "-" + name,
        Target.EVENT,
        "/details/" + offset,
        inXml,
        event ->
            ((JsonDocument.Obj) event).with("details", JsonDocument.obj().with(offset, value)));
  }

  private void missing(Clause clause, Target target, String member) {
    add(
        clause,
        Set.of(clause),
        member + "-missing",
        target,
        "/" + member,
        true,
        object -> ((JsonDocument.Obj) object).without(member));
  }

  private void wrongTypes(Clause clause, Target target, String member) {
    member(clause, target, member, "null", NULL, false);
    member(clause, target, member, "number", JsonDocument.lit(17), false);
    member(clause, target, member, "boolean", TRUE, false);
    member(
        clause,
        target,
        member,
        "object",
        JsonDocument.obj().with("name", JsonDocument.str("x")),
        true);
    member(clause, target, member, "array", JsonDocument.arr(JsonDocument.str("x")), false);
  }

  private void blank(Clause clause, Target target, String member) {
    member(clause, target, member, "empty", JsonDocument.str(""), true);
    member(clause, target, member, "spaces", JsonDocument.str(" \t\n"), true);
    member(clause, target, member, "no-break-space", JsonDocument.str("\u00A0"), true);
    member(clause, target, member, "em-space", JsonDocument.str("\u2003\u3000"), true);
  }

  private void notXml(Clause clause, Target target, String member) {
    Clause other = clause == EVT_2 ? BODY_1 : EVT_2;
    either(clause, other, target, member, "nul", JsonDocument.str("a\u0000b"), false);
    either(clause, other, target, member, "control", JsonDocument.str("a\u0001b"), false);
    either(clause, other, target, member, "high-surrogate", JsonDocument.str("a\uD83D"), false);
    either(clause, other, target, member, "low-surrogate", JsonDocument.str("\uDE00a"), false);
    either(clause, other, target, member, "noncharacter", JsonDocument.str("a\uFFFE"), false);
  }

  private void event(Clause clause, String name, JsonDocument value) {
    add(clause, Set.of(clause), name, Target.EVENT, "", false, event -> value);
  }

  private void member(
      Clause clause, Target target, String member, String name, JsonDocument value, boolean inXml) {
    add(
        clause,
        Set.of(clause),
        member + "-" + name,
        target,
        "/" + member,
        inXml,
        object -> ((JsonDocument.Obj) object).with(member, value));
  }

  private void either(
      Clause clause,
      Clause other,
      Target target,
      String member,
      String name,
      @Nullable JsonDocument value,
      boolean inXml) {
    add(
        clause,
        Set.of(clause, other),
        member + "-" + name,
        target,
        "/" + member,
        inXml,
        object ->
            value == null
                ? ((JsonDocument.Obj) object).without(member)
                : ((JsonDocument.Obj) object).with(member, value));
  }

  private void add(
      Clause clause,
      Set<Clause> clauses,
      String name,
      Target target,
      String place,
      boolean inXml,
      UnaryOperator<JsonDocument> change) {
    flaws.add(new Mutation(clause, clauses, name, target, place, inXml, change));
  }
}
