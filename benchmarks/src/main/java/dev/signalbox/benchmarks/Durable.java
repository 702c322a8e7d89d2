package dev.signalbox.benchmarks;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import dev.signalbox.transport.sqlite.SqliteDatabase;
import dev.signalbox.transport.sqlite.SqliteTransport;
import dev.signalbox.transport.sqlite.SqliteVoiceCallDirectory;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/**
 * What a batch costs each kind of thread from its acceptance to the end of its delivery, in memory
 * and with a data file, 64 at a time. It counts the threads' own processor time, so that it can be
 * repeated on a busy machine.
 *
 * <p>The argument is a folder, in which the data file is made.
 */
public final class Durable {
  private static final int AT_ONCE = 64;
  private static final int CALLS = 1_000;
  private static final int ROUNDS = 6;
  private static final int BATCHES = 30_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Durable() {}

  /**
   * Measures, and prints a line for each round.
   *
   * @param args the folder
   */
  public static void main(String... args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    measure("in memory", InMemoryTransport.of(new InMemoryVoiceCallDirectory()));
    try (SqliteDatabase database =
        SqliteDatabase.of(Files.createTempDirectory(folder, "durable"))) {
      measure("data file", SqliteTransport.of(SqliteVoiceCallDirectory.of(database)));
    }
    System.out.println(Disk.flushes(folder));
  }

  private static void measure(String name, Transport transport) throws InterruptedException {
    transport.subscribe(batch -> {});
    for (int round = 1; round <= ROUNDS; round++) {
      Map<String, Long> before = nanos();
      long begin = System.nanoTime();
      accept(transport);
      double seconds = (System.nanoTime() - begin) / 1e9;
      StringBuilder parts = new StringBuilder();
      double all = 0;
      for (Map.Entry<String, Long> thread : nanos().entrySet()) {
        double used =
            (thread.getValue() - before.getOrDefault(thread.getKey(), 0L)) / 1e3 / BATCHES;
        all += used;
        if (used >= 0.1) {
          parts.append(String.format(Locale.ROOT, ", %s %.1f", thread.getKey(), used));
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%s, round %d: %.1f CPU µs a batch%s; %.0f a second%n",
          name,
          round,
          all,
          parts,
          BATCHES / seconds);
    }
    transport.close();
  }

  private static void accept(Transport transport) throws InterruptedException {
    Semaphore free = new Semaphore(AT_ONCE);
    for (int i = 0; i < BATCHES; i++) {
      free.acquire();
      VendorCallKey key = new VendorCallKey("call-" + i % CALLS);
      Submission submission =
          new Submission(
              new ConversationId(Samples.CALL_CENTER, key),
              key,
              Optional.empty(),
              EventBatch.of(
                  "AmazonConnectContactLens",
                  CategoryEvent.of("CustomerAngry", i),
                  CategoryEvent.of("CustomerSad", i)),
              Instant.ofEpochMilli(i));
      transport
          .accept(submission)
          .thenAccept(
              acceptance -> {
                if (!(acceptance instanceof Acceptance.Accepted)) {
                  throw new IllegalStateException(String.valueOf(acceptance));
                }
                free.release();
              });
    }
    free.acquire(AT_ONCE);
  }

  /** What the threads of each name have used. */
  private static Map<String, Long> nanos() {
    Map<String, Long> nanos = new TreeMap<>();
    for (long id : THREADS.getAllThreadIds()) {
      ThreadInfo thread = THREADS.getThreadInfo(id);
      if (thread != null) {
        String kind = thread.getThreadName().replaceAll("[-0-9]*$", "").replaceAll("-[0-9]+-", "-");
        nanos.merge(kind, THREADS.getThreadCpuTime(id), Long::sum);
      }
    }
    return nanos;
  }
}
