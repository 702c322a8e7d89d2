package dev.signalbox.standalone.serve;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.HelpOptions;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.standalone.cli.LogFormat;
import dev.signalbox.standalone.cli.ProgramEnd;
import dev.signalbox.standalone.cli.StdOut;
import dev.signalbox.standalone.cli.StderrLoggers;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.identity.CallCenterOption;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import dev.signalbox.standalone.identity.KeyFiles;
import dev.signalbox.standalone.log.ServerLog;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/** Runs the server until a signal ends it. */
public final class ServeCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final ServeOptions options = new ServeOptions();
  private Optional<WarmUp> warmUp = Optional.empty();

  /** A command that tells the user on a terminal what to try. */
  public ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Begins what can be done while the command line is still being read. */
  public void warmUp() {
    warmUp = Optional.of(WarmUp.start());
  }

  /** The command as picocli knows it. */
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("serve");
    options.addTo(spec);
    HelpOptions.addTo(spec);
    spec.usageMessage()
        .description(
            "Take batches of conversation events, and print each that is delivered as a line of"
                + " JSON.")
        .footer(
            "",
            "Each option may also be an environment variable, such as SIGNALBOX_MAX_BODY, and a"
                + " property, such as max-body, in the file that --config names. The command line"
                + " wins over the environment, that over the file. What may be repeated is"
                + " separated by commas there, or by line ends where there are any.")
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .showDefaultValues(true);
    return spec;
  }

  @Override
  public Integer call() throws CommandFailure {
    StderrLoggers.configure(options.manage.logFormat.get(), options.manage.logLevel.get());
    StdOut output = new StdOut(new FileOutputStream(FileDescriptor.out));
    Server server = server(output);
    // Before the first batch can be accepted.
    Thread hook = new Thread(() -> ProgramEnd.halt(server.stop()), "signalbox-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    String url;
    try {
      url = start(server, output, "signalbox ready on ");
    } catch (CommandFailure failure) {
      remove(hook);
      throw failure;
    }
    announce(server, url);
    return untilTheEnd();
  }

  /**
   * A server that does not listen yet.
   *
   * @param output gets the delivered batches
   */
  public Server server(StdOut output) throws CommandFailure {
    InetAddress host = host();
    boolean development = options.isDevelopment();
    if (development && !options.development.dev.get() && !host.isLoopbackAddress()) {
      throw CommandFailure.usage(
          "--host: without a --call-center this is development mode, which listens on loopback"
              + " only, not on "
              + options.host.get()
              + "; name the call centers that may call, --call-center "
              + CallCenterOption.LABEL
              + ", or ask for development mode with --dev, for instance in a container");
    }
    ServerLog log =
        new ServerLog(
            System.getLogger("signalbox"),
            CompletableFuture.delayedExecutor(ServerLog.BURST.toSeconds(), TimeUnit.SECONDS),
            Clock.systemUTC());
    Optional<DevelopmentCallCenter> callCenter =
        development ? Optional.of(options.development.callCenter(options)) : Optional.empty();
    return Server.of(
        options,
        keys(callCenter),
        callCenter.isPresent()
            ? Optional.of(DevelopmentMode.of(options, callCenter.get(), !host.isLoopbackAddress()))
            : Optional.empty(),
        host,
        output,
        log);
  }

  /**
   * Listens, and says where, before a batch can be printed.
   *
   * @return the address
   */
  public String start(Server server, StdOut output, String message) throws CommandFailure {
    warmUp.ifPresent(WarmUp::await);
    try {
      return output.first(
          () -> url(server.scheme(), options.host.get(), server.start()), where -> message + where);
    } catch (StdOut.Broken e) {
      throw CommandFailure.failure("standard output can't be written: " + e.getMessage());
    } catch (Exception e) {
      throw CommandFailure.failure(
          "can't listen on "
              + url(server.scheme(), options.host.get(), options.port.get())
              + ": "
              + (e instanceof IOException io ? IoErrors.of(io) : e.toString()));
    }
  }

  /**
   * Says what a server that has started is: to people how to connect and what there is to try, to
   * programs its record.
   *
   * @param url where it listens
   */
  public void announce(Server server, String url) {
    // Where records are for programs, help for people would only disturb them.
    if (options.manage.logFormat.get() == LogFormat.TEXT) {
      if (options.isDevelopment()) {
        terminal.err(DevelopmentHelp.of(options, server.development().orElseThrow(), url));
      }
      server.developmentCertificate().ifPresent(made -> terminal.err(made.help(url)));
    }
    if (!options.isDevelopment() || options.manage.logFormat.get() != LogFormat.TEXT) {
      server
          .development()
          .flatMap(DevelopmentMode::consoleToken)
          .ifPresent(token -> terminal.err("console token " + token));
    }
    server.record(url);
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException running) {
      // A signal came meanwhile, and the hook ends the JVM.
    }
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

  private InetAddress host() throws CommandFailure {
    if (options.host.get().isBlank()) {
      throw CommandFailure.usage(
          "--host: must be a name or an address; 0.0.0.0 listens on all addresses");
    }
    try {
      return InetAddress.getByName(options.host.get());
    } catch (UnknownHostException unknown) {
      throw CommandFailure.usage("--host: there is no address for \"" + options.host.get() + "\"");
    }
  }

  static String url(String scheme, String host, int port) {
    boolean bare = host.contains(":") && !host.startsWith("[");
    return scheme + "://" + (bare ? "[" + host + "]" : host) + ":" + port;
  }

  private Map<CallCenterId, Set<CallCenterKey>> keys(Optional<DevelopmentCallCenter> development)
      throws CommandFailure {
    if (development.isPresent()) {
      return Map.of(development.get().id(), Set.of(development.get().publicKey()));
    }
    options.development.refuseOutside();
    Map<CallCenterId, Set<CallCenterKey>> keys = new LinkedHashMap<>();
    for (CallCenterOption option : options.callCenters()) {
      keys.computeIfAbsent(option.id(), id -> new LinkedHashSet<>())
          .add(KeyFiles.publicKey(option.file(), options.weakKeys.get()));
    }
    return keys;
  }
}
