package dev.signalbox.core;

import java.util.Optional;

/** The types of intelligence signals (EVT-1). */
public enum EventType {
  /** A named signal was seen, such as "CustomerAngry". */
  CATEGORY("IntelligenceSignal__Category"),
  /** A sentiment was measured for a participant (EVT-5). */
  SENTIMENT("IntelligenceSignal__Sentiment");

  private final String wireName;

  EventType(String wireName) {
    this.wireName = wireName;
  }

  /**
   * The name that a request carries.
   *
   * @return {@code IntelligenceSignal__…}
   */
  public String wireName() {
    return wireName;
  }

  /**
   * The type of that name.
   *
   * @param wireName as a request carries it; case matters
   * @return the type, or empty where there is none of that name
   */
  public static Optional<EventType> ofWireName(String wireName) {
    for (EventType type : values()) {
      if (type.wireName.equals(wireName)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
