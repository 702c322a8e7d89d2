package dev.signalbox.testkit.internal.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.Check;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict;
import dev.signalbox.testkit.internal.check.RunProgress;
import dev.signalbox.testkit.internal.report.KitReport;
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
public class EndpointKitTest {
  public static final TokenFactory TOKENS =
      new TokenFactory(
          CallCenterId.of("00D000000000000EAA", "DevCallCenter"),
          TokenFactory.keyPair().getPrivate(),
          Clock.systemUTC());
  public static final TokenFactory OTHER =
      new TokenFactory(
          CallCenterId.of("00D000000000001EAA", "OtherCallCenter"),
          TokenFactory.keyPair().getPrivate(),
          Clock.systemUTC());

  public static KitReport verify(
      URI uri, long seed, int tries, Predicate<Check<EndpointProber>> wanted) {
    EndpointRunSettings settings =
        new EndpointRunSettings(
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
      List<CheckOutcome> outcomes = run.run(EndpointRun.checks(), wanted, RunProgress.NONE);
      return new KitReport(settings.base(), Long.toString(seed), outcomes, Set.of());
    }
  }

  @Test
  void theReferenceConforms() {
    try (ReferenceEndpoint endpoint = ReferenceEndpoint.start(List.of(TOKENS, OTHER))) {
      KitReport report = verify(endpoint.uri(), 1, 2, check -> true);
      assertEquals(List.of(), report.failures());
      assertEquals(0, report.exitCode());
      assertTrue(report.count(CheckVerdict.HOLDS) > 600);
    }
  }

  @ParameterizedTest
  @EnumSource(EndpointFault.class)
  void aFaultIsFound(EndpointFault fault) {
    try (ReferenceEndpoint endpoint = ReferenceEndpoint.start(List.of(TOKENS, OTHER), fault)) {
      KitReport report = verify(endpoint.uri(), 1, 3, check -> check.id().equals(fault.check()));
      assertEquals(
          1, report.count(CheckVerdict.HOLDS) + report.count(CheckVerdict.FAILS), fault.check());
      assertEquals(1, report.failures().size(), fault.check());
    }
  }
}
