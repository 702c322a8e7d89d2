package dev.signalbox.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The events that one request carries (section 4 of the contract). Immutable, valid, and in
 * ascending order of start time (EVT-4).
 *
 * @param service the intelligence source (BODY-1): not blank, only characters that XML 1.0 allows
 * @param persist whether the receiver is asked to keep the events (BODY-6); or empty
 * @param events at least one (BODY-3), ascending by start time
 */
public record EventBatch(
    String service, Optional<Boolean> persist, List<ConversationEvent> events) {
  /**
   * Checks the parts and copies the list.
   *
   * @param service see the component
   * @param persist see the component
   * @param events see the component
   * @throws ContractViolationException with every violation of BODY-1, BODY-3 and EVT-4
   */
  public EventBatch {
    Objects.requireNonNull(persist, "persist");
    events = List.copyOf(events);
    ContractChecks.check(service, events);
  }

  /**
   * A batch without {@code persist}.
   *
   * @param service the intelligence source
   * @param events in ascending order of start time
   * @return the batch
   * @throws ContractViolationException with every violation
   */
  public static EventBatch of(String service, ConversationEvent... events) {
    return new EventBatch(service, Optional.empty(), List.of(events));
  }

  /**
   * A batch of events in any order, which are put in the contract's: stably, by start time.
   *
   * @param service the intelligence source
   * @param persist whether the receiver is asked to keep the events; or empty
   * @param events at least one
   * @return the batch
   * @throws ContractViolationException with every violation of BODY-1 and BODY-3
   */
  public static EventBatch sorted(
      String service, Optional<Boolean> persist, List<? extends ConversationEvent> events) {
    List<ConversationEvent> sorted = new ArrayList<>(events);
    sorted.sort(Comparator.comparingLong(ConversationEvent::startTime));
    return new EventBatch(service, persist, sorted);
  }
}
