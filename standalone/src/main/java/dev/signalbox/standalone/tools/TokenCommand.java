package dev.signalbox.standalone.tools;

import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.HelpOptions;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.standalone.cli.ProgramVersion;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.identity.CallerCredentials;
import dev.signalbox.standalone.identity.CallerOptions;
import dev.signalbox.tokens.TokenVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a token, or tells what is wrong with one. */
@Command(
    name = "token",
    description = "Print a token for the development call center or another, or explain one.",
    sortOptions = false,
    abbreviateSynopsis = true,
    showDefaultValues = true,
    versionProvider = ProgramVersion.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads them
public final class TokenCommand implements Callable<Integer> {
  /** More than any token that is accepted. */
  private static final int MAX_INPUT = 1 << 20;

  private final Terminal terminal;

  @Mixin private CallerOptions caller = new CallerOptions();

  @Option(
      names = "--jti",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description = "Give the token an id, so that it can be used once only (AUTH-5).")
  private boolean jti;

  @Option(
      names = "--explain",
      paramLabel = "TOKEN",
      description =
          "Tell clause by clause what is wrong with a token, or that it is good, and what it says; - reads it from"
              + " standard input. With --call-center, its key is then the public one.")
  private Optional<String> explain;

  @Option(
      names = "--weak-keys",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description = "With --explain: allow a key of 1024 bits.")
  private boolean weakKeys;

  @Option(
      names = "--to",
      paramLabel = "URL",
      defaultValue = Converters.EndpointUrl.DEFAULT,
      converter = Converters.EndpointUrl.class,
      description =
          "Where a development server runs, whose key is used when there is none in this folder.")
  private EndpointAddress to;

  @Mixin private HelpOptions help = new HelpOptions();

  /** A command that prints on a terminal. */
  public TokenCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    CallerCredentials credentials = caller.credentials(to);
    if (explain.isPresent()) {
      return explain(credentials, explain.get().equals("-") ? readToken() : explain.get());
    }
    terminal.out(credentials.signer(jti).sign());
    return ExitCode.OK;
  }

  private int explain(CallerCredentials credentials, String token) throws CommandFailure {
    var key = credentials.publicKey(weakKeys);
    TokenVerifier verifier =
        TokenVerifier.builder(
                id -> id.equals(credentials.id()) ? Set.of(key) : Set.of(),
                (callCenter, id, expiresAt) -> ReplayGuard.Verdict.FIRST_USE)
            .audience(credentials.audience().stream().toArray(String[]::new))
            .build();
    List<Violation> violations = verifier.explain(token.strip());
    if (violations.isEmpty()) {
      terminal.out(
          "The token is good: AUTH-1 to AUTH-5 hold for the call center "
              + credentials.id().apiName()
              + " of the org "
              + credentials.id().orgId()
              + ". If it has a jti, it can be used once.");
    }
    for (Violation violation : violations) {
      terminal.out(violation.clause().id() + ": " + violation.detail());
    }
    String report = TokenReport.of(token.strip(), Instant.now());
    if (!report.isEmpty()) {
      terminal.out(report);
    }
    return violations.isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private String readToken() throws CommandFailure {
    try {
      return new String(terminal.in().readNBytes(MAX_INPUT), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw CommandFailure.failure("standard input can't be read: " + IoErrors.of(e));
    }
  }
}
