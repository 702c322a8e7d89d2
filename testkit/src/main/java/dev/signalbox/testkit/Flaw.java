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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a batch can break one clause at one place. {@link #all()} has them all.
 *
 * <p>A batch that has the flaw is otherwise valid, so a receiver answers with exactly one
 * violation.
 */
public final class Flaw {
  private enum Kind {
    BATCH,
    EVENT,
    CATEGORY,
    SENTIMENT
  }

  private static final Doc NULL = Doc.lit("null");
  private static final Doc TRUE = Doc.lit("true");
  private static final List<Flaw> ALL = new Table().flaws;

  private final String name;
  private final Set<Clause> clauses;
  private final Clause clause;
  private final Kind kind;
  private final String place;
  private final boolean inXml;
  private final UnaryOperator<Doc> change;

  private Flaw(
      Clause clause,
      Set<Clause> clauses,
      String name,
      Kind kind,
      String place,
      boolean inXml,
      UnaryOperator<Doc> change) {
    this.clause = clause;
    this.clauses = clauses;
    this.name = name;
    this.kind = kind;
    this.place = place;
    this.inXml = inXml;
    this.change = change;
  }

  /**
   * A batch with a flaw.
   *
   * @param flaw which
   * @param document the batch
   * @param pointer where the flaw is: a JSON Pointer
   */
  public record Flawed(Flaw flaw, Doc.Obj document, String pointer) {}

  /**
   * All flaws that a document which can be read may have.
   *
   * @return one hundred or so, in the order of the clauses
   */
  public static List<Flaw> all() {
    return ALL;
  }

  /**
   * What is wrong, in a few words.
   *
   * @return lower-case words joined by hyphens, unique within the clause
   */
  public String name() {
    return name;
  }

  /**
   * The clause that is broken.
   *
   * @return the clause
   */
  public Clause clause() {
    return clause;
  }

  /**
   * The clauses under which the flaw may be reported: more than one where the contract leaves it
   * open.
   *
   * @return at least {@link #clause()}
   */
  public Set<Clause> clauses() {
    return clauses;
  }

  /**
   * Whether XML can have the flaw too. It has no types and no null.
   *
   * @return false for what only JSON can say
   */
  public boolean inXml() {
    return inXml;
  }

  /**
   * Batches with this flaw.
   *
   * @return a generator
   */
  public Gen<Flawed> batches() {
    return batches(Batches.valid());
  }

  /**
   * Batches with this flaw.
   *
   * @param valid makes the batches to spoil
   * @return a generator
   */
  public Gen<Flawed> batches(Gen<Doc.Obj> valid) {
    return choices -> {
      Doc.Obj batch = valid.from(choices);
      if (kind == Kind.BATCH) {
        return new Flawed(this, (Doc.Obj) change.apply(batch), place);
      }
      Doc.Arr events = (Doc.Arr) batch.get("events").orElseThrow();
      int index = choices.below(events.elements().size());
      return new Flawed(this, batch.with("events", spoil(events, index)), pointer(index));
    };
  }

  /**
   * Batches with a flaw in several events, each found on its own (VAL-1).
   *
   * @param flaws which to choose from
   * @param max the most flaws, 2 or more
   * @return a generator of the flaws of one batch: all have the same document
   */
  public static Gen<List<Flawed>> several(List<Flaw> flaws, int max) {
    List<Flaw> inEvents = flaws.stream().filter(flaw -> flaw.kind != Kind.BATCH).toList();
    return choices -> {
      Doc.Obj batch = Batches.valid(max, max).from(choices);
      Doc.Arr events = (Doc.Arr) batch.get("events").orElseThrow();
      int count = 2 + choices.below(max - 1);
      List<Flaw> chosen = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Flaw flaw = Gen.of(inEvents).from(choices);
        events = flaw.spoil(events, i);
        chosen.add(flaw);
      }
      Doc.Obj spoiled = batch.with("events", events);
      List<Flawed> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(new Flawed(chosen.get(i), spoiled, chosen.get(i).pointer(i)));
      }
      return List.copyOf(all);
    };
  }

  /** The flaw in one event of a valid batch, and where that is. */
  private Doc.Arr spoil(Doc.Arr events, int index) {
    return events.with(index, event -> change.apply(prepared((Doc.Obj) event)));
  }

  private String pointer(int index) {
    return "/events/" + index + place;
  }

  /**
   * Whether only a sentiment can have the flaw, which profile v58 does not know (BODY-2).
   *
   * @return whether a batch with the flaw has a sentiment
   */
  public boolean needsSentiment() {
    return kind == Kind.SENTIMENT;
  }

  /** An event that has nothing but what the flaw needs to be the only one. */
  private Doc.Obj prepared(Doc.Obj event) {
    Doc start = event.get("startTime").orElseThrow();
    if (kind == Kind.EVENT) {
      return event.without("endTime");
    }
    Doc.Obj plain = kind == Kind.CATEGORY ? Batches.category(0) : Batches.sentiment(0);
    return plain.with("startTime", start);
  }

  @Override
  public String toString() {
    return clause + " " + name;
  }

  private static final class Table {
    private final List<Flaw> flaws = new ArrayList<>();

    Table() {
      service();
      events();
      typeAndValue();
      startTime();
      order();
      sentiment();
      score();
      times();
      member(BODY_6, Kind.BATCH, "persist", "string", Doc.str("true"), false);
      member(BODY_6, Kind.BATCH, "persist", "null", NULL, false);
      member(BODY_6, Kind.BATCH, "persist", "number", Doc.lit(1), false);
      member(BODY_6, Kind.BATCH, "persist", "object", Doc.obj().with("a", Doc.lit(1)), true);
      member(BODY_6, Kind.BATCH, "persist", "other-word", Doc.str("yes"), true);
    }

    private void service() {
      missing(BODY_1, Kind.BATCH, "service");
      wrongTypes(BODY_1, Kind.BATCH, "service");
      blank(BODY_1, Kind.BATCH, "service");
      notXml(BODY_1, Kind.BATCH, "service");
    }

    private void events() {
      missing(BODY_3, Kind.BATCH, "events");
      member(BODY_3, Kind.BATCH, "events", "null", NULL, false);
      member(BODY_3, Kind.BATCH, "events", "object", Batches.category(0), false);
      member(BODY_3, Kind.BATCH, "events", "string", Doc.str("none"), false);
      member(BODY_3, Kind.BATCH, "events", "number", Doc.lit(1), false);
      member(BODY_3, Kind.BATCH, "events", "empty", Doc.arr(), false);
      event(BODY_4, "event-null", NULL);
      event(BODY_4, "event-string", Doc.str("CustomerAngry"));
      event(BODY_4, "event-number", Doc.lit(7));
      event(BODY_4, "event-array", Doc.arr(Batches.category(0)));
    }

    private void typeAndValue() {
      missing(EVT_1, Kind.CATEGORY, "type");
      wrongTypes(EVT_1, Kind.CATEGORY, "type");
      member(EVT_1, Kind.CATEGORY, "type", "blank", Doc.str(""), true);
      member(EVT_1, Kind.CATEGORY, "type", "without-prefix", Doc.str("Category"), true);
      member(
          EVT_1,
          Kind.CATEGORY,
          "type",
          "one-underscore",
          Doc.str("IntelligenceSignal_Category"),
          true);
      member(
          EVT_1,
          Kind.CATEGORY,
          "type",
          "other-case",
          Doc.str("intelligencesignal__category"),
          true);
      member(
          EVT_1,
          Kind.CATEGORY,
          "type",
          "unknown",
          Doc.str("IntelligenceSignal__OverallSentimentScore"),
          true);
      missing(EVT_2, Kind.CATEGORY, "value");
      wrongTypes(EVT_2, Kind.CATEGORY, "value");
      blank(EVT_2, Kind.CATEGORY, "value");
      notXml(EVT_2, Kind.CATEGORY, "value");
      either(EVT_2, EVT_5, Kind.SENTIMENT, "value", "sentiment-missing", null, true);
      either(EVT_2, EVT_5, Kind.SENTIMENT, "value", "sentiment-null", NULL, false);
      either(EVT_2, EVT_5, Kind.SENTIMENT, "value", "sentiment-number", Doc.lit("-62.5"), false);
      either(EVT_2, EVT_5, Kind.SENTIMENT, "value", "sentiment-blank", Doc.str(" "), true);
    }

    private void startTime() {
      String name = "startTime";
      missing(EVT_3, Kind.EVENT, name);
      member(EVT_3, Kind.EVENT, name, "null", NULL, false);
      member(EVT_3, Kind.EVENT, name, "string", Doc.str("1767607200000"), false);
      member(EVT_3, Kind.EVENT, name, "boolean", TRUE, false);
      member(EVT_3, Kind.EVENT, name, "object", Doc.obj().with("ms", Doc.lit(1)), true);
      member(EVT_3, Kind.EVENT, name, "iso-date", Doc.str("2026-01-05T10:00:00.000Z"), true);
      member(EVT_3, Kind.EVENT, name, "fraction", Doc.lit("1767607200000.5"), true);
      member(EVT_3, Kind.EVENT, name, "fraction-zero", Doc.lit("1767607200000.0"), true);
      member(EVT_3, Kind.EVENT, name, "exponent", Doc.lit("1e12"), true);
      member(EVT_3, Kind.EVENT, name, "negative", Doc.lit("-1"), true);
      member(EVT_3, Kind.EVENT, name, "overflow", Doc.lit("9223372036854775808"), true);
      member(EVT_3, Kind.EVENT, name, "wraps-around", Doc.lit("18446744073709551617"), true);
      member(EVT_3, Kind.EVENT, name, "huge", Doc.lit("9".repeat(400)), true);
    }

    private void order() {
      add(
          EVT_4,
          Set.of(EVT_4),
          "unsorted",
          Kind.BATCH,
          "/events/1/startTime",
          true,
          batch -> {
            List<Doc> events = new ArrayList<>();
            events.add(Batches.category(1));
            events.add(Batches.category(0));
            events.addAll(((Doc.Arr) ((Doc.Obj) batch).get("events").orElseThrow()).elements());
            return ((Doc.Obj) batch).with("events", new Doc.Arr(events));
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
            {"comma", "12,5"},
            {"words", "very bad"},
            {"not-a-number", "NaN"},
            {"minus-alone", "-"},
            {"two-signs", "--5"},
            {"two-points", "1.2.3"},
            {"other-digits", "\u0661\u0662"},
            {"too-long", "0." + "0".repeat(31)},
          }) {
        member(EVT_5, Kind.SENTIMENT, "value", value[0], Doc.str(value[1]), true);
      }
      missing(EVT_5, Kind.SENTIMENT, "participant");
      for (Kind kind : List.of(Kind.SENTIMENT, Kind.CATEGORY)) {
        String suffix = kind == Kind.CATEGORY ? "-in-category" : "";
        member(EVT_5, kind, "participant", "null" + suffix, NULL, false);
        member(EVT_5, kind, "participant", "other" + suffix, Doc.str("SUPERVISOR"), true);
        member(EVT_5, kind, "participant", "lower-case" + suffix, Doc.str("agent"), true);
        member(EVT_5, kind, "participant", "blank" + suffix, Doc.str(""), true);
        member(EVT_5, kind, "participant", "number" + suffix, Doc.lit(1), true);
      }
    }

    private void score() {
      member(EVT_6, Kind.EVENT, "score", "negative", Doc.lit("-1"), true);
      member(EVT_6, Kind.EVENT, "score", "just-negative", Doc.lit("-0.01"), true);
      member(EVT_6, Kind.EVENT, "score", "above", Doc.lit("1001"), true);
      member(EVT_6, Kind.EVENT, "score", "just-above", Doc.lit("1000.001"), true);
      member(EVT_6, Kind.EVENT, "score", "huge", Doc.lit("9".repeat(400)), true);
      member(EVT_6, Kind.EVENT, "score", "above-as-string", Doc.str("1001"), true);
      member(EVT_6, Kind.EVENT, "score", "negative-as-string", Doc.str("-1"), true);
      member(EVT_6, Kind.EVENT, "score", "exponent-as-string", Doc.str("1e2"), false);
      member(EVT_6, Kind.EVENT, "score", "plus-as-string", Doc.str("+7"), true);
      member(EVT_6, Kind.EVENT, "score", "too-long-string", Doc.str("0".repeat(33)), false);
      member(EVT_6, Kind.EVENT, "score", "words", Doc.str("high"), true);
      member(EVT_6, Kind.EVENT, "score", "blank", Doc.str(""), true);
      member(EVT_6, Kind.EVENT, "score", "null", NULL, false);
      member(EVT_6, Kind.EVENT, "score", "boolean", TRUE, true);
      member(EVT_6, Kind.EVENT, "score", "object", Doc.obj().with("of", Doc.lit(1)), true);
    }

    private void times() {
      for (Object[] end :
          new Object[][] {
            {"string", Doc.str("9223372036854775807"), false},
            {"null", NULL, false},
            {"fraction", Doc.lit("9223372036854775806.5"), true},
            {"exponent", Doc.lit("9e18"), true},
            {"overflow", Doc.lit("9223372036854775808"), true},
            {"boolean", TRUE, true},
            {"negative", Doc.lit("-1"), true},
          }) {
        member(EVT_7, Kind.EVENT, "endTime", (String) end[0], (Doc) end[1], (boolean) end[2]);
      }
      // Later than any start time, less one: the least that is wrong.
      add(
          EVT_7,
          Set.of(EVT_7),
          "endTime-before-start",
          Kind.EVENT,
          "/endTime",
          true,
          event ->
              ((Doc.Obj) event)
                  .with(
                      "endTime", Doc.lit(Math.subtractExact(Long.parseLong(startTime(event)), 1))));
      for (Object[] details :
          new Object[][] {
            {"string", Doc.str("0-5"), true},
            {"null", NULL, false},
            {"array", Doc.arr(Doc.lit(0), Doc.lit(5)), false},
            {"number", Doc.lit(5), true},
          }) {
        member(
            EVT_7,
            Kind.EVENT,
            "details",
            (String) details[0],
            (Doc) details[1],
            (boolean) details[2]);
      }
      for (String offset : List.of("BeginOffsetMillis", "EndOffsetMillis")) {
        offset(offset, "negative", Doc.lit("-1"), true);
        offset(offset, "string", Doc.str("5"), false);
        offset(offset, "null", NULL, false);
        offset(offset, "fraction", Doc.lit("0.5"), true);
        offset(offset, "overflow", Doc.lit("9223372036854775808"), true);
      }
      add(
          EVT_7,
          Set.of(EVT_7),
          "end-offset-before-begin",
          Kind.EVENT,
          "/details/EndOffsetMillis",
          true,
          event ->
              ((Doc.Obj) event)
                  .with(
                      "details",
                      Doc.obj()
                          .with("BeginOffsetMillis", Doc.lit(5120))
                          .with("EndOffsetMillis", Doc.lit(5119))));
    }

    private static String startTime(Doc event) {
      return ((Doc.Lit) ((Doc.Obj) event).get("startTime").orElseThrow()).literal();
    }

    private void offset(String offset, String name, Doc value, boolean inXml) {
      add(
          EVT_7,
          Set.of(EVT_7),
          offset + "-" + name,
          Kind.EVENT,
          "/details/" + offset,
          inXml,
          event -> ((Doc.Obj) event).with("details", Doc.obj().with(offset, value)));
    }

    private void missing(Clause clause, Kind kind, String member) {
      add(
          clause,
          Set.of(clause),
          member + "-missing",
          kind,
          "/" + member,
          true,
          object -> ((Doc.Obj) object).without(member));
    }

    private void wrongTypes(Clause clause, Kind kind, String member) {
      member(clause, kind, member, "null", NULL, false);
      member(clause, kind, member, "number", Doc.lit(17), false);
      member(clause, kind, member, "boolean", TRUE, false);
      member(clause, kind, member, "object", Doc.obj().with("name", Doc.str("x")), true);
      member(clause, kind, member, "array", Doc.arr(Doc.str("x")), false);
    }

    private void blank(Clause clause, Kind kind, String member) {
      member(clause, kind, member, "empty", Doc.str(""), true);
      member(clause, kind, member, "spaces", Doc.str(" \t\n"), true);
      member(clause, kind, member, "no-break-space", Doc.str("\u00A0"), true);
      member(clause, kind, member, "em-space", Doc.str("\u2003\u3000"), true);
    }

    private void notXml(Clause clause, Kind kind, String member) {
      Clause other = clause == EVT_2 ? BODY_1 : EVT_2;
      either(clause, other, kind, member, "nul", Doc.str("a\u0000b"), false);
      either(clause, other, kind, member, "control", Doc.str("a\u0001b"), false);
      either(clause, other, kind, member, "high-surrogate", Doc.str("a\uD83D"), false);
      either(clause, other, kind, member, "low-surrogate", Doc.str("\uDE00a"), false);
      either(clause, other, kind, member, "noncharacter", Doc.str("a\uFFFE"), false);
    }

    private void event(Clause clause, String name, Doc value) {
      add(clause, Set.of(clause), name, Kind.EVENT, "", false, event -> value);
    }

    private void member(
        Clause clause, Kind kind, String member, String name, Doc value, boolean inXml) {
      add(
          clause,
          Set.of(clause),
          member + "-" + name,
          kind,
          "/" + member,
          inXml,
          object -> ((Doc.Obj) object).with(member, value));
    }

    private void either(
        Clause clause,
        Clause other,
        Kind kind,
        String member,
        String name,
        @Nullable Doc value,
        boolean inXml) {
      add(
          clause,
          Set.of(clause, other),
          member + "-" + name,
          kind,
          "/" + member,
          inXml,
          object ->
              value == null
                  ? ((Doc.Obj) object).without(member)
                  : ((Doc.Obj) object).with(member, value));
    }

    private void add(
        Clause clause,
        Set<Clause> clauses,
        String name,
        Kind kind,
        String place,
        boolean inXml,
        UnaryOperator<Doc> change) {
      flaws.add(new Flaw(clause, clauses, name, kind, place, inXml, change));
    }
  }
}
