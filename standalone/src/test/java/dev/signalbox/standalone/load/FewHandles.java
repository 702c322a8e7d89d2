package dev.signalbox.standalone.load;

import dev.signalbox.standalone.serve.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Out of file handles: more clients than the process may have connections; then fewer again. */
final class FewHandles implements Scenario {
  private static final int HANDLES = 100;
  private static final int CLIENTS = 300;

  @Override
  public String run(Engine engine, Path dir, OptionalInt handles) throws Exception {
    Identity identity = Identity.in(dir);
    int limit = handles.orElse(HANDLES);
    try (LoadServer server =
        LoadServer.builder(identity, engine)
            .under("bash", "-c", "ulimit -n " + limit + "; exec \"$@\"", "bash")
            .start()) {
      int atStart = server.handles();
      Traffic before = new Traffic(server, identity).closedLoop(4, Duration.ofSeconds(3));
      before.judge();
      List<Wire> all = new ArrayList<>();
      int open = 0;
      int most = 0;
      double cpu = server.cpuSeconds();
      long begin = System.nanoTime();
      try {
        for (int i = 0; i < CLIENTS; i++) {
          all.add(new Wire(server.port()));
          most = Math.max(most, server.handles());
        }
        open = server.handles() - atStart;
        // What it costs to have none left, and no work either.
        Load.pause(5_000);
        most = Math.max(most, server.handles());
      } catch (IOException refused) {
        // As many as there are.
      } finally {
        for (Wire wire : all) {
          wire.close();
        }
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      double share = (server.cpuSeconds() - cpu) / seconds;
      long recovered = recovery(server);
      Traffic after = new Traffic(server, identity).closedLoop(4, Duration.ofSeconds(3));
      after.judge();
      long lines = server.err().lines().count();
      String figures =
          String.format(
              Locale.ROOT,
              "%d handles, %d at the start, %d at most, %d for %d connections; meanwhile %.0f %% of"
                  + " a processor; answers again after %d ms; then %s; %d lines of log, the last"
                  + " \"%s\"",
              limit,
              atStart,
              most,
              open,
              all.size(),
              100 * share,
              recovered,
              after.figures().latency(),
              lines,
              server.err().lines().reduce((first, second) -> second).orElse(""));
      if (after.figures().unanswered() > 0 || lines > 200 || share > 0.5) {
        throw new Failure(figures);
      }
      return figures;
    }
  }

  /** How long it takes until a new client is answered, in milliseconds. */
  private static long recovery(LoadServer server) throws Failure {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < Duration.ofSeconds(20).toNanos()) {
      try (Wire wire = new Wire(server.port())) {
        wire.send(Wire.get("/healthz"));
        return (System.nanoTime() - begin) / 1_000_000;
      } catch (IOException notYet) {
        Load.pause(50);
      }
    }
    throw new Failure("no answer for 20 s after the connections were closed; " + server.err());
  }
}
