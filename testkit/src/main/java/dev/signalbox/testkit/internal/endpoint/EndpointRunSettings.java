package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.TokenFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How an endpoint is checked.
 *
 * @param uri scheme, host and port, and a path that is put before the contract's
 * @param tokens the call center's
 * @param other a call center of another org's
 * @param profile which version of the vendor's page the endpoint keeps
 * @param all whether clauses of this project are judged too
 * @param tries how many values each property is tried with
 * @param seed the same one leads to the same values
 * @param timeout how long an answer may take
 * @param limit how long everything may take
 * @param authorities a file with the certificates to trust; empty for the machine's
 */
public record EndpointRunSettings(
    URI uri,
    TokenFactory tokens,
    Optional<TokenFactory> other,
    Profile profile,
    boolean all,
    int tries,
    long seed,
    Duration timeout,
    Duration limit,
    Optional<Path> authorities) {
  private static final Pattern TOKENS =
      Pattern.compile(
          "(?i)((?:bearer|basic|authorization:|access_token=) ?)"
              + "[A-Za-z0-9_-]{12,}\\.[A-Za-z0-9_$-]{2,}(\\.[A-Za-z0-9_-]*)*");

  /** What is put before a request's target in a URL. */
  public String base() {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /** A request as a command to paste. */
  public String curl(RawRequest request) {
    return withoutTokens(
        request.curl(
            base(),
            authorities
                .map(file -> List.of("--cacert", file.toAbsolutePath().toString()))
                .orElse(List.of())));
  }

  /** A token outlives its check, and reports are kept: a command has the variable TOKEN instead. */
  private static String withoutTokens(String command) {
    return TOKENS.matcher(command).replaceAll("$1'\"\\$TOKEN\"'");
  }
}
