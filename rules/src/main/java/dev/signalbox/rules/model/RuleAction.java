package dev.signalbox.rules.model;

import java.util.Optional;

/**
 * What a rule asks for when it fires (RUL-4).
 *
 * @param type the kind of action
 * @param value for {@code LaunchFlow} the flow's name; otherwise usually empty
 * @since 0.2.0
 */
public record RuleAction(ActionType type, Optional<String> value) {
  /**
   * Checks the value.
   *
   * @param type the kind of action
   * @param value the flow's name, or empty
   * @throws IllegalArgumentException for {@code LaunchFlow} without a value
   */
  public RuleAction {
    if (type == ActionType.LAUNCH_FLOW && value.isEmpty()) {
      throw new IllegalArgumentException(
          "LaunchFlow needs an actionValue: the name of the flow to launch");
    }
  }

  /**
   * An action without a value.
   *
   * @param type any but {@code LaunchFlow}
   * @return the action
   * @throws IllegalArgumentException for {@code LaunchFlow}
   */
  public static RuleAction of(ActionType type) {
    return new RuleAction(type, Optional.empty());
  }

  /**
   * An action with a value.
   *
   * @param type the kind of action
   * @param value for {@code LaunchFlow} the flow's name
   * @return the action
   */
  public static RuleAction of(ActionType type, String value) {
    return new RuleAction(type, Optional.of(value));
  }

  /**
   * The action on one short line.
   *
   * @return such as {@code LaunchFlow EmailAlert}
   */
  @Override
  public String toString() {
    return type.wireName() + value.map(text -> " " + text).orElse("");
  }
}
