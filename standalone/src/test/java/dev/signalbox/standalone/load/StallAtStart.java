package dev.signalbox.standalone.load;

import dev.signalbox.standalone.serve.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Starts on one processor on which others compete, and looks for silence: for how long no request
 * was answered, and whether the server's threads had work and no processor meanwhile, or waited for
 * something else, which would be the server's fault. A tenth of the starts is among so many others
 * that there is silence.
 */
final class StallAtStart implements Scenario {
  private static final int STARTS = 50;
  private static final int FEW = 2;
  private static final int MANY = 20;
  private static final double SUSPICIOUS_SECONDS = 1;

  @Override
  public String run(Engine engine, Path dir, OptionalInt starts) throws Exception {
    Identity identity = Identity.in(dir);
    int count = starts.orElse(STARTS);
    return starts(engine, identity, count, FEW)
        + "; "
        + starts(engine, identity, (count + 9) / 10, MANY);
  }

  private static String starts(Engine engine, Identity identity, int count, int others)
      throws Exception {
    List<Process> competitors = new ArrayList<>();
    int silent = 0;
    int ours = 0;
    double slowest = 0;
    Silence longest = new Silence(0, 0, 0);
    try {
      for (int i = 0; i < others; i++) {
        competitors.add(
            new ProcessBuilder("taskset", "-c", "0", "sh", "-c", "while :; do :; done").start());
      }
      for (int i = 0; i < count; i++) {
        long begin = System.nanoTime();
        try (LoadServer server =
            LoadServer.builder(identity, engine).under("taskset", "-c", "0").start()) {
          slowest = Math.max(slowest, (System.nanoTime() - begin) / 1e9);
          Silence silence = observe(server, identity);
          silent += silence.seconds() > SUSPICIOUS_SECONDS ? 1 : 0;
          if (silence.isOurs()) {
            ours++;
            Files.writeString(
                Path.of("stall-" + engine + "-" + others + "-" + i + ".txt"),
                silence + "\n" + server.jcmd("Thread.print") + server.err());
          }
          longest = silence.seconds() > longest.seconds() ? silence : longest;
        }
      }
    } finally {
      competitors.forEach(Process::destroyForcibly);
    }
    String figures =
        String.format(
            Locale.ROOT,
            "%d starts, each on one processor with %d that never rest: ready within %.1f s; longest"
                + " silence %s; %d over %.0f s, %d of them ours",
            count,
            others,
            slowest,
            longest,
            silent,
            SUSPICIOUS_SECONDS,
            ours);
    if (ours > 0) {
      throw new Failure(figures);
    }
    return figures;
  }

  /**
   * A time without an answer while requests were due.
   *
   * @param waited for how long threads that serve requests were ready and had no processor, in all
   * @param ran for how long they had one
   */
  private record Silence(double seconds, double waited, double ran) {
    boolean isOurs() {
      return seconds > SUSPICIOUS_SECONDS && waited + ran < 0.7 * seconds;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.2f s (its threads ran for %.2f s meanwhile, and waited for the processor for %.2f)",
          seconds,
          ran,
          waited);
    }
  }

  private static Silence observe(LoadServer server, Identity identity) throws Exception {
    Traffic traffic = new Traffic(server, identity);
    Thread clients =
        new Thread(
            () -> {
              try {
                traffic.paced(8, 40, Duration.ofSeconds(4));
              } catch (Failure | InterruptedException e) {
                // It shows as silence.
              }
            });
    clients.start();
    Silence longest = new Silence(0, 0, 0);
    int answers = 0;
    long since = System.nanoTime();
    double[] before = server.scheduled();
    while (clients.isAlive()) {
      clients.join(50);
      int now = traffic.figures().answers();
      double seconds = (System.nanoTime() - since) / 1e9;
      double[] used = server.scheduled();
      if (seconds > longest.seconds()) {
        longest = new Silence(seconds, used[1] - before[1], used[0] - before[0]);
      }
      if (now > answers) {
        answers = now;
        since = System.nanoTime();
        before = used;
      }
    }
    traffic.judge();
    if (traffic.figures().unanswered() > 0) {
      throw new Failure("without an answer: " + traffic.figures().firstFailure());
    }
    return longest;
  }
}
