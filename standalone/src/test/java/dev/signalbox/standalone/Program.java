package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The program as it was packaged, in a process of its own. */
final class Program implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 180;

  /** Set where standard error is to be left alone. */
  private static final String UNREAD = "unread";

  private final Process process;
  private final Lines err;
  private Lines out;

  private Program(Process process) {
    this.process = process;
    this.err = new Lines(process.getErrorStream());
    this.out = new Lines(process.getInputStream());
  }

  /** Its outcome, when it has ended by itself. */
  record Ended(int exitCode, String out, String err) {}

  static Ended run(Path dir, String... args) throws Exception {
    return run(dir, Map.of(), "", args);
  }

  static Ended run(Path dir, Map<String, String> environment, String in, String... args)
      throws Exception {
    try (Program program = start(dir, environment, args)) {
      try (var stdin = program.process.getOutputStream()) {
        stdin.write(in.getBytes(StandardCharsets.UTF_8));
      }
      program.out.read();
      int exitCode = program.exitCode();
      return new Ended(exitCode, program.out.all(), program.err.all());
    }
  }

  /** Starts it; what it prints on standard output waits until it is asked for. */
  static Program start(Path dir, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("os.name").equals("Linux")) {
      // A build in the background may have been told to ignore SIGINT, which is inherited.
      command.addAll(List.of("env", "--default-signal=INT,TERM"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It runs for a second or two.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-p");
    command.add(System.getProperty("signalbox.modules"));
    // As the launcher: Netty loads its native transport.
    command.add("--enable-native-access=ALL-UNNAMED,io.netty.common,org.xerial.sqlitejdbc");
    command.addAll(List.of("-m", "dev.signalbox.standalone/dev.signalbox.standalone.Main"));
    command.addAll(List.of(args));
    return start(dir, environment, command);
  }

  /** Starts it as a launcher does, on the JDK of the test. */
  static Program launch(Path launcher, Path dir, Map<String, String> environment, String... args)
      throws IOException {
    Map<String, String> with = new HashMap<>(environment);
    with.put("JAVA_HOME", System.getProperty("java.home"));
    return start(
        dir, with, Stream.concat(Stream.of(launcher.toString()), Stream.of(args)).toList());
  }

  private static Program start(Path dir, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SIGNALBOX_"));
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    Program program = new Program(builder.start());
    if (!environment.containsKey(UNREAD)) {
      program.err.read();
    }
    return program;
  }

  /** Starts a server on a free port, with its folder in {@code dir}. */
  static Program serve(Path dir, String... options) throws IOException {
    List<String> args = new ArrayList<>(List.of("serve", "--port", "0"));
    args.addAll(List.of(options));
    return start(dir, Map.of(), args.toArray(String[]::new));
  }

  /** The same, with a standard error that nobody reads. */
  static Program serveUnread(Path dir, String... options) throws IOException {
    List<String> args = new ArrayList<>(List.of("serve", "--port", "0"));
    args.addAll(List.of(options));
    return start(dir, Map.of(UNREAD, "true"), args.toArray(String[]::new));
  }

  /** The exit code, whatever there is on standard error. */
  int exitCodeUnread() throws Exception {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the program did not end");
    return process.exitValue();
  }

  /** The address of a server, from its first line, which it reads byte by byte. */
  String url() throws IOException {
    StringBuilder line = new StringBuilder();
    int b;
    while ((b = process.getInputStream().read()) >= 0 && b != '\n') {
      line.append((char) b);
    }
    String prefix = "signalbox ready on ";
    assertTrue(line.toString().startsWith(prefix), () -> line + "; stderr: " + err.all());
    return line.substring(prefix.length());
  }

  /** Begins to read what the server prints after its first line. */
  Lines out() {
    out.read();
    return out;
  }

  Lines err() {
    return err;
  }

  /** Closes the reading end of its standard output. */
  void closeOut() throws IOException {
    process.getInputStream().close();
  }

  void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertTrue(kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "kill");
  }

  /** Has its memory collected as a whole. */
  void collect() throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process collect =
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(collect.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "jcmd");
    assertEquals(0, collect.exitValue(), "jcmd");
  }

  /** The files that the process has mapped, as Linux lists them. */
  String mapped() throws IOException {
    return Files.readString(Path.of("/proc/" + process.pid() + "/maps"));
  }

  int exitCode() throws Exception {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      fail("the program did not end; stderr: " + err.all());
    }
    err.awaitEnd();
    out.awaitEnd();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The lines of a stream, read by a thread of their own. */
  static final class Lines {
    private final InputStream stream;
    private final List<String> lines = new ArrayList<>();
    private boolean reading;
    private boolean ended;

    Lines(InputStream stream) {
      this.stream = stream;
    }

    synchronized void read() {
      if (!reading) {
        reading = true;
        Thread reader = new Thread(this::readAll, "lines");
        reader.setDaemon(true);
        reader.start();
      }
    }

    private void readAll() {
      try (BufferedReader reader =
          new BufferedReader(new java.io.InputStreamReader(stream, StandardCharsets.UTF_8))) {
        String line;
        while ((line = reader.readLine()) != null) {
          synchronized (this) {
            lines.add(line);
            notifyAll();
          }
        }
      } catch (IOException closed) {
        // As good as its end.
      } finally {
        synchronized (this) {
          ended = true;
          notifyAll();
        }
      }
    }

    /** Waits for a line that matches, among those that came and those to come. */
    synchronized String await(Predicate<String> wanted) {
      until(() -> ended || lines.stream().anyMatch(wanted));
      return lines.stream()
          .filter(wanted)
          .findFirst()
          .orElseGet(() -> fail("the stream ended before the line came; it had:\n" + all()));
    }

    String await(String part) {
      return await(line -> line.contains(part));
    }

    synchronized List<String> await(int count) {
      until(() -> ended || lines.size() >= count);
      assertTrue(lines.size() >= count, () -> "only " + lines.size() + " lines:\n" + all());
      return List.copyOf(lines);
    }

    synchronized void awaitEnd() {
      until(() -> ended || !reading);
    }

    /** JUnit's time limit ends a wait that is in vain. */
    private synchronized void until(BooleanSupplier condition) {
      try {
        while (!condition.getAsBoolean()) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail("waited too long; so far:\n" + all(), e);
      }
    }

    synchronized long count(String part) {
      return lines.stream().filter(line -> line.contains(part)).count();
    }

    synchronized List<String> list() {
      return List.copyOf(lines);
    }

    synchronized String all() {
      return String.join("\n", lines);
    }
  }
}
