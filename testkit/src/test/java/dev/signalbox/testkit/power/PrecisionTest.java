package dev.signalbox.testkit.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.internal.check.Check;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.endpoint.EndpointFault;
import dev.signalbox.testkit.internal.endpoint.EndpointKitTest;
import dev.signalbox.testkit.internal.endpoint.ReferenceEndpoint;
import dev.signalbox.testkit.internal.report.KitReport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A single fault is reported under its own clause, and under no other. */
@Tag("any-jdk")
class PrecisionTest {
  /** The clauses that a run blames. */
  static Set<Clause> blamed(URI uri) {
    KitReport report = EndpointKitTest.verify(uri, 1, 2, check -> true);
    return report.failures().stream().map(CheckOutcome::blamed).collect(Collectors.toSet());
  }

  /** Those that once were reported under up to thirty clauses; the table has the rest. */
  @ParameterizedTest
  @EnumSource(
      value = EndpointFault.class,
      names = {
        "STATUS_200",
        "JTI_REQUIRED",
        "PROVIDER_REQUIRED",
        "CHECKS_NO_SIGNATURE",
        "ONLY_ONE_SERVICE",
        "HTML_ERRORS"
      })
  void aFaultIsReportedUnderItsOwnClauseAlone(EndpointFault fault) {
    try (ReferenceEndpoint endpoint =
        ReferenceEndpoint.start(List.of(EndpointKitTest.TOKENS, EndpointKitTest.OTHER), fault)) {
      assertEquals(Set.of(Check.clause(fault.check())), blamed(endpoint.uri()));
    }
  }

  @Test
  void theEndpointInJavaScriptConforms() throws IOException {
    NodeEndpoint.needsNode();
    try (NodeEndpoint endpoint = NodeEndpoint.start("NONE")) {
      KitReport report = EndpointKitTest.verify(endpoint.uri(), 1, 2, check -> true);
      assertEquals(List.of(), report.failures());
      assertEquals(0, report.count(CheckOutcome.CheckVerdict.BLOCKED));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = NodeFault.class,
      names = {
        "UNPROCESSABLE",
        "NO_UNKNOWN_PROPERTIES",
        "LEGS_NOT_RESOLVED",
        "SIGNATURE_NOT_CHECKED"
      })
  void aFaultInJavaScriptIsReportedUnderItsOwnClauseAlone(NodeFault fault) throws IOException {
    NodeEndpoint.needsNode();
    try (NodeEndpoint endpoint = NodeEndpoint.start(fault.name())) {
      assertEquals(Set.of(fault.clause()), blamed(endpoint.uri()));
    }
  }

  @Test
  void everyFaultIsInTheTable() throws IOException {
    String table = Files.readString(KitPower.FAULTS);
    assertEquals(
        List.of(),
        KitPower.all().stream()
            .map(KitPower.Faulty::row)
            .filter(row -> !table.contains("\n" + row))
            .toList());
  }

  /** The command {@code .ci/kit faults} measures what the table says; here it is held. */
  @Test
  void atMostOneInTwentyIsBlamedOnAnotherClauseToo() throws IOException {
    List<String> rows =
        Files.readAllLines(KitPower.FAULTS).stream()
            .filter(line -> line.matches("\\| [A-Z_0-9]+ \\| .*"))
            .toList();
    List<String> measured = rows.stream().filter(row -> !row.endsWith("| – |")).toList();
    List<String> also = measured.stream().filter(row -> !row.endsWith("|  |")).toList();
    assertTrue(measured.size() > 250, () -> "only " + measured.size());
    assertTrue(also.size() * 20 <= measured.size(), also::toString);
    for (String row : also) {
      String clauses = row.replaceFirst(".*\\| ([^|]*) \\|$", "$1");
      assertTrue(!clauses.contains(","), row);
    }
  }
}
