package dev.signalbox.standalone.identity;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.OrgId;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.ShellWords;
import dev.signalbox.standalone.tls.DevelopmentTrust;
import java.nio.file.Files;
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

  private static final Path HERE = Path.of(".");

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
      names = "--key-password-file",
      paramLabel = "FILE",
      converter = Converters.FilePath.class,
      description = "A file whose first line is the password of a --key in PKCS#12 or JKS.")
  private Optional<Path> keyPasswordFile;

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

  /**
   * As whom the command speaks.
   *
   * @param to the endpoint that it speaks to, which may be a development server that runs
   */
  public CallerCredentials credentials(EndpointAddress to) throws CommandFailure {
    DevelopmentTrust.install(DevelopmentCallCenter.folder(dir));
    if (org.isEmpty() && callCenter.isEmpty() && key.isEmpty()) {
      if (keyPasswordFile.isPresent()) {
        throw CommandFailure.usage("--key-password-file is for a key: give --key as well");
      }
      return development(to);
    }
    try {
      if (org.isEmpty() && key.isEmpty() && callCenter.orElseThrow().contains(":")) {
        CallCenterOption whole = new CallCenterOption.WithKey().convert(callCenter.get());
        return credentials(whole.id(), Optional.of(whole.file()), dir);
      }
      requireAll();
      return credentials(
          CallCenterOption.id(org.orElseThrow(), callCenter.orElseThrow()), key, dir);
    } catch (TypeConversionException wrong) {
      throw CommandFailure.usage("--call-center: " + wrong.getMessage());
    }
  }

  /** The key of this folder, or that of the server that runs. */
  private CallerCredentials development(EndpointAddress to) throws CommandFailure {
    if (!dir.equals(HERE) || Files.exists(DevelopmentCallCenter.privateKey(dir))) {
      return credentials(DevelopmentCallCenter.idOf(dir), Optional.empty(), dir);
    }
    Optional<RunningServer> server = RunningServer.at(to);
    if (server.isEmpty()) {
      return without(
          DevelopmentCallCenter.ID,
          "there is no development key in "
              + DevelopmentCallCenter.folder(dir)
              + ", and no development server answers at "
              + to.base()
              + ": start \"signalbox serve\" first, name the folder in which it runs with --dir,"
              + " or name a call center");
    }
    Optional<Path> folder = server.get().folder();
    return folder.isPresent()
        ? credentials(server.get().id(), Optional.empty(), folder.get())
        : without(server.get().id(), server.get().advice(to));
  }

  /**
   * What helps where an endpoint has refused the token: a development server may have another key.
   *
   * @param to the endpoint
   */
  public Optional<String> adviceOnRefusal(EndpointAddress to) {
    if (org.isPresent() || callCenter.isPresent() || key.isPresent()) {
      return Optional.empty();
    }
    Path own = DevelopmentCallCenter.privateKey(dir).toAbsolutePath().normalize();
    return RunningServer.at(to)
        .filter(server -> !server.privateKey().equals(Optional.of(own)))
        .map(
            server ->
                server
                    .folder()
                    .map(
                        folder ->
                            "The development server at "
                                + to.base()
                                + " has another key: add --dir "
                                + ShellWords.quote(folder.toString()))
                    .orElseGet(() -> server.advice(to)));
  }

  private CallerCredentials credentials(CallCenterId id, Optional<Path> file, Path folder) {
    return new CallerCredentials(
        id, file, keyPasswordFile, folder, lifetime, audience, Optional.empty());
  }

  private CallerCredentials without(CallCenterId id, String reason) {
    return new CallerCredentials(
        id,
        Optional.empty(),
        Optional.empty(),
        dir,
        lifetime,
        audience,
        Optional.of(CommandFailure.failure(reason)));
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
