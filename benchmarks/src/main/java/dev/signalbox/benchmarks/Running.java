package dev.signalbox.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own. */
final class Running implements AutoCloseable {
  private final Process process;
  private final int port;
  private final long started;
  private long startMillis;

  private Running(Process process, int port, long started) {
    this.process = process;
    this.port = port;
    this.started = started;
  }

  /** Keeps servers and load apart, where there are processors enough and a way to. */
  static List<String> onProcessors(boolean server) {
    int processors = Runtime.getRuntime().availableProcessors();
    if (processors < 2 || !Files.isExecutable(Path.of("/usr/bin/taskset"))) {
      return List.of();
    }
    return List.of("/usr/bin/taskset", "-c", server ? "0" : "1-" + (processors - 1));
  }

  static Running start(Peer peer, Path work) throws IOException {
    List<String> command = new ArrayList<>(onProcessors(true));
    command.addAll(peer.command());
    long started = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectError(work.resolve(peer.name() + ".err").toFile())
            .start();
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    while (line != null && !line.matches(".*ready .*\\d+")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException(
          peer.name() + " did not start: " + Files.readString(work.resolve(peer.name() + ".err")));
    }
    // What it prints from now on is read away, as somebody reads the events.
    Thread reader =
        new Thread(
            () -> {
              try {
                char[] buffer = new char[1 << 16];
                while (out.read(buffer) >= 0) {}
              } catch (IOException ended) {
                // With the process.
              }
            },
            "reader");
    reader.setDaemon(true);
    reader.start();
    int port = Integer.parseInt(line.replaceAll(".*\\D", ""));
    return new Running(process, port, started);
  }

  int port() {
    return port;
  }

  /** Told once, when the first answer came. */
  void answered() {
    startMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
  }

  long startMillis() {
    return startMillis;
  }

  /** What the process has used of the processors, in steps of 10 ms. */
  long cpuMicros() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
  }

  long residentKib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
