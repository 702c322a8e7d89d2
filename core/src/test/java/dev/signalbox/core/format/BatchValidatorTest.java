package dev.signalbox.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventDetails;
import dev.signalbox.core.Participant;
import dev.signalbox.core.Score;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.PlainJson.Node;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchValidatorTest {
  private static final ContractOptions SORTING =
      new ContractOptions(Profile.V67, Set.of(), Ordering.SORT);

  private static Validated<EventBatch> read(ContractOptions contract, String json) {
    return JsonFormat.INSTANCE
        .readBatch(json.getBytes(UTF_8))
        .flatMap(new BatchValidator(contract)::validate);
  }

  private static List<String> faults(Validated<?> checked) {
    return checked.violations().stream().map(v -> v.clause().id() + " " + v.pointer()).toList();
  }

  private static List<String> faults(ContractOptions contract, String json) {
    return faults(read(contract, json));
  }

  private static String batch(String... events) {
    return "{\"service\":\"S\",\"events\":[" + String.join(",", events) + "]}";
  }

  /** An event with a last property: {@code category("1", "\"endTime\":2")}. */
  private static String category(String startTime, String... more) {
    return Stream.concat(
            Stream.of(
                "\"type\":\"IntelligenceSignal__Category\"",
                "\"value\":\"V\"",
                "\"startTime\":" + startTime),
            Stream.of(more))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String sentiment(String value) {
    return "{\"type\":\"IntelligenceSignal__Sentiment\",\"value\":\""
        + value
        + "\",\"startTime\":1,\"participant\":\"AGENT\"}";
  }

  @Property(tries = 5000, edgeCases = EdgeCasesMode.NONE)
  @Domain(Batches.class)
  @Domain(DomainContext.Global.class)
  @StatisticsReport(onFailureOnly = true)
  void judgesAsTheContractReads(@ForAll ContractOptions contract, @ForAll Node document) {
    List<String> expected = PlainContract.violations(contract, Optional.of(document));
    Validated<EventBatch> checked = read(contract, PlainJson.write(document));
    Statistics.label("accepted")
        .collect(checked.isValid())
        .coverage(
            coverage -> {
              coverage.check(true).percentage(percent -> percent > 10);
              coverage.check(false).percentage(percent -> percent > 10);
            });
    assertEquals(expected.isEmpty(), checked.isValid());
    assertEquals(expected.stream().sorted().toList(), faults(checked).stream().sorted().toList());
    for (Violation violation : checked.violations()) {
      assertTrue(violation.detail().matches("(?s)[A-Z\"].*\\."), violation.detail());
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  @Domain(Batches.class)
  @Domain(DomainContext.Global.class)
  void sortingKeepsTheEventsAndTheOrderOfEqualOnes(@ForAll Node document) {
    if (!(read(SORTING, PlainJson.write(document)) instanceof Validated.Valid<EventBatch> valid)) {
      return;
    }
    List<ConversationEvent> sorted = valid.value().events();
    Node events = ((PlainJson.Obj) document).members().get("events");
    // Each event alone, in the order of the document, then sorted by insertion: stable.
    ArrayList<ConversationEvent> expected = new ArrayList<>();
    for (Node event : ((PlainJson.Arr) events).elements()) {
      ConversationEvent one =
          read(SORTING, batch(PlainJson.write(event))).orThrow().events().get(0);
      int at = expected.size();
      while (at > 0 && expected.get(at - 1).startTime() > one.startTime()) {
        at--;
      }
      expected.add(at, one);
    }
    assertEquals(expected, sorted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "1573503300", "9223372036854775807"})
  void integersFrom0AreStartTimes(String literal) {
    EventBatch batch = read(ContractOptions.STANDARD, batch(category(literal))).orThrow();
    assertEquals(Long.parseLong(literal), batch.events().get(0).startTime());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "9223372036854775808",
        "18446744073709551617",
        "-9223372036854775808",
        "1.0",
        "1e3",
        "1E3",
        "1e0",
        "10e-1",
        "\"1\"",
        "\"\"",
        "null",
        "true",
        "[]",
        "{}"
      })
  void nothingElseIsAStartTime(String literal) {
    assertEquals(
        List.of("EVT-3 /events/0/startTime"),
        faults(ContractOptions.STANDARD, batch(category(literal))));
  }

  @Test
  void eventsWithoutAValidStartTimeAreSkippedWhenTheOrderIsJudged() {
    assertEquals(
        List.of(
            "EVT-3 /events/1/startTime",
            "BODY-4 /events/2",
            "EVT-4 /events/3/startTime",
            "EVT-3 /events/4/startTime",
            "EVT-4 /events/6/startTime"),
        faults(
            ContractOptions.STANDARD,
            batch(
                category("50"),
                category("-7"),
                "7",
                category("40"),
                category("\"30\""),
                category("40"),
                category("39"),
                category("45"))));
  }

  @Test
  void aSortedBatchReportsEverythingButTheOrder() {
    assertEquals(
        List.of("EVT-3 /events/1/startTime"),
        faults(SORTING, batch(category("50"), category("-7"), category("40"))));
  }

  @ParameterizedTest
  @CsvSource({
    "1.005, 1.01",
    "-1.005, -1.01",
    "1.004, 1.00",
    "1.0049999999999999999999999999, 1.00",
    "-1.0050000000000000000000000001, -1.01",
    "400.13, 400.13",
    "62.5, 62.50",
    "7, 7.00",
    "007, 7.00",
    "-0, 0.00",
    "-0.004, 0.00",
    "-0.005, -0.01",
    "999.995, 1000.00",
    "1000, 1000.00",
    "-1000.000, -1000.00"
  })
  void sentimentsAreRoundedToTwoDecimalsHalfAwayFromZero(String sent, String delivered) {
    EventBatch batch = read(ContractOptions.STANDARD, batch(sentiment(sent))).orThrow();
    assertEquals(delivered, batch.events().get(0).value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1000.001",
        "1000.0000000000000000000000001",
        "-1000.001",
        "1001",
        "99999999999999999999999999999999",
        "+1",
        "1.",
        ".5",
        "-",
        "--1",
        "1e2",
        "1.2.3",
        "1,5",
        " 1",
        "1 ",
        "\u0661",
        "NaN",
        "0x10",
        "000000000000000000000000000000001"
      })
  void nothingElseIsASentiment(String value) {
    assertEquals(
        List.of("EVT-5 /events/0/value"),
        faults(ContractOptions.STANDARD, batch(sentiment(value))));
  }

  @Property
  void sentimentsAreRoundedAsABigDecimalIs(@ForAll("hundredthousandths") int hundredthousandths) {
    BigDecimal exact = BigDecimal.valueOf(hundredthousandths, 5);
    BigDecimal half = BigDecimal.valueOf(5, 3);
    BigDecimal cents =
        exact
            .abs()
            .add(half)
            .multiply(BigDecimal.valueOf(100))
            .setScale(0, RoundingMode.FLOOR)
            .movePointLeft(2);
    String expected = (exact.signum() < 0 && cents.signum() > 0 ? "-" : "") + cents.setScale(2);
    assertEquals(expected, SentimentEvent.of(exact.toPlainString(), 0, Participant.AGENT).value());
  }

  @Provide
  Arbitrary<Integer> hundredthousandths() {
    return Arbitraries.integers().between(-100_000_000, 100_000_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "-0.0e7",
        "10.0",
        "1e2",
        "1E+3",
        "0.001e6",
        "1000.000",
        "0e999999999999999999999",
        "0.0E-999999999999999999999",
        "1e-999999999999999999999",
        "1e-32769",
        "\"10.00\"",
        "\"-0\"",
        "\"1000\"",
        "\"0000000000000000000000000000.000\""
      })
  void scoresAreDeliveredToTheLetter(String literal) {
    EventBatch batch =
        read(ContractOptions.STANDARD, batch(category("1", "\"score\":" + literal))).orThrow();
    Score score = batch.events().get(0).score().orElseThrow();
    assertEquals(literal, score.number() ? score.literal() : "\"" + score.literal() + "\"");
    String written = new String(JsonFormat.INSTANCE.writeBatch(batch), UTF_8);
    assertTrue(written.contains("\"score\":" + literal + "}"), written);
    assertTrue(score.decimal().matches("-?[0-9]+(\\.[0-9]+)?"), score.decimal());
    assertTrue(score.decimal().length() <= 32, score.decimal());
    assertTrue(score.value().signum() >= 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "-0.0001",
        "-1e-999999999999999999999",
        "1000.1",
        "1001",
        "1e3000",
        "1000.00000001e0",
        "1e999999999999999999999",
        "\"1000.1\"",
        "\"-1\"",
        "\"1e2\"",
        "\"\"",
        "\" 1\"",
        "\"00000000000000000000000000000.000\"",
        "null",
        "true",
        "[1]",
        "{}"
      })
  void nothingElseIsAScore(String literal) {
    assertEquals(
        List.of("EVT-6 /events/0/score"),
        faults(ContractOptions.STANDARD, batch(category("1", "\"score\":" + literal))));
  }

  @Test
  void endTimesAndOffsets() {
    String both = "\"details\":{\"BeginOffsetMillis\":%s,\"EndOffsetMillis\":%s,\"x\":1}";
    EventBatch batch =
        read(
                ContractOptions.STANDARD,
                batch(
                    category("5", "\"endTime\":5", both.formatted(0, 0)),
                    category("5", "\"details\":{}"),
                    category("5", "\"details\":{\"EndOffsetMillis\":-0}")))
            .orThrow();
    assertEquals(OptionalLong.of(5), batch.events().get(0).endTime());
    assertEquals(Optional.of(EventDetails.of(0, 0)), batch.events().get(0).details());
    assertEquals(
        Optional.of(new EventDetails(OptionalLong.empty(), OptionalLong.empty())),
        batch.events().get(1).details());
    assertEquals(
        List.of(
            "EVT-7 /events/0/endTime",
            "EVT-7 /events/0/details/EndOffsetMillis",
            "EVT-7 /events/1/endTime",
            "EVT-7 /events/1/details/BeginOffsetMillis",
            "EVT-7 /events/1/details/EndOffsetMillis",
            "EVT-7 /events/2/details"),
        faults(
            ContractOptions.STANDARD,
            batch(
                category("5", "\"endTime\":4", both.formatted(8, 7)),
                category("5", "\"endTime\":\"6\"", both.formatted("1.0", -1)),
                category("5", "\"details\":null"))));
  }

  @Test
  void aServiceThatIsNotAllowedNamesThoseThatAre() {
    ContractOptions two =
        new ContractOptions(Profile.V67, Set.of("Beta", "Alpha"), Ordering.REJECT);
    List<Violation> violations = read(two, batch(category("1"))).violations();
    assertEquals(List.of("BODY-2 /service"), faults(two, batch(category("1"))));
    assertTrue(
        violations.get(0).detail().endsWith("allowed: Alpha, Beta."), violations.get(0).detail());
  }

  @Test
  void theFirstHundredViolationsAreReported() {
    String bad = "{\"startTime\":\"x\"}";
    List<String> faults =
        faults(
            ContractOptions.STANDARD,
            batch(IntStream.range(0, 60).mapToObj(i -> bad).toArray(String[]::new)));
    assertEquals(100, faults.size());
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 33; i++) {
      expected.add("EVT-3 /events/" + i + "/startTime");
      expected.add("EVT-1 /events/" + i + "/type");
      expected.add("EVT-2 /events/" + i + "/value");
    }
    assertTrue(faults.containsAll(expected), faults::toString);
  }

  @Test
  void exactlyAHundredViolationsAreAllReported() {
    String[] events = IntStream.range(0, 101).mapToObj(i -> "[]").toArray(String[]::new);
    events[100] = category("1");
    List<String> faults = faults(ContractOptions.STANDARD, batch(events));
    assertEquals(IntStream.range(0, 100).mapToObj(i -> "BODY-4 /events/" + i).toList(), faults);
  }

  @Test
  void eventsBehindTheHundredthViolationAreNotLookedAt() {
    class Counting extends AbstractList<RawEvent> {
      int highest;

      @Override
      public RawEvent get(int index) {
        highest = Math.max(highest, index);
        return RawEvent.object();
      }

      @Override
      public int size() {
        return 10_000;
      }
    }

    Counting events = new Counting();
    Validated<EventBatch> checked =
        new BatchValidator(ContractOptions.STANDARD)
            .validate(
                new RawBatch(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new RawBatch.EventArray(events))));
    assertFalse(checked.isValid());
    assertEquals(100, checked.violations().size());
    assertEquals(32, events.highest);
  }
}
