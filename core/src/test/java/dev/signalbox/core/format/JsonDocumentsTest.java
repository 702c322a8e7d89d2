package dev.signalbox.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventDetails;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.Participant;
import dev.signalbox.core.Score;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single documents in JSON, to the letter. */
class JsonDocumentsTest {
  private static final JsonFormat JSON = JsonFormat.INSTANCE;
  private static final VendorCallKey KEY = new VendorCallKey("k");

  private static String text(byte[] body) {
    return new String(body, UTF_8);
  }

  private static DeliveredBatch delivered() {
    return new DeliveredBatch(
        new ConversationId(CallCenterId.of("00D000000000000", "Dev"), KEY),
        KEY,
        Optional.empty(),
        EventBatch.builder("S").persist(false).event(CategoryEvent.of("V", 1)).build(),
        Instant.ofEpochMilli(2),
        3,
        true);
  }

  @Test
  void theMediaTypesAreJsons() {
    assertEquals("application/json", JSON.mediaType());
    assertEquals("application/problem+json", JSON.problemMediaType());
    assertDoesNotThrow(JSON::requireParser);
  }

  @Test
  void anEventIsWrittenWithThePartsThatItHas() {
    assertEquals(
        "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"V\",\"startTime\":1}",
        JSON.event(CategoryEvent.of("V", 1)));
    assertEquals(
        "{\"type\":\"IntelligenceSignal__Sentiment\",\"value\":\"5.00\",\"startTime\":1,"
            + "\"participant\":\"AGENT\",\"score\":\"1.5\",\"endTime\":2,"
            + "\"details\":{\"BeginOffsetMillis\":3,\"EndOffsetMillis\":4}}",
        JSON.event(
            SentimentEvent.builder("5", 1, Participant.AGENT)
                .score(Score.of("1.5"))
                .endTime(2)
                .details(EventDetails.of(3, 4))
                .build()));
    assertEquals(
        "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"V\",\"startTime\":1,"
            + "\"score\":1e2,\"details\":{}}",
        JSON.event(
            CategoryEvent.builder("V", 1)
                .score(new Score("1e2", true))
                .details(new EventDetails(OptionalLong.empty(), OptionalLong.empty()))
                .build()));
  }

  @Test
  void aBatchThatIsDeliveredAgainSaysSoBesideItsDetail() {
    String once = JSON.toolkitEvent(delivered());
    assertEquals(
        "{\"type\":\"INTELLIGENCE_SIGNAL\",\"detail\":{\"callId\":\"k\",\"vendorCallKey\":\"k\","
            + "\"orgId\":\"00D000000000000EAA\",\"callCenter\":\"Dev\",\"service\":\"S\","
            + "\"persist\":false,\"events\":[{\"type\":\"IntelligenceSignal__Category\","
            + "\"value\":\"V\",\"startTime\":1}],\"serverReceivedTimestamp\":2,\"sequence\":3,"
            + "\"late\":true}}",
        once);
    assertEquals(
        once.substring(0, once.length() - 1) + ",\"redelivered\":true}",
        JSON.toolkitEvent(delivered().again()));
    assertEquals(Validated.valid(delivered()), JSON.readToolkitEvent(once));
    assertEquals(
        Validated.valid(delivered().again()),
        JSON.readToolkitEvent(JSON.toolkitEvent(delivered().again())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "1", "\"true\"", "null"})
  void onlyTrueSaysThatABatchIsDeliveredAgain(String redelivered) {
    String again = JSON.toolkitEvent(delivered().again());
    assertEquals(
        Validated.valid(delivered()),
        JSON.readToolkitEvent(
            again.replace("\"redelivered\":true", "\"redelivered\":" + redelivered)));
  }

  @Test
  void aToolkitEventReportsAHundredViolationsAtTheMost() {
    String event = JSON.toolkitEvent(delivered());
    int begin = event.indexOf("\"events\":[") + "\"events\":[".length();
    String many =
        event.substring(0, begin) + "1,".repeat(150) + event.substring(begin).replace(":3", ":-3");
    List<Violation> violations = JSON.readToolkitEvent(many).violations();
    assertEquals(Validated.MAX_VIOLATIONS, violations.size());
    assertEquals("/detail/events/99", violations.get(99).pointer());
  }

  @Test
  void aVoiceCallIsWrittenWithItsAttributesBehindItsParts() {
    assertEquals(
        "{\"vendorCallKey\":\"k\",\"initiationMethod\":\"Inbound\"}",
        text(JSON.writeVoiceCall(VoiceCall.of(KEY, InitiationMethod.INBOUND))));
    assertEquals(
        "{\"vendorCallKey\":\"k\",\"initiationMethod\":\"Transfer\",\"parentVoiceCallId\":\"p\","
            + "\"to\":\"+1\",\"recorded\":true}",
        text(
            JSON.writeVoiceCall(
                VoiceCall.builder(KEY, InitiationMethod.TRANSFER)
                    .parent("p")
                    .attribute("to", "+1")
                    .attribute("recorded", new DocumentValue.Bool(true))
                    .build())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":[],\"b\":{},\"c\":[[1],{\"d\":\"e\"},true,false,null,-1.50e+3],\"f\":\"\\n\"}"
      })
  void anObjectIsWrittenAsItWasRead(String json) {
    Map<String, DocumentValue> read = JSON.readObject(json.getBytes(UTF_8)).orThrow();
    assertEquals(json, text(JSON.writeObject(read)));
    assertEquals(json, text(JSON.writeObject("Root", read)));
    assertEquals(Validated.valid(read), JSON.readObject(json.getBytes(UTF_8), "Root", Set.of("a")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|The file is not a JSON object.",
        "{|The file is not well-formed JSON: it ends at line 1, column 2, where a member's name in quotes or } is expected.",
        "{}1|The file is not well-formed JSON: its structure is broken.",
        "{\"a\":1,\"a\":2}|The member \"a\" occurs twice in one JSON object."
      })
  void aViolationNamesTheDocument(String document, String detail) {
    assertEquals(
        List.of(detail),
        JSON.readObject(document.getBytes(UTF_8), "The file").violations().stream()
            .map(Violation::detail)
            .toList());
  }

  @Test
  void whatIsReadOfABatchIsHandedOverInTheDocumentsOrder() {
    List<Object> parts = new ArrayList<>();
    BatchHandler handler =
        new BatchHandler() {
          @Override
          public void service(RawValue value) {
            parts.add("service " + value.kind());
          }

          @Override
          public void persist(RawValue value) {
            parts.add("persist " + value.kind());
          }

          @Override
          public void events(boolean array) {
            parts.add("events " + array);
          }

          @Override
          public void event(RawEvent event) {
            parts.add("event " + event.isObject() + event.get(EventProperty.VALUE).isPresent());
          }
        };
    String json =
        "{\"other\":{\"service\":[1]},\"persist\":{\"a\":[]},\"events\":[{\"value\":[{}],\"x\":{}},"
            + "{\"details\":{\"value\":1}},[{\"value\":1}],2],\"service\":[[]]}";
    assertEquals(Optional.empty(), JSON.readBatch(json.getBytes(UTF_8), handler));
    assertEquals(
        List.of(
            "persist OBJECT",
            "events true",
            "event truetrue",
            "event truefalse",
            "event falsefalse",
            "event falsefalse",
            "service ARRAY"),
        parts);
    parts.clear();
    assertEquals(
        Optional.empty(),
        JSON.readBatch("{\"events\":{\"a\":[1]},\"persist\":1}".getBytes(UTF_8), handler));
    assertEquals(List.of("events false", "persist NUMBER"), parts);
  }

  @Test
  void aProblemCountsTheViolationsBehindTheFirst() {
    Violation violation = new Violation(Clause.KEY_1, "/k", "No.");
    for (int count : List.of(2, 99, 100)) {
      List<Violation> violations = Collections.nCopies(count, violation);
      assertEquals(
          "KEY-1: No. And "
              + (count == 100 ? "at least " : "")
              + (count - 1)
              + " more; see errors.",
          Problem.of(ProblemType.INVALID_BODY, violations).detail());
    }
    assertEquals(
        "503 [RES-4: Full.], retry after PT2S",
        Problem.temporary(ProblemType.UNAVAILABLE, Clause.RES_4, "Full.", Duration.ofMillis(1001))
            .toString());
  }
}
