package dev.signalbox.rules.model;

/** What a condition looks at (RUL-2). */
public enum ConditionType {
  /** The names of the signals that were seen. */
  CATEGORY("Category"),
  /** The agent's latest sentiment. */
  AGENT_SENTIMENT("AgentSentiment"),
  /** The customer's latest sentiment. */
  CUSTOMER_SENTIMENT("CustomerSentiment"),
  /** Words that were said or typed. No batch carries them, so such a condition never holds. */
  KEYWORD("Keyword"),
  /** A speaker's intent. No batch carries it, so such a condition never holds. */
  INTENT("Intent");

  private final String wireName;

  ConditionType(String wireName) {
    this.wireName = wireName;
  }

  /**
   * The name in metadata files.
   *
   * @return such as {@code AgentSentiment}
   */
  public String wireName() {
    return wireName;
  }

  /**
   * Whether batches carry what such a condition looks at.
   *
   * @return false for Keyword and Intent
   */
  public boolean canHold() {
    return this != KEYWORD && this != INTENT;
  }

  /**
   * Whether such a condition compares a participant's sentiment.
   *
   * @return true for AgentSentiment and CustomerSentiment
   */
  public boolean isSentiment() {
    return this == AGENT_SENTIMENT || this == CUSTOMER_SENTIMENT;
  }
}
