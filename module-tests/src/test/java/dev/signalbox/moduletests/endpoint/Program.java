package dev.signalbox.moduletests.endpoint;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A small program of a user's: compiled and run with the artifacts as they were built. */
final class Program implements AutoCloseable {
  private final Process process;
  private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

  private Program(Process process) {
    this.process = process;
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader()) {
                lines.lines().forEach(output::add);
              } catch (IOException e) {
                output.add(e.toString());
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  /** The jars and folders of the tests' class path that are modules. */
  static List<Path> modules() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(Program::isModule)
        // They require automatic modules, and no embedder has them.
        .filter(entry -> !entry.toString().contains("standalone"))
        .filter(entry -> !entry.toString().contains("transport-kafka"))
        .toList();
  }

  private static boolean isModule(Path entry) {
    if (Files.isDirectory(entry)) {
      return Files.exists(entry.resolve("module-info.class"));
    }
    try (var jar = new JarFile(entry.toFile())) {
      return jar.stream().anyMatch(e -> e.getName().endsWith("module-info.class"));
    } catch (IOException e) {
      return false;
    }
  }

  /** Compiles a source in package app, as a module where a descriptor is given. */
  static Path compile(Path folder, String className, String source, String descriptor)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-d", folder.resolve("classes").toString()));
    arguments.add(descriptor.isEmpty() ? "-cp" : "-p");
    arguments.add(join(modules()));
    arguments.addAll(List.of("-Xlint:all", "-Werror"));
    Path app = Files.createDirectories(folder.resolve("src/app"));
    if (!descriptor.isEmpty()) {
      arguments.add(
          Files.writeString(folder.resolve("src/module-info.java"), descriptor).toString());
    }
    arguments.add(Files.writeString(app.resolve(className + ".java"), source).toString());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var errors = new ByteArrayOutputStream();
    if (compiler.run(null, errors, errors, arguments.toArray(String[]::new)) != 0) {
      throw new AssertionError("javac: " + errors);
    }
    return folder.resolve("classes");
  }

  static Program run(Path classes, boolean asModule, List<Path> more, String... arguments)
      throws IOException {
    List<Path> path = new ArrayList<>(modules());
    path.add(classes);
    path.addAll(more);
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    if (asModule) {
      command.addAll(List.of("-p", join(path), "-m", "app/app." + arguments[0]));
    } else {
      command.addAll(List.of("-cp", join(path), "app." + arguments[0]));
    }
    command.addAll(List.of(arguments).subList(1, arguments.length));
    return start(command);
  }

  /** Runs a program with this class path and nothing else. */
  static Program runOn(List<Path> classPath, String className, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                join(classPath),
                "app." + className));
    command.addAll(List.of(arguments));
    return start(command);
  }

  private static Program start(List<String> command) throws IOException {
    return new Program(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** The first line that begins so; what comes before is thrown away. */
  String line(String beginning) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    while (true) {
      String line = output.poll(60, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("no line \"" + beginning + "\" but " + seen);
      }
      if (line.startsWith(beginning)) {
        return line;
      }
      seen.add(line);
    }
  }

  /** Where the program says that it listens. */
  InetSocketAddress address() throws InterruptedException {
    String line = line("listening on ");
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(),
        Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
  }

  /** Waits for the program's end; returns its status. */
  int exit() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("it runs on: " + this);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static String join(List<Path> path) {
    return String.join(File.pathSeparator, path.stream().map(Path::toString).toList());
  }

  /** For messages. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "process %d: %s", process.pid(), output);
  }
}
