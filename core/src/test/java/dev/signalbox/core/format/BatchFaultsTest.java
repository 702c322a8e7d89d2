package dev.signalbox.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Participant;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sender reads about each fault of a batch, whether it is streamed or read first. */
class BatchFaultsTest {
  private static final String CATEGORY =
      "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"V\",\"startTime\":1}";
  private static final String SENTIMENT =
      "{\"type\":\"IntelligenceSignal__Sentiment\",\"value\":\"1\",\"startTime\":2,"
          + "\"participant\":\"CUSTOMER\"}";
  private static final String BATCH =
      "{\"service\":\"S\",\"persist\":true,\"events\":[" + CATEGORY + "," + SENTIMENT + "]}";
  private static final ContractOptions OLD =
      new ContractOptions(Profile.V58, Set.of(), Ordering.REJECT);
  private static final ContractOptions SORTING =
      new ContractOptions(Profile.V67, Set.of(), Ordering.SORT);

  private static Validated<EventBatch> judge(ContractOptions contract, String json) {
    BatchValidator validator = new BatchValidator(contract);
    Validated<EventBatch> judged =
        JsonFormat.INSTANCE.readBatch(json.getBytes(UTF_8)).flatMap(validator::validate);
    assertEquals(judged, JsonFormat.INSTANCE.readBatch(json.getBytes(UTF_8), validator));
    return judged;
  }

  private static List<String> faults(ContractOptions contract, String json) {
    return judge(contract, json).violations().stream().map(Violation::toString).toList();
  }

  @Test
  void aBatchWithoutFaultsIsTakenAsItIs() {
    assertEquals(
        EventBatch.builder("S")
            .persist(true)
            .event(CategoryEvent.of("V", 1))
            .event(SentimentEvent.of("1", 2, Participant.CUSTOMER))
            .build(),
        judge(ContractOptions.STANDARD, BATCH).orThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"service\":\"S\",||BODY-1 at /service: The service is missing: name the intelligence source.",
        "\"S\"|7|BODY-1 at /service: The service must be a string: name the intelligence source.",
        "\"S\"|\"\"|BODY-1 at /service: The service is blank: name the intelligence source.",
        "\"S\"|\" \"|BODY-1 at /service: The service is blank: name the intelligence source.",
        "true|1|BODY-6 at /persist: The persist must be true or false, without quotes.",
        "\"events\":|\"other\":|BODY-3 at /events: The events are missing: send an array with at least"
            + " one.",
        "\"V\"|[]|EVT-2 at /events/0/value: The value must be a string: give the signal's name, or a"
            + " sentiment's score as a string.",
        "\"V\"|\"\"|EVT-2 at /events/0/value: The value is blank: give the signal's name, or a"
            + " sentiment's score as a string.",
        "\"V\"|\" \"|EVT-2 at /events/0/value: The value is blank: give the signal's name or score.",
        "\"value\":\"V\",||EVT-2 at /events/0/value: The value is missing: give the signal's name, or a"
            + " sentiment's score as a string.",
        "\"1\"|\"x\"|EVT-5 at /events/1/value: The sentiment \"x\" is not a decimal number such as"
            + " \"-12.5\" of at most 32 characters.",
        ",\"startTime\":1||EVT-3 at /events/0/startTime: The startTime is missing: give milliseconds"
            + " since the Unix epoch, UTC.",
        ":1|:1.0|EVT-3 at /events/0/startTime: The startTime must be a 64-bit integer without quotes,"
            + " fraction or exponent: milliseconds.",
        ":1|:-1|EVT-3 at /events/0/startTime: The startTime -1 is negative: give milliseconds since"
            + " the Unix epoch.",
        ":1|:3|EVT-4 at /events/1/startTime: The startTime 2 is earlier than the event's before it, 3:"
            + " sort the events of a batch by ascending startTime.",
        "\"IntelligenceSignal__Category\"|1|EVT-1 at /events/0/type: The type must be"
            + " IntelligenceSignal__Category or IntelligenceSignal__Sentiment.",
        "\"IntelligenceSignal__Category\"|\"x\"|EVT-1 at /events/0/type: The type \"x\" is unknown: it"
            + " must be IntelligenceSignal__Category or IntelligenceSignal__Sentiment.",
        ",\"participant\":\"CUSTOMER\"||EVT-5 at /events/1/participant: A sentiment needs a"
            + " participant: AGENT or CUSTOMER.",
        "\"CUSTOMER\"|\"Customer\"|EVT-5 at /events/1/participant: The participant must be AGENT or"
            + " CUSTOMER.",
        "\"CUSTOMER\"|[]|EVT-5 at /events/1/participant: The participant must be AGENT or CUSTOMER.",
        ":1}|:1,\"participant\":\"\"}|EVT-5 at /events/0/participant: The participant must be AGENT or"
            + " CUSTOMER.",
        ":1}|:1,\"score\":\"x\"}|EVT-6 at /events/0/score: The score must be a number from 0 to 1000,"
            + " or a string with one such as \"87.5\" of at most 32 characters.",
        ":1}|:1,\"endTime\":0}|EVT-7 at /events/0/endTime: The endTime 0 is before the startTime 1.",
        ":1}|:1,\"endTime\":\"1\"}|EVT-7 at /events/0/endTime: The endTime must be a 64-bit integer"
            + " without quotes, fraction or exponent: milliseconds.",
        ":1}|:1,\"details\":[]}|EVT-7 at /events/0/details: The details must be an object with"
            + " BeginOffsetMillis and EndOffsetMillis."
      })
  void oneFaultIsOneSentence(String what, String with, String sentence) {
    String json = BATCH;
    int at = json.indexOf(what);
    assertTrue(at > 0, what);
    String spoilt =
        json.substring(0, at) + (with == null ? "" : with) + json.substring(at + what.length());
    assertEquals(List.of(sentence), faults(ContractOptions.STANDARD, spoilt));
  }

  @Test
  void theEventsAreAnArrayOfObjectsAndNotEmpty() {
    assertEquals(
        List.of("BODY-3 at /events: The events must be an array of at least one event."),
        faults(ContractOptions.STANDARD, "{\"service\":\"S\",\"events\":{}}"));
    assertEquals(
        List.of("BODY-3 at /events: The events are empty: send at least one."),
        faults(ContractOptions.STANDARD, "{\"service\":\"S\",\"events\":[]}"));
    assertEquals(
        List.of("BODY-4 at /events/1: An event must be an object with type, value and startTime."),
        faults(ContractOptions.STANDARD, "{\"service\":\"S\",\"events\":[" + CATEGORY + ",[]]}"));
  }

  @Test
  void nothingStandsBehindTheDocument() {
    assertEquals(
        List.of("BODY-4"),
        judge(ContractOptions.STANDARD, BATCH + "{}").violations().stream()
            .map(v -> v.clause().id())
            .toList());
  }

  @Test
  void theOldProfileNamesWhatItAllows() {
    assertEquals(
        List.of(
            "BODY-2 at /service: The service \"S\" is not allowed here; allowed:"
                + " AmazonConnectContactLens.",
            "BODY-2 at /events/1/type: The type IntelligenceSignal__Sentiment is not allowed here;"
                + " allowed: IntelligenceSignal__Category."),
        faults(OLD, BATCH));
    assertEquals(
        List.of("EVT-1 at /events/0/type: The type must be IntelligenceSignal__Category."),
        faults(
            OLD,
            "{\"service\":\"AmazonConnectContactLens\",\"events\":[{\"value\":\"V\",\"startTime\":1}]}"));
  }

  @Test
  void whereBatchesAreSortedNoOrderIsAFault() {
    String unsorted =
        "{\"service\":\"S\",\"events\":[" + SENTIMENT + "," + CATEGORY + "," + SENTIMENT + "]}";
    assertEquals(
        List.of(1L, 2L, 2L),
        judge(SORTING, unsorted).orThrow().events().stream()
            .map(ConversationEvent::startTime)
            .toList());
    assertEquals(
        List.of("EVT-4"),
        judge(ContractOptions.STANDARD, unsorted).violations().stream()
            .map(v -> v.clause().id())
            .toList());
  }

  @Test
  void anEventThatFollowsAFaultIsStillJudged() {
    assertEquals(
        List.of("EVT-1", "EVT-2", "EVT-3", "EVT-5"),
        judge(
                ContractOptions.STANDARD,
                "{\"service\":\"S\",\"events\":["
                    + CATEGORY
                    + ",{},"
                    + SENTIMENT.replace("CUSTOMER", "x")
                    + "]}")
            .violations()
            .stream()
            .map(v -> v.clause().id())
            .sorted()
            .toList());
  }
}
