package dev.signalbox.testkit;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Generators of batches (section 4 of the contract).
 *
 * @since 0.2.0
 */
public final class BatchGenerators {
  /** The name of an XML batch's root element. */
  public static final String XML_ROOT = "realtimeConversationEvents";

  /** Characters that are easily got wrong; all of them allowed, none of them white space. */
  private static final String LETTERS = "aZ09_-'\"\\/<&>\u007F\u00E9\u3042\u05D0\uFFFD\uD83D\uDE00";

  private static final Generator<String> NAMES =
      Generator.oneOf(
          Generator.of("CustomerAngry", "keyWord", "Wants to cancel", " padded ", "tab\tand\nline"),
          Generator.strings(LETTERS, 1, 12));

  /** What a sentiment's value may be (EVT-5). */
  private static final Generator<String> DECIMALS =
      Generator.oneOf(
          Generator.of("0", "1", "-1", "1000", "-1000", "400.13", "-0", "-0.00", "007", "999.999"),
          Generator.of(
              "1000.000", "-1000.00", "1.005", "-1.005", "0.00000000000000000000000000001"),
          Generator.longs(-999, 999).map(Object::toString),
          Generator.longs(-99999, 99999).map(n -> n / 100 + "." + Math.abs(n % 100)));

  private BatchGenerators() {}

  /**
   * Valid batches: both types of events, every optional property, now and then a property that the
   * contract does not name.
   *
   * @return a generator of objects to be written as JSON or XML
   */
  public static Generator<JsonDocument.Obj> valid() {
    return valid(1, 8);
  }

  /**
   * Valid batches of a certain size.
   *
   * @param min the fewest events, 1 or more
   * @param max the most events
   * @return a generator
   */
  public static Generator<JsonDocument.Obj> valid(int min, int max) {
    return Generator.drawing(
        choices -> {
          List<JsonDocument> events = new ArrayList<>();
          long[] starts = startTimes(min, max).from(choices);
          for (long start : starts) {
            events.add(event(choices, start));
          }
          JsonDocument.Obj batch =
              JsonDocument.obj()
                  .with("service", JsonDocument.str(service().from(choices)))
                  .with("events", new JsonDocument.Arr(events));
          if (choices.yes()) {
            batch = batch.with("persist", JsonDocument.lit(choices.yes() ? "true" : "false"));
          }
          return unknownProperty(choices, batch);
        });
  }

  /**
   * The same batches as core's type, for code that never sees a document.
   *
   * @return a generator
   */
  public static Generator<EventBatch> validBatches() {
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
  public static Generator<String> service() {
    return Generator.oneOf(
        Generator.of(
            "AmazonConnectContactLens", "CXoneAgentAssistService", "VonageConversationalInsights"),
        NAMES);
  }

  /**
   * The smallest batch: one category.
   *
   * @return a document
   */
  public static JsonDocument.Obj smallest() {
    return JsonDocument.obj()
        .with("service", JsonDocument.str("AmazonConnectContactLens"))
        .with("events", JsonDocument.arr(category(1767607200000L)));
  }

  /**
   * A category with nothing but what is required.
   *
   * @param startTime when it starts, in milliseconds since the epoch
   * @return a document
   */
  public static JsonDocument.Obj category(long startTime) {
    return JsonDocument.obj()
        .with("type", JsonDocument.str("IntelligenceSignal__Category"))
        .with("value", JsonDocument.str("CustomerAngry"))
        .with("startTime", JsonDocument.lit(startTime));
  }

  /**
   * A sentiment with nothing but what is required.
   *
   * @param startTime when it starts, in milliseconds since the epoch
   * @return a document
   */
  public static JsonDocument.Obj sentiment(long startTime) {
    return JsonDocument.obj()
        .with("type", JsonDocument.str("IntelligenceSignal__Sentiment"))
        .with("value", JsonDocument.str("-62.5"))
        .with("startTime", JsonDocument.lit(startTime))
        .with("participant", JsonDocument.str("CUSTOMER"));
  }

  /** Ascending, equal ones included; small, usual, in seconds, and the greatest (EVT-3, EVT-4). */
  private static Generator<long[]> startTimes(int min, int max) {
    Generator<Long> time =
        Generator.oneOf(
            Generator.longs(1767607200000L, 1767607260000L),
            Generator.longs(0, 3),
            Generator.of(1573503300L, 16898867880000L, Long.MAX_VALUE));
    return time.list(min, max)
        .map(list -> LongStream.concat(LongStream.of(), list.stream().mapToLong(t -> t)))
        .map(times -> times.sorted().toArray());
  }

  private static JsonDocument.Obj event(ChoiceSource choices, long start) {
    JsonDocument.Obj event = JsonDocument.obj();
    boolean sentiment = choices.yes();
    if (sentiment) {
      event =
          event
              .with("type", JsonDocument.str("IntelligenceSignal__Sentiment"))
              .with("value", JsonDocument.str(DECIMALS.from(choices)));
    } else {
      event =
          event
              .with("type", JsonDocument.str("IntelligenceSignal__Category"))
              .with("value", JsonDocument.str(NAMES.from(choices)));
    }
    event = event.with("startTime", JsonDocument.lit(start));
    if (sentiment || choices.below(4) == 1) {
      event = event.with("participant", JsonDocument.str(choices.yes() ? "AGENT" : "CUSTOMER"));
    }
    if (choices.below(4) == 1) {
      event =
          event.with(
              "endTime", JsonDocument.lit(Generator.longs(start, Long.MAX_VALUE).from(choices)));
    }
    if (choices.below(4) == 1) {
      JsonDocument number =
          Generator.<JsonDocument>oneOf(
                  Generator.longs(0, 1000).map(JsonDocument::lit),
                  Generator.of("0.5", "999.99", "-0", "1000.0").map(JsonDocument::lit),
                  Generator.of("0", "87", "12.50", "1000").map(JsonDocument::str))
              .from(choices);
      event = event.with("score", number);
    }
    if (choices.below(4) == 1) {
      event = event.with("details", details(choices));
    }
    return unknownProperty(choices, event);
  }

  private static JsonDocument.Obj details(ChoiceSource choices) {
    long begin = Generator.longs(0, 100_000).from(choices);
    JsonDocument.Obj details = JsonDocument.obj();
    if (choices.below(8) != 1) {
      details = details.with("BeginOffsetMillis", JsonDocument.lit(begin));
    }
    if (choices.below(8) != 1) {
      details =
          details.with(
              "EndOffsetMillis",
              JsonDocument.lit(Generator.longs(begin, begin + 9999).from(choices)));
    }
    return unknownProperty(choices, details);
  }

  private static JsonDocument.Obj unknownProperty(ChoiceSource choices, JsonDocument.Obj object) {
    if (choices.below(8) != 1) {
      return object;
    }
    JsonDocument value =
        Generator.<JsonDocument>of(
                JsonDocument.str("anything"),
                JsonDocument.lit("-1.5e3"),
                JsonDocument.lit("null"),
                JsonDocument.obj()
                    .with("service", JsonDocument.lit(1))
                    .with("events", JsonDocument.arr()),
                JsonDocument.arr(
                    JsonDocument.obj().with("a", JsonDocument.arr(JsonDocument.lit(1)))))
            .from(choices);
    return object.with("x" + choices.below(10), value);
  }
}
