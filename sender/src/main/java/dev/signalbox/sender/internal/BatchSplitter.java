package dev.signalbox.sender.internal;

import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.format.BodyFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A batch cut into parts that each fit into a body, and small batches put together. */
final class BatchSplitter {
  private BatchSplitter() {}

  /** A part, with its body. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Part(EventBatch batch, byte[] body) {}

  /** The parts in their order; empty when a single event is too large (BODY-4). */
  static Optional<List<Part>> of(EventBatch batch, byte[] body, BodyFormat form, int maxBody) {
    List<Part> parts = new ArrayList<>(1);
    return cut(batch, body, form, maxBody, parts) ? Optional.of(parts) : Optional.empty();
  }

  private static boolean cut(
      EventBatch batch, byte[] body, BodyFormat form, int maxBody, List<Part> parts) {
    if (body.length <= maxBody) {
      return parts.add(new Part(batch, body));
    }
    List<ConversationEvent> events = batch.events();
    if (events.size() == 1) {
      return false;
    }
    int middle = events.size() / 2;
    for (List<ConversationEvent> half :
        List.of(events.subList(0, middle), events.subList(middle, events.size()))) {
      EventBatch smaller = new EventBatch(batch.service(), batch.persist(), half);
      if (!cut(smaller, form.writeBatch(smaller), form, maxBody, parts)) {
        return false;
      }
    }
    return true;
  }

  /** One batch with the events of several, which agree in everything else (EVT-4). */
  static EventBatch joined(List<EventBatch> batches) {
    List<ConversationEvent> events = new ArrayList<>();
    batches.forEach(batch -> events.addAll(batch.events()));
    return EventBatch.sorted(batches.get(0).service(), batches.get(0).persist(), events);
  }
}
