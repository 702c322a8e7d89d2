package dev.signalbox.core.internal;

import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the contract asks of a batch as a whole; see {@link EventChecks} for its events. */
public final class BatchChecks {
  private BatchChecks() {}

  /** BODY-1. */
  public static Optional<Violation> service(String service) {
    if (Text.isBlank(service)) {
      return Optional.of(
          new Violation(
              Clause.BODY_1, "/service", "The service is blank: name the intelligence source."));
    }
    if (!Text.isXmlText(service)) {
      return Optional.of(
          new Violation(
              Clause.BODY_1,
              "/service",
              "The service "
                  + Text.quote(service)
                  + " has characters that XML 1.0 does not allow."));
    }
    return Optional.empty();
  }

  /** BODY-3. */
  public static Violation noEvents() {
    return new Violation(Clause.BODY_3, "/events", "The events are empty: send at least one.");
  }

  /** EVT-4. */
  public static Violation unsorted(int index, long startTime, long previous) {
    return new Violation(
        Clause.EVT_4,
        "/events/" + index + "/startTime",
        "The startTime "
            + startTime
            + " is earlier than the event's before it, "
            + previous
            + ": sort the events of a batch by ascending startTime.");
  }

  /**
   * For the constructor.
   *
   * @throws dev.signalbox.core.ContractViolationException with every violation
   */
  public static void check(String service, List<ConversationEvent> events) {
    List<Violation> violations = new ArrayList<>(0);
    service(service).ifPresent(violations::add);
    if (events.isEmpty()) {
      violations.add(noEvents());
    }
    for (int i = 1; i < events.size(); i++) {
      long previous = events.get(i - 1).startTime();
      if (events.get(i).startTime() < previous) {
        violations.add(unsorted(i, events.get(i).startTime(), previous));
      }
    }
    EventChecks.check(violations);
  }
}
