package dev.signalbox.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load by wrk: closed loop, as much as the server takes. */
final class Wrk {
  private static final Pattern LINE =
      Pattern.compile("requests=(\\d+) micros=(\\d+) refused=(\\d+) failed=(\\d+) used=(\\d+)");

  private Wrk() {}

  /**
   * What is sent.
   *
   * @param traffic of what kind
   * @param events how many each batch has
   * @param calls among how many calls they go round
   * @param connections over how many connections
   */
  record Load(Traffic traffic, int events, int calls, int connections) {
    /** As vendors send it: two events, a thousand calls. */
    static Load of(Traffic traffic, int connections) {
      return new Load(traffic, 2, 1000, connections);
    }
  }

  /**
   * What came of a run.
   *
   * @param requests how many were answered
   * @param micros how long it took
   * @param cpuMicros what the server's process used meanwhile
   * @param refused how many of them with a status of 400 or more
   * @param used how many requests were made, with tokens of their own where those are distinct
   */
  record Result(long requests, long micros, long cpuMicros, long refused, int used) {
    double perSecond() {
      return requests * 1e6 / micros;
    }

    double cpuPerRequest() {
      return (double) cpuMicros / requests;
    }

    /** The share of its one processor that the server used: 1 when it could take no more. */
    double busy() {
      return (double) cpuMicros / micros;
    }
  }

  /**
   * Sends for a while, and has every request answered.
   *
   * @param skip how many of the distinct tokens the server has had already
   */
  static Result run(Path work, Running server, Load load, Tokens tokens, int seconds, int skip)
      throws IOException, InterruptedException {
    Path script = work.resolve("load.lua");
    Files.writeString(script, script(load, tokens, skip));
    List<String> command = new ArrayList<>(Processors.ofLoad());
    command.addAll(
        List.of(
            "wrk",
            "-t1",
            "-c" + load.connections,
            "-d" + seconds + "s",
            "--timeout",
            "10s",
            "-s",
            script.toString(),
            "http://127.0.0.1:" + server.port()));
    long before = server.cpuMicros();
    Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher line = LINE.matcher(output);
    if (wrk.waitFor() != 0 || !line.find()) {
      throw new IOException("wrk failed: " + output);
    }
    long cpu = server.cpuMicros() - before;
    long requests = Long.parseLong(line.group(1));
    long refused = Long.parseLong(line.group(3));
    long failed = Long.parseLong(line.group(4));
    if (requests == 0 || failed > 0) {
      throw new IOException(
          load.traffic + ": " + requests + " were answered, and " + failed + " lost");
    }
    return new Result(
        requests, Long.parseLong(line.group(2)), cpu, refused, Integer.parseInt(line.group(5)));
  }

  /**
   * Requests are put together as text, so that wrk itself costs little. Each token with a jti is
   * sent once, and the run ends with the last.
   */
  private static String script(Load load, Tokens tokens, int skip) {
    String[] pieces = load.traffic.pieces(tokens, load.events);
    return """
        local calls, first, middle, last = %d, "%s", "%s", "%s"
        local distinct, file = %s, nil
        used = 0
        function init(args)
          if distinct then
            file = io.open("%s", "rb")
            file:setvbuf("full", 1048576)
            file:seek("set", %d)
          end
        end
        local token = ""
        function request()
          used = used + 1
          if distinct then
            local next = file:read(%d)
            if next then token = next else wrk.thread:stop() end
          end
          return first .. used %% calls .. middle .. token .. last
        end
        local threads = {}
        function setup(thread) threads[#threads + 1] = thread end
        function done(summary)
          local e = summary.errors
          print(string.format("requests=%%d micros=%%d refused=%%d failed=%%d used=%%d",
            summary.requests, summary.duration, e.status,
            e.connect + e.read + e.write + e.timeout, threads[1]:get("used")))
        end
        """
        .formatted(
            load.calls,
            lua(pieces[0]),
            lua(pieces[1]),
            lua(pieces[2]),
            load.traffic.isDistinct(),
            tokens.file(),
            (long) skip * tokens.length(),
            tokens.length());
  }

  private static String lua(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\r", "\\r")
        .replace("\n", "\\n");
  }
}
