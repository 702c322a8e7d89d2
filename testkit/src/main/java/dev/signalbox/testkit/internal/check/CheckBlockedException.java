package dev.signalbox.testkit.internal.check;

import dev.signalbox.core.Clause;

/** A check says nothing, because what it depends on does not hold. */
public final class CheckBlockedException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final Clause by;

  /**
   * A check that is blocked.
   *
   * @param by the clause that is broken
   * @param control what was tried, such as "a sentiment is accepted"
   */
  public CheckBlockedException(Clause by, String control) {
    super(control);
    this.by = by;
  }

  public Clause by() {
    return by;
  }
}
