package dev.signalbox.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * What was measured. What the machine does besides only adds: of processor time, throughput and
 * latency the best counts, of everything else the median.
 */
final class Results {
  /** At which rate latency is measured. */
  enum Rate {
    HALF,
    FOUR_FIFTHS,
    EQUAL
  }

  /** One row of the table of throughput. */
  record Row(String server, Wrk.Load load) {}

  private record Timed(String server, Rate rate) {}

  /**
   * What a server has in memory.
   *
   * @param resident KiB after JSON with a reused token
   * @param peak KiB, the most that it ever had
   */
  private record Memory(long resident, long peak) {}

  private final Map<Row, List<Wrk.Result>> load = new LinkedHashMap<>();
  private final Map<String, List<Start>> starts = new LinkedHashMap<>();
  private final Map<Timed, List<OpenLoop.Result>> latencies = new LinkedHashMap<>();
  private final Map<String, Integer> unsteady = new HashMap<>();
  private final Map<String, Memory> memory = new LinkedHashMap<>();
  private final Map<String, Double> signatures = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  void add(Peer peer, Wrk.Load sent, Wrk.Result result) {
    load.computeIfAbsent(new Row(peer.name(), sent), row -> new ArrayList<>()).add(result);
  }

  void add(Peer peer, Start start) {
    starts.computeIfAbsent(peer.name(), name -> new ArrayList<>()).add(start);
  }

  void add(Peer peer, Rate rate, OpenLoop.Result result) {
    latencies.computeIfAbsent(new Timed(peer.name(), rate), t -> new ArrayList<>()).add(result);
  }

  /** Counts a window that says nothing, since the machine's speed has changed. */
  void addUnsteady(Peer peer) {
    unsteady.merge(peer.name(), 1, Integer::sum);
  }

  int unsteady(String server) {
    return unsteady.getOrDefault(server, 0);
  }

  void addMemory(Peer peer, long residentKib, long peakKib) {
    memory.merge(
        peer.name(),
        new Memory(residentKib, peakKib),
        (a, b) -> new Memory(Math.max(a.resident, b.resident), Math.max(a.peak, b.peak)));
  }

  void addSignatures(Map<String, Double> micros) {
    signatures.putAll(micros);
  }

  void fail(Peer peer, String why) {
    failures.put(peer.name(), why);
  }

  boolean hasFailed(Peer peer) {
    return failures.containsKey(peer.name());
  }

  Map<String, String> failures() {
    return failures;
  }

  Set<Row> rows() {
    return load.keySet();
  }

  /** All that have a start, memory or latency, in the order in which they were measured. */
  Set<String> servers() {
    Set<String> servers = new LinkedHashSet<>(starts.keySet());
    servers.addAll(memory.keySet());
    Set<String> timed = new HashSet<>();
    latencies.keySet().forEach(key -> timed.add(key.server));
    servers.addAll(timed);
    return servers;
  }

  Map<String, Double> signatures() {
    return signatures;
  }

  OptionalDouble cpu(String server, Wrk.Load sent) {
    return of(server, sent, Wrk.Result::cpuPerRequest).min();
  }

  OptionalDouble perSecond(String server, Wrk.Load sent) {
    return of(server, sent, Wrk.Result::perSecond).max();
  }

  OptionalDouble busy(String server, Wrk.Load sent) {
    return of(server, sent, Wrk.Result::busy).max();
  }

  private DoubleStream of(String server, Wrk.Load sent, ToDoubleFunction<Wrk.Result> value) {
    return load.getOrDefault(new Row(server, sent), List.of()).stream().mapToDouble(value);
  }

  OptionalDouble start(String server, ToDoubleFunction<Start> value) {
    return median(starts.getOrDefault(server, List.of()), value);
  }

  /** The window in which the fewest requests were slow. */
  Optional<OpenLoop.Result> latency(String server, Rate rate) {
    return latencies.getOrDefault(new Timed(server, rate), List.of()).stream()
        .min(Comparator.comparingDouble(OpenLoop.Result::p99));
  }

  /** The p99 of the window in the middle. */
  OptionalDouble middleP99(String server, Rate rate) {
    return median(latencies.getOrDefault(new Timed(server, rate), List.of()), OpenLoop.Result::p99);
  }

  /** The p99 of each window, in milliseconds, the best first. */
  double[] windows(String server, Rate rate) {
    return latencies.getOrDefault(new Timed(server, rate), List.of()).stream()
        .mapToDouble(OpenLoop.Result::p99)
        .sorted()
        .toArray();
  }

  OptionalDouble refused(String server, Wrk.Load sent) {
    return of(server, sent, result -> (double) result.refused() / result.requests()).max();
  }

  OptionalDouble residentMib(String server) {
    Memory own = memory.get(server);
    return own == null ? OptionalDouble.empty() : OptionalDouble.of(own.resident / 1024.0);
  }

  OptionalDouble peakMib(String server) {
    Memory own = memory.get(server);
    return own == null ? OptionalDouble.empty() : OptionalDouble.of(own.peak / 1024.0);
  }

  private static <T> OptionalDouble median(List<T> all, ToDoubleFunction<T> value) {
    double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
  }
}
