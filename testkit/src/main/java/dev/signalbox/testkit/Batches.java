package dev.signalbox.testkit;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Generators of batches (section 4 of the contract). */
public final class Batches {
  /** The name of an XML batch's root element. */
  public static final String XML_ROOT = "realtimeConversationEvents";

  /** Characters that are easily got wrong; all of them allowed, none of them white space. */
  private static final String LETTERS = "aZ09_-'\"\\/<&>\u007F\u00E9\u3042\u05D0\uFFFD\uD83D\uDE00";

  private static final Gen<String> NAMES =
      Gen.oneOf(
          Gen.of("CustomerAngry", "keyWord", "Wants to cancel", " padded ", "tab\tand\nline"),
          Gen.strings(LETTERS, 1, 12));

  /** What a sentiment's value may be (EVT-5). */
  private static final Gen<String> DECIMALS =
      Gen.oneOf(
          Gen.of("0", "1", "-1", "1000", "-1000", "400.13", "-0", "-0.00", "007", "999.999"),
          Gen.of("1000.000", "-1000.00", "1.005", "-1.005", "0.00000000000000000000000000001"),
          Gen.longs(-999, 999).map(Object::toString),
          Gen.longs(-99999, 99999).map(n -> n / 100 + "." + Math.abs(n % 100)));

  private Batches() {}

  /**
   * Valid batches: both types of events, every optional property, now and then a property that the
   * contract does not name.
   *
   * @return a generator of objects to be written as JSON or XML
   */
  public static Gen<Doc.Obj> valid() {
    return valid(1, 8);
  }

  /**
   * Valid batches of a certain size.
   *
   * @param min the fewest events, 1 or more
   * @param max the most events
   * @return a generator
   */
  public static Gen<Doc.Obj> valid(int min, int max) {
    return choices -> {
      List<Doc> events = new ArrayList<>();
      long[] starts = startTimes(min, max).from(choices);
      for (long start : starts) {
        events.add(event(choices, start));
      }
      Doc.Obj batch =
          Doc.obj()
              .with("service", Doc.str(service().from(choices)))
              .with("events", new Doc.Arr(events));
      if (choices.yes()) {
        batch = batch.with("persist", Doc.lit(choices.yes() ? "true" : "false"));
      }
      return unknownProperty(choices, batch);
    };
  }

  /**
   * The same batches as core's type, for code that never sees a document.
   *
   * @return a generator
   */
  public static Gen<EventBatch> validBatches() {
    BatchValidator validator = new BatchValidator(ContractOptions.STANDARD);
    return valid()
        .map(
            doc ->
                validator
                    .validate(
                        JsonFormat.INSTANCE
                            .readBatch(doc.json().getBytes(StandardCharsets.UTF_8))
                            .orThrow())
                    .orThrow());
  }

  /**
   * Names of intelligence services that profile v67 takes (BODY-1).
   *
   * @return a generator
   */
  public static Gen<String> service() {
    return Gen.oneOf(
        Gen.of(
            "AmazonConnectContactLens", "CXoneAgentAssistService", "VonageConversationalInsights"),
        NAMES);
  }

  /**
   * The smallest batch: one category.
   *
   * @return a document
   */
  public static Doc.Obj smallest() {
    return Doc.obj()
        .with("service", Doc.str("AmazonConnectContactLens"))
        .with("events", Doc.arr(category(1767607200000L)));
  }

  /**
   * A category with nothing but what is required.
   *
   * @param startTime when it starts, in milliseconds since the epoch
   * @return a document
   */
  public static Doc.Obj category(long startTime) {
    return Doc.obj()
        .with("type", Doc.str("IntelligenceSignal__Category"))
        .with("value", Doc.str("CustomerAngry"))
        .with("startTime", Doc.lit(startTime));
  }

  /**
   * A sentiment with nothing but what is required.
   *
   * @param startTime when it starts, in milliseconds since the epoch
   * @return a document
   */
  public static Doc.Obj sentiment(long startTime) {
    return Doc.obj()
        .with("type", Doc.str("IntelligenceSignal__Sentiment"))
        .with("value", Doc.str("-62.5"))
        .with("startTime", Doc.lit(startTime))
        .with("participant", Doc.str("CUSTOMER"));
  }

  /** Ascending, equal ones included; small, usual, in seconds, and the greatest (EVT-3, EVT-4). */
  private static Gen<long[]> startTimes(int min, int max) {
    Gen<Long> time =
        Gen.oneOf(
            Gen.longs(1767607200000L, 1767607260000L),
            Gen.longs(0, 3),
            Gen.of(1573503300L, 16898867880000L, Long.MAX_VALUE));
    return time.list(min, max)
        .map(list -> LongStream.concat(LongStream.of(), list.stream().mapToLong(t -> t)))
        .map(times -> times.sorted().toArray());
  }

  private static Doc.Obj event(Choices choices, long start) {
    Doc.Obj event = Doc.obj();
    boolean sentiment = choices.yes();
    if (sentiment) {
      event =
          event
              .with("type", Doc.str("IntelligenceSignal__Sentiment"))
              .with("value", Doc.str(DECIMALS.from(choices)));
    } else {
      event =
          event
              .with("type", Doc.str("IntelligenceSignal__Category"))
              .with("value", Doc.str(NAMES.from(choices)));
    }
    event = event.with("startTime", Doc.lit(start));
    if (sentiment || choices.below(4) == 1) {
      event = event.with("participant", Doc.str(choices.yes() ? "AGENT" : "CUSTOMER"));
    }
    if (choices.below(4) == 1) {
      event = event.with("endTime", Doc.lit(Gen.longs(start, Long.MAX_VALUE).from(choices)));
    }
    if (choices.below(4) == 1) {
      Doc number =
          Gen.<Doc>oneOf(
                  Gen.longs(0, 1000).map(Doc::lit),
                  Gen.of("0.5", "999.99", "-0", "1000.0").map(Doc::lit),
                  Gen.of("0", "87", "12.50", "1000").map(Doc::str))
              .from(choices);
      event = event.with("score", number);
    }
    if (choices.below(4) == 1) {
      event = event.with("details", details(choices));
    }
    return unknownProperty(choices, event);
  }

  private static Doc.Obj details(Choices choices) {
    long begin = Gen.longs(0, 100_000).from(choices);
    Doc.Obj details = Doc.obj();
    if (choices.below(8) != 1) {
      details = details.with("BeginOffsetMillis", Doc.lit(begin));
    }
    if (choices.below(8) != 1) {
      details =
          details.with("EndOffsetMillis", Doc.lit(Gen.longs(begin, begin + 9999).from(choices)));
    }
    return unknownProperty(choices, details);
  }

  private static Doc.Obj unknownProperty(Choices choices, Doc.Obj object) {
    if (choices.below(8) != 1) {
      return object;
    }
    Doc value =
        Gen.<Doc>of(
                Doc.str("anything"),
                Doc.lit("-1.5e3"),
                Doc.lit("null"),
                Doc.obj().with("service", Doc.lit(1)).with("events", Doc.arr()),
                Doc.arr(Doc.obj().with("a", Doc.arr(Doc.lit(1)))))
            .from(choices);
    return object.with("x" + choices.below(10), value);
  }
}
