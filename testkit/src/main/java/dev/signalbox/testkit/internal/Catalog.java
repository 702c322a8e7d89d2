package dev.signalbox.testkit.internal;

import dev.signalbox.core.Clause;

/** What the kit knows about clauses and checks as a whole. */
final class Catalog {
  private Catalog() {}

  /** Why a clause has no check from outside. */
  static String whyUnchecked(Clause clause) {
    return switch (clause.observable()) {
      case REQUEST -> "nothing to see from this side";
      case DELIVERY -> "needs a look at what is delivered: the JUnit classes check it";
      case OPERATOR -> "depends on the operator's own configuration, limits or files";
    };
  }
}
