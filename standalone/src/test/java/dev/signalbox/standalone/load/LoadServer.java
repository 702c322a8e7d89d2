package dev.signalbox.standalone.load;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.standalone.serve.Engine;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as users start it, by its start script, in a process of its own. */
final class LoadServer implements AutoCloseable {
  private static final String READY = "signalbox ready on ";
  private static final long PATIENCE_SECONDS = 120;
  private static final Pattern MACHINE =
      Pattern.compile("C[12] |GC |G1 |VM |Monitor|Service|Sweeper");

  private final Process process;
  private final Path err;
  private final int port;
  private final Optional<Thread> reader;
  private volatile Consumer<DeliveredBatch> deliveries = batch -> {};

  private LoadServer(Process process, Path err, Optional<Path> out) throws Failure {
    this.process = process;
    this.err = err;
    // Where the client is interrupted.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    try {
      if (out.isPresent()) {
        port = URI.create(readyLine(out.get()).substring(READY.length())).getPort();
        reader = Optional.empty();
      } else {
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String first = String.valueOf(lines.readLine());
        if (!first.startsWith(READY)) {
          throw new Failure("the server did not start: " + first + "; " + err());
        }
        port = URI.create(first.substring(READY.length())).getPort();
        Thread thread = new Thread(() -> read(lines), "deliveries");
        thread.setDaemon(true);
        thread.start();
        reader = Optional.of(thread);
      }
    } catch (IOException e) {
      throw new Failure("the server did not start: " + e + "; " + err());
    }
  }

  private String readyLine(Path out) throws IOException, Failure {
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        System.nanoTime() < end && process.isAlive();
        Load.pause(20)) {
      Optional<String> first = Files.readAllLines(out).stream().findFirst();
      if (first.isPresent() && first.get().startsWith(READY)) {
        return first.get();
      }
    }
    throw new Failure("the server did not start: " + err());
  }

  static Builder builder(Identity identity, Engine engine) {
    return new Builder(identity, engine);
  }

  private void read(BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Validated<DeliveredBatch> batch = JsonFormat.INSTANCE.readToolkitEvent(line);
        deliveries.accept(batch.orThrow());
      }
    } catch (IOException killed) {
      // The stream ends with the process.
    }
  }

  /** Where delivered batches go from now on. */
  void deliverTo(Consumer<DeliveredBatch> to) {
    deliveries = to;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void terminate() {
    // Not by the Process, which closes the pipe with what the server has printed.
    process.toHandle().destroy();
  }

  /** Waits for its end, and for everything that it printed. */
  int exitCode() throws Failure, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new Failure("the server did not end; " + err());
    }
    if (reader.isPresent()) {
      reader.get().join();
    }
    return process.exitValue();
  }

  int stop() throws Failure, InterruptedException {
    terminate();
    return exitCode();
  }

  /** Its log. */
  String err() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Processor time that it has used. */
  double cpuSeconds() {
    return process.info().totalCpuDuration().map(d -> d.toMillis() / 1000.0).orElse(0.0);
  }

  /**
   * For how long the threads that are the program's own, not the virtual machine's, have run, and
   * for how long they were ready to and had no processor; in seconds.
   */
  double[] scheduled() throws IOException {
    double[] seconds = new double[2];
    File[] threads = new File("/proc/" + pid() + "/task").listFiles();
    for (File thread : threads == null ? new File[0] : threads) {
      try {
        String name = Files.readString(thread.toPath().resolve("comm"));
        String[] stat = Files.readString(thread.toPath().resolve("schedstat")).split(" ", -1);
        if (!MACHINE.matcher(name).lookingAt()) {
          seconds[0] += Long.parseLong(stat[0]) / 1e9;
          seconds[1] += Long.parseLong(stat[1]) / 1e9;
        }
      } catch (NoSuchFileException ended) {
        // A thread less.
      }
    }
    return seconds;
  }

  /** Its open file handles. */
  int handles() {
    String[] names = new File("/proc/" + pid() + "/fd").list();
    return names == null ? 0 : names.length;
  }

  /** The heap in use right after a collection, in MiB. */
  double heapAfterCollection() throws IOException, InterruptedException, Failure {
    jcmd("GC.run");
    try (Wire wire = new Wire(port)) {
      String metrics = wire.send(Wire.get("/metrics")).body();
      Matcher value =
          Pattern.compile("(?m)^signalbox_heap_used_bytes ([0-9.E+]+)$").matcher(metrics);
      if (!value.find()) {
        throw new Failure("/metrics has no heap: " + metrics);
      }
      return Double.parseDouble(value.group(1)) / (1 << 20);
    }
  }

  /** What a tool of the JDK says about the process. */
  String jcmd(String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    return said;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** How it is to be started. */
  static final class Builder {
    private final Identity identity;
    private final List<String> prefix = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private Optional<Path> out = Optional.empty();

    private Builder(Identity identity, Engine engine) {
      this.identity = identity;
      arguments.addAll(List.of("serve", "--port", "0", "--engine", engine.name()));
      arguments.addAll(List.of("--call-center", Identity.option()));
    }

    /** Further options. */
    Builder with(String... options) {
      arguments.addAll(List.of(options));
      return this;
    }

    /** What starts it, such as taskset. */
    Builder under(String... command) {
      prefix.addAll(List.of(command));
      return this;
    }

    Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Has it print into a file, where nothing is read. */
    Builder out(Path file) {
      out = Optional.of(file);
      return this;
    }

    Process process(Path err) throws IOException {
      List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM"));
      command.addAll(prefix);
      command.add(Load.launcher().toString());
      command.addAll(arguments);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(identity.dir().toFile())
              .redirectError(err.toFile());
      out.ifPresent(file -> builder.redirectOutput(file.toFile()));
      builder.environment().keySet().removeIf(name -> name.startsWith("SIGNALBOX_"));
      builder.environment().remove("JDK_JAVA_OPTIONS");
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().putAll(environment);
      return builder.start();
    }

    LoadServer start() throws IOException, Failure {
      Path err = Files.createTempFile(identity.dir(), "err", ".txt");
      return new LoadServer(process(err), err, out);
    }
  }
}
