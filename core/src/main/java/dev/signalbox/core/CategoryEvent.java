package dev.signalbox.core;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A named signal, such as "CustomerAngry" (EVT-2).
 *
 * @param value the signal's name: not blank, only characters that XML 1.0 allows
 * @param startTime milliseconds since the Unix epoch, 0 or more
 * @param endTime milliseconds since the Unix epoch, not before the start; or empty
 * @param score the source's confidence; or empty
 * @param participant whose words; or empty
 * @param details where in the conversation; or empty
 */
public record CategoryEvent(
    String value,
    long startTime,
    OptionalLong endTime,
    Optional<Score> score,
    Optional<Participant> participant,
    Optional<EventDetails> details)
    implements ConversationEvent {

  /**
   * Checks the parts.
   *
   * @param value see the component
   * @param startTime see the component
   * @param endTime see the component
   * @param score see the component
   * @param participant see the component
   * @param details see the component
   * @throws ContractViolationException with every violation of EVT-2, EVT-3 and EVT-7
   */
  public CategoryEvent {
    Objects.requireNonNull(score, "score");
    Objects.requireNonNull(participant, "participant");
    Objects.requireNonNull(details, "details");
    ContractChecks.check(ContractChecks.value(value), startTime, endTime);
  }

  /**
   * A category without the optional parts.
   *
   * @param value the signal's name
   * @param startTime milliseconds since the Unix epoch, 0 or more
   * @return the event
   * @throws ContractViolationException with every violation
   */
  public static CategoryEvent of(String value, long startTime) {
    return new CategoryEvent(
        value,
        startTime,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public EventType type() {
    return EventType.CATEGORY;
  }
}
