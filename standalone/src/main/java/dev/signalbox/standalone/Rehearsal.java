package dev.signalbox.standalone;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.sender.SendOutcome;
import dev.signalbox.sender.SenderOptions;
import dev.signalbox.sender.SignalSender;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.StdOut;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import dev.signalbox.standalone.serve.ServeCommand;
import dev.signalbox.standalone.serve.Server;
import dev.signalbox.standalone.tools.SendCommand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Does once what servers and tools do when they start, for the virtual machine to write down what
 * that takes: its archive of classes, with which later starts are quicker. On a free port of the
 * loopback address, in a folder of its own.
 */
public final class Rehearsal {
  /** How often a command sends: what it takes to start one is all that is wanted of it. */
  private static final int COMMANDS = 20;

  /**
   * How many requests a server gets with a token each, and with one token: so many that what is
   * recorded of its methods is typical.
   */
  private static final int REQUESTS = 200;

  /** A rehearsal that takes longer never ends, for instance where files can't be opened. */
  private static final long MAX_SECONDS = 120;

  private Rehearsal() {}

  /**
   * Runs a data file and each engine once, and ends the JVM: with 0 when everything was as it
   * should be.
   *
   * @param args none
   */
  public static void main(String... args) throws Exception {
    CompletableFuture.delayedExecutor(MAX_SECONDS, TimeUnit.SECONDS)
        .execute(() -> Runtime.getRuntime().halt(ExitCode.FAILURE));
    Path dir = Files.createTempDirectory("signalbox");
    int exitCode = ExitCode.OK;
    try {
      exitCode = rehearse(dir, "--data=" + dir.resolve("data"));
      for (String engine : List.of("jdk", "netty")) {
        exitCode = Math.max(exitCode, rehearse(dir, "--engine=" + engine));
      }
    } finally {
      delete(dir);
    }
    System.exit(exitCode);
  }

  private static int rehearse(Path dir, String option) throws Exception {
    String[] line = {"serve", "--port=0", option, "--dir=" + dir};
    CommandLine commandLine = Signalbox.commandLine(Map.of(), silent(), line);
    ParseResult parsed = commandLine.parseArgs(line);
    ServeCommand command = (ServeCommand) parsed.subcommand().commandSpec().userObject();
    StdOut output = new StdOut(OutputStream.nullOutputStream());
    Server server = command.server(output);
    String url = command.start(server, output, "rehearsing on ");
    command.announce(server, url);
    int exitCode = ExitCode.OK;
    for (int i = 0; i < COMMANDS && exitCode == ExitCode.OK; i++) {
      exitCode = send(dir, url, "--call=call-" + i, i % 2 == 0 ? "--xml=true" : "--xml=false");
    }
    for (boolean freshTokens : List.of(true, false)) {
      if (exitCode == ExitCode.OK) {
        exitCode = sendMore(dir, url, freshTokens);
      }
    }
    return Math.max(exitCode, server.stop());
  }

  private static int sendMore(Path dir, String url, boolean freshTokens) throws CommandFailure {
    try (SignalSender sender =
        SignalSender.of(
            SenderOptions.builder(
                    EndpointAddress.parse(url),
                    DevelopmentCallCenter.ID,
                    DevelopmentCallCenter.existing(dir).privateKey().orElseThrow())
                .service(SendCommand.SERVICE_STANDARD)
                .freshTokens(freshTokens)
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
    String[] line =
        Stream.concat(
                Stream.of("send", "--to=" + url, "--dir=" + dir, "--value=CustomerAngry"),
                Stream.of(more))
            .toArray(String[]::new);
    return Signalbox.commandLine(Map.of(), silent(), line).execute(line);
  }

  private static Terminal silent() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new Terminal(new ByteArrayInputStream(new byte[0]), nowhere, nowhere);
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
