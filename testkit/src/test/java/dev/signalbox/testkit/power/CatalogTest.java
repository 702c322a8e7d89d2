package dev.signalbox.testkit.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.tck.CallCenterDirectoryConformance;
import dev.signalbox.testkit.tck.Covers;
import dev.signalbox.testkit.tck.EndpointConformance;
import dev.signalbox.testkit.tck.ReplayGuardConformance;
import dev.signalbox.testkit.tck.TransportConformance;
import dev.signalbox.testkit.tck.VoiceCallDirectoryConformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Clauses and checks belong together, and the document says how. */
class CatalogTest {
  private static final Path DOCUMENT = Path.of("../docs/testkit.md");
  private static final String BEGIN = "<!-- begin of the generated table -->\n";
  private static final String END = "<!-- end of the generated table -->\n";

  @Test
  void everyObservableClauseHasACheck() {
    Set<Clause> covered =
        CheckCatalog.all().stream().map(CheckCatalog.Entry::clause).collect(Collectors.toSet());
    for (Clause clause : Clause.values()) {
      assertTrue(
          covered.contains(clause)
              || clause.observable() == Clause.Observation.OPERATOR
              || clause.observable() == Clause.Observation.STAND_IN,
          () -> clause + " can be observed and has no check");
    }
  }

  @Test
  void everyTestOfAJunitClassHasAClause() {
    for (Class<?> type :
        List.of(
            TransportConformance.class,
            VoiceCallDirectoryConformance.class,
            ReplayGuardConformance.class,
            CallCenterDirectoryConformance.class,
            EndpointConformance.class)) {
      Stream.of(type.getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(Test.class))
          .forEach(
              method -> assertTrue(method.isAnnotationPresent(Covers.class), method::toString));
    }
  }

  @Test
  void idsAreUniqueAndMany() {
    Set<String> ids = new HashSet<>();
    for (CheckCatalog.Entry entry : CheckCatalog.all()) {
      assertTrue(ids.add(entry.id()), entry::id);
    }
    assertTrue(ids.size() >= 150, () -> "only " + ids.size());
  }

  /** The command {@code .ci/kit faults} brings the document up to date. */
  @Test
  void theDocumentHasEveryFault() throws IOException {
    List<String> lines = Files.readAllLines(KitPower.FAULTS);
    List<String> missing =
        KitPower.all().stream()
            .map(KitPower.Faulty::row)
            .filter(row -> lines.stream().noneMatch(line -> line.startsWith(row)))
            .toList();
    assertEquals(List.of(), missing, "run .ci/kit faults");
    assertEquals(
        KitPower.all().size(),
        lines.stream().filter(line -> line.matches("\\| [A-Z_0-9]+ \\| .*")).count());
  }

  /** Run with {@code -Dtestkit.docs=write} to bring the document up to date. */
  @Test
  void theDocumentHasTheTable() throws IOException {
    String text = Files.readString(DOCUMENT);
    String head = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
    String tail = text.substring(text.indexOf(END));
    String expected = head + "\n" + CheckCatalog.table() + "\n" + tail;
    if ("write".equals(System.getProperty("testkit.docs"))) {
      Files.writeString(DOCUMENT, expected);
    }
    assertEquals(
        expected,
        Files.readString(DOCUMENT),
        "bring docs/testkit.md up to date: mvn -pl testkit -am test -Dtest=CatalogTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dtestkit.docs=write");
  }
}
