package dev.signalbox.transport.kafka.internal.topics;

/**
 * The names that belong to a prefix.
 *
 * @param prefix what they begin with
 */
public record TopicNames(String prefix) {
  /**
   * Checks the prefix.
   *
   * @param prefix letters, digits, dots, dashes and underscores
   */
  public TopicNames {
    if (!prefix.matches("[A-Za-z0-9._-]{1,200}") || prefix.startsWith(".")) {
      throw new IllegalArgumentException(
          "The topic prefix must be 1 to 200 letters, digits, '.', '_' and '-', and begin with"
              + " none of the dots.");
    }
  }

  /** Batches. */
  public String batches() {
    return prefix + ".batches";
  }

  /** Commands of the voice-call directory. */
  public String calls() {
    return prefix + ".calls";
  }

  /** Claims of token ids. */
  public String jti() {
    return prefix + ".jti";
  }

  /** Latest start times, and what is known of the topics themselves. */
  public String state() {
    return prefix + ".state";
  }

  /** Batches that a subscriber refused as often as it may. */
  public String deadLetters() {
    return prefix + ".dlt";
  }

  /**
   * The consumer group of a subscriber.
   *
   * @param name the subscriber's name
   * @return the group's id
   */
  public String group(String name) {
    return prefix + "." + name;
  }
}
