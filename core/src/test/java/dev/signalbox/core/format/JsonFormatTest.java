package dev.signalbox.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.PlainJson.Arr;
import dev.signalbox.core.format.PlainJson.Bool;
import dev.signalbox.core.format.PlainJson.Node;
import dev.signalbox.core.format.PlainJson.Num;
import dev.signalbox.core.format.PlainJson.Obj;
import dev.signalbox.core.format.PlainJson.Str;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;

class JsonFormatTest {
  private static final CallCenterId CALL_CENTER =
      CallCenterId.of("00D000000000000EAA", "Düsseldorf \"1\"");

  private static Obj object(byte[] json) {
    return (Obj) PlainJson.read(json).orElseThrow();
  }

  private static Obj object(Object... namesAndNodes) {
    Map<String, Node> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndNodes.length; i += 2) {
      members.put((String) namesAndNodes[i], (Node) namesAndNodes[i + 1]);
    }
    return new Obj(members);
  }

  /** Equal maps may differ in order; their texts don't. */
  private static void assertSameInOrder(Node expected, Node actual) {
    assertEquals(PlainJson.write(expected), PlainJson.write(actual));
  }

  private static Node number(long number) {
    return new Num(Long.toString(number));
  }

  /** An event as TLK-1 and section 4 list its properties. */
  private static Node event(ConversationEvent event) {
    Map<String, Node> members = new LinkedHashMap<>();
    members.put(
        "type",
        new Str(
            event instanceof CategoryEvent
                ? "IntelligenceSignal__Category"
                : "IntelligenceSignal__Sentiment"));
    members.put("value", new Str(event.value()));
    members.put("startTime", number(event.startTime()));
    event.participant().ifPresent(p -> members.put("participant", new Str(p.toString())));
    event
        .score()
        .ifPresent(
            s -> members.put("score", s.number() ? new Num(s.literal()) : new Str(s.literal())));
    event.endTime().ifPresent(t -> members.put("endTime", number(t)));
    event
        .details()
        .ifPresent(
            d -> {
              Map<String, Node> offsets = new LinkedHashMap<>();
              d.beginOffsetMillis().ifPresent(o -> offsets.put("BeginOffsetMillis", number(o)));
              d.endOffsetMillis().ifPresent(o -> offsets.put("EndOffsetMillis", number(o)));
              members.put("details", new Obj(offsets));
            });
    return new Obj(members);
  }

  private static Map<String, Node> members(EventBatch batch) {
    Map<String, Node> members = new LinkedHashMap<>();
    members.put("service", new Str(batch.service()));
    batch.persist().ifPresent(p -> members.put("persist", new Bool(p)));
    members.put("events", new Arr(batch.events().stream().map(JsonFormatTest::event).toList()));
    return members;
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  @Domain(Batches.class)
  @Domain(DomainContext.Global.class)
  void aBatchSurvivesWritingAndReading(@ForAll EventBatch batch) {
    byte[] written = JsonFormat.INSTANCE.writeBatch(batch);
    assertSameInOrder(new Obj(members(batch)), object(written));
    assertEquals(
        Validated.valid(batch),
        JsonFormat.INSTANCE
            .readBatch(written)
            .flatMap(new BatchValidator(ContractOptions.STANDARD)::validate));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  @Domain(Batches.class)
  @Domain(DomainContext.Global.class)
  void theToolkitEventHasTheNamedPropertiesInTheirOrder(
      @ForAll EventBatch batch, @ForAll boolean provider, @ForAll boolean late) {
    DeliveredBatch delivered =
        new DeliveredBatch(
            new ConversationId(CALL_CENTER, new VendorCallKey("first/1")),
            new VendorCallKey("leg\u00A02"),
            provider ? Optional.of(new ProviderName("amazon-connect")) : Optional.empty(),
            batch,
            Instant.parse("2026-01-05T10:00:04.391999Z"),
            42,
            late);
    Map<String, Node> detail = new LinkedHashMap<>();
    detail.put("callId", new Str("first/1"));
    detail.put("vendorCallKey", new Str("leg\u00A02"));
    detail.put("orgId", new Str("00D000000000000EAA"));
    detail.put("callCenter", new Str("Düsseldorf \"1\""));
    if (provider) {
      detail.put("providerName", new Str("amazon-connect"));
    }
    detail.putAll(members(batch));
    detail.put("serverReceivedTimestamp", new Num("1767607204391"));
    detail.put("sequence", new Num("42"));
    detail.put("late", new Bool(late));
    String event = JsonFormat.INSTANCE.toolkitEvent(delivered);
    assertSameInOrder(
        object("type", new Str("INTELLIGENCE_SIGNAL"), "detail", new Obj(detail)),
        object(event.getBytes(UTF_8)));
    assertTrue(event.chars().noneMatch(c -> c < 0x20), "a line of its own");
  }

  @Test
  void theAnswerToABatchIsTheContractsToTheLetter() {
    assertEquals(
        "{\"status\":\"202 Accepted\"}", new String(JsonFormat.INSTANCE.writeAccepted(), UTF_8));
    JsonFormat.INSTANCE.writeAccepted()[0] = 'x';
    assertEquals('{', JsonFormat.INSTANCE.writeAccepted()[0]);
  }

  @Test
  void theAnswerToAVoiceCallIsTheContractsToTheLetter() {
    assertEquals(
        "{\"voiceCallId\":\"0LQ000000000001GAA\",\"errors\":[]}",
        new String(JsonFormat.INSTANCE.writeRegistered(new VoiceCallId("0LQ000000000001")), UTF_8));
    assertEquals(
        "{\"voiceCallId\":\"0LQ000000000001GAA\",\"errors\":\"no \\\"recording\\\"\"}",
        new String(
            JsonFormat.INSTANCE.writeRegistered(
                new VoiceCallId("0LQ000000000001"), "no \"recording\""),
            UTF_8));
  }

  @Test
  void aProblemHasEveryViolation() {
    Problem rejected =
        Problem.of(
            ProblemType.INVALID_BODY,
            List.of(
                new Violation(Clause.EVT_2, "/events/0/value", "Blank \"x\"\n."),
                new Violation(Clause.BODY_3, "/events", "Lone \uD800.")));
    assertSameInOrder(
        object(
            "type",
            new Str("urn:signalbox:problem:invalid-body"),
            "title",
            new Str("Invalid body"),
            "status",
            new Num("400"),
            "detail",
            new Str("EVT-2: Blank \"x\"\n. And 1 more; see errors."),
            "errors",
            new Arr(
                List.of(
                    object(
                        "clause",
                        new Str("EVT-2"),
                        "pointer",
                        new Str("/events/0/value"),
                        "detail",
                        new Str("Blank \"x\"\n.")),
                    object(
                        "clause",
                        new Str("BODY-3"),
                        "pointer",
                        new Str("/events"),
                        "detail",
                        new Str("Lone \uD800."))))),
        object(JsonFormat.INSTANCE.writeProblem(rejected)));
  }

  @Test
  void aProblemWithOneViolationCountsNoMore() {
    Problem rejected =
        Problem.temporary(ProblemType.UNAVAILABLE, Clause.RES_4, "Full.", Duration.ofMillis(1));
    assertEquals("RES-4: Full.", rejected.detail());
  }

  @Test
  void aVoiceCallSurvivesWritingAndReading() {
    String json =
        """
        {"vendorCallKey":"leg/2","initiationMethod":"tRANSFER","parentVoiceCallId":"leg 1",
         "to":"+49","startTime":"2026-01-05","n":1e+2,"none":null,"yes":true,"no":false,
         "participants":[{"participantKey":"+1","type":"END_USER","t\\u0000":[[],{},-0.0]}, 2 ]}
        """;
    VoiceCall call =
        JsonFormat.INSTANCE
            .readVoiceCall(json.getBytes(UTF_8))
            .flatMap(VoiceCallValidator::validate)
            .orThrow();
    assertEquals(new VendorCallKey("leg/2"), call.vendorCallKey());
    assertEquals(InitiationMethod.TRANSFER, call.initiationMethod());
    assertEquals(Optional.of("leg 1"), call.parent());
    assertEquals(
        List.of("to", "startTime", "n", "none", "yes", "no", "participants"),
        new ArrayList<>(call.attributes().keySet()));
    assertEquals(
        JsonFormat.INSTANCE
            .readObject(
                "{\"x\":[{\"participantKey\":\"+1\",\"type\":\"END_USER\",\"t\\u0000\":[[],{},-0.0]},2]}"
                    .getBytes(UTF_8))
            .orThrow()
            .get("x"),
        call.attributes().get("participants"));
    byte[] written = JsonFormat.INSTANCE.writeVoiceCall(call);
    assertTrue(
        new String(written, UTF_8)
            .contains(
                "[{\"participantKey\":\"+1\",\"type\":\"END_USER\",\"t\\u0000\":[[],{},-0.0]},2]"));
    assertEquals(
        Validated.valid(call),
        JsonFormat.INSTANCE.readVoiceCall(written).flatMap(VoiceCallValidator::validate));
    assertFalse(new String(written, UTF_8).contains("tRANSFER"));
  }
}
