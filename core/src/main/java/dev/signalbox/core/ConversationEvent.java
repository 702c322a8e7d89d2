package dev.signalbox.core;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One signal that an intelligence source found in a conversation (EVT-1 to EVT-7). Immutable; what
 * the contract refuses can't be built.
 */
public sealed interface ConversationEvent permits CategoryEvent, SentimentEvent {

  /**
   * The type (EVT-1).
   *
   * @return which of the types this event is of
   */
  EventType type();

  /**
   * For a category the signal's name, for a sentiment the score with two decimals (EVT-2, EVT-5).
   *
   * @return a text that is not blank
   */
  String value();

  /**
   * When the signal begins (EVT-3).
   *
   * @return milliseconds since the Unix epoch, UTC, 0 or more
   */
  long startTime();

  /**
   * When the signal ends (EVT-7).
   *
   * @return milliseconds since the Unix epoch, UTC, not before the start; or empty
   */
  OptionalLong endTime();

  /**
   * How confident the source is (EVT-6).
   *
   * @return 0 to 1000 as it came; or empty
   */
  Optional<Score> score();

  /**
   * Whose words the signal was found in (EVT-5).
   *
   * @return the participant; never empty for a sentiment
   */
  Optional<Participant> participant();

  /**
   * Where the signal was found (EVT-7).
   *
   * @return offsets into the conversation; or empty
   */
  Optional<EventDetails> details();
}
