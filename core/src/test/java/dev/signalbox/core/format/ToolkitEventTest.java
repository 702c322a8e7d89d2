package dev.signalbox.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading toolkit events (TLK-1) back. */
class ToolkitEventTest {
  private static final String EVENT =
      """
      {"type":"INTELLIGENCE_SIGNAL","detail":{"callId":"first","vendorCallKey":"leg",\
      "orgId":"00D000000000000EAA","callCenter":"Dev","providerName":"connect",\
      "service":"S","events":[{"type":"IntelligenceSignal__Category","value":"V","startTime":5}],\
      "serverReceivedTimestamp":6,"sequence":7,"late":true}}""";

  private static Validated<DeliveredBatch> read(String event) {
    return JsonFormat.INSTANCE.readToolkitEvent(event);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  @Domain(Batches.class)
  @Domain(DomainContext.Global.class)
  void whatIsWrittenIsReadBack(
      @ForAll EventBatch batch,
      @ForAll @LongRange(min = 0) long received,
      @ForAll @LongRange(min = 0) long sequence,
      @ForAll boolean late,
      @ForAll boolean named) {
    DeliveredBatch delivered =
        new DeliveredBatch(
            new ConversationId(
                CallCenterId.of("00D000000000000EAA", "Düsseldorf \"1\""),
                new VendorCallKey("first/\uD83D\uDE00")),
            new VendorCallKey("leg \\2"),
            named ? Optional.of(new ProviderName("\u00A0connect")) : Optional.empty(),
            batch,
            Instant.ofEpochMilli(received),
            sequence,
            late);
    assertEquals(delivered, read(JsonFormat.INSTANCE.toolkitEvent(delivered)).orThrow());
  }

  @Test
  void everyPartIsReadBack() {
    DeliveredBatch read = read(EVENT.replace(":6", ":0").replace(":7", ":0")).orThrow();
    assertEquals(
        new DeliveredBatch(
            new ConversationId(
                CallCenterId.of("00D000000000000EAA", "Dev"), new VendorCallKey("first")),
            new VendorCallKey("leg"),
            Optional.of(new ProviderName("connect")),
            EventBatch.of("S", CategoryEvent.of("V", 5)),
            Instant.EPOCH,
            0,
            true),
        read);
  }

  @Test
  void whatIsNotNamedIsPassedOver() {
    String event = EVENT.replace("\"sequence\"", "\"later\":{\"a\":[1]},\"sequence\"");
    assertEquals(
        read(EVENT).orThrow(), read(event.replace("{\"type\"", "{\"x\":1,\"type\"")).orThrow());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`INTELLIGENCE_SIGNAL`, `CALL_STARTED`, TLK-1 /type",
        "`\"INTELLIGENCE_SIGNAL\"`, `7`, TLK-1 /type",
        "`{\"type\"`, `{\"kind\"`, TLK-1 /type",
        "`\"detail\"`, `\"more\"`, TLK-1 /detail",
        "`\"callId\"`, `\"id\"`, TLK-1 /detail/callId",
        "`\"first\"`, `7`, TLK-1 /detail/callId",
        "`\"first\"`, `\" \"`, KEY-1 /detail/callId",
        "`\"leg\"`, `\"0LQ000000000000\"`, KEY-2 /detail/vendorCallKey",
        "`00D000000000000EAA`, `00D000000000000EAB`, AUTH-3 /detail/orgId",
        "`\"Dev\"`, `\"\"`, AUTH-3 /detail/callCenter",
        "`\"callCenter\"`, `\"center\"`, TLK-1 /detail/callCenter",
        "`\"connect\"`, `null`, TLK-1 /detail/providerName",
        "`connect`, ` `, HDR-2 /detail/providerName",
        "`\"S\"`, `\"\"`, BODY-1 /detail/service",
        "`\"V\"`, `\"\"`, EVT-2 /detail/events/0/value",
        "`:6`, `:\"6\"`, TLK-1 /detail/serverReceivedTimestamp",
        "`:7`, `:-7`, TLK-1 /detail/sequence",
        "`:7`, `:9223372036854775808`, TLK-1 /detail/sequence",
        "`true`, `1`, TLK-1 /detail/late",
        "`true}`, `true`, BODY-4 ``",
        "`\"late\":`, `\"late\":false,\"late\":`, BODY-4 ``"
      })
  void oneFaultIsOneViolation(String what, String with, String violation) {
    assertTrue(EVENT.contains(what));
    List<Violation> violations = read(EVENT.replace(what, with)).violations();
    assertEquals(
        List.of(violation.replace("`", "").strip()),
        violations.stream().map(v -> (v.clause().id() + " " + v.pointer()).strip()).toList());
  }

  @Test
  void allFaultsAreReported() {
    String event = EVENT.replace("\"first\"", "7").replace("\"V\"", "\"\"").replace(":7", ":7.0");
    assertEquals(
        List.of("/detail/callId", "/detail/events/0/value", "/detail/sequence"),
        read(event).violations().stream().map(Violation::pointer).toList());
  }

  @Test
  void halfASurrogatePairIsNoText() {
    assertEquals(
        List.of(Clause.BODY_4),
        read(EVENT.replace("leg", "\uD800")).violations().stream().map(Violation::clause).toList());
  }
}
