package dev.signalbox.core.spi;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * An event as a document gave it. A form's reader fills it; the validator judges it. Not
 * thread-safe.
 */
public final class RawEvent {
  private final boolean object;
  private final Map<EventProperty, RawValue> values = new EnumMap<>(EventProperty.class);

  private RawEvent(boolean object) {
    this.object = object;
  }

  /**
   * An event that is an object, still without properties.
   *
   * @return a new event
   */
  public static RawEvent object() {
    return new RawEvent(true);
  }

  /**
   * What stands in an event's place and is no object.
   *
   * @return a new event
   */
  public static RawEvent notAnObject() {
    return new RawEvent(false);
  }

  /**
   * Whether the event is an object.
   *
   * @return false when something else stood in its place
   */
  public boolean isObject() {
    return object;
  }

  /**
   * Sets a property. The reader has made sure that a document gives it once (BODY-4).
   *
   * @param property which
   * @param value as the document gave it
   */
  public void put(EventProperty property, RawValue value) {
    values.put(property, value);
  }

  /**
   * A property.
   *
   * @param property which
   * @return its value, or empty when it is absent
   */
  public Optional<RawValue> get(EventProperty property) {
    return Optional.ofNullable(values.get(property));
  }
}
