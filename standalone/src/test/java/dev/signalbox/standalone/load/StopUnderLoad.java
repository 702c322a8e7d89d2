package dev.signalbox.standalone.load;

import dev.signalbox.standalone.serve.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;

/** SIGTERM under load: what got a 202 is delivered, and requests are answered to the end. */
final class StopUnderLoad implements Scenario {
  private static final int STOPS = 10;
  private static final int CLIENTS = 16;
  private static final int LOAD = 500;

  @Override
  public String run(Engine engine, Path dir, OptionalInt stops) throws Exception {
    Identity identity = Identity.in(dir);
    Random random = new Random(1);
    long accepted = 0;
    long refused = 0;
    int unanswered = 0;
    String reason = "";
    double longest = 0;
    int count = stops.orElse(STOPS);
    for (int i = 0; i < count; i++) {
      try (LoadServer server = LoadServer.builder(identity, engine).start()) {
        Traffic traffic = new Traffic(server, identity).whileTrue(server::isAlive);
        long[] stopped = new long[1];
        Thread stop =
            new Thread(
                () -> {
                  // When the load is there.
                  while (traffic.figures().answers() < LOAD && server.isAlive()) {
                    Load.pause(10);
                  }
                  Load.pause(random.nextInt(500));
                  stopped[0] = System.nanoTime();
                  server.terminate();
                });
        stop.start();
        traffic.closedLoop(CLIENTS, Duration.ofSeconds(60));
        stop.join();
        int exit = server.exitCode();
        longest = Math.max(longest, (System.nanoTime() - stopped[0]) / 1e9);
        traffic.judge();
        accepted += traffic.accepted();
        refused += traffic.figures().count(503);
        unanswered += traffic.figures().unanswered();
        reason = reason.isEmpty() ? traffic.figures().firstFailure() : reason;
        if (exit != 0 || traffic.wrong() > 0) {
          throw new Failure(
              "exit code " + exit + ", answers " + traffic.figures().statuses() + server.err());
        }
      }
    }
    String figures =
        String.format(
            Locale.ROOT,
            "%d stops: %d accepted, all delivered once; %d refused with 503; %d without an answer%s;"
                + " ended within %.1f s",
            count,
            accepted,
            refused,
            unanswered,
            reason.isEmpty() ? "" : " (" + reason + ")",
            longest);
    if (unanswered > 0 || accepted == 0) {
      throw new Failure(figures);
    }
    return figures;
  }
}
