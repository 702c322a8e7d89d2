package dev.signalbox.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventDetails;
import dev.signalbox.core.Participant;
import dev.signalbox.core.Score;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The requests that the vendor's pages show, and what its published clients send. */
class PublishedRequestsTest {
  private static Validated<EventBatch> read(ContractOptions contract, String json) {
    return JsonFormat.INSTANCE
        .readBatch(json.getBytes(StandardCharsets.UTF_8))
        .flatMap(new BatchValidator(contract)::validate);
  }

  @Test
  void theRequestOfApiVersion58() {
    String json =
        """
        {
          "service": "AmazonConnectContactLens",
          "events": [
            {"type": "IntelligenceSignal__Category", "value": "OrderStatusCheckingHelp",
             "startTime": 1573503300},
            {"type": "IntelligenceSignal__Category", "value": "CustomerAngry",
             "startTime": 1573503450}
          ]
        }
        """;
    for (Profile profile : Profile.values()) {
      assertEquals(
          EventBatch.of(
              "AmazonConnectContactLens",
              CategoryEvent.of("OrderStatusCheckingHelp", 1573503300L),
              CategoryEvent.of("CustomerAngry", 1573503450L)),
          read(new ContractOptions(profile, Set.of(), Ordering.REJECT), json).orThrow());
    }
  }

  @Test
  void theSentimentRequestOfApiVersion67() {
    String json =
        """
        {"service": "CxoneAgentAssistService", "persist": false, "events": [
          {"type": "IntelligenceSignal__Sentiment", "value": "400.13", "startTime": 16898867880000,
           "score": 10, "participant": "CUSTOMER"}]}
        """;
    EventBatch batch = read(ContractOptions.STANDARD, json).orThrow();
    assertEquals(
        new EventBatch(
            "CxoneAgentAssistService",
            Optional.of(false),
            List.of(
                new SentimentEvent(
                    "400.13",
                    16898867880000L,
                    OptionalLong.empty(),
                    Optional.of(Score.of(10)),
                    Participant.CUSTOMER,
                    Optional.empty()))),
        batch);
    List<Violation> inV58 =
        read(new ContractOptions(Profile.V58, Set.of(), Ordering.REJECT), json).violations();
    assertEquals(
        List.of("BODY-2 /service", "BODY-2 /events/0/type"),
        inV58.stream().map(v -> v.clause().id() + " " + v.pointer()).toList());
    assertTrue(inV58.get(0).detail().contains("AmazonConnectContactLens"));
  }

  @Test
  void whatTheContactLensFunctionSends() {
    String json =
        """
        {"service":"AmazonConnectContactLens","events":[
         {"type":"IntelligenceSignal__Category","value":"Refund","startTime":1763885279123,
          "details":{"BeginOffsetMillis":1200,"EndOffsetMillis":4800}},
         {"type":"IntelligenceSignal__Category","value":"Escalation","startTime":1763885279123,
          "details":{"BeginOffsetMillis":1200,"EndOffsetMillis":4800}}],
         "persist":false}
        """;
    EventBatch batch = read(ContractOptions.STANDARD, json).orThrow();
    assertEquals(2, batch.events().size());
    assertEquals(Optional.of(EventDetails.of(1200, 4800)), batch.events().get(1).details());
  }
}
