package dev.signalbox.testkit.internal.cli;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.http.TrustedCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Reads what names an endpoint and its caller, the same way for every command that sends. */
final class EndpointArguments {
  private EndpointArguments() {}

  /** The file, if it has certificates. */
  static Path certificates(Path file, CommandSpec spec) {
    try {
      TrustedCertificates.read(file);
      return file;
    } catch (IOException | GeneralSecurityException e) {
      throw wrong("--cacert: " + file + " has no certificates in PEM that can be read.", spec);
    }
  }

  /** The endpoint's address, without a path. */
  static URI uri(String url, CommandSpec spec) {
    try {
      URI uri = new URI(url);
      boolean plain = "".equals(uri.getRawPath()) || "/".equals(uri.getRawPath());
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean port = uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() < 65_536);
      if (http && plain && port && uri.getHost() != null && uri.getRawQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw wrong(
        url
            + " is not scheme, host and port, such as http://localhost:8080; the contract's path is"
            + " added to it.",
        spec);
  }

  /**
   * The tokens of a call center.
   *
   * @param option which names the key
   */
  static TokenFactory tokens(
      String orgId, String name, Path file, String option, CommandSpec spec) {
    CallCenterId id;
    try {
      id = CallCenterId.of(orgId, name);
    } catch (ContractViolationException e) {
      throw wrong(
          (option.equals("--key") ? "--org, --call-center: " : option + ": ") + e.getMessage(),
          spec);
    }
    try {
      return new TokenFactory(
          id,
          PrivateKeyPem.privateKey(CommonOptions.readKey(file, option, spec)),
          Clock.systemUTC());
    } catch (IllegalArgumentException e) {
      throw wrong(option + ": can't use " + file + ": " + e.getMessage() + ".", spec);
    }
  }

  private static CommandLine.ParameterException wrong(String message, CommandSpec spec) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
