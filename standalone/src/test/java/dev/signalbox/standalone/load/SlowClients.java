package dev.signalbox.standalone.load;

import dev.signalbox.standalone.serve.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * slowhttptest: clients that send their heads or bodies, or read answers, as slowly as they can.
 */
final class SlowClients implements Scenario {
  private static final String TOOL = "/usr/bin/slowhttptest";
  private static final int SECONDS = 30;

  /** The JDK's server gives each half request a thread, and there are 512. */
  private static int connections(Engine engine) {
    return engine == Engine.NETTY ? 1_000 : 400;
  }

  @Override
  public String run(Engine engine, Path dir, OptionalInt seconds) throws Exception {
    if (!Files.isExecutable(Path.of(TOOL))) {
      throw new Load.Skipped("there is no slowhttptest; install Debian's package");
    }
    Identity identity = Identity.in(dir);
    List<String> figures = new ArrayList<>();
    try (LoadServer server = LoadServer.builder(identity, engine).start()) {
      new Traffic(server, identity).closedLoop(8, Duration.ofSeconds(5)).judge();
      for (String kind : List.of("-H", "-B", "-X")) {
        figures.add(attack(kind, connections(engine), server, identity, seconds.orElse(SECONDS)));
      }
    }
    return connections(engine) + " slow connections; " + String.join("; ", figures);
  }

  private static String attack(
      String kind, int connections, LoadServer server, Identity identity, int seconds)
      throws Exception {
    String url = "http://127.0.0.1:" + server.port();
    List<String> command = new ArrayList<>(List.of(TOOL, kind, "-c", "" + connections));
    command.addAll(List.of("-r", "200", "-l", "" + seconds, "-p", "5", "-i", "5"));
    if (kind.equals("-X")) {
      // The longest answer that needs no token, read by 5 bytes a second.
      command.addAll(List.of("-w", "10", "-y", "20", "-n", "5", "-z", "32", "-k", "3"));
      command.addAll(List.of("-u", url + "/metrics"));
    } else {
      command.addAll(List.of("-t", "POST", "-s", "8192", "-x", "10"));
      command.addAll(List.of("-u", url + "/telephony/v1/voiceCalls"));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    Thread reader =
        new Thread(
            () -> {
              try {
                said.append(
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException ended) {
                // With what it has said.
              }
            });
    reader.start();
    int handles = 0;
    try {
      // From the moment at which all of them are there.
      Load.pause(6_000);
      handles = server.handles();
      Traffic beside =
          new Traffic(server, identity).paced(8, 200, Duration.ofSeconds(seconds - 8L));
      beside.judge();
      String result =
          kind
              + " "
              + beside.figures().latency()
              + ", "
              + handles
              + " handles, slowhttptest says available "
              + available(process, reader, said);
      if (beside.figures().unanswered() > 0
          || beside.accepted() < beside.figures().answers()
          || beside.figures().millis(1) > 5_000) {
        throw new Failure(
            result + "; " + beside.figures().statuses() + " " + beside.figures().firstFailure());
      }
      return result;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String available(Process process, Thread reader, StringBuilder said)
      throws InterruptedException {
    process.waitFor(60, TimeUnit.SECONDS);
    reader.join(5_000);
    String plain = said.toString().replaceAll("\u001b\\[[0-9;]*m", "");
    int yes = plain.split("service available:\\s+YES", -1).length - 1;
    int no = plain.split("service available:\\s+NO", -1).length - 1;
    return yes + " of " + (yes + no) + " times";
  }
}
