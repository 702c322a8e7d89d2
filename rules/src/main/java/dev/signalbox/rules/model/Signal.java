package dev.signalbox.rules.model;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;

/**
 * An event that made a condition hold.
 *
 * @param sequence the number of the batch that carried it
 * @param index its place in the batch, from 0
 * @param event the event; a name longer than {@value #MAX_NAME} characters is cut there and ends in
 *     an ellipsis
 */
public record Signal(long sequence, int index, ConversationEvent event) {
  /** The length at which a signal's name is cut. */
  public static final int MAX_NAME = 1000;

  /**
   * Cuts the name, so that what is remembered is bounded.
   *
   * @param sequence the number of the batch that carried it
   * @param index its place in the batch, from 0
   * @param event the event
   */
  public Signal {
    if (event instanceof CategoryEvent category && category.value().length() > MAX_NAME) {
      String name = category.value();
      int end = Character.isHighSurrogate(name.charAt(MAX_NAME - 1)) ? MAX_NAME - 1 : MAX_NAME;
      event =
          new CategoryEvent(
              name.substring(0, end) + "…",
              category.startTime(),
              category.endTime(),
              category.score(),
              category.participant(),
              category.details());
    }
  }

  /**
   * The signal on one short line.
   *
   * @return such as {@code CustomerAngry (batch 3, event 0)}
   */
  @Override
  public String toString() {
    return event.value() + " (batch " + sequence + ", event " + index + ")";
  }
}
