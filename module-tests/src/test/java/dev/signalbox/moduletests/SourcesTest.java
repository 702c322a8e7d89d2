package dev.signalbox.moduletests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What keeps the sources easy to find one's way in: short files, and one type for each name. */
class SourcesTest {
  private static final int MOST_LINES = 400;
  private static final int MOST_LONG_FILES = 8;

  /** Catalogues and suites: each is a list that is read where one looks something up. */
  private static final Map<String, String> LONG =
      Map.of(
          "BodyChecks", "a catalogue: the kit's checks of bodies",
          "RequestChecks", "a catalogue: the kit's checks of requests",
          "HostileTokens", "a catalogue: the kit's tokens that have to be refused",
          "MutationCatalog", "a catalogue: the kit's violations, one after the other",
          "Clause", "the contract's clauses, one constant each",
          "EndpointConformance", "a suite: the checks of an endpoint, one test each",
          "TransportConformance", "a suite: the checks of a transport, one test each");

  @Test
  void filesAreShort() throws IOException {
    TreeMap<String, Integer> tooLong = new TreeMap<>();
    TreeSet<String> listed = new TreeSet<>(LONG.keySet());
    for (Path file : sources()) {
      String type = file.getFileName().toString().replace(".java", "");
      int lines = Files.readAllLines(file).size();
      if (lines > MOST_LINES && !listed.remove(type)) {
        tooLong.put(Modules.root().relativize(file).toString(), lines);
      }
    }
    assertAll(
        () -> assertEquals(Map.of(), tooLong, "files of more than " + MOST_LINES + " lines"),
        () -> assertEquals(Set.of(), listed, "listed as long, and no longer so"),
        () -> assertTrue(LONG.size() <= MOST_LONG_FILES, "too many are listed as long"));
  }

  /**
   * Types that more than one file can see have names of their own. A builder and the cases of a
   * result are always written with the type that they are nested in, so they may repeat.
   */
  @Test
  void noTwoTypesShareAName() {
    Map<String, Set<String>> byName =
        Modules.MAIN.stream()
            .filter(type -> !type.getSimpleName().isEmpty())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .filter(SourcesTest::isSeenElsewhere)
            .filter(type -> !isWrittenWithItsOwner(type))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    TreeMap::new,
                    Collectors.mapping(JavaClass::getName, Collectors.toCollection(TreeSet::new))));
    byName.values().removeIf(types -> types.size() == 1);
    assertEquals(Map.of(), byName);
  }

  private static boolean isSeenElsewhere(JavaClass type) {
    for (Optional<JavaClass> at = Optional.of(type);
        at.isPresent();
        at = at.get().getEnclosingClass()) {
      if (at.get().getModifiers().contains(JavaModifier.PRIVATE) || at.get().isLocalClass()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWrittenWithItsOwner(JavaClass type) {
    Optional<JavaClass> owner = type.getEnclosingClass();
    return owner.isPresent()
        && (type.getSimpleName().equals("Builder") || type.isAssignableTo(owner.get().getName()));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> modules = Files.list(Modules.root())) {
      List<Path> roots =
          modules
              .filter(module -> !module.endsWith("benchmarks"))
              .map(module -> module.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .toList();
      List<Path> files = new ArrayList<>();
      for (Path root : roots) {
        try (Stream<Path> all = Files.walk(root)) {
          all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
        }
      }
      assertFalse(files.isEmpty());
      return files;
    }
  }
}
