package dev.signalbox.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceCallValidatorTest {
  private static final VendorCallKey KEY = new VendorCallKey("k");

  private static Validated<VoiceCall> read(String json) {
    return JsonFormat.INSTANCE
        .readVoiceCall(json.getBytes(UTF_8))
        .flatMap(VoiceCallValidator::validate);
  }

  private static List<String> faults(String json) {
    return read(json).violations().stream().map(v -> v.clause() + " " + v.pointer()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "Inbound, INBOUND",
    "inbound, INBOUND",
    "OUTBOUND, OUTBOUND",
    "conFerence, CONFERENCE",
    "Callback, CALLBACK"
  })
  void theMethodIsReadInAnyCase(String name, InitiationMethod method) {
    assertEquals(
        Validated.valid(VoiceCall.of(KEY, method)),
        read("{\"vendorCallKey\":\"k\",\"initiationMethod\":\"" + name + "\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\" Inbound\"",
        "\"In bound\"",
        "\"\u0131nbound\"",
        "\"\u0130nbound\"",
        "\"Call\"",
        "\"Callbac\u212A\"",
        "null",
        "1",
        "[\"Inbound\"]",
        "{}"
      })
  void nothingElseIsAMethod(String method) {
    assertEquals(
        List.of("CALL-1 /initiationMethod"),
        faults("{\"vendorCallKey\":\"k\",\"initiationMethod\":" + method + "}"));
  }

  @Test
  void everyViolationIsReported() {
    assertEquals(List.of("CALL-1 /vendorCallKey", "CALL-1 /initiationMethod"), faults("{}"));
    assertEquals(
        List.of("KEY-2 /vendorCallKey", "CALL-2 /parentVoiceCallId"),
        faults("{\"initiationMethod\":\"Transfer\",\"vendorCallKey\":\"0LQ000000000001\"}"));
    assertEquals(
        List.of("KEY-1 /vendorCallKey", "CALL-1 /initiationMethod", "CALL-2 /parentVoiceCallId"),
        faults("{\"vendorCallKey\":\" \",\"initiationMethod\":\"x\",\"parentVoiceCallId\":1}"));
    assertEquals(
        List.of("CALL-1 /vendorCallKey"),
        faults("{\"vendorCallKey\":null,\"initiationMethod\":\"Inbound\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "true", "[]", "{}", "\"\"", "\" \u00A0\""})
  void aParentIsATextThatIsNotBlank(String parent) {
    for (String method : List.of("Transfer", "Inbound")) {
      assertEquals(
          List.of("CALL-2 /parentVoiceCallId"),
          faults(
              "{\"vendorCallKey\":\"k\",\"initiationMethod\":\""
                  + method
                  + "\",\"parentVoiceCallId\":"
                  + parent
                  + "}"));
    }
  }

  @Test
  void anyMethodMayNameAParent() {
    assertEquals(
        Optional.of("0LQ000000000001"),
        read("{\"parentVoiceCallId\":\"0LQ000000000001\",\"vendorCallKey\":\"k\","
                + "\"initiationMethod\":\"Conference\"}")
            .orThrow()
            .parent());
  }

  @Test
  void theRestIsKeptAndNeverJudged() {
    VoiceCall call =
        read("{\"startTime\":\"yesterday\",\"vendorCallKey\":\"k\",\"to\":null,"
                + "\"initiationMethod\":\"Inbound\",\"participants\":{}}")
            .orThrow();
    assertEquals(
        Map.of(
            "startTime",
            new DocumentValue.Text("yesterday"),
            "to",
            new DocumentValue.Null(),
            "participants",
            new DocumentValue.Structure(Map.of())),
        call.attributes());
  }

  @Test
  void whatARecordCanNotSayCanNotBeBuilt() {
    assertThrows(
        ContractViolationException.class, () -> VoiceCall.of(KEY, InitiationMethod.TRANSFER));
    assertThrows(ContractViolationException.class, () -> VoiceCall.transfer(KEY, "\u2003"));
    for (String name : List.of("vendorCallKey", "initiationMethod", "parentVoiceCallId")) {
      Map<String, DocumentValue> attributes = Map.of(name, new DocumentValue.Null());
      assertThrows(
          IllegalArgumentException.class,
          () -> new VoiceCall(KEY, InitiationMethod.INBOUND, Optional.empty(), attributes));
    }
  }

  private static Validated<VoiceCall> strictly(String json) {
    return JsonFormat.INSTANCE
        .readVoiceCall(json.getBytes(UTF_8))
        .flatMap(
            raw -> VoiceCallValidator.validate(raw, ContractOptions.STANDARD.withStrict(true)));
  }

  @Test
  void strictModeRequiresAllThatTheVendorDoes() {
    String whole =
        "{\"vendorCallKey\":\"k\",\"initiationMethod\":\"Inbound\",\"callCenterApiName\":\"C\","
            + "\"to\":\"+1\",\"from\":\"+2\",\"startTime\":\"2026-01-31T12:00:00.000Z\","
            + "\"participants\":[{\"participantKey\":\"+2\",\"type\":\"END_USER\"}]}";
    assertTrue(strictly(whole).isValid(), () -> strictly(whole).violations().toString());
    assertTrue(read("{\"vendorCallKey\":\"k\",\"initiationMethod\":\"Inbound\"}").isValid());
    assertEquals(
        List.of("/callCenterApiName", "/to", "/from", "/startTime", "/participants"),
        strictly("{\"vendorCallKey\":\"k\",\"initiationMethod\":\"Inbound\"}").violations().stream()
            .map(Violation::pointer)
            .toList());
    assertEquals(
        List.of("/startTime", "/participants/0/type", "/participants/1"),
        strictly(
                whole
                    .replace("2026-01-31T12:00:00.000Z", "yesterday")
                    .replace(",\"type\":\"END_USER\"}", "},7"))
            .violations()
            .stream()
            .peek(v -> assertEquals(Clause.CALL_1, v.clause()))
            .map(Violation::pointer)
            .toList());
  }
}
