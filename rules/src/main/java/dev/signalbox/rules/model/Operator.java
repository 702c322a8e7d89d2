package dev.signalbox.rules.model;

/** How a condition compares (RUL-2). */
public enum Operator {
  /** The same. */
  EQUALS("Equals"),
  /** Another one. */
  NOT_EQUALS("NotEquals"),
  /** A smaller number. */
  LESS_THAN("LessThan"),
  /** A greater number. */
  GREATER_THAN("GreaterThan"),
  /** One of several, which the operand separates by commas. */
  IN("In");

  private final String wireName;

  Operator(String wireName) {
    this.wireName = wireName;
  }

  /**
   * The name in metadata files.
   *
   * @return such as {@code NotEquals}
   */
  public String wireName() {
    return wireName;
  }
}
