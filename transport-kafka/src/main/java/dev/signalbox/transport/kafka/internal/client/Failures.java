package dev.signalbox.transport.kafka.internal.client;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What went wrong in a client, as a short text. */
public final class Failures {
  private Failures() {}

  /**
   * The exception inside of those that only wrap it.
   *
   * @param failure what was thrown
   * @return the cause
   */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /**
   * One line for a log or a message.
   *
   * @param failure what was thrown
   * @return the kind and the message
   */
  public static String line(Throwable failure) {
    Throwable cause = cause(failure);
    String message = cause.getMessage() == null ? "" : cause.getMessage().strip();
    return cause.getClass().getSimpleName()
        + (message.isEmpty() ? "" : ": " + message.replaceAll("\\s+", " "));
  }
}
