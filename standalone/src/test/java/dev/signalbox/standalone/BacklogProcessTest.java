package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.transport.sqlite.SqliteDatabase;
import dev.signalbox.transport.sqlite.SqliteTransport;
import dev.signalbox.transport.sqlite.SqliteVoiceCallDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** 100,000 batches wait for a subscriber that is stuck, and are more than the heap has room for. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BacklogProcessTest {
  private static final int CALLS = 1_000;
  private static final int BATCHES_PER_CALL = 100;
  private static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "Backlog");
  private static final String SMALL_HEAP = "-Xmx64m";

  @TempDir Path dir;

  /** Accepts the batches, whose subscriber never returns, and is gone. */
  public static void main(String[] args) {
    CountDownLatch never = new CountDownLatch(1);
    SqliteDatabase database = SqliteDatabase.of(Path.of(args[0]));
    SqliteTransport transport = SqliteTransport.of(SqliteVoiceCallDirectory.of(database));
    transport.subscribe("stdout", batch -> never.await());
    String text = "x".repeat(600);
    for (int i = 0; i < BATCHES_PER_CALL; i++) {
      List<CompletionStage<Acceptance>> answers = new ArrayList<>();
      for (int call = 0; call < CALLS; call++) {
        VendorCallKey key = new VendorCallKey("call-" + call);
        answers.add(
            transport.accept(
                new Submission(
                    new ConversationId(CENTER, key),
                    key,
                    Optional.empty(),
                    EventBatch.of("service", CategoryEvent.of(text, i)),
                    Instant.ofEpochMilli(1))));
      }
      for (CompletionStage<Acceptance> answer : answers) {
        Acceptance acceptance = answer.toCompletableFuture().join();
        if (!(acceptance instanceof Acceptance.Accepted)) {
          throw new IllegalStateException(String.valueOf(acceptance));
        }
      }
    }
    Runtime.getRuntime().halt(0);
  }

  @Test
  void memoryDoesNotGrowWithWhatWaits() throws Exception {
    Path target = Path.of(System.getProperty("signalbox.modules")).getParent();
    Process filler =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                SMALL_HEAP,
                "-cp",
                target.resolve("test-classes") + ":" + target.resolve("modules") + "/*",
                BacklogProcessTest.class.getName(),
                dir.resolve("data").toString())
            .inheritIO()
            .start();
    assertEquals(0, filler.waitFor());
    assertTrue(Files.size(dir.resolve("data").resolve("signalbox.db")) > 64 << 20);
    long begin = System.nanoTime();
    try (Program server =
        Program.launch(
            target.resolve("bin/signalbox"),
            dir,
            Map.of("JDK_JAVA_OPTIONS", SMALL_HEAP),
            "serve",
            "--port",
            "0",
            "--data",
            "data")) {
      server.url();
      System.out.printf("backlog: started after %d ms%n", (System.nanoTime() - begin) / 1_000_000);
      List<String> lines = server.out().await(CALLS * BATCHES_PER_CALL);
      assertEquals(CALLS * BATCHES_PER_CALL, lines.size());
      Map<VendorCallKey, Long> next = new HashMap<>();
      for (String line : lines) {
        DeliveredBatch batch = JsonFormat.INSTANCE.readToolkitEvent(line).orThrow();
        assertTrue(batch.redelivered());
        long expected = next.merge(batch.vendorCallKey(), 1L, Long::sum) - 1;
        assertEquals(expected, batch.sequence());
      }
      server.signal("TERM");
      assertEquals(0, server.exitCode());
    }
  }
}
