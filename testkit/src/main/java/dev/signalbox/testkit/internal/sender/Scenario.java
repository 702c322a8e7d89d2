package dev.signalbox.testkit.internal.sender;

import java.util.Locale;

/** How the checking endpoint behaves towards a sender. */
public enum Scenario {
  /** Takes everything that is right. */
  PLAIN,
  /** As plain, and expects a call to be registered, transferred, and its events sent. */
  TRANSFER,
  /** As plain, and expects batches of several events, made from a source that has them unsorted. */
  UNSORTED_SOURCE,
  /** Answers the first batch with 503 and Retry-After, then takes it. */
  UNAVAILABLE_THEN_OK,
  /** Answers the first batch with 429 and Retry-After, then takes it. */
  RATE_LIMITED,
  /** Refuses the first batch with 400, whatever it is. */
  REFUSED,
  /** Takes its time for every answer. */
  SLOW,
  /** Drops the first connection without an answer. */
  CONNECTION_RESET;

  /** The name on the command line. */
  public String label() {
    return switch (this) {
      case UNAVAILABLE_THEN_OK -> "503-then-ok";
      case RATE_LIMITED -> "429-retry-after";
      case REFUSED -> "400";
      default -> name().toLowerCase(Locale.ROOT).replace('_', '-');
    };
  }
}
