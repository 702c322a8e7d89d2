package dev.signalbox.core.format;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The properties of an event that the contract names, in its order (section 4), which is also the
 * order in which they are written (TLK-1).
 */
public enum EventProperty {
  /** EVT-1. */
  TYPE("type", false),
  /** EVT-2. */
  VALUE("value", false),
  /** EVT-3. */
  START_TIME("startTime", false),
  /** EVT-5. */
  PARTICIPANT("participant", false),
  /** EVT-6. */
  SCORE("score", false),
  /** EVT-7. */
  END_TIME("endTime", false),
  /** EVT-7; when it is an object, its own properties are the two that follow. */
  DETAILS("details", false),
  /** EVT-7, within the details. */
  BEGIN_OFFSET_MILLIS("BeginOffsetMillis", true),
  /** EVT-7, within the details. */
  END_OFFSET_MILLIS("EndOffsetMillis", true);

  private static final Map<String, Optional<EventProperty>> OF_EVENT = byName(false);
  private static final Map<String, Optional<EventProperty>> OF_DETAILS = byName(true);

  private final String wireName;
  private final boolean inDetails;

  EventProperty(String wireName, boolean inDetails) {
    this.wireName = wireName;
    this.inDetails = inDetails;
  }

  /**
   * The name that a document carries.
   *
   * @return the property's name
   */
  public String wireName() {
    return wireName;
  }

  /**
   * Where the property stands in an event.
   *
   * @return a JSON Pointer from the event
   */
  public String pointer() {
    return inDetails ? "/details/" + wireName : "/" + wireName;
  }

  /**
   * The property of an event that has this name.
   *
   * @param wireName the name in the document
   * @return the property, or empty for one that the contract does not name
   */
  public static Optional<EventProperty> ofEvent(String wireName) {
    return OF_EVENT.getOrDefault(wireName, Optional.empty());
  }

  /**
   * The property of an event's details that has this name.
   *
   * @param wireName the name in the document
   * @return the property, or empty for one that the contract does not name
   */
  public static Optional<EventProperty> ofDetails(String wireName) {
    return OF_DETAILS.getOrDefault(wireName, Optional.empty());
  }

  private static Map<String, Optional<EventProperty>> byName(boolean inDetails) {
    return Stream.of(values())
        .filter(p -> p.inDetails == inDetails)
        .collect(Collectors.toUnmodifiableMap(EventProperty::wireName, Optional::of));
  }
}
