package dev.signalbox.benchmarks;

import dev.signalbox.core.CallCenterKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the server with its peers under load, in interleaved rounds, each server alone on the
 * first processor and the load on the others. Prints one table.
 *
 * <p>Arguments: the root of the source tree, then any of {@code rounds=N}, {@code seconds=N},
 * {@code connections=N,N…} and {@code only=NAME,NAME…}.
 */
public final class Load {
  private final Path work;
  private final List<Peer> peers;
  private final Tokens tokens;
  private final Options options;
  private final PrintStream err = System.err;

  private record Options(int rounds, int seconds, List<Integer> connections) {}

  /** What is sent. */
  enum Traffic {
    JSON_REUSED(false, "application/json"),
    JSON_JTI(true, "application/json"),
    XML_REUSED(false, "application/xml"),
    UNSIGNED(false, "application/json"),
    WRONG_PATH(false, "application/json");

    final boolean distinct;
    final String mediaType;

    Traffic(boolean distinct, String mediaType) {
      this.distinct = distinct;
      this.mediaType = mediaType;
    }

    byte[] body() {
      return this == XML_REUSED ? Samples.xml(2) : Samples.json(2);
    }

    int status() {
      return switch (this) {
        case UNSIGNED -> 401;
        case WRONG_PATH -> 404;
        default -> 202;
      };
    }
  }

  /** One row of the table. */
  private record Row(String server, Traffic traffic, int connections) {}

  private Load(Path work, List<Peer> peers, Tokens tokens, Options options) {
    this.work = work;
    this.peers = peers;
    this.tokens = tokens;
    this.options = options;
  }

  /**
   * Runs the comparison.
   *
   * @param args see the class
   */
  public static void main(String... args) throws Exception {
    Path root = Path.of(args[0]);
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 1; i < args.length; i++) {
      String[] parts = args[i].split("=", 2);
      given.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    Options options =
        new Options(
            Integer.parseInt(Optional.ofNullable(given.remove("rounds")).orElse("3")),
            Integer.parseInt(Optional.ofNullable(given.remove("seconds")).orElse("4")),
            numbers(Optional.ofNullable(given.remove("connections")).orElse("64")));
    List<String> only =
        List.of(Optional.ofNullable(given.remove("only")).orElse("").split(",", -1));
    if (!given.isEmpty()) {
      throw new IllegalArgumentException("what are " + given.keySet() + "?");
    }
    Path work = Files.createDirectories(root.resolve("benchmarks/target/load"));
    Tokens tokens = Tokens.in(work, options.seconds());
    Path key = work.resolve("public.pem");
    Files.writeString(key, CallCenterKey.of(tokens.keys().getPublic()).toPem());
    List<Peer> peers =
        Peer.all(root, key).stream()
            .filter(peer -> only.equals(List.of("")) || only.contains(peer.name()))
            .toList();
    new Load(work, peers, tokens, options).run();
  }

  private static List<Integer> numbers(String list) {
    List<Integer> numbers = new ArrayList<>();
    for (String number : list.split(",", -1)) {
      numbers.add(Integer.parseInt(number));
    }
    return numbers;
  }

  private void run() throws Exception {
    Map<Row, List<Wrk.Result>> results = new LinkedHashMap<>();
    Map<String, List<Long>> starts = new LinkedHashMap<>();
    Map<String, Long> memory = new LinkedHashMap<>();
    Map<String, List<OpenLoop.Latency>> latencies = new LinkedHashMap<>();
    for (int round = 0; round < options.rounds; round++) {
      for (Peer peer : peers) {
        err.printf("round %d: %s%n", round + 1, peer.name());
        try (Running server = Running.start(peer, work)) {
          peer.check(server, tokens);
          starts.computeIfAbsent(peer.name(), n -> new ArrayList<>()).add(server.startMillis());
          // The first traffic pays for the compiler, and is warmed up until that is over.
          measure(server, Traffic.JSON_REUSED, 64, 0);
          measure(server, Traffic.JSON_REUSED, 64, 0);
          int used = 0;
          for (Traffic traffic : peer.traffic()) {
            for (int connections : options.connections) {
              Wrk.Result warmUp = measure(server, traffic, connections, used);
              used += traffic.distinct ? (int) warmUp.requests() + 512 : 0;
              Wrk.Result result = measure(server, traffic, connections, used);
              used += traffic.distinct ? (int) result.requests() + 512 : 0;
              results
                  .computeIfAbsent(
                      new Row(peer.name(), traffic, connections), n -> new ArrayList<>())
                  .add(result);
            }
          }
          memory.merge(peer.name(), server.residentKib(), Math::max);
          if (peer.isWholeJob() && round == options.rounds - 1) {
            double capacity =
                results.entrySet().stream()
                    .filter(e -> e.getKey().server.equals(peer.name()))
                    .filter(e -> e.getKey().traffic == Traffic.JSON_REUSED)
                    .flatMap(e -> e.getValue().stream())
                    .mapToDouble(Wrk.Result::perSecond)
                    .max()
                    .orElse(0);
            for (double share : new double[] {0.5, 0.8}) {
              latencies
                  .computeIfAbsent(peer.name(), n -> new ArrayList<>())
                  .add(
                      OpenLoop.run(
                          server.port(), tokens.reused(), 64, capacity * share, options.seconds));
            }
          }
        }
      }
    }
    print(results, starts, memory, latencies);
  }

  private Wrk.Result measure(Running server, Traffic traffic, int connections, int skip)
      throws IOException, InterruptedException {
    long before = server.cpuMicros();
    Wrk.Result result =
        Wrk.run(work, server.port(), traffic, tokens, connections, options.seconds, skip);
    if (result.unexpected() > 0) {
      throw new IOException(
          result.unexpected() + " answers of " + result.requests() + " were not as they should be");
    }
    return result.withCpu(server.cpuMicros() - before);
  }

  private void print(
      Map<Row, List<Wrk.Result>> results,
      Map<String, List<Long>> starts,
      Map<String, Long> memory,
      Map<String, List<OpenLoop.Latency>> latencies) {
    PrintStream out = System.out;
    out.println(
        "| server | traffic | connections | requests/s | CPU µs per request | to signalbox |");
    out.println("| --- | --- | ---: | ---: | ---: | ---: |");
    List<Row> rows = new ArrayList<>(results.keySet());
    rows.sort(
        Comparator.comparing((Row row) -> row.traffic)
            .thenComparing(Row::connections)
            .thenComparing(row -> best(results.get(row))));
    for (Row row : rows) {
      List<Wrk.Result> own = results.getOrDefault(row, List.of());
      double ours = best(results.get(new Row(Peer.SIGNALBOX, row.traffic, row.connections)));
      out.printf(
          "| %s | %s | %d | %.0f | %.1f | %s |%n",
          row.server,
          row.traffic,
          row.connections,
          own.stream().mapToDouble(Wrk.Result::perSecond).max().orElse(0),
          best(own),
          ours == Double.MAX_VALUE ? "" : "%.2f".formatted(best(own) / ours));
    }
    out.println();
    out.println(
        "| server | first answer ms | resident MiB | at 50%: p50, p99, p99.9 ms | at 80% |");
    out.println("| --- | ---: | ---: | --- | --- |");
    starts.forEach(
        (name, millis) ->
            out.printf(
                "| %s | %d | %d | %s |%n",
                name,
                millis.stream().mapToLong(Long::longValue).min().orElse(0),
                memory.getOrDefault(name, 0L) / 1024,
                String.join(
                    " | ",
                    latencies.getOrDefault(name, List.of()).stream()
                        .map(OpenLoop.Latency::toString)
                        .toList())));
  }

  private static double best(@Nullable List<Wrk.Result> results) {
    return results == null
        ? Double.MAX_VALUE
        : results.stream().mapToDouble(Wrk.Result::cpuPerRequest).min().orElse(Double.MAX_VALUE);
  }
}
