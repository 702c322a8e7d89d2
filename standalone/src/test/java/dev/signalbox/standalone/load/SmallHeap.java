package dev.signalbox.standalone.load;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.standalone.serve.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A heap of 64 MiB, and bodies that are nearly as large as they may be, from many clients at once.
 */
final class SmallHeap implements Scenario {
  private static final int CLIENTS = 32;
  private static final int SECONDS = 20;
  private static final int EVENTS = 9_000;

  @Override
  public String run(Engine engine, Path dir, OptionalInt seconds) throws Exception {
    Identity identity = Identity.in(dir);
    byte[] body = body();
    String token = identity.reusable();
    Figures large = new Figures();
    try (LoadServer server =
        LoadServer.builder(identity, engine).environment("JDK_JAVA_OPTIONS", "-Xmx64m").start()) {
      long end = System.nanoTime() + Duration.ofSeconds(seconds.orElse(SECONDS)).toNanos();
      ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        byte[] request =
            Wire.post(
                "/telephony/v1/voiceCalls/large-" + i + "/realtimeConversationEvents",
                token,
                "application/json",
                body);
        clients.add(threads.submit(() -> client(server.port(), request, end, large)));
      }
      threads.shutdown();
      for (Future<?> client : clients) {
        client.get();
      }
      boolean out = server.err().contains("OutOfMemoryError");
      Traffic after = new Traffic(server, identity).closedLoop(8, Duration.ofSeconds(5));
      after.judge();
      int exit = server.stop();
      String figures =
          "bodies of "
              + body.length / 1024
              + " KiB from "
              + CLIENTS
              + " clients: answers "
              + large.statuses()
              + ", "
              + large.unanswered()
              + " without ("
              + large.firstFailure()
              + "), "
              + large.latency()
              + (out ? ", out of memory" : ", never out of memory")
              + "; then small ones: "
              + after.figures().statuses()
              + ", "
              + after.figures().latency()
              + "; exit code "
              + exit;
      if (out
          || exit != 0
          || large.unanswered() > 0
          || large.count(202) == 0
          || large.count(202) + large.count(503) < large.answers()
          || after.accepted() == 0
          || after.figures().unanswered() > 0) {
        throw new Failure(figures);
      }
      return figures;
    }
  }

  private static void client(int port, byte[] request, long end, Figures figures) {
    try (Wires wires = new Wires(port)) {
      while (System.nanoTime() < end) {
        long begin = System.nanoTime();
        try {
          int status = wires.usable().send(request).status();
          figures.answered(status, System.nanoTime() - begin);
          if (status == 503) {
            Load.pause(50);
          }
        } catch (IOException none) {
          figures.unanswered(none);
        }
      }
    }
  }

  private static byte[] body() {
    List<ConversationEvent> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      events.add(CategoryEvent.of("an event of a large batch " + i, 1_767_607_200_000L + i));
    }
    return JsonFormat.INSTANCE.writeBatch(
        EventBatch.of("service", events.toArray(ConversationEvent[]::new)));
  }
}
