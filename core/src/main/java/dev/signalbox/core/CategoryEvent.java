package dev.signalbox.core;

import dev.signalbox.core.internal.text.Text;
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
   * @param value the signal's name: not blank, only characters that XML 1.0 allows
   * @param startTime milliseconds since the Unix epoch, 0 or more
   * @param endTime milliseconds since the Unix epoch, not before the start; or empty
   * @param score the source's confidence; or empty
   * @param participant whose words; or empty
   * @param details where in the conversation; or empty
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

  /**
   * Begins a category with optional parts.
   *
   * @param value the signal's name
   * @param startTime milliseconds since the Unix epoch, 0 or more
   * @return a builder
   */
  public static Builder builder(String value, long startTime) {
    return new Builder(value, startTime);
  }

  @Override
  public String toString() {
    return Text.quote(value)
        + " at "
        + startTime
        + participant.map(p -> " by " + p).orElse("")
        + score.map(s -> ", score " + s.literal()).orElse("");
  }

  /** Builds a {@link CategoryEvent}. Not thread-safe. */
  public static final class Builder {
    private final String value;
    private final long startTime;
    private OptionalLong endTime = OptionalLong.empty();
    private Optional<Score> score = Optional.empty();
    private Optional<Participant> participant = Optional.empty();
    private Optional<EventDetails> details = Optional.empty();

    private Builder(String value, long startTime) {
      this.value = value;
      this.startTime = startTime;
    }

    /**
     * When the signal ended.
     *
     * @param endTime milliseconds since the Unix epoch, not before the start
     * @return this
     */
    public Builder endTime(long endTime) {
      this.endTime = OptionalLong.of(endTime);
      return this;
    }

    /**
     * The source's confidence.
     *
     * @param score 0 to 1000
     * @return this
     */
    public Builder score(Score score) {
      this.score = Optional.of(score);
      return this;
    }

    /**
     * Whose words the signal was found in.
     *
     * @param participant the agent or the customer
     * @return this
     */
    public Builder participant(Participant participant) {
      this.participant = Optional.of(participant);
      return this;
    }

    /**
     * Where in the conversation the signal was found.
     *
     * @param details the offsets
     * @return this
     */
    public Builder details(EventDetails details) {
      this.details = Optional.of(details);
      return this;
    }

    /**
     * The event.
     *
     * @return a new event
     * @throws ContractViolationException with every violation of EVT-2, EVT-3 and EVT-7
     */
    public CategoryEvent build() {
      return new CategoryEvent(value, startTime, endTime, score, participant, details);
    }
  }
}
