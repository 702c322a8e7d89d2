package dev.signalbox.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps servers and load apart, where there are processors enough and a way to: servers on the
 * first, and everything else on the others.
 */
final class Processors {
  private static final int NUMBER = Runtime.getRuntime().availableProcessors();
  private static final String TASKSET = "/usr/bin/taskset";

  private Processors() {}

  /** How many there were when this process began. */
  static int number() {
    return NUMBER;
  }

  private static boolean areKeptApart() {
    return NUMBER > 1 && Files.isExecutable(Path.of(TASKSET));
  }

  private static String others() {
    return "1-" + (NUMBER - 1);
  }

  /** What a server's command begins with. */
  static List<String> ofServer() {
    return areKeptApart() ? List.of(TASKSET, "-c", "0") : List.of();
  }

  /** What the command of anything else begins with. */
  static List<String> ofLoad() {
    return areKeptApart() ? List.of(TASKSET, "-c", others()) : List.of();
  }

  /** From now on this process leaves the servers' processor alone. */
  static void leaveServers() throws IOException, InterruptedException {
    if (!areKeptApart()) {
      System.err.println("servers and load share their processors: the figures show both");
      return;
    }
    move(others(), "-a", ProcessHandle.current().pid());
  }

  /** Has a thread run among the load, or on the servers' processor. */
  static void move(long thread, boolean toLoad) throws IOException, InterruptedException {
    if (areKeptApart()) {
      move(toLoad ? others() : "0", "-p", thread);
    }
  }

  private static void move(String processors, String option, long id)
      throws IOException, InterruptedException {
    Process taskset =
        new ProcessBuilder(TASKSET, option, "-c", "-p", processors, Long.toString(id))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (taskset.waitFor() != 0) {
      throw new IOException("taskset failed");
    }
  }
}
