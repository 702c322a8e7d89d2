package dev.signalbox.core;

import java.util.OptionalLong;

/**
 * Where in the conversation an event was found (EVT-7). A source may know one end and not the
 * other.
 *
 * @param beginOffsetMillis milliseconds from the start of the conversation, 0 or more; or empty
 * @param endOffsetMillis milliseconds from the start of the conversation, 0 or more, not before the
 *     begin; or empty
 */
public record EventDetails(OptionalLong beginOffsetMillis, OptionalLong endOffsetMillis) {
  /**
   * Checks the offsets.
   *
   * @param beginOffsetMillis milliseconds from the start of the conversation, 0 or more; or empty
   * @param endOffsetMillis milliseconds from the start of the conversation, 0 or more, not before
   *     the begin
   * @throws ContractViolationException with every violation of EVT-7
   */
  public EventDetails {
    ContractChecks.check(ContractChecks.details(beginOffsetMillis, endOffsetMillis));
  }

  /**
   * Both ends.
   *
   * @param beginOffsetMillis milliseconds from the start of the conversation, 0 or more
   * @param endOffsetMillis milliseconds from the start of the conversation, not before the begin
   * @return the details
   * @throws ContractViolationException with every violation of EVT-7
   */
  public static EventDetails of(long beginOffsetMillis, long endOffsetMillis) {
    return new EventDetails(OptionalLong.of(beginOffsetMillis), OptionalLong.of(endOffsetMillis));
  }

  @Override
  public String toString() {
    return (beginOffsetMillis.isPresent() ? beginOffsetMillis.getAsLong() : "?")
        + " to "
        + (endOffsetMillis.isPresent() ? endOffsetMillis.getAsLong() : "?")
        + " ms";
  }
}
