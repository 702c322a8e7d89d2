package dev.signalbox.core.internal;

import dev.signalbox.core.Clause;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the contract asks of an event's parts, in one place for the constructors, which throw, and
 * for {@link dev.signalbox.core.BatchValidator}, which collects. Each check answers the clause's
 * sentence, or empty.
 */
public final class EventChecks {
  private EventChecks() {}

  /** EVT-2, for the value of any event. */
  public static Optional<Violation> value(String value) {
    if (Text.isBlank(value)) {
      return violation(
          Clause.EVT_2, "/value", "The value is blank: give the signal's name or score.");
    }
    if (!Text.isXmlText(value)) {
      return violation(
          Clause.EVT_2,
          "/value",
          "The value " + Text.quote(value) + " has characters that XML 1.0 does not allow.");
    }
    return Optional.empty();
  }

  /** EVT-2 and EVT-5, for the value of a sentiment. */
  public static Optional<Violation> sentiment(String value) {
    Optional<Violation> violation = value(value);
    if (violation.isPresent()) {
      return violation;
    }
    if (!Decimals.isDecimal(value)) {
      return violation(
          Clause.EVT_5,
          "/value",
          "The sentiment "
              + Text.quote(value)
              + " is not a decimal number such as \"-12.5\" of at most "
              + Decimals.MAX_LENGTH
              + " characters.");
    }
    if (!Decimals.isSentiment(value)) {
      return violation(
          Clause.EVT_5, "/value", "The sentiment " + value + " is not between -1000 and 1000.");
    }
    return Optional.empty();
  }

  /** EVT-3. */
  public static Optional<Violation> startTime(long startTime) {
    return startTime < 0
        ? violation(
            Clause.EVT_3,
            "/startTime",
            "The startTime " + startTime + " is negative: give milliseconds since the Unix epoch.")
        : Optional.empty();
  }

  /** EVT-7. */
  public static Optional<Violation> endTime(long startTime, long endTime) {
    return endTime < startTime
        ? violation(
            Clause.EVT_7,
            "/endTime",
            "The endTime " + endTime + " is before the startTime " + startTime + ".")
        : Optional.empty();
  }

  /** EVT-7, for the offsets that are there. */
  public static List<Violation> details(OptionalLong begin, OptionalLong end) {
    List<Violation> violations = new ArrayList<>(0);
    negative(begin, "BeginOffsetMillis").ifPresent(violations::add);
    negative(end, "EndOffsetMillis").ifPresent(violations::add);
    if (violations.isEmpty()
        && begin.isPresent()
        && end.isPresent()
        && end.getAsLong() < begin.getAsLong()) {
      violations.add(
          new Violation(
              Clause.EVT_7,
              "/details/EndOffsetMillis",
              "The EndOffsetMillis "
                  + end.getAsLong()
                  + " is before the BeginOffsetMillis "
                  + begin.getAsLong()
                  + "."));
    }
    return violations;
  }

  private static Optional<Violation> negative(OptionalLong offset, String name) {
    return offset.isPresent() && offset.getAsLong() < 0
        ? violation(
            Clause.EVT_7,
            "/details/" + name,
            "The " + name + " " + offset.getAsLong() + " is negative: offsets start at 0.")
        : Optional.empty();
  }

  /**
   * For constructors.
   *
   * @throws ContractViolationException with every violation
   */
  public static void check(Optional<Violation> value, long startTime, OptionalLong endTime) {
    List<Violation> violations = new ArrayList<>(0);
    value.ifPresent(violations::add);
    startTime(startTime).ifPresent(violations::add);
    if (endTime.isPresent()) {
      endTime(startTime, endTime.getAsLong()).ifPresent(violations::add);
    }
    check(violations);
  }

  /**
   * For constructors.
   *
   * @throws ContractViolationException where there are violations
   */
  public static void check(List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw new ContractViolationException(violations);
    }
  }

  private static Optional<Violation> violation(Clause clause, String pointer, String detail) {
    return Optional.of(new Violation(clause, pointer, detail));
  }
}
