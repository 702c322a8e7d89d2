package dev.signalbox.standalone.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.faults.InvalidFaultException.MemberProblem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultReaderTest {
  private static Fault read(String json) throws InvalidFaultException {
    return FaultReader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> pointers(String json) {
    InvalidFaultException wrong =
        assertThrows(InvalidFaultException.class, () -> read(json), () -> json);
    return wrong.problems().stream().map(MemberProblem::pointer).toList();
  }

  @Test
  void everyMemberIsRead() throws Exception {
    Fault fault =
        read(
            "{\"match\":{\"call\":\"c\",\"resource\":\"messages\",\"callCenter\":\"Center\"},"
                + "\"times\":3,\"probability\":0.2,\"seed\":7,\"status\":503,\"retryAfter\":2,"
                + "\"delayMillis\":1500,\"drop\":\"midway\"}");
    assertEquals(
        new FaultMatch(Optional.of("c"), Optional.of("messages"), Optional.of("Center")),
        fault.match());
    assertEquals(Optional.of(3), fault.times());
    assertEquals(0.2, fault.probability());
    assertEquals(Optional.of(7L), fault.seed());
    assertEquals(Optional.of(503), fault.status());
    assertEquals(Optional.of(2), fault.retryAfter());
    assertEquals(Duration.ofMillis(1500), fault.delay());
    assertEquals(Optional.of(FaultDrop.MIDWAY), fault.drop());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"status\":199} | /status",
        "{\"status\":600} | /status",
        "{\"status\":\"503\"} | /status",
        "{\"status\":503.5} | /status",
        "{\"status\":503,\"times\":0} | /times",
        "{\"status\":503,\"times\":99999999999} | /times",
        "{\"status\":503,\"probability\":1.01} | /probability",
        "{\"status\":503,\"probability\":-1e-9} | /probability",
        "{\"status\":503,\"probability\":\"1\"} | /probability",
        "{\"status\":503,\"seed\":0.5} | /seed",
        "{\"status\":503,\"seed\":9223372036854775808} | /seed",
        "{\"status\":503,\"retryAfter\":-1} | /retryAfter",
        "{\"retryAfter\":1,\"drop\":\"after\"} | /retryAfter",
        "{\"delayMillis\":600001} | /delayMillis",
        "{\"drop\":\"During\"} | /drop",
        "{\"drop\":true} | /drop",
        "{\"preset\":\"rate-limits\"} | /preset",
        "{\"preset\":\"forbidden\",\"status\":403} | /status",
        "{\"preset\":\"forbidden\",\"drop\":\"after\"} | /drop",
        "{\"preset\":\"forbidden\",\"seconds\":1} | /seconds",
        "{\"preset\":\"forbidden\",\"limit\":1} | /limit",
        "{\"status\":503,\"windowSeconds\":1} | /windowSeconds",
        "{\"preset\":\"transcripts-exhausted\",\"match\":{\"resource\":\"voiceCalls\"}} | /match/resource",
        "{\"status\":503,\"match\":[]} | /match",
        "{\"status\":503,\"match\":{\"resource\":\"events\"}} | /match/resource",
        "{\"status\":503,\"match\":{\"call\":\"\"}} | /match/call",
        "{\"status\":503,\"match\":{\"callCenter\":1}} | /match/callCenter",
        "{\"status\":503,\"match\":{\"calls\":\"c\"}} | /match/calls",
        "{\"status\":503,\"delay\":1} | /delay",
      })
  void whatIsWrongIsNamed(String json, String pointer) {
    assertEquals(List.of(pointer), pointers(json));
  }

  @Test
  void everythingThatIsWrongIsNamedAtOnce() {
    assertEquals(
        List.of("/x~1y", "/drop", "/times"), pointers("{\"x/y\":1,\"drop\":\"no\",\"times\":-1}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{}", "[]", "{\"status\":503", "{\"times\":3}", "{\"status\":503,\"status\":429}"})
  void whatDoesNothingOrCantBeReadIsNoFault(String json) {
    assertEquals(List.of(""), pointers(json));
  }

  @Test
  void theMessageNamesTheMembers() {
    InvalidFaultException wrong =
        assertThrows(
            InvalidFaultException.class,
            () -> read("{\"status\":503,\"match\":{\"call\":1},\"times\":0}"));
    assertTrue(wrong.getMessage().startsWith("\"match.call\": "), wrong.getMessage());
    assertTrue(wrong.getMessage().contains("\"times\": "), wrong.getMessage());
  }
}
