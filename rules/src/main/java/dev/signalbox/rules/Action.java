package dev.signalbox.rules;

import java.util.Optional;

/**
 * What a rule asks for when it fires (RUL-4).
 *
 * @param type the kind of action
 * @param value for {@code LaunchFlow} the flow's name; otherwise usually empty
 */
public record Action(ActionType type, Optional<String> value) {
  /**
   * Checks the value.
   *
   * @param type see the component
   * @param value see the component
   * @throws IllegalArgumentException for {@code LaunchFlow} without a value
   */
  public Action {
    if (type == ActionType.LAUNCH_FLOW && value.isEmpty()) {
      throw new IllegalArgumentException(
          "LaunchFlow needs an actionValue: the name of the flow to launch");
    }
  }

  /**
   * An action without a value.
   *
   * @param type not {@code LaunchFlow}
   * @return the action
   */
  public static Action of(ActionType type) {
    return new Action(type, Optional.empty());
  }
}
