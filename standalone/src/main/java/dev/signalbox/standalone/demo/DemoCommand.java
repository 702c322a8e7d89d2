package dev.signalbox.standalone.demo;

import dev.signalbox.core.VendorCallKey;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.HelpOptions;
import dev.signalbox.standalone.cli.ProgramVersion;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.identity.CallerCredentials;
import dev.signalbox.standalone.identity.CallerOptions;
import dev.signalbox.tokens.TokenSigner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Plays calls on a running server, so that there is something to see. */
@Command(
    name = "demo",
    description =
        "Play calls on a running server: transfers, sentiments, signals, transcripts, and some"
            + " requests that are refused; until Ctrl-C or for --seconds.",
    sortOptions = false,
    abbreviateSynopsis = true,
    showDefaultValues = true,
    versionProvider = ProgramVersion.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads them
public final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--to",
      paramLabel = "URL",
      defaultValue = Converters.EndpointUrl.DEFAULT,
      converter = Converters.EndpointUrl.class,
      description = "The endpoint: its address, with or without /telephony/v1 at the end.")
  private EndpointAddress to;

  @Option(
      names = "--calls",
      paramLabel = "COUNT",
      defaultValue = "4",
      converter = CallCount.class,
      description = "How many calls go on at once.")
  private int calls;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      converter = Seed.class,
      description = "Decides what happens in the calls. Default: another one each time.")
  private Optional<Long> seed;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      converter = Converters.ADayAtMost.class,
      description = "How long it runs. Default: until it is stopped.")
  private Optional<Duration> seconds;

  @Mixin private CallerOptions caller = new CallerOptions();

  @Mixin private HelpOptions help = new HelpOptions();

  /** Converts a number of calls. */
  static final class CallCount extends Converters.Int {
    CallCount() {
      super(1, 100);
    }
  }

  /** Converts a seed. */
  static final class Seed extends Converters.WholeLong {
    Seed() {
      super(0, Long.MAX_VALUE);
    }
  }

  /** A command that prints on a terminal. */
  public DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    CallerCredentials credentials = caller.credentials(to);
    TokenSigner signer = credentials.signer(true);
    long chosen = seed.orElseGet(() -> (long) ThreadLocalRandom.current().nextInt(1, 1_000_000));
    DemoClient client = new DemoClient(to, signer::sign);
    requireServer(client);
    terminal.err(
        "Calls are played on "
            + to.base()
            + ", see "
            + to.base().resolve("/console")
            + ". The seed is "
            + chosen
            + ". Ctrl-C ends it.");
    SplittableRandom random = new SplittableRandom(chosen);
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= calls; i++) {
      String line = "demo-" + chosen + "-" + i + "-";
      SplittableRandom own = random.split();
      Thread thread = new Thread(() -> play(client, credentials, line, own), "signalbox-demo-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    await(threads);
    return ExitCode.OK;
  }

  private void requireServer(DemoClient client) throws CommandFailure {
    try {
      if (!client.isThere()) {
        throw CommandFailure.failure(
            "nothing answers at " + to.base() + ": start \"signalbox serve\" first");
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failure("interrupted while waiting for " + to.base());
    }
  }

  private void play(
      DemoClient client, CallerCredentials credentials, String line, SplittableRandom random) {
    try {
      for (int n = 1; ; n++) {
        new DemoCall(
                client,
                credentials.id(),
                new VendorCallKey(line + n),
                random,
                Thread::sleep,
                (what, status) ->
                    terminal.out(
                        what + (status == DemoClient.NO_ANSWER ? ", no answer" : ", " + status)))
            .play();
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until the time is over; the threads of calls never end by themselves. */
  private void await(List<Thread> threads) {
    try {
      threads.get(0).join(seconds.map(Duration::toMillis).orElse(0L));
      threads.forEach(Thread::interrupt);
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(1).toMillis());
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
