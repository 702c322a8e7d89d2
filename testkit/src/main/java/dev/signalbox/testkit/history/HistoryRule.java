package dev.signalbox.testkit.history;

/**
 * What every history has to keep, whatever was killed meanwhile.
 *
 * @since 0.2.0
 */
public enum HistoryRule {
  /** Each batch that got a 202 is delivered, whole, to every subscriber at least once (DLV-1). */
  DELIVERED_AT_LEAST_ONCE('a'),
  /** Nothing that was refused, or not sent yet, is ever delivered (RES-2). */
  REFUSED_NEVER_DELIVERED('b'),
  /**
   * A batch whose 202 was seen before another request of its conversation began has the lower
   * sequence (DLV-2).
   */
  REAL_TIME_ORDER('c'),
  /**
   * First deliveries come in order of sequence, without gaps where that is promised, each with the
   * lateness that this order gives; within one run each batch comes once (DLV-1, DLV-2, DLV-4).
   */
  DELIVERY_ORDER('d'),
  /** A redelivery is the same batch with the same sequence and lateness, and says so (DLV-1). */
  SAME_REDELIVERY('e'),
  /** A leg that got its 201 before the batch was sent goes under the first key (KEY-3). */
  FIRST_KEY('f'),
  /** At most one request with a jti is accepted (AUTH-5). */
  TOKEN_ONCE('g'),
  /** A batch without an answer is delivered to all subscribers, whole, or to none (RES-2). */
  NONE_OR_WHOLE('h');

  private final char letter;

  HistoryRule(char letter) {
    this.letter = letter;
  }

  /**
   * The rule's letter, by which documents name it.
   *
   * @return a to h
   */
  public char letter() {
    return letter;
  }
}
