package dev.signalbox.testkit.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.Tokens;
import dev.signalbox.testkit.internal.Outcome.Verdict;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kit against an endpoint that is right, and against endpoints that are wrong in one way. */
@Execution(ExecutionMode.CONCURRENT)
class EndpointKitTest {
  static final Tokens TOKENS =
      new Tokens(
          CallCenterId.of("00D000000000000EAA", "DevCallCenter"),
          Tokens.keyPair().getPrivate(),
          Clock.systemUTC());
  static final Tokens OTHER =
      new Tokens(
          CallCenterId.of("00D000000000001EAA", "OtherCallCenter"),
          Tokens.keyPair().getPrivate(),
          Clock.systemUTC());

  static Report verify(URI uri, long seed, int tries, Predicate<Check<Probe>> wanted) {
    Settings settings =
        new Settings(
            uri,
            TOKENS,
            Optional.of(OTHER),
            Profile.V67,
            true,
            tries,
            seed,
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Optional.empty());
    try (EndpointRun run = new EndpointRun(settings)) {
      List<Outcome> outcomes = run.run(EndpointRun.checks(), wanted, Progress.NONE);
      return new Report(settings.base(), Long.toString(seed), outcomes, Set.of());
    }
  }

  @Test
  void theReferenceConforms() {
    try (ReferenceEndpoint endpoint = ReferenceEndpoint.start(List.of(TOKENS, OTHER))) {
      Report report = verify(endpoint.uri(), 1, 2, check -> true);
      assertEquals(List.of(), report.failures());
      assertEquals(0, report.exitCode());
      assertTrue(report.count(Verdict.HOLDS) > 600);
    }
  }

  @ParameterizedTest
  @EnumSource(EndpointFault.class)
  void aFaultIsFound(EndpointFault fault) {
    try (ReferenceEndpoint endpoint = ReferenceEndpoint.start(List.of(TOKENS, OTHER), fault)) {
      Report report = verify(endpoint.uri(), 1, 3, check -> check.id().equals(fault.check()));
      assertEquals(1, report.count(Verdict.HOLDS) + report.count(Verdict.FAILS), fault.check());
      assertEquals(1, report.failures().size(), fault.check());
    }
  }
}
