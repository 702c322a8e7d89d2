package dev.signalbox.moduletests;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The public API is kept as text in {@code api/}, one file for each published module, so that a
 * change of it is seen in review. With {@code -Dapi.update} the files are written anew.
 */
class ApiTextTest {
  private static final boolean UPDATE = System.getProperty("api.update") != null;
  private static final String COMMAND =
      "mvn -q -pl module-tests -am test -Dtest=ApiTextTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dapi.update";

  static Set<ModuleDescriptor> offering() {
    return Modules.own().values().stream()
        .filter(module -> module.exports().stream().anyMatch(exports -> !exports.isQualified()))
        .collect(toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("offering")
  void theApiIsAsWritten(ModuleDescriptor module) throws IOException {
    Path file = file(module);
    String now = ApiText.of(module, ApiTextTest::types);
    if (UPDATE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, now);
      return;
    }
    String written = Files.exists(file) ? Files.readString(file) : "";
    if (!now.equals(written)) {
      List<String> difference = new ArrayList<>();
      minus(written, now).forEach(line -> difference.add("- " + line));
      minus(now, written).forEach(line -> difference.add("+ " + line));
      fail(
          "The public API is not as "
              + Modules.root().relativize(file)
              + " has it:\n"
              + String.join("\n", difference)
              + "\nIf that is meant, write it down and commit it: "
              + COMMAND);
    }
  }

  @Test
  void noFileIsLeftOver() throws IOException {
    Set<Path> wanted =
        offering().stream().map(ApiTextTest::file).collect(toCollection(TreeSet::new));
    try (Stream<Path> files = Files.list(Modules.root().resolve("api"))) {
      assertEquals(wanted, files.collect(toCollection(TreeSet::new)));
    }
  }

  private static Path file(ModuleDescriptor module) {
    String artifact = module.name().substring("dev.".length()).replace('.', '-');
    return Modules.root().resolve("api").resolve(artifact + ".txt");
  }

  private static List<Class<?>> types(String name) {
    List<Class<?>> types = new ArrayList<>();
    for (JavaClass type : Modules.MAIN) {
      if (type.getPackageName().equals(name) && !type.getSimpleName().equals("package-info")) {
        types.add(type.reflect());
      }
    }
    return types;
  }

  /** The lines of one text that the other has not, each with the type that it belongs to. */
  private static List<String> minus(String text, String other) {
    List<String> lines = withTypes(text);
    lines.removeAll(Set.copyOf(withTypes(other)));
    return lines;
  }

  private static List<String> withTypes(String text) {
    List<String> lines = new ArrayList<>();
    String type = "";
    for (String line : text.lines().filter(line -> !line.isEmpty()).toList()) {
      if (line.startsWith("  ")) {
        lines.add(type + ": " + line.strip());
      } else {
        type = line.replaceFirst("[(<].*| extends .*| implements .*| permits .*", "");
        lines.add(line);
      }
    }
    return lines;
  }
}
