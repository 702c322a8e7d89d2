package dev.signalbox.rules.model;

/** What a rule asks for when it fires (RUL-4). */
public enum ActionType {
  /** Recommend the next best action to the agent. */
  LAUNCH_NBA("LaunchNBA"),
  /** Start an auto-launched flow; the action's value names it. */
  LAUNCH_FLOW("LaunchFlow"),
  /** Alert the supervisor. */
  ALERT_SUPERVISOR("AlertSupervisor"),
  /** Alert the supervisor and the agent. */
  ALERT_SUPERVISOR_AND_AGENT("AlertSupervisorAndAgent");

  private final String wireName;

  ActionType(String wireName) {
    this.wireName = wireName;
  }

  /**
   * The name in metadata files and in what handlers send on.
   *
   * @return such as {@code LaunchFlow}
   */
  public String wireName() {
    return wireName;
  }
}
