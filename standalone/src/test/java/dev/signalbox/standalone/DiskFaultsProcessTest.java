package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.testkit.history.HistoryChecker;
import dev.signalbox.testkit.history.HistoryRecorder;
import dev.signalbox.testkit.history.OperationOutcome;
import dev.signalbox.tokens.TokenSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server with a data file on a disk that fails: at the first, second, ... n-th call of each kind,
 * by a library before the C library, and on a file system that is full or read-only. {@code
 * .ci/disk-faults} takes a larger n. Skipped where there is no Linux, no gcc or no right to mount.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class DiskFaultsProcessTest {
  private static final int FAULTS = Integer.getInteger("disk.faults", 1);
  private static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "Disk");
  private static final int TOGETHER = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HistoryRecorder recorder = new HistoryRecorder("stdout");
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path dir;

  private TokenSigner withJti;
  private String reusable;
  private int batches;
  private int run;
  private int padding;
  private String url = "";

  @BeforeEach
  void keys() throws Exception {
    assumed(System.getProperty("os.name").equals("Linux"), "SKIPPED: this is no Linux");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    Files.writeString(dir.resolve("public.pem"), CallCenterKey.of(pair.getPublic()).toPem());
    withJti = TokenSigner.builder(CENTER, pair.getPrivate()).jti(true).build();
    reusable = TokenSigner.builder(CENTER, pair.getPrivate()).jti(false).build().sign();
  }

  /** EIO is 5, ENOSPC 28, EROFS 30. In the last column how many batches it takes to get there. */
  @ParameterizedTest
  @CsvSource({
    "write, -wal, 28, 10",
    "write, -wal, 5, 10",
    "write, -wal, 30, 10",
    "short, -wal, 28, 10",
    "sync, -wal, 5, 10",
    "sync, -wal, 28, 10",
    "write, .db, 28, 300",
    "write, .db, 5, 300",
    "sync, .db, 5, 300"
  })
  void nothingIsLostWhenCallsFail(String call, String suffix, int error, int enough)
      throws Exception {
    Map<String, String> environment = withFaults();
    Program server = start(environment);
    long refusals = 0;
    for (int n = 1; n <= FAULTS; n++) {
      fail(call + " " + suffix + " " + n + " " + Long.MAX_VALUE + " " + error);
      boolean refused = false;
      for (int i = 0; i < enough && !refused; i += TOGETHER) {
        refused = post(TOGETHER, reusable).stream().anyMatch(status -> status.orElse(503) == 503);
      }
      // Where a copy into the file itself fails, the log goes on.
      assertTrue(refused || suffix.equals(".db"), "the fault had no effect");
      if (refused) {
        refusals++;
        assertEquals(List.of(OptionalInt.of(503)), post(1, reusable), "not refused at once");
        assertEquals(List.of(OptionalInt.of(503)), post(1, withJti.sign()));
      }
      if (n % 3 == 0) {
        server = killed(server, environment);
        refusals = 0;
      }
      pass();
      awaitAcceptance();
      assertEquals(refusals, server.err().count("can't be written: "), server.err()::all);
      assertEquals(refusals, server.err().count("can be written again"), server.err()::all);
      // Once, and then no more: the server goes on by itself.
      fail(call + " " + suffix + " " + n + " " + n + " " + error);
      post(TOGETHER * 2, reusable);
      awaitAcceptance();
      pass();
      refusals = server.err().count("can't be written: ");
    }
    judge(server);
  }

  /** A file that can't be made whole is refused in one line, and is in nobody's way later. */
  @ParameterizedTest
  @CsvSource({"write, .db, 28", "write, -journal, 5", "write, -wal, 28", "sync, .db, 5"})
  void aFirstStartThatFailsCanBeRepeated(String call, String suffix, int error) throws Exception {
    Map<String, String> environment = withFaults();
    for (int n = 1; n <= FAULTS; n++) {
      fail(call + " " + suffix + " " + n + " " + Long.MAX_VALUE + " " + error);
      Program first = program(environment);
      try {
        url = first.url();
        first.signal("KILL");
      } catch (AssertionError noStart) {
        assertEquals(3, first.exitCode(), first.err()::all);
        assertTrue(first.err().all().contains("signalbox.db can't be used: "), first.err()::all);
        if (n == 1) {
          assertRefusal(first.err().all());
        }
      }
      pass();
      judge(start(environment));
      command("rm", "-r", data().toString());
    }
  }

  private static void assertRefusal(String err) {
    assertTrue(err.contains("--data: ") && err.contains("signalbox.db can't be used: "), err);
    assertEquals(1, err.strip().lines().count(), err);
  }

  @Test
  void aFullDiskRefusesUntilThereIsRoom() throws Exception {
    mount("size=1m");
    try {
      padding = 20_000;
      Program server = start(Map.of());
      assertTrue(
          IntStream.range(0, 200)
              .anyMatch(i -> post(1, reusable).equals(List.of(OptionalInt.of(503)))),
          "the disk was never full");
      for (int i = 0; i < 5; i++) {
        assertEquals(List.of(OptionalInt.of(503)), post(1, reusable));
      }
      server.err().await("signalbox.db can't be written: there is no room left for it");
      command("mount", "-o", "remount,size=64m", data().toString());
      awaitAcceptance();
      assertEquals(1, server.err().count("can't be written: "), server.err()::all);
      server.signal("KILL");
      seen(server);
      judge(start(Map.of()));
    } finally {
      command("umount", "-l", data().toString());
    }
  }

  @Test
  void aReadOnlyDiskIsRefusedAtStart() throws Exception {
    mount("size=8m");
    try {
      Program server = start(Map.of());
      post(TOGETHER, reusable);
      server.signal("KILL");
      seen(server);
      command("mount", "-o", "remount,ro", data().toString());
      Program.Ended ended =
          Program.run(dir, "serve", "--port", "0", "--data", "data", "--call-center", center());
      assertEquals(3, ended.exitCode(), ended.err());
      assertEquals("", ended.out());
      assertRefusal(ended.err());
      command("mount", "-o", "remount,rw", data().toString());
      judge(start(Map.of()));
    } finally {
      command("umount", "-l", data().toString());
    }
  }

  private Path data() {
    return dir.resolve("data");
  }

  private static String center() {
    return CENTER.orgId() + ":" + CENTER.apiName() + ":public.pem";
  }

  private static void assumed(boolean there, String loud) {
    if (!there) {
      System.err.println(loud);
    }
    assumeTrue(there, loud);
  }

  private void mount(String size) throws Exception {
    Files.createDirectory(data());
    assumed(
        exitCode("mount", "-t", "tmpfs", "-o", size, "signalbox-test", data().toString()) == 0,
        "SKIPPED, no full and no read-only disk was tried: there is no right to mount");
  }

  private void command(String... command) throws Exception {
    assertEquals(0, exitCode(command), () -> String.join(" ", command));
  }

  private int exitCode(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(dir.resolve("command.txt").toFile())
              .start();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the command did not end");
      return process.exitValue();
    } catch (IOException noSuchCommand) {
      return 127;
    }
  }

  /** What has the library before the C library, which has to be compiled. */
  private Map<String, String> withFaults() throws Exception {
    Path library = dir.resolve("disk_faults.so");
    assumed(
        exitCode(
                "gcc",
                "-O1",
                "-shared",
                "-fPIC",
                "-o",
                library.toString(),
                Path.of("src/test/c/disk_faults.c").toAbsolutePath().toString(),
                "-ldl")
            == 0,
        "SKIPPED, no fault was tried: there is no gcc");
    pass();
    return Map.of("LD_PRELOAD", library.toString(), "DISK_FAULTS", faults().toString());
  }

  private Path faults() {
    return dir.resolve("faults");
  }

  private void fail(String line) throws IOException {
    Path next = Files.writeString(dir.resolve("faults.new"), line);
    Files.move(next, faults(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void pass() throws IOException {
    fail("");
  }

  private Program program(Map<String, String> environment) throws IOException {
    return Program.start(
        dir, environment, "serve", "--port", "0", "--data", "data", "--call-center", center());
  }

  private Program start(Map<String, String> environment) throws IOException {
    Program server = program(environment);
    url = server.url();
    server.out();
    run++;
    return server;
  }

  /** Kills a server in the middle of the fault, and starts it when that is over. */
  private Program killed(Program server, Map<String, String> environment) throws Exception {
    server.signal("KILL");
    seen(server);
    pass();
    return start(environment);
  }

  /** Notes what a server that has ended has delivered. */
  private void seen(Program server) throws Exception {
    server.exitCode();
    for (String line : server.out().list()) {
      Validated<DeliveredBatch> batch = JsonFormat.INSTANCE.readToolkitEvent(line);
      if (batch.isValid()) {
        recorder.delivered("stdout", run, batch.orThrow());
      }
    }
  }

  private void judge(Program server) throws Exception {
    server.signal("TERM");
    seen(server);
    assertEquals(0, server.exitCode(), server.err()::all);
    assertEquals(List.of(), HistoryChecker.of().check(recorder.history()));
    System.out.println("disk faults: " + recorder.history());
  }

  private void awaitAcceptance() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!post(1, reusable).equals(List.of(OptionalInt.of(202)))) {
      assertTrue(System.nanoTime() < deadline, "it does not recover");
    }
  }

  /** Posts batches at the same time; returns their statuses, empty where there is no answer. */
  private List<OptionalInt> post(int count, String token) {
    List<CompletableFuture<OptionalInt>> answers =
        IntStream.range(0, count).mapToObj(i -> post(token)).toList();
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private CompletableFuture<OptionalInt> post(String token) {
    String key = "call-" + batches % 5;
    String value = "batch-" + ++batches;
    EventBatch batch =
        padding == 0
            ? EventBatch.of("service", CategoryEvent.of(value, batches))
            : EventBatch.of(
                "service",
                CategoryEvent.of(value, batches),
                CategoryEvent.of("x".repeat(padding), batches));
    HistoryRecorder.Operation operation =
        recorder.post(CENTER, new VendorCallKey(key), batch, Optional.empty());
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(url + "/telephony/v1/voiceCalls/" + key + "/realtimeConversationEvents"))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JsonFormat.INSTANCE.writeBatch(batch)))
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                return OptionalInt.empty();
              }
              int status = answer.statusCode();
              operation.end(status == 202 ? OperationOutcome.ACCEPTED : OperationOutcome.REFUSED);
              return OptionalInt.of(status);
            });
  }
}
