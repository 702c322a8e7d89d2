package dev.signalbox.format.xml.internal;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;

/** A document that can't be read (BODY-4, BODY-5). Its message is for the peer. */
final class UnreadableXmlException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Clause clause;
  private final String detail;

  UnreadableXmlException(Clause clause, String detail) {
    super(detail, null, false, false);
    this.clause = clause;
    this.detail = detail;
  }

  Violation violation() {
    return new Violation(clause, "", detail);
  }
}
