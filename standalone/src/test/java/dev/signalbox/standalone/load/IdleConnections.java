package dev.signalbox.standalone.load;

import dev.signalbox.standalone.serve.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Traffic beside connections on which nothing happens, all of which have to be usable afterwards.
 */
final class IdleConnections implements Scenario {
  private static final int CONNECTIONS = 2_000;
  private static final double PER_SECOND = 200;
  private static final Duration TIME = Duration.ofSeconds(20);

  @Override
  public String run(Engine engine, Path dir, OptionalInt connections) throws Exception {
    Identity identity = Identity.in(dir);
    List<Wire> idle = new ArrayList<>();
    try (LoadServer server =
        LoadServer.builder(identity, engine).with("--idle-timeout", "600").start()) {
      new Traffic(server, identity).closedLoop(8, Duration.ofSeconds(5)).judge();
      Traffic alone = new Traffic(server, identity).paced(8, PER_SECOND, TIME);
      alone.judge();
      double before = server.heapAfterCollection();
      for (int i = 0; i < connections.orElse(CONNECTIONS); i++) {
        Wire wire = new Wire(server.port());
        idle.add(wire);
        if (wire.send(Wire.get("/healthz")).status() != 200) {
          throw new Failure("connection " + i + " is not served");
        }
      }
      double after = server.heapAfterCollection();
      Traffic beside = new Traffic(server, identity).paced(8, PER_SECOND, TIME);
      beside.judge();
      int lost = 0;
      for (Wire wire : idle) {
        try {
          wire.send(Wire.get("/healthz"));
        } catch (IOException closed) {
          lost++;
        }
      }
      String figures =
          String.format(
              Locale.ROOT,
              "%d connections, %.1f KiB of heap each, %d of them lost; at %.0f/s alone %s; beside"
                  + " them %s; %d without an answer",
              idle.size(),
              (after - before) * 1024 / idle.size(),
              lost,
              PER_SECOND,
              alone.figures().latency(),
              beside.figures().latency(),
              beside.figures().unanswered());
      if (lost > 0
          || beside.figures().unanswered() > 0
          || beside.accepted() < beside.figures().answers()) {
        throw new Failure(figures);
      }
      return figures;
    } finally {
      for (Wire wire : idle) {
        wire.close();
      }
    }
  }
}
