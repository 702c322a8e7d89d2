package dev.signalbox.sender.internal;

import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.ContractOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a batch into parts that each fit into a body, and joins small batches. */
public final class BatchSplitter {
  private BatchSplitter() {}

  /** A part, with its body. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Part(EventBatch batch, byte[] body) {}

  /**
   * Splits a batch.
   *
   * @param maxBody the largest body, in bytes
   * @return the parts in their order; or a violation of BODY-4, when a single event is too large
   */
  public static Validated<List<Part>> split(EventBatch batch, BodyFormat form, int maxBody) {
    List<Part> parts = new ArrayList<>(1);
    Optional<Violation> violation = split(batch, form, maxBody, parts);
    return violation.isPresent()
        ? Validated.invalid(List.of(violation.get()))
        : Validated.valid(parts);
  }

  private static Optional<Violation> split(
      EventBatch batch, BodyFormat form, int maxBody, List<Part> parts) {
    byte[] body = form.writeBatch(batch);
    if (body.length <= maxBody) {
      parts.add(new Part(batch, body));
      return Optional.empty();
    }
    List<ConversationEvent> events = batch.events();
    if (events.size() == 1) {
      return ContractOptions.checkSize("A single event", body.length, maxBody);
    }
    int middle = events.size() / 2;
    for (List<ConversationEvent> half :
        List.of(events.subList(0, middle), events.subList(middle, events.size()))) {
      EventBatch smaller = new EventBatch(batch.service(), batch.persist(), half);
      Optional<Violation> violation = split(smaller, form, maxBody, parts);
      if (violation.isPresent()) {
        return violation;
      }
    }
    return Optional.empty();
  }

  /** One batch with the events of several, which agree in everything else (EVT-4). */
  public static EventBatch join(List<EventBatch> batches) {
    List<ConversationEvent> events = new ArrayList<>();
    batches.forEach(batch -> events.addAll(batch.events()));
    return EventBatch.sorted(batches.get(0).service(), batches.get(0).persist(), events);
  }
}
