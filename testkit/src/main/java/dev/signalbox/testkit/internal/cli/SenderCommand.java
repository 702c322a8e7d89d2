package dev.signalbox.testkit.internal.cli;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.Check;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.RunProgress;
import dev.signalbox.testkit.internal.report.KitReport;
import dev.signalbox.testkit.internal.sender.Scenario;
import dev.signalbox.testkit.internal.sender.SenderChecks;
import dev.signalbox.testkit.internal.sender.SenderEvidence;
import dev.signalbox.testkit.internal.sender.SenderServer;
import dev.signalbox.testkit.internal.sender.SenderSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code verify sender}. */
@Command(
    name = "sender",
    description = {
      "Checks a sender, written in any language, by being the endpoint that it sends to.",
      "Exit codes: 0 conforms, 1 does not, 2 nothing was checked or the options are wrong,"
          + " 3 could not run."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = 3)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class SenderCommand implements Callable<Integer> {
  private static final Duration SLOWNESS = Duration.ofSeconds(3);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration STILL_WAITING = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(100);

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      required = true,
      description = "The port to listen on; 0 for any that is free.")
  private int port;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "The address to listen on. Default: 127.0.0.1.")
  private String host;

  @Option(
      names = "--requests",
      description = "How many requests to take. Default: as many as come until Ctrl-C.")
  private @Nullable Integer requests;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long to wait for the requests. Default: as long as it takes.")
  private @Nullable Integer wait;

  @Option(
      names = "--scenario",
      defaultValue = "plain",
      completionCandidates = ScenarioNames.class,
      description = "How to behave: ${COMPLETION-CANDIDATES}. Default: plain.")
  private String scenario;

  @Option(names = "--org", paramLabel = "ORG", description = "The org id that tokens have to name.")
  private @Nullable String org;

  @Option(
      names = "--call-center",
      paramLabel = "NAME",
      description = "The call center that tokens have to name.")
  private @Nullable String callCenter;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "The key that tokens have to be signed with, in PEM: the public key, its certificate, or"
              + " the private key.")
  private @Nullable Path key;

  @Mixin private CommonOptions options;

  /** The names of the scenarios, for the help. */
  static final class ScenarioNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(Scenario.values()).map(Scenario::label).iterator();
    }
  }

  /** A new command. */
  public SenderCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    List<Check<SenderEvidence>> checks = SenderChecks.all();
    Scenario played = scenario();
    Optional<CallCenterId> expected = callCenter();
    Optional<PublicKey> verifies = Optional.ofNullable(key).map(this::publicKey);
    options.known(checks, spec);
    checks.forEach(check -> options.wants(check, checks, spec));
    PrintWriter out = spec.commandLine().getOut();
    int limit = requests == null ? Integer.MAX_VALUE : requests;
    if (limit < 1 || (wait != null && wait < 1)) {
      throw wrong("--requests and --wait must be 1 or more.");
    }
    if (port < 0 || port > 65_535) {
      throw wrong("--port must be from 0 to 65535.");
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw wrong("--host: there is no " + host + ".");
    }
    try (SenderServer server = new SenderServer(address, played, limit, SLOWNESS, RETRY_AFTER)) {
      return judgedAtTheEnd(
          server,
          () -> {
            out.println(
                "Point the sender at http://"
                    + host
                    + ":"
                    + server.port()
                    + " (scenario "
                    + played.label()
                    + ": "
                    + played.behaviour()
                    + ")");
            out.println("Expected: " + played.expectation() + ".");
            out.println(
                "Waiting for "
                    + (requests == null ? "requests until Ctrl-C" : requests + " requests")
                    + (wait == null ? "" : ", at most " + wait + " s")
                    + ".");
            out.flush();
          },
          () -> {
            KitReport report = report(checks, server, played, expected, verifies);
            return options.finish(report, spec);
          });
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println(
              KitMain.failure(
                  "can't listen on " + host + ":" + port + ": " + e.getMessage() + "."));
      return 3;
    }
  }

  private KitReport report(
      List<Check<SenderEvidence>> checks,
      SenderServer server,
      Scenario played,
      Optional<CallCenterId> expected,
      Optional<PublicKey> verifies) {
    SenderEvidence evidence =
        new SenderEvidence(
            server.received(), played, expected, verifies, RETRY_AFTER, System.nanoTime());
    List<CheckOutcome> outcomes = new ArrayList<>();
    for (Check<SenderEvidence> check : checks) {
      if (!options.wants(check, checks, spec)) {
        outcomes.add(check.skipped(RunProgress.NOT_SELECTED));
      } else if (check.level() == Clause.Level.OURS && !options.all()) {
        outcomes.add(check.skipped(RunProgress.OURS));
      } else {
        outcomes.add(check.run(evidence));
      }
    }
    return new KitReport(
        "the sender (scenario " + played.label() + ")",
        "",
        outcomes,
        options.known(checks, spec),
        SenderSummary.of(evidence));
  }

  /** Waits for the requests, for the end of the wait, or for Ctrl-C, and then gives the verdict. */
  private int judgedAtTheEnd(SenderServer server, Runnable invitation, Callable<Integer> verdict)
      throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch finished = new CountDownLatch(1);
    AtomicInteger code = new AtomicInteger(3);
    Thread hook =
        new Thread(
            () -> {
              stopped.countDown();
              try {
                if (finished.await(10, TimeUnit.SECONDS)) {
                  // Without this the JVM's exit code would be the signal's.
                  Runtime.getRuntime().halt(code.get());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      invitation.run();
      long end = wait == null ? Long.MAX_VALUE : System.nanoTime() + wait * 1_000_000_000L;
      boolean done = false;
      long next = System.nanoTime() + STILL_WAITING.toNanos();
      while (!done && stopped.getCount() > 0 && (wait == null || System.nanoTime() < end)) {
        done = server.await(LOOK);
        if (!done && System.nanoTime() > next) {
          waiting(server);
          next = System.nanoTime() + STILL_WAITING.toNanos();
        }
      }
      // A batch that was refused for a while may still come again.
      long grace = System.nanoTime() + RETRY_AFTER.plusSeconds(2).toNanos();
      boolean ended = false;
      while (!ended && server.owed() && System.nanoTime() < grace) {
        ended = stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      }
      code.set(verdict.call());
      return code.get();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      finished.countDown();
      if (stopped.getCount() > 0) {
        try {
          Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
          // The JVM is about to end: the hook does the rest.
        }
      }
    }
  }

  private void waiting(SenderServer server) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "signalbox: still waiting: "
            + server.received().size()
            + (requests == null ? " requests so far" : " of " + requests + " requests so far"));
    err.flush();
  }

  private Scenario scenario() {
    return Stream.of(Scenario.values())
        .filter(s -> s.label().equals(scenario))
        .findAny()
        .orElseThrow(
            () ->
                wrong(
                    "--scenario: "
                        + scenario
                        + " is none of "
                        + Stream.of(Scenario.values())
                            .map(Scenario::label)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  private Optional<CallCenterId> callCenter() {
    if (org == null && callCenter == null) {
      return Optional.empty();
    }
    if (org == null || callCenter == null) {
      throw wrong("--org and --call-center belong together: give both or none.");
    }
    try {
      return Optional.of(CallCenterId.of(org, callCenter));
    } catch (ContractViolationException e) {
      throw wrong("--org, --call-center: " + e.getMessage());
    }
  }

  private PublicKey publicKey(Path file) {
    String pem = CommonOptions.readKey(file, "--key", spec);
    try {
      return pem.contains("PRIVATE KEY-----")
          ? TokenFactory.publicKeyOf(PrivateKeyPem.privateKey(pem))
          : CallCenterKey.ofWeakPem(pem).publicKey();
    } catch (IllegalArgumentException e) {
      throw wrong("--key: can't use " + file + ": " + e.getMessage());
    }
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
