package dev.signalbox.rules;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;

/**
 * An event that a conversation is remembered for.
 *
 * @param sequence the number of the batch that it came in
 * @param index its place in the batch, from 0
 * @param event the event; of a name longer than {@value #MAX_NAME} characters only the beginning is
 *     kept, and an ellipsis
 */
public record Signal(long sequence, int index, ConversationEvent event) {
  /** How much of a signal's name is remembered. */
  public static final int MAX_NAME = 1000;

  /**
   * Shortens the name, so that what is remembered is bounded.
   *
   * @param sequence see the component
   * @param index see the component
   * @param event see the component
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
}
