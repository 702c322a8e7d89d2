package dev.signalbox.benchmarks;

import dev.signalbox.benchmarks.Results.Rate;
import dev.signalbox.benchmarks.Results.Row;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;

/** The tables of a comparison, in Markdown, and what they say of the goals. */
final class Report {
  /** What the rest of the job may cost at most, in microseconds, in the bound of the whole job. */
  private static final double REST = 5;

  /** How many durable answers a second are wanted of one processor. */
  private static final double DURABLE_PER_SECOND = 25_000;

  private final Results results;
  private final List<Peer> peers;
  private final int connections;

  Report(Results results, List<Peer> peers, int connections) {
    this.results = results;
    this.peers = peers;
    this.connections = connections;
  }

  void print(PrintStream out) {
    out.printf(
        "JDK %s, %s %s, %d processors%n%n",
        Runtime.version(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Processors.number());
    load(out);
    servers(out);
    sweep(out);
    signatures(out);
    goals(out);
    results
        .failures()
        .forEach((name, why) -> out.printf("Left out: %s, which failed: %s%n", name, why));
  }

  private Wrk.Load usual(Traffic traffic) {
    return Wrk.Load.of(traffic, connections);
  }

  private void load(PrintStream out) {
    List<Row> rows =
        new ArrayList<>(
            results.rows().stream()
                .filter(row -> row.load().events() == 2 && row.load().calls() == 1000)
                .toList());
    if (rows.isEmpty()) {
      return;
    }
    rows.sort(
        Comparator.comparing((Row row) -> row.load().traffic())
            .thenComparing(row -> row.load().connections())
            .thenComparing(row -> results.cpu(row.server(), row.load()).orElse(0)));
    out.printf(
        "| server | traffic | connections | requests/s | of the processor | CPU µs per request | to %s |"
            + " to %s |%n",
        Peer.SIGNALBOX_NETTY, Peer.SIGNALBOX);
    out.println("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (Row row : rows) {
      OptionalDouble own = results.cpu(row.server(), row.load());
      out.printf(
          "| %s | %s | %d | %s | %s %% | %s | %s | %s |%n",
          row.server(),
          row.load().traffic(),
          row.load().connections(),
          text("%.0f", results.perSecond(row.server(), row.load())),
          text("%.0f", times(results.busy(row.server(), row.load()), 100)),
          text("%.1f", own),
          text("%.2f", ratio(own, results.cpu(Peer.SIGNALBOX_NETTY, row.load()))),
          text("%.2f", ratio(own, results.cpu(Peer.SIGNALBOX, row.load()))));
    }
    out.println();
  }

  private void servers(PrintStream out) {
    if (results.servers().isEmpty()) {
      return;
    }
    out.println(
        "| server | first answer ms | CPU ms until then | next 1,000 requests ms | resident MiB |"
            + " peak MiB | p50, p99, p99.9 ms at 50 % of its capacity | at 80 % | at an equal rate |");
    out.println("| --- | ---: | ---: | ---: | ---: | ---: | --- | --- | --- |");
    for (String server : results.servers()) {
      out.printf(
          "| %s | %s | %s | %s | %s | %s | %s | %s | %s |%n",
          server,
          text("%.0f", results.start(server, Start::firstAnswer)),
          text("%.0f", results.start(server, Start::cpu)),
          text("%.0f", results.start(server, Start::thousand)),
          text("%.0f", results.residentMib(server)),
          text("%.0f", results.peakMib(server)),
          latency(server, Rate.HALF),
          latency(server, Rate.FOUR_FIFTHS),
          latency(server, Rate.EQUAL));
    }
    out.println();
    out.println("~: the generator itself was late for half as many requests, or more.");
    out.println();
    for (String server : results.servers()) {
      double[] all = results.windows(server, Rate.FOUR_FIFTHS);
      if (all.length > 0) {
        out.printf(
            "%s at 80 %%: p99 %.2f to %.2f ms, %.2f in the middle of %d windows; %d more were left"
                + " out, since the machine had become quicker or slower%n",
            server,
            all[0],
            all[all.length - 1],
            results.middleP99(server, Rate.FOUR_FIFTHS).orElse(0),
            all.length,
            results.unsteady(server));
      }
    }
    out.println();
  }

  private String latency(String server, Rate rate) {
    return results.latency(server, rate).map(Report::latency).orElse("");
  }

  private static String latency(OpenLoop.Result result) {
    return String.format(
        Locale.ROOT,
        "%.2f, %s%.2f, %s%.2f (%.0f/s)%s",
        result.p50(),
        result.late() > 0.005 ? "~" : "",
        result.p99(),
        result.late() > 0.0005 ? "~" : "",
        result.p999(),
        result.perSecond(),
        result.over() ? " **not kept up with**" : "");
  }

  private void sweep(PrintStream out) {
    Predicate<Row> usual = row -> row.load().events() == 2 && row.load().calls() == 1000;
    if (results.rows().stream().allMatch(usual)) {
      return;
    }
    List<Row> rows =
        new ArrayList<>(
            results.rows().stream()
                .filter(row -> row.server().equals(Peer.SIGNALBOX_NETTY))
                .filter(row -> row.load().connections() == connections)
                .filter(
                    row ->
                        row.load().traffic() == Traffic.JSON_REUSED
                            || row.load().traffic() == Traffic.XML_REUSED)
                .toList());
    rows.sort(
        Comparator.comparing((Row row) -> row.load().traffic())
            .thenComparing(row -> row.load().calls())
            .thenComparing(row -> row.load().events()));
    out.println(
        "| server | traffic | events per batch | conversations | requests/s | refused"
            + " | CPU µs per request |");
    out.println("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
    for (Row row : rows) {
      out.printf(
          "| %s | %s | %d | %d | %s | %s %% | %s |%n",
          row.server(),
          row.load().traffic(),
          row.load().events(),
          row.load().calls(),
          text("%.0f", results.perSecond(row.server(), row.load())),
          text("%.1f", times(results.refused(row.server(), row.load()), 100)),
          text("%.1f", results.cpu(row.server(), row.load())));
    }
    out.println();
  }

  private void signatures(PrintStream out) {
    results
        .signatures()
        .forEach(
            (provider, micros) ->
                out.printf(
                    Locale.ROOT, "An RS256 signature verified by %s: %.1f µs%n", provider, micros));
    out.println();
  }

  private void goals(PrintStream out) {
    out.println("| goal | server | figure | embedded | bound | reached |");
    out.println("| --- | --- | --- | --- | ---: | --- |");
    Predicate<Peer> job = peer -> peer.mode() == Peer.Mode.JOB;
    Predicate<Peer> cached = peer -> peer.mode() == Peer.Mode.CACHED;
    Predicate<Peer> frameworks = peer -> peer.kind() == Peer.Kind.FRAMEWORK;
    Predicate<Peer> wholeJobs = Peer::isWholeJob;
    Function<String, OptionalDouble> jti = server -> results.cpu(server, usual(Traffic.JSON_JTI));
    String netty = Peer.SIGNALBOX_NETTY;
    goal(out, "jti each: CPU to the best peer's", netty, jti, best(job, jti), 0.5);
    goal(out, "jti each: CPU to floor + RS256 + 5 µs", netty, jti, bound(), 1.5);
    goal(out, "jti each: CPU to the best peer's", Peer.SIGNALBOX, jti, best(job, jti), 0.7);
    for (Traffic traffic : List.of(Traffic.JSON_REUSED, Traffic.XML_REUSED)) {
      Function<String, OptionalDouble> reused = server -> results.cpu(server, usual(traffic));
      String what = traffic + ": CPU to the best peer's";
      goal(out, what + " without a cache", netty, reused, best(job, reused), 0.4);
      goal(out, what + " with a cache", netty, reused, best(cached, reused), 1.1);
    }
    for (String server : List.of(netty, Peer.SIGNALBOX)) {
      OptionalDouble alone = httpAlone(server);
      ownPart(out, server, Traffic.JSON_REUSED, alone, 10);
      ownPart(out, server, Traffic.XML_REUSED, alone, 15);
      for (Traffic traffic : Traffic.values()) {
        if (traffic.isRefused()) {
          goal(
              out,
              traffic + ": CPU to HTTP alone",
              server,
              own -> results.cpu(own, usual(traffic)),
              alone,
              1.3);
        }
      }
      Function<String, OptionalDouble> p99 =
          own ->
              results.latency(own, Rate.FOUR_FIFTHS).stream()
                  .mapToDouble(OpenLoop.Result::p99)
                  .findFirst();
      goal(out, "p99 at 80 % to the best peer's", server, p99, best(wholeJobs, p99), 1);
      goal(
          out,
          "resident memory to the smallest peer's",
          server,
          results::residentMib,
          best(wholeJobs, results::residentMib),
          1);
      Function<String, OptionalDouble> first = own -> results.start(own, Start::firstAnswer);
      goal(
          out,
          "first answer to the quickest framework's",
          server,
          first,
          best(frameworks, first),
          0.5);
      Function<String, OptionalDouble> thousand = own -> results.start(own, Start::thousand);
      goal(
          out,
          "next 1,000 requests to the quickest framework's",
          server,
          thousand,
          best(frameworks, thousand),
          1);
    }
    durable(out);
    out.println();
  }

  private void durable(PrintStream out) {
    String server = Peer.SIGNALBOX_DATA;
    Wrk.Load sent = usual(Traffic.JSON_REUSED);
    OptionalDouble rate = results.perSecond(server, sent);
    if (rate.isPresent()) {
      OptionalDouble needed = ratio(OptionalDouble.of(DURABLE_PER_SECOND), rate);
      line(
          out,
          text(
              "durable 202s a second: %.0f to the server's", OptionalDouble.of(DURABLE_PER_SECOND)),
          server,
          text("%.2f", needed) + text(" (to %.0f)", rate),
          "",
          1,
          needed.getAsDouble());
    }
    goal(
        out,
        "durable: CPU to in memory",
        server,
        own -> results.cpu(own, sent),
        results.cpu(Peer.SIGNALBOX_NETTY, sent),
        1.8);
    OptionalDouble p99 = results.middleP99(server, Rate.FOUR_FIFTHS);
    if (p99.isPresent()) {
      line(
          out,
          "durable: p99 ms at 80 %, the window in the middle",
          server,
          text("%.1f", p99),
          "",
          10,
          p99.getAsDouble());
    }
  }

  private void goal(
      PrintStream out,
      String what,
      String server,
      Function<String, OptionalDouble> value,
      OptionalDouble than,
      double bound) {
    OptionalDouble own = value.apply(server);
    OptionalDouble figure = ratio(own, than);
    if (figure.isEmpty()) {
      return;
    }
    line(
        out,
        what,
        server,
        text("%.2f", figure) + text(" (%.1f", own) + text(" to %.1f)", than),
        text("%.2f", ratio(value.apply(embedded(server)), than)),
        bound,
        figure.getAsDouble());
  }

  private void ownPart(
      PrintStream out, String server, Traffic traffic, OptionalDouble alone, double bound) {
    OptionalDouble own = results.cpu(server, usual(traffic));
    if (own.isEmpty() || alone.isEmpty()) {
      return;
    }
    double figure = own.getAsDouble() - alone.getAsDouble();
    OptionalDouble embedded = results.cpu(embedded(server), usual(traffic));
    line(
        out,
        traffic + ": µs above HTTP alone",
        server,
        text("%.1f", OptionalDouble.of(figure)) + text(" (%.1f", own) + text(" less %.1f)", alone),
        embedded.isEmpty()
            ? ""
            : text("%.1f", OptionalDouble.of(embedded.getAsDouble() - alone.getAsDouble())),
        bound,
        figure);
  }

  private static void line(
      PrintStream out,
      String what,
      String server,
      String figure,
      String embedded,
      double bound,
      double judged) {
    out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s | %.1f | %s |%n",
        what,
        server,
        figure,
        embedded,
        bound,
        judged <= bound ? "yes" : "**no**");
  }

  private static String embedded(String server) {
    return server + " embedded";
  }

  private OptionalDouble httpAlone(String server) {
    String engine = server.equals(Peer.SIGNALBOX) ? "jdk http" : "netty http";
    return results.cpu(engine, usual(Traffic.JSON_REUSED));
  }

  /** The least that can be asked of the whole job. */
  private OptionalDouble bound() {
    OptionalDouble floor = results.cpu("floor http", usual(Traffic.JSON_REUSED));
    OptionalDouble signature =
        results.signatures().values().stream().mapToDouble(Double::doubleValue).min();
    return floor.isEmpty() || signature.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(floor.getAsDouble() + signature.getAsDouble() + REST);
  }

  /** The least value of all peers of a kind, Signalbox's own aside. */
  private OptionalDouble best(Predicate<Peer> kind, Function<String, OptionalDouble> value) {
    return peers.stream()
        .filter(peer -> !peer.isSignalbox())
        .filter(kind)
        .map(peer -> value.apply(peer.name()))
        .flatMapToDouble(OptionalDouble::stream)
        .min();
  }

  private static OptionalDouble ratio(OptionalDouble of, OptionalDouble to) {
    return of.isEmpty() || to.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(of.getAsDouble() / to.getAsDouble());
  }

  private static OptionalDouble times(OptionalDouble value, double factor) {
    return value.isEmpty() ? value : OptionalDouble.of(value.getAsDouble() * factor);
  }

  private static String text(String format, OptionalDouble value) {
    return value.isEmpty() ? "" : String.format(Locale.ROOT, format, value.getAsDouble());
  }
}
