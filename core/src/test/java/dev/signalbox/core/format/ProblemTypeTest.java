package dev.signalbox.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTypeTest {
  private static Duration retry(Duration wait) {
    return Problem.temporary(ProblemType.UNAVAILABLE, Clause.RES_4, "Full.", wait)
        .retryAfter()
        .orElseThrow();
  }

  @Test
  void theRowsStandInTheOrderOfTheChecks() {
    assertEquals(
        List.of(
            "NO_SUCH_RESOURCE 404",
            "METHOD_NOT_ALLOWED 405",
            "UNAUTHORIZED 401",
            "REPLAY_MEMORY_FULL 503",
            "RATE_LIMITED 429",
            "UNSUPPORTED_MEDIA_TYPE 415",
            "INVALID_KEY 400",
            "INVALID_HEADER 400",
            "MALFORMED_REQUEST 400",
            "TOO_LARGE 413",
            "INVALID_BODY 400",
            "LATER_LEG 400",
            "UNKNOWN_CALL 404",
            "UNAVAILABLE 503"),
        Arrays.stream(ProblemType.values()).map(r -> r + " " + r.status()).toList());
  }

  @Test
  void everyRowHasATypeOfItsOwn() {
    Set<String> types = new HashSet<>();
    for (ProblemType rejection : ProblemType.values()) {
      URI type = URI.create(rejection.uri());
      assertEquals("urn", type.getScheme());
      assertTrue(type.getSchemeSpecificPart().matches("signalbox:problem:[a-z]+(-[a-z]+)*"));
      assertTrue(types.add(rejection.uri()), rejection.uri());
      assertTrue(rejection.title().matches("[A-Z].*[^.]"), rejection.title());
    }
  }

  @Test
  void aRefusalNamesAtLeastOneViolation() {
    assertThrows(
        IllegalArgumentException.class, () -> Problem.of(ProblemType.INVALID_BODY, List.of()));
    assertEquals(
        Optional.empty(),
        Problem.of(ProblemType.UNKNOWN_CALL, Clause.KEY_4, "Unknown.").retryAfter());
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 1",
    "PT-5S, 1",
    "PT0.000000001S, 1",
    "PT1S, 1",
    "PT1.000000001S, 2",
    "PT1.5S, 2",
    "PT59.999S, 60",
    "PT24H, 86400"
  })
  void theWaitIsWholeSecondsRoundedUp(Duration wait, long seconds) {
    assertEquals(Duration.ofSeconds(seconds), retry(wait));
  }

  @Test
  void noWaitIsTooLong() {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    assertEquals(Duration.ofSeconds(Long.MAX_VALUE), retry(longest));
  }
}
