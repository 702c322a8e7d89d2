package dev.signalbox.standalone.tools;

import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.sender.SendOutcome;
import dev.signalbox.sender.SignalSender;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends an input of JSON lines, and says what became of each that was not accepted. Thread-safe.
 */
final class LinesSending {
  private static final Duration PROGRESS = Duration.ofSeconds(2);

  private final Terminal terminal;
  private final Optional<Pace> pace;
  private long read;
  private long accepted;
  private long refused;
  private long givenUp;
  private long unanswered;
  private boolean unauthorized;

  /**
   * A sending.
   *
   * @param pace the rhythm in which lines are sent; empty for as fast as the endpoint takes them
   */
  LinesSending(Terminal terminal, Optional<Pace> pace) {
    this.terminal = terminal;
    this.pace = pace;
  }

  /**
   * Reads to the end, and waits until everything has an outcome.
   *
   * @return the exit code: that of the worst thing that happened
   */
  int run(LineReader lines, SentLine.Defaults defaults, SignalSender sender) throws IOException {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "signalbox-progress");
              thread.setDaemon(true);
              return thread;
            });
    var progress =
        clock.scheduleAtFixedRate(
            () -> terminal.err(summary()),
            PROGRESS.toMillis(),
            PROGRESS.toMillis(),
            TimeUnit.MILLISECONDS);
    // Where a signal ends it, this says what was not sent.
    Thread hook =
        new Thread(
            () -> {
              sender.shutdown(Duration.ZERO);
              terminal.err(summary());
            },
            "signalbox-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      long number = 0;
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        number++;
        send(number, line.get(), defaults, sender);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    } finally {
      // Every batch has a deadline of its own, which comes first.
      sender.shutdown(Duration.ofDays(1));
      progress.cancel(false);
      clock.shutdownNow();
      remove(hook);
    }
    terminal.out(summary());
    return exitCode();
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException running) {
      // A signal came meanwhile, and the hook prints the rest.
    }
  }

  private void send(long number, byte[] line, SentLine.Defaults defaults, SignalSender sender)
      throws InterruptedException {
    if (isBlank(line)) {
      return;
    }
    count(() -> read++);
    Validated<SentLine> checked = SentLine.read(line, defaults);
    if (checked instanceof Validated.Valid<SentLine> valid) {
      SentLine sent = pace.isPresent() ? pace.get().await(valid.value()) : valid.value();
      sender.send(sent.key(), sent.batch()).thenAccept(outcome -> ended("line " + number, outcome));
    } else {
      departs(number, checked.violations());
    }
  }

  static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Tells what is wrong with a line, which is then not sent. */
  void departs(long number, List<Violation> violations) {
    count(() -> refused++);
    tell("line " + number, "not sent, because it departs from the contract", violations);
  }

  private void ended(String line, SendOutcome outcome) {
    if (outcome instanceof SendOutcome.Accepted) {
      count(() -> accepted++);
    } else if (outcome instanceof SendOutcome.Refused no) {
      count(
          () -> {
            refused++;
            unauthorized |= no.status().orElse(0) == 401;
          });
      tell(line, no.detail(), no.violations());
    } else if (outcome instanceof SendOutcome.GaveUp no) {
      count(() -> givenUp++);
      tell(line, "given up after " + no.tries() + " tries: " + no.detail(), List.of());
    } else if (outcome instanceof SendOutcome.Ambiguous maybe) {
      count(() -> unanswered++);
      tell(line, maybe.detail(), List.of());
    }
  }

  private synchronized void count(Runnable counting) {
    counting.run();
  }

  private synchronized void tell(String line, String what, List<Violation> violations) {
    terminal.err(line + ": " + what);
    for (Violation violation : violations) {
      terminal.err("  " + Terminal.line(violation));
    }
  }

  private synchronized String summary() {
    return read
        + " lines: "
        + accepted
        + " accepted, "
        + refused
        + " refused, "
        + givenUp
        + " given up, "
        + unanswered
        + " without answer";
  }

  /** Whether an endpoint has refused a token. */
  synchronized boolean unauthorized() {
    return unauthorized;
  }

  private synchronized int exitCode() {
    if (unanswered > 0) {
      return ExitCode.UNANSWERED;
    }
    if (givenUp > 0) {
      return ExitCode.FAILURE;
    }
    return refused > 0 ? ExitCode.REFUSED : ExitCode.OK;
  }
}
