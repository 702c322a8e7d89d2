package dev.signalbox.rules.model;

/** What a condition looks at (RUL-2). */
public enum ConditionType {
  /** The names of the signals that were seen. */
  CATEGORY("Category"),
  /** The agent's latest sentiment. */
  AGENT_SENTIMENT("AgentSentiment"),
  /** The customer's latest sentiment. */
  CUSTOMER_SENTIMENT("CustomerSentiment"),
  /** Words that were said. Transcripts carry them, batches don't. */
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
   * Whether such a condition can hold in a rule of a service: Keyword in the service that looks at
   * words, Intent in none, the others in all.
   *
   * @param service the rule's service
   * @return whether anything that arrives can meet it
   */
  public boolean canHold(String service) {
    return switch (this) {
      case CATEGORY, AGENT_SENTIMENT, CUSTOMER_SENTIMENT -> true;
      case KEYWORD -> service.equalsIgnoreCase(Rule.KEYWORD_SERVICE);
      case INTENT -> false;
    };
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
