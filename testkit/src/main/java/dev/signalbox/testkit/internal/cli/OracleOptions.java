package dev.signalbox.testkit.internal.cli;

import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.http.PrintableLine;
import dev.signalbox.testkit.internal.http.RawHttpClient;
import dev.signalbox.testkit.internal.oracle.Difference;
import dev.signalbox.testkit.internal.oracle.OracleRun;
import dev.signalbox.testkit.internal.oracle.OracleRun.ReplayedExchange;
import dev.signalbox.testkit.internal.oracle.RecordedExchange;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify --oracle}: compares an endpoint with what was recorded of another. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OracleOptions {
  private static final int SHOWN = 160;

  @Option(
      names = "--oracle",
      paramLabel = "FILE",
      description =
          "Send the requests that record has written into this file to the endpoint at URL, and"
              + " report how its answers differ from the recorded ones.")
  private @Nullable Path oracle;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "With --oracle: scheme, host and port of the endpoint.")
  private @Nullable String url;

  @Option(names = "--org", paramLabel = "ORG", description = "With --oracle: the org's id.")
  private @Nullable String org;

  @Option(
      names = "--call-center",
      paramLabel = "NAME",
      description = "With --oracle: the call center's API name.")
  private @Nullable String callCenter;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "With --oracle: its private RSA key, in PEM.")
  private @Nullable Path key;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "With --oracle: how long an answer may take. Default: 10.")
  private double timeout;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "With --oracle, for https: the certificates to trust, in PEM.")
  private @Nullable Path authorities;

  /** Whether a recording was named. */
  boolean named() {
    return oracle != null;
  }

  /** What was given in the place of a subcommand or an address. */
  Optional<String> argument() {
    return Optional.ofNullable(url);
  }

  /** Runs it, and gives the exit code. */
  int run(CommandSpec spec) {
    Path file = given(oracle, "--oracle", spec);
    if (timeout < 0.01 || timeout > 3600) {
      throw wrong(spec, "--timeout must be positive and at most 3600.");
    }
    TokenFactory tokens =
        EndpointArguments.tokens(
            given(org, "--org", spec),
            given(callCenter, "--call-center", spec),
            given(key, "--key", spec),
            "--key",
            spec);
    RawHttpClient client =
        new RawHttpClient(
            EndpointArguments.uri(given(url, "URL", spec), spec),
            Duration.ofMillis((long) (timeout * 1000)),
            Optional.ofNullable(authorities).map(f -> EndpointArguments.certificates(f, spec)));
    List<RecordedExchange> recording = read(file, spec);
    return compare(
        new OracleRun(
            client,
            tokens,
            recording,
            Long.toString(new SplittableRandom().nextLong(1L << 36, 1L << 40), 36)),
        recording,
        spec);
  }

  private List<RecordedExchange> read(Path file, CommandSpec spec) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw wrong(spec, "--oracle: can't read " + file + ".");
    }
    List<RecordedExchange> recording = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      try {
        recording.add(RecordedExchange.parse(lines.get(i)));
      } catch (IllegalArgumentException e) {
        throw wrong(
            spec,
            "--oracle: line "
                + (i + 1)
                + " of "
                + file
                + " is no exchange: "
                + e.getMessage()
                + ". If the recording was cut off there, delete the line.");
      }
    }
    if (recording.isEmpty()) {
      throw wrong(spec, "--oracle: there is nothing in " + file + ".");
    }
    return recording;
  }

  private int compare(OracleRun run, List<RecordedExchange> recording, CommandSpec spec) {
    PrintWriter out = spec.commandLine().getOut();
    int sent = 0;
    int differing = 0;
    int differences = 0;
    for (RecordedExchange exchange : recording) {
      ReplayedExchange replay = run.replay(exchange);
      if (replay.unreachable().isPresent()) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(KitMain.failure(replay.unreachable().get() + "."));
        err.flush();
        return 3;
      }
      if (replay.notSent().isPresent()) {
        out.println(title(exchange) + " was not sent: " + line(replay.notSent().get()));
        continue;
      }
      sent++;
      if (!replay.differences().isEmpty()) {
        differing++;
        differences += replay.differences().size();
        out.println(title(exchange) + " differs:");
        for (Difference difference : replay.differences()) {
          out.println("  " + line(difference.shown()));
        }
      }
    }
    out.println(summary(recording.size(), sent, differing, differences));
    out.flush();
    return sent == 0 ? 2 : differing == 0 ? 0 : 1;
  }

  private static String summary(int all, int sent, int differing, int differences) {
    String skipped = sent == all ? "" : " " + (all - sent) + " not sent.";
    if (sent == 0) {
      return "Nothing was compared." + skipped;
    }
    String verdict =
        differing == 0
            ? "All answers are as recorded."
            : differing + " answered otherwise, with " + differences + " differences.";
    return sent + " requests sent. " + verdict + skipped;
  }

  private static String title(RecordedExchange exchange) {
    return "Request "
        + exchange.id()
        + ", "
        + line(exchange.request().method() + " " + exchange.request().target())
        + ", recorded "
        + exchange.answer().status()
        + ",";
  }

  private static String line(String text) {
    return PrintableLine.line(text, SHOWN);
  }

  private static <T> T given(@Nullable T value, String name, CommandSpec spec) {
    if (value == null) {
      throw wrong(
          spec, name + " is missing: --oracle FILE URL needs --org, --call-center and --key too.");
    }
    return value;
  }

  private static CommandLine.ParameterException wrong(CommandSpec spec, String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
