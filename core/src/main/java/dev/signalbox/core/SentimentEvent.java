package dev.signalbox.core;

import dev.signalbox.core.internal.text.Decimals;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A measured sentiment (EVT-5).
 *
 * @param value the sentiment, -1000 to 1000; given as {@code -?digits(.digits)?} of at most 32
 *     characters, held with two decimals, rounded half away from zero
 * @param startTime milliseconds since the Unix epoch, 0 or more
 * @param endTime milliseconds since the Unix epoch, not before the start; or empty
 * @param score the source's confidence; or empty
 * @param speaker the participant whose sentiment it is
 * @param details where in the conversation; or empty
 */
public record SentimentEvent(
    String value,
    long startTime,
    OptionalLong endTime,
    Optional<Score> score,
    Participant speaker,
    Optional<EventDetails> details)
    implements ConversationEvent {

  /**
   * Checks the parts and rounds the value.
   *
   * @param value see the component
   * @param startTime see the component
   * @param endTime see the component
   * @param score see the component
   * @param speaker see the component
   * @param details see the component
   * @throws ContractViolationException with every violation of EVT-2, EVT-3, EVT-5 and EVT-7
   */
  public SentimentEvent {
    Objects.requireNonNull(score, "score");
    Objects.requireNonNull(speaker, "speaker");
    Objects.requireNonNull(details, "details");
    ContractChecks.check(ContractChecks.sentiment(value), startTime, endTime);
    value = Decimals.toSentiment(value);
  }

  /**
   * A sentiment without the optional parts.
   *
   * @param value -1000 to 1000
   * @param startTime milliseconds since the Unix epoch, 0 or more
   * @param speaker the participant whose sentiment it is
   * @return the event
   * @throws ContractViolationException with every violation
   */
  public static SentimentEvent of(String value, long startTime, Participant speaker) {
    return new SentimentEvent(
        value, startTime, OptionalLong.empty(), Optional.empty(), speaker, Optional.empty());
  }

  @Override
  public EventType type() {
    return EventType.SENTIMENT;
  }

  @Override
  public Optional<Participant> participant() {
    return Optional.of(speaker);
  }
}
