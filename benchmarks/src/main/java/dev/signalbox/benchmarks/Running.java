package dev.signalbox.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server in a process of its own. */
final class Running implements AutoCloseable {
  /** Passes on what comes until the server is ready, and then reads as a user reads the events. */
  private static final String READER =
      "while IFS= read -r line; do printf '%s\\n' \"$line\";"
          + " case $line in *ready\\ *[0-9]) exec cat >/dev/null ;; esac; done";

  private static final Set<Process> ALL = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALL.forEach(Process::destroyForcibly), "end servers"));
  }

  private final Process process;
  private final int port;
  private final long started;

  private Running(Process process, int port, long started) {
    this.process = process;
    this.port = port;
    this.started = started;
  }

  static Running start(Peer peer, Path work) throws IOException {
    Path errors = work.resolve(peer.name().replace(' ', '-') + ".err");
    List<String> command = new ArrayList<>(Processors.ofServer());
    command.addAll(peer.command());
    ProcessBuilder server =
        new ProcessBuilder(command).directory(work.toFile()).redirectError(errors.toFile());
    // For the launcher; the other commands name their java.
    server.environment().put("JAVA_HOME", System.getProperty("java.home"));
    List<String> reading = new ArrayList<>(Processors.ofLoad());
    reading.addAll(List.of("sh", "-c", READER));
    ProcessBuilder reader =
        new ProcessBuilder(reading).redirectError(ProcessBuilder.Redirect.INHERIT);
    long started = System.nanoTime();
    List<Process> both = ProcessBuilder.startPipeline(List.of(server, reader));
    Process process = both.get(0);
    ALL.add(process);
    try (BufferedReader out = both.get(1).inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.matches(".*ready .*\\d")) {
          return new Running(process, Integer.parseInt(line.replaceAll(".*\\D", "")), started);
        }
      }
    }
    end(process);
    throw new IOException("did not start: " + Files.readString(errors));
  }

  int port() {
    return port;
  }

  /** When it was started, by {@link System#nanoTime()}. */
  long started() {
    return started;
  }

  /** Uses no processor from now on until it is resumed. */
  void pause() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** Goes on. */
  void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    if (new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor() != 0) {
      throw new IOException("it has ended");
    }
  }

  /**
   * Has the compiler work beside the load, or on the servers' processor again, where it gets its
   * turn among all threads of the server and needs minutes.
   */
  void compileBesideLoad(boolean beside) throws IOException, InterruptedException {
    for (long thread : compilers().keySet()) {
      Processors.move(thread, beside);
    }
  }

  /** What the compiler has used of the processors. */
  long compilerMicros() throws IOException {
    return compilers().values().stream().mapToLong(Long::longValue).sum() / 1000;
  }

  /** Its threads, of which one of each kind lives as long as the process, and their nanoseconds. */
  private Map<Long, Long> compilers() throws IOException {
    Map<Long, Long> compilers = new HashMap<>();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path thread : threads) {
        try {
          if (Files.readString(thread.resolve("comm")).matches("C[12] Compiler.*\\s*")) {
            String[] times = Files.readString(thread.resolve("schedstat")).split(" ", -1);
            compilers.put(
                Long.parseLong(thread.getFileName().toString()), Long.parseLong(times[0]));
          }
        } catch (IOException e) {
          // A thread that has just ended, and was no compiler.
        }
      }
    }
    return compilers;
  }

  /**
   * What the process has used of the processors, threads that have ended included, in steps of 10
   * ms.
   */
  long cpuMicros() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
  }

  /** What it has in memory now. */
  long residentKib() throws IOException {
    return status("VmRSS:");
  }

  /** The most that it ever had in memory. */
  long peakKib() throws IOException {
    return status("VmHWM:");
  }

  private long status(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("it has ended");
  }

  private static void end(Process process) {
    process.destroyForcibly().onExit().join();
    ALL.remove(process);
  }

  @Override
  public void close() {
    end(process);
  }
}
