package dev.signalbox.standalone.identity;

import dev.signalbox.core.OrgId;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.tls.DevelopmentTrust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of a command that speaks for a call center. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class CallerOptions {
  /** The option that may also be an environment variable, as a server has it. */
  public static final String DIR = "--dir";

  @Option(
      names = DIR,
      paramLabel = "DIR",
      defaultValue = ".",
      converter = Converters.FilePath.class,
      description = "The folder that has the development key in .signalbox; also SIGNALBOX_DIR.")
  private Path dir;

  @Option(
      names = "--org",
      paramLabel = "ID",
      converter = CallCenterOption.Org.class,
      description = "The org id; with --call-center and --key.")
  private Optional<OrgId> org;

  @Option(
      names = "--call-center",
      paramLabel = "API_NAME",
      description =
          "The call center's API name; or all three at once, "
              + CallCenterOption.LABEL
              + ". Default: the development call center.")
  private Optional<String> callCenter;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      converter = Converters.FilePath.class,
      description =
          "The private key: a file in PEM form (PKCS#8 or PKCS#1), PKCS#12 or JKS, or env:NAME for a variable with PEM text.")
  private Optional<Path> key;

  @Option(
      names = "--lifetime",
      paramLabel = "SECONDS",
      defaultValue = "900",
      converter = Converters.ADayAtMost.class,
      description = "How long the token lives, at most 24 hours (AUTH-4).")
  private Duration lifetime;

  @Option(
      names = "--audience",
      paramLabel = "NAME",
      description = "The token's aud, which some endpoints ask for.")
  private Optional<String> audience;

  /** For picocli. */
  public CallerOptions() {}

  /** As whom the command speaks. */
  public CallerCredentials credentials() throws CommandFailure {
    DevelopmentTrust.install(DevelopmentCallCenter.folder(dir));
    if (org.isEmpty() && callCenter.isEmpty() && key.isEmpty()) {
      return new CallerCredentials(
          DevelopmentCallCenter.ID, Optional.empty(), dir, lifetime, audience);
    }
    try {
      if (org.isEmpty() && key.isEmpty() && callCenter.orElseThrow().contains(":")) {
        CallCenterOption whole = new CallCenterOption.WithKey().convert(callCenter.get());
        return new CallerCredentials(
            whole.id(), Optional.of(whole.file()), dir, lifetime, audience);
      }
      requireAll();
      return new CallerCredentials(
          CallCenterOption.id(org.orElseThrow(), callCenter.orElseThrow()),
          key,
          dir,
          lifetime,
          audience);
    } catch (TypeConversionException wrong) {
      throw CommandFailure.usage("--call-center: " + wrong.getMessage());
    }
  }

  private void requireAll() throws CommandFailure {
    List<String> missing = new ArrayList<>();
    if (org.isEmpty()) {
      missing.add("--org");
    }
    if (callCenter.isEmpty()) {
      missing.add("--call-center");
    }
    if (key.isEmpty()) {
      missing.add("--key");
    }
    if (!missing.isEmpty()) {
      throw CommandFailure.usage(
          "--org, --call-center and --key belong together; missing: " + String.join(", ", missing));
    }
  }
}
