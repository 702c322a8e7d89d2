package dev.signalbox.moduletests;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents point to is there. */
class DocumentLinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]+[A-Za-z0-9]*)`");
  private static final Set<Path> SOURCES = files(".java");

  static Set<Path> documents() {
    return files(".md");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linksEndSomewhere(Path document) throws IOException {
    Set<String> broken =
        LINK.matcher(Files.readString(document))
            .results()
            .map(link -> link.group(1))
            .filter(link -> !link.matches("[a-z]+:.*"))
            .filter(link -> !exists(document, link))
            .collect(toCollection(TreeSet::new));
    assertEquals(Set.of(), broken);
  }

  @Test
  void theTypesToOpenExist() throws IOException {
    Set<String> types =
        SOURCES.stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(toCollection(TreeSet::new));
    Set<String> named =
        TYPE.matcher(Files.readString(Modules.root().resolve("docs/changing.md")))
            .results()
            .map(type -> type.group(1))
            .collect(toCollection(TreeSet::new));
    assertFalse(named.isEmpty());
    named.removeAll(types);
    assertEquals(Set.of(), named);
  }

  private static boolean exists(Path document, String link) {
    String[] parts = link.split("#", 2);
    Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
    if (!Files.exists(file)) {
      return false;
    }
    return parts.length == 1 || anchors(file).contains(parts[1]);
  }

  /** The names under which GitHub finds the headings of a document. */
  private static Set<String> anchors(Path document) {
    try {
      return HEADING
          .matcher(Files.readString(document))
          .results()
          .map(DocumentLinksTest::anchor)
          .collect(toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String anchor(MatchResult heading) {
    return heading
        .group(1)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  private static Set<Path> files(String ending) {
    try (Stream<Path> all = Files.walk(Modules.root())) {
      return all.filter(file -> file.toString().endsWith(ending))
          .filter(file -> !Modules.root().relativize(file).toString().matches("(.*/)?target/.*"))
          .collect(toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
