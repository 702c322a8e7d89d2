package dev.signalbox.standalone;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.sender.SendOutcome;
import dev.signalbox.sender.SenderOptions;
import dev.signalbox.sender.SignalSender;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Does once what servers and tools do when they start, for the virtual machine to write down what
 * that takes: its archive of classes, with which later starts are quicker. On a free port of the
 * loopback address, in a folder of its own.
 */
public final class Rehearsal {
  /** How often a command sends: what it takes to start one is all that is wanted of it. */
  private static final int COMMANDS = 20;

  /** How many requests a server gets: so many that what is recorded of its methods is typical. */
  private static final int REQUESTS = 300;

  private Rehearsal() {}

  /**
   * Runs each engine once, and ends the JVM: with 0 when everything was as it should be.
   *
   * @param args none
   */
  public static void main(String... args) throws Exception {
    Path dir = Files.createTempDirectory("signalbox");
    int exitCode = ExitCode.OK;
    try {
      for (Engine engine : Engine.values()) {
        exitCode = Math.max(exitCode, rehearse(engine, dir));
      }
    } finally {
      delete(dir);
    }
    System.exit(exitCode);
  }

  private static int rehearse(Engine engine, Path dir) throws Exception {
    List<Command> commands = List.of(new ServeCommand(silent()));
    Typed typed =
        Typed.plain(commands, "serve", "--port=0", "--engine=" + engine.name(), "--dir=" + dir)
            .orElseThrow();
    Settings settings = Settings.read(ServeSettings.ALL, typed.texts(), Map.of());
    InetAddress host = ServeCommand.host(settings);
    Output output = new Output(OutputStream.nullOutputStream());
    Server server = ServeCommand.server(settings, host, output);
    String url =
        output.first(
            () -> ServeCommand.url(settings.one(ServeSettings.HOST), server.start()),
            where -> "rehearsing on " + where);
    silent().println(DevelopmentHelp.of(settings, url));
    int exitCode = ExitCode.OK;
    for (int i = 0; i < COMMANDS && exitCode == ExitCode.OK; i++) {
      exitCode = send(dir, url, "--call=call-" + i, i % 2 == 0 ? "--xml=true" : "--xml=false");
    }
    if (exitCode == ExitCode.OK) {
      exitCode = sendMore(dir, url);
    }
    return Math.max(exitCode, server.stop());
  }

  private static int sendMore(Path dir, String url) throws CommandFailure {
    try (SignalSender sender =
        SignalSender.of(
            SenderOptions.builder(
                    EndpointAddress.parse(url),
                    DevelopmentCallCenter.ID,
                    DevelopmentCallCenter.existing(dir).privateKey())
                .service(SendCommand.SERVICE_STANDARD)
                .freshTokens(true)
                .build())) {
      for (int i = 0; i < REQUESTS; i++) {
        SendOutcome outcome =
            sender
                .send(new VendorCallKey("call-" + i), CategoryEvent.of("CustomerAngry", i))
                .toCompletableFuture()
                .join();
        if (!(outcome instanceof SendOutcome.Accepted)) {
          return ExitCode.REFUSED;
        }
      }
    }
    return ExitCode.OK;
  }

  private static int send(Path dir, String url, String... more) {
    List<String> line =
        Stream.concat(
                Stream.of("send", "--to=" + url, "--dir=" + dir, "--value=CustomerAngry"),
                Stream.of(more))
            .toList();
    return new Cli(Map.of(), new ByteArrayInputStream(new byte[0]), silent(), silent())
        .run(line.toArray(String[]::new));
  }

  private static PrintStream silent() {
    return new PrintStream(OutputStream.nullOutputStream());
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
