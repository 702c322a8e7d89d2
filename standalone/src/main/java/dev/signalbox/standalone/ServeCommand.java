package dev.signalbox.standalone;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterKey;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs the server until a signal ends it. */
final class ServeCommand implements Command {
  private final PrintStream err;

  ServeCommand(PrintStream err) {
    this.err = err;
  }

  @Override
  public String name() {
    return "serve";
  }

  @Override
  public String description() {
    return "Take batches of conversation events, and print each that is delivered as a line of JSON.";
  }

  @Override
  public List<Setting<?>> settings() {
    return ServeSettings.ALL;
  }

  @Override
  public boolean configurable() {
    return true;
  }

  @Override
  public int run(Settings settings, List<String> operands) throws CommandFailure {
    InetAddress host = host(settings);
    boolean development = settings.all(ServeSettings.CALL_CENTER).isEmpty();
    if (development && !host.isLoopbackAddress()) {
      throw CommandFailure.usage(
          ServeSettings.HOST.option()
              + ": without a --call-center this is development mode, which listens on loopback only,"
              + " not on "
              + settings.one(ServeSettings.HOST)
              + "; name the call centers that may call, "
              + ServeSettings.CALL_CENTER.option()
              + " "
              + CallCenterOption.LABEL);
    }
    Output output = new Output(new FileOutputStream(FileDescriptor.out));
    Server server = server(settings, host, output);
    // Before the first batch can be accepted.
    Thread hook = new Thread(() -> Runtime.getRuntime().halt(server.stop()), "signalbox-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    String url;
    try {
      url =
          output.first(
              () -> url(settings.one(ServeSettings.HOST), server.start()),
              where -> "signalbox ready on " + where);
    } catch (Output.Broken e) {
      remove(hook);
      throw CommandFailure.failure("standard output can't be written: " + e.getMessage());
    } catch (Exception e) {
      remove(hook);
      throw CommandFailure.failure(
          "can't listen on "
              + url(settings.one(ServeSettings.HOST), settings.one(ServeSettings.PORT))
              + ": "
              + (e instanceof IOException io ? Reasons.of(io) : e.toString()));
    }
    if (development) {
      err.println(DevelopmentHelp.of(settings, url));
    }
    return untilTheEnd();
  }

  /** A server that does not listen yet. */
  static Server server(Settings settings, InetAddress host, Output output) throws CommandFailure {
    ServerLog log =
        new ServerLog(
            System.getLogger("signalbox"),
            CompletableFuture.delayedExecutor(ServerLog.BURST.toSeconds(), TimeUnit.SECONDS),
            Clock.systemUTC());
    Optional<DevelopmentCallCenter> callCenter =
        settings.all(ServeSettings.CALL_CENTER).isEmpty()
            ? Optional.of(DevelopmentCallCenter.open(settings.one(ServeSettings.DIR)))
            : Optional.empty();
    return Server.of(settings, keys(settings, callCenter), callCenter, host, output, log);
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
    } catch (InterruptedException nobodyDoes) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }

  static InetAddress host(Settings settings) throws CommandFailure {
    String host = settings.one(ServeSettings.HOST);
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw CommandFailure.usage(
          ServeSettings.HOST.option() + ": there is no address for \"" + host + "\"");
    }
  }

  static String url(String host, int port) {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static Map<CallCenterId, Set<CallCenterKey>> keys(
      Settings settings, Optional<DevelopmentCallCenter> development) throws CommandFailure {
    if (development.isPresent()) {
      return Map.of(DevelopmentCallCenter.ID, Set.of(development.get().publicKey()));
    }
    boolean weak = settings.one(ServeSettings.WEAK_KEYS);
    Map<CallCenterId, Set<CallCenterKey>> keys = new LinkedHashMap<>();
    for (CallCenterOption option : settings.all(ServeSettings.CALL_CENTER)) {
      keys.computeIfAbsent(option.id(), id -> new LinkedHashSet<>())
          .add(
              CallCenterOption.key(
                  option.file(), weak ? CallCenterKey::ofWeakPem : CallCenterKey::ofPem));
    }
    return keys;
  }
}
