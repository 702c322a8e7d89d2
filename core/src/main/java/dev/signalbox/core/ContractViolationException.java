package dev.signalbox.core;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Thrown where code of the caller's builds something that the contract refuses. What comes in from
 * outside is never reported this way: see {@link Validated}.
 */
public final class ContractViolationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Not serialised: an exception that crossed a stream keeps its message. */
  private final transient @Nullable List<Violation> violations;

  /**
   * An exception for these violations.
   *
   * @param violations at least one
   */
  public ContractViolationException(List<Violation> violations) {
    super(
        violations.stream()
            .map(v -> v.clause().id() + " " + v.pointer() + ": " + v.detail())
            .collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  /**
   * What is wrong.
   *
   * @return every violation found; empty when the exception was deserialised
   */
  public List<Violation> violations() {
    return violations == null ? List.of() : violations;
  }
}
