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
   * @param value the sentiment
   * @param startTime milliseconds since the Unix epoch, 0 or more
   * @param endTime milliseconds since the Unix epoch, not before the start; or empty
   * @param score the source's confidence; or empty
   * @param speaker the participant whose sentiment it is
   * @param details where in the conversation; or empty
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

  /**
   * Begins a sentiment with optional parts.
   *
   * @param value -1000 to 1000
   * @param startTime milliseconds since the Unix epoch, 0 or more
   * @param speaker the participant whose sentiment it is
   * @return a builder
   */
  public static Builder builder(String value, long startTime, Participant speaker) {
    return new Builder(value, startTime, speaker);
  }

  @Override
  public String toString() {
    return "sentiment "
        + value
        + " of "
        + speaker
        + " at "
        + startTime
        + score.map(s -> ", score " + s.literal()).orElse("");
  }

  /** Builds a {@link SentimentEvent}. Not thread-safe. */
  public static final class Builder {
    private final String value;
    private final long startTime;
    private final Participant speaker;
    private OptionalLong endTime = OptionalLong.empty();
    private Optional<Score> score = Optional.empty();
    private Optional<EventDetails> details = Optional.empty();

    private Builder(String value, long startTime, Participant speaker) {
      this.value = value;
      this.startTime = startTime;
      this.speaker = speaker;
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
     * @throws ContractViolationException with every violation of EVT-2, EVT-3, EVT-5 and EVT-7
     */
    public SentimentEvent build() {
      return new SentimentEvent(value, startTime, endTime, score, speaker, details);
    }
  }
}
