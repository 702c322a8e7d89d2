package dev.signalbox.testkit.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.Clause;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What takes too long for every build, and is started by {@code .ci/kit}: every faulty endpoint
 * against every check, and the correct one with many seeds.
 */
@Timeout(7200)
class KitPower {
  @Test
  void faults() {
    List<String> missed = new ArrayList<>();
    for (EndpointFault fault : EndpointFault.values()) {
      try (ReferenceEndpoint endpoint =
          ReferenceEndpoint.start(List.of(EndpointKitTest.TOKENS, EndpointKitTest.OTHER), fault)) {
        Report report = EndpointKitTest.verify(endpoint.uri(), 1, 3, check -> true);
        Clause expected = Check.clause(fault.check());
        Set<Clause> clauses =
            report.failures().stream()
                .map(Outcome::clause)
                .collect(Collectors.toCollection(TreeSet::new));
        boolean caught = clauses.contains(expected);
        if (!caught) {
          missed.add(fault.name());
        }
        System.out.printf(
            "%-40s %-8s %-6s by %d checks of %s%n",
            fault, expected, caught ? "caught" : "MISSED", report.failures().size(), clauses);
      }
    }
    System.out.printf(
        "%d faulty endpoints, %d missed. Faulty senders, transports and directories are in"
            + " SenderKitTest and ConformanceClassesTest.%n",
        EndpointFault.values().length, missed.size());
    assertEquals(List.of(), missed);
  }

  @Test
  void seeds() {
    int seeds = Integer.getInteger("kit.seeds", 100);
    List<Outcome> alarms = new ArrayList<>();
    long checks = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      try (ReferenceEndpoint endpoint =
          ReferenceEndpoint.start(List.of(EndpointKitTest.TOKENS, EndpointKitTest.OTHER))) {
        Report report = EndpointKitTest.verify(endpoint.uri(), seed, 5, check -> true);
        checks += report.count(Outcome.Verdict.HOLDS) + report.failures().size();
        for (Outcome alarm : report.failures()) {
          System.out.println("seed " + seed + ": " + alarm);
        }
        alarms.addAll(report.failures());
      }
    }
    System.out.printf("%d seeds, %d checks made, %d false alarms%n", seeds, checks, alarms.size());
    assertEquals(List.of(), alarms);
  }
}
