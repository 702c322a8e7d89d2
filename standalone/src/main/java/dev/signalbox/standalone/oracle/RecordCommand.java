package dev.signalbox.standalone.oracle;

import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.HelpOptions;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.standalone.cli.ProgramEnd;
import dev.signalbox.standalone.cli.ProgramVersion;
import dev.signalbox.standalone.cli.StdOut;
import dev.signalbox.standalone.cli.StderrLoggers;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.testkit.internal.http.TrustedCertificates;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stands between a client and an endpoint, and records what they say until a signal ends it. */
@Command(
    name = "record",
    description =
        "Stand between a client and an endpoint, such as a real org's, and record requests and"
            + " answers without secrets, as lines of JSON. verify --oracle sends them to another"
            + " endpoint and compares the answers.",
    sortOptions = false,
    abbreviateSynopsis = true,
    showDefaultValues = true,
    versionProvider = ProgramVersion.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads them
public final class RecordCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--upstream",
      paramLabel = "URL",
      converter = UpstreamUrl.class,
      description =
          "The endpoint to which requests are passed on, with or without /telephony/v1 at the end."
              + " Required.")
  private Optional<URI> upstream;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      converter = Converters.FilePath.class,
      description = "Where lines are added; only you may read a new file. Required.")
  private Optional<Path> out;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "The address to listen on.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8081",
      converter = Converters.Port.class,
      description = "The port to listen on; 0 takes any that is free.")
  private int port;

  @Option(
      names = "--redact",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Also replace phone numbers, e-mail addresses and the words of transcripts; equal numbers"
              + " stay equal.")
  private boolean redact;

  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      defaultValue = "1048576",
      converter = Converters.BodySize.class,
      description = "How much of a body is recorded. Longer ones are passed on whole all the same.")
  private int maxBody;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      converter = Converters.ADayAtMost.class,
      description = "How long the upstream may take to answer.")
  private Duration timeout;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      converter = Converters.FilePath.class,
      description =
          "For an https upstream: the certificates to trust, in PEM, instead of those that this"
              + " machine trusts.")
  private Optional<Path> authorities;

  @Mixin private HelpOptions help = new HelpOptions();

  /** A command that tells the user on a terminal what to do. */
  public RecordCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    ProxySettings settings = settings();
    Path path = out.orElseThrow(() -> CommandFailure.usage("--out is missing: the file to write"));
    StdOut output = new StdOut(new FileOutputStream(FileDescriptor.out));
    RecordingFile file = open(path);
    try {
      RecordingProxy proxy = start(settings, file);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> ProgramEnd.halt(stop(proxy, file, path)), "signalbox-stop"));
      output.line("signalbox ready on http://" + authority(proxy.port()));
    } catch (StdOut.Broken e) {
      throw CommandFailure.failure("standard output can't be written: " + e.getMessage());
    }
    terminal.err(
        "Recording what goes to "
            + settings.upstream()
            + " into "
            + path
            + ". Point the client at this address; Ctrl-C ends it.");
    return untilTheEnd();
  }

  private ProxySettings settings() throws CommandFailure {
    URI to =
        upstream.orElseThrow(
            () -> CommandFailure.usage("--upstream is missing: the endpoint's address"));
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (host.isBlank() || address.isUnresolved()) {
      throw CommandFailure.usage("--host: there is no address for \"" + host + "\"");
    }
    return new ProxySettings(to, address, timeout, maxBody, redact, tls());
  }

  private SSLContext tls() throws CommandFailure {
    try {
      if (authorities.isEmpty()) {
        return SSLContext.getDefault();
      }
      TrustedCertificates.read(authorities.get());
      return TrustedCertificates.context(authorities.get());
    } catch (IOException | GeneralSecurityException e) {
      throw CommandFailure.usage(
          "--cacert: " + authorities.get() + " has no certificates in PEM that can be read");
    }
  }

  private static RecordingFile open(Path path) throws CommandFailure {
    try {
      return RecordingFile.open(path);
    } catch (IOException e) {
      throw CommandFailure.failure("can't write to " + path + ": " + IoErrors.of(e));
    }
  }

  private RecordingProxy start(ProxySettings settings, RecordingFile file) throws CommandFailure {
    try {
      return RecordingProxy.start(settings, file);
    } catch (IOException e) {
      throw CommandFailure.failure(
          "can't listen on http://" + authority(port) + ": " + IoErrors.of(e));
    }
  }

  private String authority(int listening) {
    boolean bare = host.contains(":") && !host.startsWith("[");
    return (bare ? "[" + host + "]" : host) + ":" + listening;
  }

  private int stop(RecordingProxy proxy, RecordingFile file, Path path) {
    proxy.close();
    file.close();
    StderrLoggers.flush();
    terminal.err("Recorded " + file.lines() + " requests into " + path + ".");
    return file.failed() ? ExitCode.FAILURE : ExitCode.OK;
  }

  /** The hook ends the JVM. */
  private static int untilTheEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException unexpected) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }
}
