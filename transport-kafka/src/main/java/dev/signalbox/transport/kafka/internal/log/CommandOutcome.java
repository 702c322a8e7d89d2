package dev.signalbox.transport.kafka.internal.log;

/**
 * What became of a command.
 *
 * @param <R> the outcome of applying it
 */
public sealed interface CommandOutcome<R> {
  /**
   * It was applied.
   *
   * @param result the outcome
   */
  record Applied<R>(R result) implements CommandOutcome<R> {}

  /**
   * It was never handed to the client, and is not and will not be in the log.
   *
   * @param reason a sentence for the log
   */
  record NotSent<R>(String reason) implements CommandOutcome<R> {}

  /**
   * It may be in the log, or come into it.
   *
   * @param reason a sentence for the log
   */
  record InDoubt<R>(String reason) implements CommandOutcome<R> {}
}
