package dev.signalbox.testkit.internal.sender;

import java.util.Locale;

/** How the checking endpoint behaves towards a sender, and what the sender should do. */
public enum Scenario {
  PLAIN("every request is accepted", "it sends each batch once"),
  TRANSFER(
      "every request is accepted",
      "it registers a call, transfers it, and then sends events under the first call's key"),
  UNSORTED_SOURCE(
      "every request is accepted",
      "its source has events out of order, and it sends them in ascending order of startTime"),
  EQUAL_TIMES(
      "every request is accepted",
      "its source has two events with the same startTime, and it sends both as they are"),
  UNAVAILABLE_THEN_OK(
      "the first batch gets 503 with Retry-After: 1",
      "it waits for a second, sends the same batch again, and loses none"),
  RATE_LIMITED(
      "the first batch gets 429 with Retry-After: 1",
      "it waits for a second, sends the same batch again, and loses none"),
  FRESH_JTI(
      "the first batch gets 503 with Retry-After: 1, and a jti that was used before gets 401",
      "it signs a new token with a jti of its own for every try"),
  SWALLOWED_ERRORS(
      "the first registration of a call gets 503 with Retry-After: 1",
      "it registers the call again before it sends what depends on it"),
  REFUSED("the first batch gets 400", "it sends that batch never again, and goes on with others"),
  SLOW("every answer takes three seconds", "it waits for an answer before it sends a batch again"),
  CONNECTION_RESET(
      "the first batch's connection is closed without an answer",
      "it sends the whole batch again, or gives it up");

  private final String behaviour;
  private final String expectation;

  Scenario(String behaviour, String expectation) {
    this.behaviour = behaviour;
    this.expectation = expectation;
  }

  /** The name on the command line. */
  public String label() {
    return switch (this) {
      case UNAVAILABLE_THEN_OK -> "503-then-ok";
      case RATE_LIMITED -> "429-retry-after";
      case REFUSED -> "400";
      default -> name().toLowerCase(Locale.ROOT).replace('_', '-');
    };
  }

  /** What the endpoint does. */
  public String behaviour() {
    return behaviour;
  }

  /** What a sender should do. */
  public String expectation() {
    return expectation;
  }

  /** Whether a batch is refused that has to come again. */
  boolean refusesForAWhile() {
    return this == UNAVAILABLE_THEN_OK || this == RATE_LIMITED || this == FRESH_JTI;
  }
}
