package dev.signalbox.core.format;

import dev.signalbox.core.DocumentValue;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event as a document gave it. A form's reader fills it; the validator judges it. Not
 * thread-safe.
 */
public final class RawEvent {
  private static final RawEvent NOT_AN_OBJECT = new RawEvent(false);

  private final boolean object;

  /** There from the first property on: a body full of events without any costs little memory. */
  private @Nullable Map<EventProperty, RawValue> values;

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
   * @return something without properties
   */
  public static RawEvent notAnObject() {
    return NOT_AN_OBJECT;
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
   * @throws IllegalStateException when this is no object
   */
  public void put(EventProperty property, RawValue value) {
    if (!object) {
      throw new IllegalStateException("what is no object has no properties");
    }
    if (values == null) {
      values = new EnumMap<>(EventProperty.class);
    }
    values.put(property, value);
  }

  /**
   * A property.
   *
   * @param property which
   * @return its value, or empty when it is absent
   */
  public Optional<RawValue> get(EventProperty property) {
    return values == null ? Optional.empty() : Optional.ofNullable(values.get(property));
  }

  /**
   * The event that an element of a document's events is.
   *
   * @param value the element
   * @return an event; or what is no object
   */
  static RawEvent of(DocumentValue value) {
    if (!(value instanceof DocumentValue.Structure object)) {
      return NOT_AN_OBJECT;
    }
    RawEvent event = object();
    object.members().forEach((name, member) -> event.put(EventProperty.ofEvent(name), member));
    if (object.members().get(EventProperty.DETAILS.wireName())
        instanceof DocumentValue.Structure details) {
      details.members().forEach((name, member) -> event.put(EventProperty.ofDetails(name), member));
    }
    return event;
  }

  private void put(Optional<EventProperty> property, DocumentValue value) {
    property.ifPresent(named -> put(named, RawValue.of(value)));
  }
}
