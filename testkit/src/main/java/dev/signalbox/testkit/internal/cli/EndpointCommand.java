package dev.signalbox.testkit.internal.cli;

import dev.signalbox.core.OrgId;
import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.Check;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.CouldNotRunException;
import dev.signalbox.testkit.internal.endpoint.EndpointProber;
import dev.signalbox.testkit.internal.endpoint.EndpointRun;
import dev.signalbox.testkit.internal.endpoint.EndpointRunSettings;
import dev.signalbox.testkit.internal.report.KitReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify endpoint}. */
@Command(
    name = "endpoint",
    description = {
      "Checks an endpoint, written in any language, by sending it requests.",
      "Exit codes: 0 conforms, 1 does not, 2 nothing was checked or the options are wrong,"
          + " 3 could not run."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = 3)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class EndpointCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "URL",
      description = "Scheme, host and port of the endpoint, such as http://localhost:8080.")
  private String url;

  @Option(names = "--org", required = true, paramLabel = "ORG", description = "The org's id.")
  private String org;

  @Option(
      names = "--call-center",
      required = true,
      paramLabel = "NAME",
      description = "The call center's API name.")
  private String callCenter;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description =
          "Its private RSA key, in PEM: PKCS#8 or PKCS#1; or env:NAME for a variable with that text.")
  private Path key;

  @Option(
      names = "--other",
      paramLabel = "ORG:NAME:FILE",
      description = "A call center in another org, to check that they are kept apart.")
  private @Nullable String other;

  @Option(
      names = "--profile",
      paramLabel = "v58|v67|v68",
      defaultValue = "v67",
      description = "The version of the vendor's page that the endpoint keeps. Default: v67.")
  private String profile;

  @Option(
      names = "--tries",
      defaultValue = "5",
      description = "How many values each property is tried with. Default: 5.")
  private int tries;

  @Option(names = "--seed", description = "Repeats a run. Default: a new one.")
  private @Nullable Long seed;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long an answer may take. Default: 5.")
  private double timeout;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "How long everything may take; the rest is unchecked. Default: 600.")
  private long limit;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description =
          "For https: the certificates to trust, in PEM, such as the endpoint's own. Default: those"
              + " that this machine trusts.")
  private @Nullable Path authorities;

  @Mixin private CommonOptions options;

  /** A new command. */
  public EndpointCommand() {}

  @Override
  public Integer call() {
    List<Check<EndpointProber>> checks = EndpointRun.checks();
    EndpointRunSettings settings = settings();
    options.known(checks, spec);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    checks.forEach(check -> options.wants(check, checks, spec));
    try (EndpointRun run = new EndpointRun(settings)) {
      run.preflight();
      out.println(
          "Endpoint "
              + settings.base()
              + ", "
              + checks.size()
              + " checks, seed "
              + settings.seed());
      List<CheckOutcome> outcomes =
          run.run(checks, check -> options.wants(check, checks, spec), CommonOptions.progress());
      KitReport report =
          new KitReport(
              settings.base(),
              Long.toString(settings.seed()),
              outcomes,
              options.known(checks, spec));
      return options.finish(report, spec);
    } catch (CouldNotRunException e) {
      err.println(KitMain.failure(String.valueOf(e.getMessage())));
      return 3;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private EndpointRunSettings settings() {
    if (tries < 1 || timeout < 0.01 || timeout > 3600 || limit < 1) {
      throw wrong("--tries, --timeout and --limit must be positive, --timeout at most 3600.");
    }
    long chosen = seed == null ? new SplittableRandom().nextLong(1_000_000_000) : seed;
    return new EndpointRunSettings(
        EndpointArguments.uri(url, spec),
        EndpointArguments.tokens(org, callCenter, key, "--key", spec),
        Optional.ofNullable(other).map(this::other),
        profile(),
        options.all(),
        tries,
        chosen,
        Duration.ofMillis((long) (timeout * 1000)),
        Duration.ofSeconds(limit),
        Optional.ofNullable(authorities).map(file -> EndpointArguments.certificates(file, spec)));
  }

  private Profile profile() {
    try {
      Profile named = Profile.valueOf(profile.toUpperCase(Locale.ROOT));
      // They are the same, and the checks name one of them.
      return named == Profile.V68 ? Profile.V67 : named;
    } catch (IllegalArgumentException e) {
      throw wrong("--profile: " + profile + " is neither v58 nor v67 nor v68.");
    }
  }

  private TokenFactory other(String text) {
    String[] parts = text.split(":", 3);
    if (parts.length < 3) {
      throw wrong("--other: " + text + " is not ORG:NAME:FILE.");
    }
    TokenFactory tokens =
        EndpointArguments.tokens(parts[0], parts[1], Path.of(parts[2]), "--other", spec);
    if (tokens.callCenter().orgId().equals(new OrgId(org))) {
      throw wrong("--other: it must be a call center of another org than --org.");
    }
    return tokens;
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
