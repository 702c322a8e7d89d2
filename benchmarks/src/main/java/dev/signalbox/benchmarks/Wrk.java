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
      Pattern.compile("requests=(\\d+) micros=(\\d+) unexpected=(\\d+)");

  private Wrk() {}

  /**
   * What came of a run.
   *
   * @param requests how many were answered
   * @param micros how long it took
   * @param unexpected how many of them were answered wrongly, or not at all
   * @param cpuMicros what the server's process used meanwhile
   */
  record Result(long requests, long micros, long unexpected, long cpuMicros) {
    Result withCpu(long used) {
      return new Result(requests, micros, unexpected, used);
    }

    double perSecond() {
      return requests * 1e6 / micros;
    }

    double cpuPerRequest() {
      return (double) cpuMicros / requests;
    }
  }

  static Result run(
      Path work,
      int port,
      Load.Traffic traffic,
      Tokens tokens,
      int connections,
      int seconds,
      int skip)
      throws IOException, InterruptedException {
    Path script = work.resolve("load.lua");
    Files.writeString(script, script(traffic, tokens, skip));
    List<String> command = new ArrayList<>(Running.onProcessors(false));
    command.addAll(
        List.of(
            "wrk",
            "-t1",
            "-c" + connections,
            "-d" + seconds + "s",
            "--timeout",
            "10s",
            "-s",
            script.toString(),
            "http://127.0.0.1:" + port));
    Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher line = LINE.matcher(output);
    if (wrk.waitFor() != 0 || !line.find()) {
      throw new IOException("wrk failed: " + output);
    }
    return new Result(
        Long.parseLong(line.group(1)),
        Long.parseLong(line.group(2)),
        Long.parseLong(line.group(3)),
        0);
  }

  /** A thousand calls in turn; each token with a jti once, and the run ends with the last. */
  private static String script(Load.Traffic traffic, Tokens tokens, int skip) {
    String path =
        traffic == Load.Traffic.WRONG_PATH
            ? "\"/telephony/v1/nowhere/\" .. (n % 1000)"
            : "\"/telephony/v1/voiceCalls/call-\" .. (n % 1000) .. \"/realtimeConversationEvents\"";
    String fixed = traffic == Load.Traffic.UNSIGNED ? Samples.unsignedToken() : tokens.reused();
    return """
        local n, tokens, status = 0, {}, %d
        unexpected = 0
        function init(args)
          if %s then
            local skip = %d
            for token in io.lines("%s") do
              if skip > 0 then skip = skip - 1 else tokens[#tokens + 1] = token end
            end
          end
        end
        local headers = {["Content-Type"] = "%s", ["Authorization"] = "Bearer %s"}
        local body = [[%s]]
        function request()
          n = n + 1
          if %s then
            if n > #tokens then wrk.thread:stop() n = #tokens end
            headers["Authorization"] = "Bearer " .. tokens[n]
          end
          return wrk.format("POST", %s, headers, body)
        end
        function response(code)
          if code ~= status then unexpected = unexpected + 1 end
        end
        local threads = {}
        function setup(thread) threads[#threads + 1] = thread end
        function done(summary)
          local bad = summary.errors.connect + summary.errors.read + summary.errors.write
            + summary.errors.timeout
          for _, thread in ipairs(threads) do bad = bad + thread:get("unexpected") end
          print(string.format("requests=%%d micros=%%d unexpected=%%d",
            summary.requests, summary.duration, bad))
        end
        """
        .formatted(
            traffic.status(),
            traffic.distinct,
            skip,
            tokens.file(),
            traffic.mediaType,
            fixed,
            new String(traffic.body(), StandardCharsets.UTF_8),
            traffic.distinct,
            path);
  }
}
