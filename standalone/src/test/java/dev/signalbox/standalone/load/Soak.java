package dev.signalbox.standalone.load;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.standalone.serve.Engine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Minutes at 70 % of what the server and this client can do together, with 5 % bad requests, 1 %
 * transfers, and a subscriber whose work always fails: the rules, with a webhook that answers 500.
 */
final class Soak implements Scenario {
  private static final int MINUTES = 10;
  private static final int CLIENTS = 32;
  private static final double SHARE = 0.7;
  private static final double GROWTH = 1.15;
  private static final double SLACK_MIB = 4;

  /** Seconds. Each minute has calls of its own: as many are forgotten as begin, in the end. */
  private static final int TIME_TO_LIVE = 60;

  /** From this minute on the heap has to be flat. */
  private static final int FLAT = 3;

  @Override
  public String run(Engine engine, Path dir, OptionalInt minutes) throws Exception {
    Identity identity = Identity.in(dir);
    AtomicLong failed = new AtomicLong();
    HttpServer webhook = webhook(failed);
    rule(dir);
    try (LoadServer server =
        LoadServer.builder(identity, engine)
            .with("--rules", "rules", "--rules-webhook", url(webhook), "--drain", "60")
            .with("--conversation-ttl", "" + TIME_TO_LIVE)
            .start()) {
      // The first one warms up.
      new Traffic(server, identity).mixed(50, 10).closedLoop(CLIENTS, Duration.ofSeconds(10));
      Traffic fastest =
          new Traffic(server, identity).mixed(50, 10).closedLoop(CLIENTS, Duration.ofSeconds(10));
      fastest.judge();
      double rate = SHARE * fastest.figures().answers() / 10;
      List<Double> heap = new ArrayList<>();
      List<String> p99 = new ArrayList<>();
      long delivered = 0;
      long answers = 0;
      int full = 0;
      for (int minute = 1; minute <= minutes.orElse(MINUTES); minute++) {
        Traffic traffic =
            new Traffic(server, identity).mixed(50, 10).paced(CLIENTS, rate, Duration.ofMinutes(1));
        delivered += traffic.judge();
        answers += traffic.figures().answers();
        full += traffic.figures().count(503);
        if (traffic.figures().unanswered() > 0 || traffic.wrong() > 0) {
          throw new Failure(
              traffic.figures().unanswered()
                  + " requests without an answer ("
                  + traffic.figures().firstFailure()
                  + "), "
                  + traffic.wrong()
                  + " answers that are wrong: "
                  + traffic.figures().statuses());
        }
        heap.add(server.heapAfterCollection());
        p99.add(String.format(Locale.ROOT, "%.1f", traffic.figures().millis(0.99)));
      }
      int exit = server.stop();
      String figures =
          String.format(
              Locale.ROOT,
              "%.0f/s, %d answers (%d of them 503), %d batches delivered once, %d failed webhooks; "
                  + "p99 by minute %s ms; heap after collection %s MiB; exit code %d",
              rate,
              answers,
              full,
              delivered,
              failed.get(),
              p99,
              heap.stream().map(mib -> String.format(Locale.ROOT, "%.1f", mib)).toList(),
              exit);
      if (exit != 0) {
        throw new Failure(figures);
      }
      double first = heap.get(Math.min(FLAT, heap.size()) - 1);
      double last = heap.get(heap.size() - 1);
      if (last > first * GROWTH + SLACK_MIB) {
        throw new Failure("the heap grew: " + figures);
      }
      if (failed.get() == 0) {
        throw new Failure("no webhook was called: " + figures);
      }
      return figures;
    } finally {
      webhook.stop(0);
      ((ExecutorService) webhook.getExecutor()).shutdownNow();
    }
  }

  private static HttpServer webhook(AtomicLong failed) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          failed.incrementAndGet();
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    server.setExecutor(Executors.newFixedThreadPool(2));
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private static void rule(Path dir) throws IOException {
    Path rules = Files.createDirectory(dir.resolve("rules"));
    Files.writeString(
        rules.resolve("Any.ConvIntelligenceSignalRule-meta.xml"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <ConvIntelligenceSignalRule xmlns="http://soap.sforce.com/2006/04/metadata">
            <actionType>AlertSupervisor</actionType>
            <active>true</active>
            <channelType>Phone</channelType>
            <developerName>Any</developerName>
            <ruleName>Any</ruleName>
            <service>service</service>
            <subrule>
                <operandValue>2</operandValue>
                <operator>Equals</operator>
                <order>0</order>
                <type>Category</type>
            </subrule>
        </ConvIntelligenceSignalRule>
        """);
  }
}
