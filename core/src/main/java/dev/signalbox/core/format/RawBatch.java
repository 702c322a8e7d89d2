package dev.signalbox.core.format;

import dev.signalbox.core.DocumentValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A batch as a document gave it: what the reader of a form, JSON or XML, hands to {@code
 * BatchValidator}.
 *
 * @param service BODY-1
 * @param persist BODY-6
 * @param events BODY-3; empty when absent
 */
public record RawBatch(
    Optional<RawValue> service, Optional<RawValue> persist, Optional<Events> events) {
  /** What stands at {@code events}. */
  public sealed interface Events {}

  /**
   * An array.
   *
   * @param elements in the document's order
   */
  public record EventArray(List<RawEvent> elements) implements Events {}

  /** Something that is no array. */
  public record NotAnArray() implements Events {}

  /** Collects the parts that a reader hands over. */
  static final class Collector implements BatchHandler {
    private Optional<RawValue> service = Optional.empty();
    private Optional<RawValue> persist = Optional.empty();
    private Optional<Events> events = Optional.empty();
    private final List<RawEvent> elements = new ArrayList<>();

    @Override
    public void service(RawValue value) {
      service = Optional.of(value);
    }

    @Override
    public void persist(RawValue value) {
      persist = Optional.of(value);
    }

    @Override
    public void events(boolean array) {
      events = Optional.of(array ? new EventArray(elements) : new NotAnArray());
    }

    @Override
    public void event(RawEvent event) {
      elements.add(event);
    }

    RawBatch batch() {
      return new RawBatch(service, persist, events);
    }
  }

  /**
   * The batch in a document that has been read as a whole, such as the detail of a toolkit event.
   *
   * @param document the document's members
   * @return what the document says of a batch
   */
  public static RawBatch of(Map<String, DocumentValue> document) {
    return new RawBatch(
        Optional.ofNullable(document.get("service")).map(RawValue::of),
        Optional.ofNullable(document.get("persist")).map(RawValue::of),
        Optional.ofNullable(document.get("events")).map(RawBatch::events));
  }

  private static Events events(DocumentValue value) {
    return value instanceof DocumentValue.Sequence array
        ? new EventArray(array.elements().stream().map(RawEvent::of).toList())
        : new NotAnArray();
  }
}
