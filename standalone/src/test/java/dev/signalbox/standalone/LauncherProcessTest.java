package dev.signalbox.standalone;

import dev.signalbox.standalone.serve.Engine;
import dev.signalbox.standalone.cli.ExitCode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The launcher, in a tree of its own that is built, and what it makes beside the program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LauncherProcessTest {
  private static final String REHEARSING = "signalbox: rehearsing the start";

  /** What a virtual machine says of itself. */
  private static final String WARNING = "[warning]";

  @TempDir static Path root;

  private Path launcher;
  private Path start;
  private Path archive;
  private byte[] good = {};

  /** Where nothing is, the launcher rehearses once; each test finds what came of that. */
  @BeforeEach
  void tree() throws Exception {
    if (good.length == 0) {
      build();
      String err = serve(Map.of());
      assertTrue(err.contains(REHEARSING), err);
      archive = Path.of(made().toString().replaceFirst("[.]made$", ""));
      good = Files.readAllBytes(archive);
      return;
    }
    put(good);
    Files.setLastModifiedTime(made(), FileTime.from(Instant.now().plusSeconds(60)));
  }

  private void build() throws IOException {
    launcher = Files.copy(Path.of("..", "signalbox"), root.resolve("signalbox"));
    Path standalone = Files.createDirectories(root.resolve("standalone"));
    Files.createFile(root.resolve("pom.xml"));
    Files.createFile(standalone.resolve("pom.xml"));
    Files.createDirectories(standalone.resolve("src/main"));
    start = standalone.resolve("target/start");
    Path modules = Files.createDirectories(standalone.resolve("target/modules"));
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(Path.of(System.getProperty("signalbox.modules")))) {
      for (Path jar : jars) {
        Path copy = Files.copy(jar, modules.resolve(jar.getFileName()));
        Files.setLastModifiedTime(copy, FileTime.from(Instant.now()));
      }
    }
  }

  /** The note that the rehearsal leaves. */
  private Path made() throws IOException {
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(start, "*.made")) {
      return notes.iterator().next();
    }
  }

  /** In place of the archive. */
  private void put(byte[] bytes) throws IOException {
    Files.delete(archive);
    Files.write(archive, bytes);
  }

  private Program launch(Map<String, String> environment, String... more) throws IOException {
    String[] args = Arrays.copyOf(new String[] {"serve", "--port", "0"}, 3 + more.length);
    System.arraycopy(more, 0, args, 3, more.length);
    return Program.launch(launcher, root, environment, args);
  }

  /**
   * Starts a server, sends it a batch, and ends it well: it has printed that batch alone.
   *
   * @return what it said on stderr
   */
  private String serve(Map<String, String> environment, String... more) throws Exception {
    try (Program server = launch(environment, more)) {
      Client client = Client.development(server.url(), root);
      assertEquals(202, client.send("call-1", "one"));
      server.out().await(1);
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode(), () -> server.err().all());
      assertEquals(1, server.out().list().size());
      assertFalse(server.err().all().contains(WARNING), server.err()::all);
      return server.err().all();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void theArchiveIsMadeOnceAndUsedByBothEngines(Engine engine) throws Exception {
    try (Program server = launch(Map.of(), "--engine", engine.name())) {
      server.url();
      assertFalse(server.err().all().contains(REHEARSING), server.err()::all);
      if (System.getProperty("os.name").equals("Linux")) {
        assertTrue(server.mapped().contains(archive.toString()), "not in use");
      }
    }
    assertEquals(2, start.toFile().list().length);
  }

  @Test
  void whatAnotherBuildHasLeftIsMadeAgain() throws Exception {
    Files.setLastModifiedTime(made(), FileTime.from(Instant.EPOCH));
    String err = serve(Map.of());
    assertTrue(err.contains(REHEARSING), err);
    assertFalse(serve(Map.of()).contains(REHEARSING));
    good = Files.readAllBytes(archive);
  }

  /** As a full disk or a broken copy leaves it. */
  @Test
  void halfAnArchiveIsMadeAgain() throws Exception {
    put(Arrays.copyOf(good, good.length / 2));
    String err = serve(Map.of());
    assertTrue(err.contains(REHEARSING), err);
    good = Files.readAllBytes(archive);
  }

  @Test
  void anArchiveThatIsNoneIsNotUsed() throws Exception {
    byte[] bytes = new byte[good.length];
    Arrays.fill(bytes, (byte) 0x5a);
    put(bytes);
    assertFalse(serve(Map.of()).contains(REHEARSING));
  }

  @Test
  void aDamagedArchiveIsNotUsed() throws Exception {
    byte[] bytes = good.clone();
    Arrays.fill(bytes, bytes.length / 4, bytes.length / 4 * 3, (byte) 0x5a);
    put(bytes);
    assertFalse(serve(Map.of()).contains(REHEARSING));
  }

  /** The machine refuses an archive of its class data together with what is said otherwise. */
  @Test
  void whoWantsNoArchiveStartsWithoutOne() throws Exception {
    Files.setLastModifiedTime(made(), FileTime.from(Instant.EPOCH));
    try (Program server = launch(Map.of("JDK_JAVA_OPTIONS", "-Xshare:off"))) {
      server.url();
      assertFalse(server.err().all().contains(REHEARSING), server.err()::all);
      if (System.getProperty("os.name").equals("Linux")) {
        assertFalse(server.mapped().contains(archive.toString()), "in use");
      }
    }
  }

  /** As in a tree that can only be read. */
  @Test
  void whereNothingCanBeWrittenTheServerStarts() throws Exception {
    Path aside = Files.move(start, start.resolveSibling("aside"));
    Files.createFile(start);
    try {
      assertFalse(serve(Map.of()).contains(REHEARSING));
    } finally {
      Files.delete(start);
      Files.move(aside, start);
    }
  }

  @Test
  void theHeapIsWhatTheUserWants() throws Exception {
    assertFalse(serve(Map.of("JDK_JAVA_OPTIONS", "-Xmx48m")).contains(REHEARSING));
  }

  @Test
  void otherCommandsDoNotRehearse() throws Exception {
    Files.setLastModifiedTime(made(), FileTime.from(Instant.EPOCH));
    try (Program help = Program.launch(launcher, root, Map.of(), "token", "--help")) {
      assertEquals(ExitCode.OK, help.exitCode());
      assertEquals("", help.err().all());
    }
  }
}
