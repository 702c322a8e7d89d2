package dev.signalbox.standalone;

import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.tokens.TokenVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes a token, or tells what is wrong with one. */
final class TokenCommand implements Command {
  private static final Setting<Boolean> JTI =
      Setting.flag("jti", "Give the token an id, so that it can be used once only (AUTH-5).");

  private static final Setting<String> EXPLAIN =
      Setting.one(
          "explain",
          "TOKEN",
          text -> text,
          "Tell clause by clause what is wrong with a token, or that it is good; - reads it from"
              + " standard input. With --call-center, its key is then the public one.");

  private static final Setting<Boolean> WEAK_KEYS =
      Setting.flag("weak-keys", "With --explain: allow a key of 1024 bits.");

  /** More than any token that is accepted. */
  private static final int MAX_INPUT = 1 << 20;

  private final InputStream in;
  private final PrintStream out;

  TokenCommand(InputStream in, PrintStream out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public String name() {
    return "token";
  }

  @Override
  public String description() {
    return "Print a token for the development call center or another, or explain one.";
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.concat(Identity.SETTINGS.stream(), Stream.<Setting<?>>of(JTI, EXPLAIN, WEAK_KEYS))
        .toList();
  }

  @Override
  public int run(Settings settings, List<String> operands) throws CommandFailure {
    Identity identity = Identity.of(settings);
    Optional<String> token = settings.optional(EXPLAIN);
    if (token.isPresent()) {
      return explain(settings, identity, token.get().equals("-") ? readToken() : token.get());
    }
    out.println(identity.signer(settings, settings.one(JTI)).sign());
    return ExitCode.OK;
  }

  private int explain(Settings settings, Identity identity, String token) throws CommandFailure {
    var key = identity.publicKey(settings.one(WEAK_KEYS));
    TokenVerifier verifier =
        TokenVerifier.builder(
                id -> id.equals(identity.id()) ? Set.of(key) : Set.of(),
                (callCenter, jti, expiresAt) -> ReplayGuard.Verdict.FIRST_USE)
            .audience(settings.optional(Identity.AUDIENCE).stream().toArray(String[]::new))
            .build();
    List<Violation> violations = verifier.explain(token.strip());
    if (violations.isEmpty()) {
      out.println(
          "The token is good: AUTH-1 to AUTH-5 hold for the call center "
              + identity.id().apiName()
              + " of the org "
              + identity.id().orgId()
              + ". If it has a jti, it can be used once.");
      return ExitCode.OK;
    }
    for (Violation violation : violations) {
      out.println(violation.clause().id() + ": " + violation.detail());
    }
    return ExitCode.REFUSED;
  }

  private String readToken() throws CommandFailure {
    try {
      return new String(in.readNBytes(MAX_INPUT), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw CommandFailure.failure("standard input can't be read: " + Reasons.of(e));
    }
  }
}
