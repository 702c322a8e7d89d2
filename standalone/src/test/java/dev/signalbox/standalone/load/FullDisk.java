package dev.signalbox.standalone.load;

import dev.signalbox.standalone.serve.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A full disk, for the access log and for standard output. */
final class FullDisk implements Scenario {
  private static final Path FULL = Path.of("/dev/full");
  private static final int UNWRITABLE = 3;

  @Override
  public String run(Engine engine, Path dir, OptionalInt length) throws Exception {
    Identity identity = Identity.in(dir);
    return standardOutputIsFull(identity, engine)
        + "; "
        + accessLogIsFull(identity, engine)
        + "; "
        + smallDisk(identity, engine);
  }

  /** A server that can't print its address does not run. */
  private static String standardOutputIsFull(Identity identity, Engine engine) throws Exception {
    Path err = Files.createTempFile(identity.dir(), "err", ".txt");
    Process process = LoadServer.builder(identity, engine).out(FULL).process(err);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != UNWRITABLE) {
      process.destroyForcibly();
      throw new Failure("standard output on a full disk: " + Files.readString(err));
    }
    return "no room for the first line: exit code " + UNWRITABLE + ", \"" + last(err) + "\"";
  }

  /** Without an access log it goes on, and says so. */
  private static String accessLogIsFull(Identity identity, Engine engine) throws Exception {
    try (LoadServer server =
        LoadServer.builder(identity, engine).with("--access-log", FULL.toString()).start()) {
      Traffic traffic = new Traffic(server, identity).closedLoop(4, Duration.ofSeconds(2));
      int delivered = traffic.judge();
      int exit = server.stop();
      long said = server.err().lines().filter(line -> line.contains("access log")).count();
      String figures =
          "no room for the access log: "
              + delivered
              + " batches delivered, "
              + traffic.figures().unanswered()
              + " requests without an answer, said "
              + said
              + " times, exit code "
              + exit;
      if (exit != 0 || said != 1 || traffic.accepted() < traffic.figures().answers()) {
        throw new Failure(figures + "; " + server.err());
      }
      return figures;
    }
  }

  /** A disk that fills up while the server runs, and has room again. */
  private static String smallDisk(Identity identity, Engine engine) throws Exception {
    Path disk = Files.createDirectory(identity.dir().resolve("disk"));
    if (run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk.toString()) != 0) {
      return "!! a disk that fills up: NOT RUN, only root may make one";
    }
    Path out = disk.resolve("out.jsonl");
    Path access = disk.resolve("access.log");
    try (LoadServer server =
        LoadServer.builder(identity, engine)
            .out(out)
            .with("--access-log", access.toString())
            .start()) {
      Traffic traffic = new Traffic(server, identity).closedLoop(4, Duration.ofSeconds(4));
      int accepted = traffic.accepted();
      Files.writeString(access, "");
      Traffic again = new Traffic(server, identity).closedLoop(4, Duration.ofSeconds(2));
      Load.pause(500);
      int exit = server.stop();
      long lines = Files.readAllLines(access).size();
      long warnings = server.err().lines().filter(line -> line.contains("tandard output")).count();
      String figures =
          "a disk that fills up: "
              + accepted
              + " accepted, standard output given up with "
              + warnings
              + " warnings, the access log goes on with "
              + lines
              + " lines where there is room again, exit code "
              + exit;
      if (exit != 1
          || warnings < 1
          || warnings > 2
          || lines == 0
          || traffic.accepted() < traffic.figures().answers()
          || again.accepted() < again.figures().answers()) {
        throw new Failure(figures + "; " + server.err());
      }
      return figures;
    } finally {
      run("umount", disk.toString());
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static String last(Path file) throws IOException {
    return Files.readAllLines(file).stream().reduce("", (first, second) -> second);
  }
}
