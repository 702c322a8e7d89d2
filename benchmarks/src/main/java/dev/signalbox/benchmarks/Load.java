package dev.signalbox.benchmarks;

import dev.signalbox.benchmarks.LoadOptions.Part;
import dev.signalbox.benchmarks.Results.Rate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * Compares the server with its peers under load, each alone on the first processor and the load on
 * the others. All are started and warmed up, and stopped in their tracks; then each goes on in turn
 * to be measured, in rounds. So each is warmed up once, however many rounds there are, and they all
 * have to fit into memory.
 *
 * <p>Arguments: the root of the source tree, then what {@code benchmarks/run} describes. Progress
 * goes to stderr, and the tables to stdout. A server that fails is named, and left out.
 */
public final class Load {
  /** What a second of a distinct token's traffic takes from the fastest server. */
  private static final int TOKENS_PER_SECOND = 35_000;

  /** So many do where no load is of distinct tokens. */
  private static final int FEW_TOKENS = 2_000;

  private static final int CONNECTIONS = 64;

  /** By how much two windows may differ, and how much of one the compiler may take. */
  private static final double STEADY = 0.04;

  private final Path work;
  private final List<Peer> peers;
  private final Tokens tokens;
  private final LoadOptions options;
  private final Results results = new Results();
  private final Map<Peer, Live> live = new LinkedHashMap<>();
  private boolean generatorIsWarm;
  private final long began = System.nanoTime();

  /** How often in a round the rate is measured at which a server has the least to spare. */
  private static final int WINDOWS = 4;

  /** How often it is tried, since the machine is not as quick at one time as at another. */
  private static final int TRIES = 3 * WINDOWS;

  /** By how much the capacity before and after a window may differ, for the window to count. */
  private static final double SAME_CAPACITY = 0.1;

  /** When warming up ends, at the latest: after so many windows of so many seconds. */
  private record WarmUp(int seconds, int windows) {
    /** The first traffic pays for the compiler. */
    static final WarmUp FIRST = new WarmUp(2, 15);

    static final WarmUp LATER = new WarmUp(2, 6);

    /** A token is used up by each request. */
    static final WarmUp DISTINCT = new WarmUp(1, 8);
  }

  /** A server that is measured, and how many distinct tokens it has had. */
  private static final class Live {
    private final Running server;
    private int used;

    Live(Running server) {
      this.server = server;
    }
  }

  /** What is done with a server. */
  private interface Step {
    void take(Peer peer, Live its) throws IOException, InterruptedException;
  }

  private Load(Path work, List<Peer> peers, Tokens tokens, LoadOptions options) {
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
    LoadOptions options = LoadOptions.of(Arrays.asList(args).subList(1, args.length));
    Path work = Files.createDirectories(root.resolve("benchmarks/target/load"));
    int seconds = WarmUp.DISTINCT.seconds * WarmUp.DISTINCT.windows;
    Tokens tokens =
        Tokens.in(
            work,
            options.has(Part.LOAD)
                ? (seconds + options.rounds() * options.seconds()) * TOKENS_PER_SECOND
                : FEW_TOKENS);
    Path key = work.resolve("public.pem");
    Files.writeString(key, tokens.publicPem());
    List<Peer> peers = Peer.all(root, key).stream().filter(options::isWanted).toList();
    new Load(work, peers, tokens, options).run();
  }

  private void run() throws Exception {
    Processors.leaveServers();
    results.addSignatures(Signatures.micros(tokens.keys().getPublic(), tokens.first(1000)));
    if (options.has(Part.STARTS)) {
      starts();
    }
    try {
      for (Peer peer : peers) {
        if (!results.hasFailed(peer)) {
          warmUp(peer);
        }
      }
      for (int round = 1; round <= options.rounds(); round++) {
        String of = "round " + round + " of " + options.rounds() + ": ";
        each(of + "load", this::load);
        if (options.has(Part.LATENCY)) {
          OptionalDouble equal = equalRate();
          each(of + "latency", (peer, its) -> latency(peer, its, equal));
        }
      }
      if (options.has(Part.SWEEP)) {
        each("sweep", this::sweep);
      }
    } finally {
      live.values().forEach(its -> its.server.close());
    }
    new Report(results, peers, CONNECTIONS).print(System.out);
    if (peers.stream().anyMatch(peer -> peer.mode() == Peer.Mode.DURABLE)) {
      System.out.println(Disk.flushes(work));
    }
    say("done");
  }

  private void starts() throws InterruptedException {
    for (int i = 1; i <= options.starts(); i++) {
      for (Peer peer : peers) {
        if (!peer.isWholeJob() || results.hasFailed(peer)) {
          continue;
        }
        try {
          Start start = Start.of(peer, work, tokens);
          results.add(peer, start);
          say(
              "start %d: %s: %.0f ms, then %.0f ms",
              i, peer.name(), start.firstAnswer(), start.thousand());
        } catch (IOException e) {
          fail(peer, e);
        }
      }
    }
  }

  private void warmUp(Peer peer) throws InterruptedException {
    say("warming up: %s", peer.name());
    try {
      Live its = new Live(Running.start(peer, work));
      live.put(peer, its);
      peer.check(its.server, tokens);
      for (Traffic traffic : traffic(peer)) {
        warmUp(
            its,
            Wrk.Load.of(traffic, CONNECTIONS),
            traffic == Traffic.JSON_REUSED
                ? WarmUp.FIRST
                : traffic.isDistinct() ? WarmUp.DISTINCT : WarmUp.LATER);
      }
      its.server.pause();
    } catch (IOException e) {
      fail(peer, e);
    }
  }

  /**
   * Tells what a request costs, and of the compiler's work beside it. Goes on until a request costs
   * what it cost in the window before, and the compiler has nearly nothing left to do.
   */
  private void warmUp(Live its, Wrk.Load sent, WarmUp until)
      throws IOException, InterruptedException {
    its.server.compileBesideLoad(true);
    StringBuilder costs = new StringBuilder();
    double last = 0;
    boolean steady = false;
    for (int i = 1; i <= until.windows && !steady; i++) {
      if (sent.traffic().isDistinct() && its.used > tokens.count() / 2) {
        break;
      }
      long compiledBefore = its.server.compilerMicros();
      Wrk.Result result = send(its, sent, until.seconds);
      double compiled = its.server.compilerMicros() - compiledBefore;
      double cost = (result.cpuMicros() - compiled) / result.requests();
      steady = Math.abs(cost - last) < STEADY * cost && compiled < STEADY * result.micros();
      last = cost;
      costs.append(String.format(Locale.ROOT, " %.1f+%.1f", cost, compiled / result.requests()));
    }
    its.server.compileBesideLoad(false);
    say("  %s, %d events, %d calls:%s", sent.traffic(), sent.events(), sent.calls(), costs);
  }

  private List<Traffic> traffic(Peer peer) {
    return options.has(Part.LOAD) ? peer.traffic() : List.of(Traffic.JSON_REUSED);
  }

  /** Has each server that is left go on, and take a step. */
  private void each(String what, Step step) throws InterruptedException {
    for (Map.Entry<Peer, Live> one : List.copyOf(live.entrySet())) {
      say("%s: %s", what, one.getKey().name());
      try {
        one.getValue().server.resume();
        step.take(one.getKey(), one.getValue());
        one.getValue().server.pause();
      } catch (IOException e) {
        fail(one.getKey(), e);
      }
    }
  }

  private void load(Peer peer, Live its) throws IOException, InterruptedException {
    // What it had in the processor's caches is gone.
    measure(its, Wrk.Load.of(Traffic.JSON_REUSED, CONNECTIONS), 1);
    for (Traffic traffic : traffic(peer)) {
      Wrk.Load sent = Wrk.Load.of(traffic, CONNECTIONS);
      results.add(peer, sent, measure(its, sent, options.seconds()));
      if (traffic == Traffic.JSON_REUSED) {
        results.addMemory(peer, its.server.residentKib(), its.server.peakKib());
      }
    }
    if (peer.isWholeJob() && options.has(Part.CONNECTIONS)) {
      for (int connections : options.connections()) {
        Wrk.Load sent = Wrk.Load.of(Traffic.JSON_REUSED, connections);
        results.add(peer, sent, measure(its, sent, Math.min(2, options.seconds())));
      }
    }
    results.addMemory(peer, 0, its.server.peakKib());
  }

  /** Has every request answered as it should be. */
  private Wrk.Result measure(Live its, Wrk.Load sent, int seconds)
      throws IOException, InterruptedException {
    Wrk.Result result = send(its, sent, seconds);
    if (result.refused() != (sent.traffic().isRefused() ? result.requests() : 0)) {
      throw new IOException(
          sent.traffic() + ": " + result.refused() + " of " + result.requests() + " were refused");
    }
    return result;
  }

  private Wrk.Result send(Live its, Wrk.Load sent, int seconds)
      throws IOException, InterruptedException {
    Wrk.Result result = Wrk.run(work, its.server, sent, tokens, seconds, its.used);
    its.used += sent.traffic().isDistinct() ? result.used() : 0;
    return result;
  }

  private double capacity(Peer peer) {
    return results.perSecond(peer.name(), Wrk.Load.of(Traffic.JSON_REUSED, CONNECTIONS)).orElse(0);
  }

  /** Half of what the slowest takes, so that the others are compared while none is strained. */
  private OptionalDouble equalRate() {
    return live.keySet().stream()
        .filter(peer -> peer.isWholeJob() && !peer.name().startsWith("spring"))
        .mapToDouble(peer -> Math.floor(capacity(peer) / 2 / 500) * 500)
        .min();
  }

  private void latency(Peer peer, Live its, OptionalDouble equal)
      throws IOException, InterruptedException {
    if (!peer.isWholeJob() && peer.kind() != Peer.Kind.FLOOR) {
      return;
    }
    double capacity = capacity(peer);
    if (!generatorIsWarm) {
      OpenLoop.run(its.server.port(), tokens, CONNECTIONS, capacity * 0.5, 4);
      generatorIsWarm = true;
    }
    latency(peer, its, Rate.HALF, capacity * 0.5);
    fourFifths(peer, its);
    if (equal.isPresent() && equal.getAsDouble() < capacity * 0.8) {
      latency(peer, its, Rate.EQUAL, equal.getAsDouble());
    }
  }

  private void latency(Peer peer, Live its, Rate rate, double perSecond) throws IOException {
    results.add(peer, rate, window(its, rate, perSecond));
  }

  private OpenLoop.Result window(Live its, Rate rate, double perSecond) throws IOException {
    OpenLoop.Result result =
        OpenLoop.run(its.server.port(), tokens, CONNECTIONS, perSecond, options.seconds());
    say("  %s: %s", rate, result);
    return result;
  }

  /**
   * Four fifths of what the server takes just then. A window in which that has changed is left out:
   * its rate was another share of the capacity, perhaps more than all.
   */
  private void fourFifths(Peer peer, Live its) throws IOException, InterruptedException {
    Wrk.Load sent = Wrk.Load.of(Traffic.JSON_REUSED, CONNECTIONS);
    double before = measure(its, sent, 1).perSecond();
    int counted = 0;
    for (int i = 0; i < TRIES && counted < WINDOWS; i++) {
      OpenLoop.Result result = window(its, Rate.FOUR_FIFTHS, before * 0.8);
      double after = measure(its, sent, 1).perSecond();
      if (Math.abs(after - before) <= SAME_CAPACITY * before) {
        results.add(peer, Rate.FOUR_FIFTHS, result);
        counted++;
      } else {
        results.addUnsteady(peer);
        say("  left out: %.0f/s before, %.0f/s after", before, after);
      }
      before = after;
    }
  }

  /** How cost grows with the size of batches, and with the number of calls. */
  private void sweep(Peer peer, Live its) throws IOException, InterruptedException {
    if (!peer.name().equals(Peer.SIGNALBOX_NETTY)) {
      return;
    }
    List<Wrk.Load> all = new ArrayList<>();
    for (Traffic traffic : List.of(Traffic.JSON_REUSED, Traffic.XML_REUSED)) {
      for (int events : new int[] {1, 10, 150}) {
        all.add(new Wrk.Load(traffic, events, 1000, CONNECTIONS));
      }
    }
    for (int calls : new int[] {1, 1000, 100_000}) {
      all.add(new Wrk.Load(Traffic.JSON_REUSED, 2, calls, CONNECTIONS));
    }
    for (Wrk.Load sent : all) {
      warmUp(its, sent, WarmUp.LATER);
      // One conversation alone may be more than its subscriber takes.
      results.add(peer, sent, send(its, sent, options.seconds()));
    }
  }

  private void fail(Peer peer, Exception e) {
    say("%s FAILED and is left out: %s", peer.name(), e);
    results.fail(peer, String.valueOf(e.getMessage()));
    Live its = live.remove(peer);
    if (its != null) {
      its.server.close();
    }
  }

  private void say(String format, Object... args) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    System.err.printf(
        Locale.ROOT,
        "%2d:%02d %s%n",
        seconds / 60,
        seconds % 60,
        String.format(Locale.ROOT, format, args));
  }
}
