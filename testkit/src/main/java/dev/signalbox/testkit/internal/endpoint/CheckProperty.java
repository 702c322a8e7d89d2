package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.testkit.internal.check.CheckFailedException;
import java.util.Optional;

/** What holds for every value, or fails with a reason. */
interface CheckProperty<T> {
  void check(T value);

  /** Why it does not hold for a value; empty when it does. */
  default Optional<CheckFailedException> failure(T value) {
    try {
      check(value);
      return Optional.empty();
    } catch (CheckFailedException failed) {
      return Optional.of(failed);
    }
  }
}
