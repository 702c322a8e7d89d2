package dev.signalbox.core;

import dev.signalbox.core.internal.text.Text;
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
   * @param service the intelligence source (BODY-1): not blank, only characters that XML 1.0 allows
   * @param persist whether the receiver is asked to keep the events (BODY-6); or empty
   * @param events at least one (BODY-3), ascending by start time
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

  /**
   * Begins a batch.
   *
   * @param service the intelligence source
   * @return a builder without events
   */
  public static Builder builder(String service) {
    return new Builder(service);
  }

  /**
   * Service and events in one short line; of many events the first three.
   *
   * @return a line for a log
   */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(Text.quote(service));
    String separator = ": ";
    for (ConversationEvent event : events.subList(0, Math.min(3, events.size()))) {
      line.append(separator).append(event);
      separator = "; ";
    }
    if (events.size() > 3) {
      line.append("; and ").append(events.size() - 3).append(" more");
    }
    return line.toString();
  }

  /** Builds an {@link EventBatch}. Not thread-safe. */
  public static final class Builder {
    private final String service;
    private final List<ConversationEvent> events = new ArrayList<>();
    private Optional<Boolean> persist = Optional.empty();

    private Builder(String service) {
      this.service = service;
    }

    /**
     * Adds an event.
     *
     * @param event not earlier than the one before it
     * @return this
     */
    public Builder event(ConversationEvent event) {
      events.add(event);
      return this;
    }

    /**
     * Whether the receiver is asked to keep the events (BODY-6). By default nothing is said of it.
     *
     * @param persist true to keep them
     * @return this
     */
    public Builder persist(boolean persist) {
      this.persist = Optional.of(persist);
      return this;
    }

    /**
     * The batch.
     *
     * @return a new batch
     * @throws ContractViolationException with every violation of BODY-1, BODY-3 and EVT-4
     */
    public EventBatch build() {
      return new EventBatch(service, persist, events);
    }
  }
}
