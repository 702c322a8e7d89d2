package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.ExitCode;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the launcher does after an edit, in a tree of its own: the sources of all modules, and the
 * program that was built. In place of Maven there is a script that fails, so a build is told by it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EditProcessTest {
  private static final String BUILT = "signalbox: the build failed; what Maven said stands above.";
  private static final String ORG_ID = "core/src/main/java/dev/signalbox/core/OrgId.java";
  private static final String IS_NO_ORG_ID = " is not an org id: 15 letters";
  private static final String PAGE = "dev/signalbox/standalone/console/console.html";

  @TempDir static Path root;

  private Path launcher;
  private Path target;

  @BeforeAll
  void tree() throws IOException {
    launcher = Files.copy(Path.of("..", "signalbox"), root.resolve("signalbox"));
    copy(Path.of("../.mvn/build"), root.resolve(".mvn/build"));
    Path maven = Files.createDirectories(root.resolve("path")).resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\nexit 1\n");
    assertTrue(maven.toFile().setExecutable(true));
    target = root.resolve("standalone/target");
    Path bin = Files.createDirectories(target.resolve("bin"));
    Files.copy(Path.of("src/main/image/bin/signalbox"), bin.resolve("signalbox"));
  }

  /** Nothing is edited: the program is newer than its sources. */
  @BeforeEach
  void restore() throws IOException {
    Files.writeString(root.resolve("pom.xml"), "");
    try (Stream<Path> all = Files.list(Path.of(".."))) {
      for (Path module : all.filter(path -> Files.isDirectory(path.resolve("src/main"))).toList()) {
        Path copy = root.resolve(module.getFileName());
        delete(copy.resolve("src"));
        copy(module.resolve("src/main"), copy.resolve("src/main"));
        Files.writeString(copy.resolve("pom.xml"), "");
      }
    }
    setTimes(root, Instant.now().minus(Duration.ofHours(2)));
    Path built = Path.of(System.getProperty("signalbox.modules")).getParent();
    for (String folder : List.of("modules", "kafka", "build")) {
      delete(target.resolve(folder));
      copy(built.resolve(folder), target.resolve(folder));
    }
    setTimes(target, Instant.now().minus(Duration.ofHours(1)));
    Files.createDirectories(target.resolve("start"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path copy = to.resolve(from.relativize(each).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(each, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static void setTimes(Path folder, Instant time) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.toList()) {
        Files.setLastModifiedTime(each, FileTime.from(time));
      }
    }
  }

  private static void replace(String path, String old, String other) throws IOException {
    String text = Files.readString(root.resolve(path));
    assertTrue(text.contains(old), text);
    Files.writeString(root.resolve(path), text.replace(old, other));
  }

  private String run(int exitCode, String... args) throws Exception {
    Map<String, String> environment =
        Map.of("PATH", root.resolve("path") + ":" + System.getenv("PATH"));
    try (Program program = Program.launch(launcher, root, environment, args)) {
      assertEquals(exitCode, program.exitCode(), program.err()::all);
      return program.err().all();
    }
  }

  private Map<String, byte[]> jars() throws IOException {
    Map<String, byte[]> jars = new TreeMap<>();
    try (Stream<Path> all = Files.list(target.resolve("modules"))) {
      for (Path jar : all.toList()) {
        jars.put(jar.getFileName().toString(), Files.readAllBytes(jar));
      }
    }
    return jars;
  }

  @Test
  void theInsideOfAClassIsInTheProgramWithoutABuild() throws Exception {
    replace(ORG_ID, IS_NO_ORG_ID, " is far from an org id: 15 letters");
    String first = run(ExitCode.USAGE, "token", "--org", "bad");
    assertTrue(first.startsWith("signalbox: --org: \"bad\" is far from an org id: 15"), first);
    assertFalse(Files.exists(target.resolve("start")));
    replace(ORG_ID, " is far from an org id: 15 letters", IS_NO_ORG_ID);
    String second = run(ExitCode.USAGE, "token", "--org", "bad");
    assertTrue(second.startsWith("signalbox: --org: \"bad\" is not an org id: 15"), second);
  }

  /** Its name has a number, so no other class knows it. */
  @Test
  void aClassWithoutANameComesAndGoes() throws Exception {
    String with = " + new Object() { @Override public String toString() { return \"!\"; } } + \"";
    replace(ORG_ID, "\"" + IS_NO_ORG_ID, "\"\"" + with + IS_NO_ORG_ID);
    String first = run(ExitCode.USAGE, "token", "--org", "bad");
    assertTrue(first.startsWith("signalbox: --org: \"bad\"! is not an org id: 15"), first);
    replace(ORG_ID, "\"\"" + with + IS_NO_ORG_ID, "\"" + IS_NO_ORG_ID);
    String second = run(ExitCode.USAGE, "token", "--org", "bad");
    assertTrue(second.startsWith("signalbox: --org: \"bad\" is not an org id: 15"), second);
    try (Stream<String> all = entries("core")) {
      assertFalse(all.anyMatch(entry -> entry.contains("/OrgId$1")));
    }
  }

  private Stream<String> entries(String module) throws IOException {
    try (FileSystem jar = FileSystems.newFileSystem(jar(module));
        Stream<Path> all = Files.walk(jar.getPath("/"))) {
      return all.map(Path::toString).toList().stream();
    }
  }

  private Path jar(String module) throws IOException {
    try (Stream<Path> all = Files.list(target.resolve("modules"))) {
      return all.filter(jar -> jar.toString().contains("signalbox-" + module + "-"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Compiled before, a class that calls it would not find it. */
  @Test
  void whatOthersSeeOfAClassIsInThemWithoutABuild() throws Exception {
    replace(
        ORG_ID,
        "parse(String text) {",
        "parse(CharSequence given) {\n String text = given + \"\";");
    replace(ORG_ID, IS_NO_ORG_ID, " is far from an org id: 15 letters");
    String said = run(ExitCode.USAGE, "token", "--org", "bad");
    assertTrue(said.startsWith("signalbox: --org: \"bad\" is far from an org id: 15"), said);
    assertFalse(Files.exists(target.resolve("start")));
  }

  /** It stands in the other class, and nothing there says where it is from. */
  @Test
  void aConstantIsInOtherClassesWithoutABuild() throws Exception {
    replace(
        "standalone/src/main/java/dev/signalbox/standalone/cli/ExitCode.java",
        "int USAGE = 2",
        "int USAGE = 77");
    String said = run(77, "token", "--org", "bad");
    assertTrue(said.startsWith("signalbox: --org: \"bad\" is not an org id: 15"), said);
  }

  @Test
  void aSupertypeMoreIsInTheProgramWithoutABuild() throws Exception {
    replace(
        "core/src/main/java/dev/signalbox/core/spi/DeliveryListener.java",
        "public interface DeliveryListener {",
        "public interface DeliveryListener extends Comparable<Object> {"
            + " @Override default int compareTo(Object other) { return 0; }");
    assertEquals("", run(ExitCode.OK, "version"));
  }

  /** As editors do who write a new file, and give it the old one's name. */
  @Test
  void aPageIsInTheProgramWithoutABuild() throws Exception {
    Path page = root.resolve("standalone/src/main/resources").resolve(PAGE);
    Path other = Files.writeString(page.resolveSibling("other"), "<p>Edited");
    Files.move(other, page, StandardCopyOption.REPLACE_EXISTING);
    assertEquals("", run(ExitCode.OK, "version"));
    try (FileSystem jar = FileSystems.newFileSystem(jar("standalone"))) {
      assertArrayEquals(Files.readAllBytes(page), Files.readAllBytes(jar.getPath("/" + PAGE)));
    }
    assertEquals("", run(ExitCode.OK, "version"));
  }

  /** What only a build takes in. */
  private enum Other {
    ERROR {
      @Override
      void make() throws IOException {
        replace(ORG_ID, "public final class", "public final clash");
      }
    },
    ERROR_IN_ANOTHER_CLASS {
      @Override
      void make() throws IOException {
        replace(ORG_ID, "  public String asGiven() {", "  String asGiven() {");
      }
    },
    NEW_CLASS {
      @Override
      void make() throws IOException {
        Path source = root.resolve(ORG_ID).resolveSibling("Other.java");
        Files.writeString(source, "package dev.signalbox.core;\n\nfinal class Other {}\n");
      }
    },
    REMOVED_CLASS {
      @Override
      void make() throws IOException {
        Files.delete(root.resolve("standalone/src/main/java/dev/signalbox/standalone/Main.java"));
      }
    },
    NEW_PAGE {
      @Override
      void make() throws IOException {
        Path page = root.resolve("standalone/src/main/resources").resolve(PAGE);
        Files.writeString(page.resolveSibling("other.html"), "<p>New");
      }
    },
    REMOVED_PAGE {
      @Override
      void make() throws IOException {
        Files.delete(root.resolve("standalone/src/main/resources").resolve(PAGE));
      }
    },
    DESCRIPTOR {
      @Override
      void make() throws IOException {
        replace("core/src/main/java/module-info.java", "module ", "open module ");
      }
    },
    START_SCRIPT {
      @Override
      void make() throws IOException {
        replace("standalone/src/main/image/bin/signalbox", "set -eu", "set -eux");
      }
    },
    PROJECT {
      @Override
      void make() throws IOException {
        Files.writeString(root.resolve("core/pom.xml"), "<project/>");
      }
    },
    TWO_MODULES {
      @Override
      void make() throws IOException {
        replace(ORG_ID, IS_NO_ORG_ID, " is far from an org id: 15 letters");
        Files.writeString(root.resolve("standalone/pom.xml"), "<project/>");
      }
    };

    abstract void make() throws IOException;
  }

  @ParameterizedTest
  @EnumSource(Other.class)
  void forAnythingElseThereIsABuildAndTheProgramIsAsItWas(Other other) throws Exception {
    Map<String, byte[]> before = jars();
    other.make();
    String said = run(ExitCode.FAILURE, "version");
    assertEquals(BUILT, said.strip());
    Map<String, byte[]> after = jars();
    assertEquals(before.keySet(), after.keySet());
    before.forEach((jar, bytes) -> assertArrayEquals(bytes, after.get(jar), jar));
    try (Stream<Path> left = Files.list(target)) {
      assertFalse(left.anyMatch(path -> path.getFileName().toString().startsWith("edit")));
    }
  }
}
