package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.serve.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher, in a tree of its own that is built, and the archive that the build has made. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LauncherProcessTest {
  /** What a virtual machine says of itself. */
  private static final String WARNING = "[warning]";

  @TempDir static Path root;

  private Path launcher;
  private Path modules;
  private Path archive;
  private byte[] good = {};

  @BeforeAll
  void build() throws Exception {
    launcher = Files.copy(Path.of("..", "signalbox"), root.resolve("signalbox"));
    Path standalone = Files.createDirectories(root.resolve("standalone"));
    Files.createFile(root.resolve("pom.xml"));
    Files.createFile(standalone.resolve("pom.xml"));
    Files.createDirectories(standalone.resolve("src/main"));
    Path target = standalone.resolve("target");
    modules = Files.createDirectories(target.resolve("modules"));
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(Path.of(System.getProperty("signalbox.modules")))) {
      for (Path jar : jars) {
        Path copy = Files.copy(jar, modules.resolve(jar.getFileName()));
        Files.setLastModifiedTime(copy, FileTime.from(Instant.now()));
      }
    }
    Path bin = Files.createDirectories(target.resolve("bin"));
    Path script = Files.copy(Path.of("src/main/image/bin/signalbox"), bin.resolve("signalbox"));
    try (Program rehearsal = Program.launch(script, root, Map.of("signalbox_rehearse", "true"))) {
      assertEquals(ExitCode.OK, rehearsal.exitCode(), rehearsal.err()::all);
    }
    boolean cache = Runtime.version().feature() >= 25;
    archive = target.resolve("start").resolve(cache ? "signalbox.aot" : "signalbox.jsa");
    good = Files.readAllBytes(archive);
  }

  @BeforeEach
  void archive() throws Exception {
    put(good);
  }

  /** In place of the archive. */
  private void put(byte[] bytes) throws IOException {
    Files.deleteIfExists(archive);
    Files.write(archive, bytes);
  }

  private Program launch(Map<String, String> environment, String... more) throws IOException {
    String[] args = Arrays.copyOf(new String[] {"serve", "--port", "0"}, 3 + more.length);
    System.arraycopy(more, 0, args, 3, more.length);
    return Program.launch(launcher, root, environment, args);
  }

  /** Starts a server, sends it a batch, and ends it well: it has printed that batch alone. */
  private void serve(Map<String, String> environment, String... more) throws Exception {
    try (Program server = launch(environment, more)) {
      Client client = Client.development(server.url(), root);
      assertEquals(202, client.send("call-1", "one"));
      server.out().await(1);
      assertUsed(server, false);
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode(), () -> server.err().all());
      assertEquals(1, server.out().list().size());
      assertFalse(server.err().all().contains(WARNING), server.err()::all);
      assertFalse(server.err().all().contains("signalbox:"), server.err()::all);
    }
  }

  private void assertUsed(Program server, boolean used) throws IOException {
    if (System.getProperty("os.name").equals("Linux")) {
      assertEquals(used, server.mapped().contains(archive.toString()));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void theArchiveIsUsedByBothEngines(Engine engine) throws Exception {
    try (Program server = launch(Map.of(), "--engine", engine.name())) {
      server.url();
      assertUsed(server, true);
      assertFalse(server.err().all().contains("signalbox:"), server.err()::all);
    }
  }

  /** Classes of an old format are in no archive; nor is ours that extends one of them. */
  @Test
  void theCommandLineIsReadFromTheArchive() throws Exception {
    Path log = root.resolve("classes.log");
    try (Program server =
        launch(Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + log.getFileName()))) {
      server.url();
      List<String> loaded =
          Files.readAllLines(log).stream()
              .filter(line -> line.contains(" picocli.") || line.contains(".standalone.cli."))
              .filter(line -> !line.contains("$$Lambda"))
              .toList();
      assertTrue(loaded.stream().anyMatch(line -> line.contains(" picocli.")), "none");
      assertEquals(
          List.of(),
          loaded.stream().filter(line -> !line.contains("source: shared objects file")).toList());
    }
  }

  @Test
  void withoutAnArchiveTheServerStarts() throws Exception {
    Files.delete(archive);
    serve(Map.of());
  }

  @Test
  void whatAnotherBuildHasLeftIsNotUsed() throws Exception {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(modules, "signalbox-core-*.jar")) {
      Path jar = jars.iterator().next();
      FileTime time = Files.getLastModifiedTime(jar);
      Files.setLastModifiedTime(jar, FileTime.from(time.toInstant().plusSeconds(60)));
      try (Program server = launch(Map.of())) {
        server.url();
        assertFalse(server.err().all().contains(WARNING), server.err()::all);
      } finally {
        Files.setLastModifiedTime(jar, time);
      }
    }
  }

  /** Java 17 would take classes from both folders, and fail. */
  @Test
  void aCopyBesideTheOriginalStarts() throws Exception {
    Path copy = root.resolve("copy");
    for (String file : List.of("bin/signalbox", "start/" + archive.getFileName())) {
      Path to = copy.resolve(file);
      Files.createDirectories(to.getParent());
      Files.copy(modules.resolveSibling(file), to, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Path made = Path.of(archive + ".made");
    Files.copy(made, copy.resolve("start").resolve(made.getFileName()));
    Files.createDirectories(copy.resolve("modules"));
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(modules)) {
      for (Path jar : jars) {
        Path to = copy.resolve("modules").resolve(jar.getFileName());
        Files.copy(jar, to, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    try (Program program =
        Program.launch(copy.resolve("bin/signalbox"), root, Map.of(), "version")) {
      assertEquals(ExitCode.OK, program.exitCode(), program.err()::all);
      assertEquals("", program.err().all());
    }
  }

  /** As a full disk or a broken copy leaves it. */
  @Test
  void halfAnArchiveIsNotUsed() throws Exception {
    put(Arrays.copyOf(good, good.length / 2));
    serve(Map.of());
  }

  @Test
  void anArchiveThatIsNoneIsNotUsed() throws Exception {
    byte[] bytes = new byte[good.length];
    Arrays.fill(bytes, (byte) 0x5a);
    put(bytes);
    serve(Map.of());
  }

  @Test
  void aDamagedArchiveIsNotUsed() throws Exception {
    byte[] bytes = good.clone();
    Arrays.fill(bytes, bytes.length / 4, bytes.length / 4 * 3, (byte) 0x5a);
    put(bytes);
    serve(Map.of());
  }

  /** The machine refuses an archive of its class data together with what is said otherwise. */
  @Test
  void whoWantsNoArchiveStartsWithoutOne() throws Exception {
    try (Program server = launch(Map.of("JDK_JAVA_OPTIONS", "-Xshare:off"))) {
      server.url();
      assertUsed(server, false);
    }
  }

  @Test
  void theHeapIsWhatTheUserWants() throws Exception {
    try (Program server = launch(Map.of("JDK_JAVA_OPTIONS", "-Xmx48m"))) {
      Client client = Client.development(server.url(), root);
      assertEquals(202, client.send("call-1", "one"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"token --help", "version", "help", "verify --help"})
  void otherCommandsSayNothingOfTheStart(String line) throws Exception {
    try (Program program = Program.launch(launcher, root, Map.of(), line.split(" "))) {
      assertEquals(ExitCode.OK, program.exitCode());
      assertEquals("", program.err().all());
    }
  }

  @Test
  void aJavaThatIsTooOldOrNotThereIsOneLine() throws Exception {
    Path home = Files.createDirectories(root.resolve("jdk/bin")).getParent();
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    String without = launch(home);
    assertTrue(without.startsWith("signalbox: no " + home + "/bin/java found. "), without);
    Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\n");
    assertTrue(java.toFile().setExecutable(true));
    String old = launch(home);
    assertTrue(old.startsWith("signalbox: " + home + "/bin/java is Java 11.0.2. "), old);
  }

  private String launch(Path javaHome) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "version");
    builder.environment().put("JAVA_HOME", javaHome.toString());
    Process process = builder.start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(ExitCode.FAILURE, process.waitFor());
    assertEquals(1, err.lines().count(), err);
    return err;
  }
}
