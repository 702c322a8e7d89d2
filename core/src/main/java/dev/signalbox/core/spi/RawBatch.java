package dev.signalbox.core.spi;

import java.util.List;
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
}
