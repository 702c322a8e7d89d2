package dev.signalbox.core;

import java.util.Objects;

/**
 * One way in which a request or a body departs from the contract (VAL-1, RES-3).
 *
 * @param clause the clause that is violated
 * @param pointer where: a JSON Pointer (RFC 6901) into the JSON form of the body, whichever form
 *     was sent; empty for the whole document and for what is not in the body
 * @param detail one sentence for a person: what is wrong and what to do. It may reach the peer, so
 *     it never contains a token or a cryptographic key
 */
public record Violation(Clause clause, String pointer, String detail) {
  /**
   * Requires every part.
   *
   * @param clause the clause that is violated
   * @param pointer where
   * @param detail one sentence for a person
   */
  public Violation {
    Objects.requireNonNull(clause, "clause");
    Objects.requireNonNull(pointer, "pointer");
    Objects.requireNonNull(detail, "detail");
  }

  @Override
  public String toString() {
    return clause.id() + (pointer.isEmpty() ? "" : " at " + pointer) + ": " + detail;
  }
}
