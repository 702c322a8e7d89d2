package dev.signalbox.core.format;

import dev.signalbox.core.EventType;
import java.util.EnumSet;
import java.util.Set;

/** Which version of the vendor's page a request is judged by (BODY-2). */
public enum Profile {
  /** API version 58.0: categories of Contact Lens alone. */
  V58(Set.of("AmazonConnectContactLens"), EnumSet.of(EventType.CATEGORY)),
  /** API version 67.0, the default: any service, categories and sentiments. */
  V67(Set.of(), EnumSet.allOf(EventType.class)),
  /** API version 68.0, which is the same as 67.0. */
  V68(Set.of(), EnumSet.allOf(EventType.class));

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable set
  private final Set<String> services;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable set
  private final Set<EventType> types;

  Profile(Set<String> services, Set<EventType> types) {
    this.services = services;
    this.types = Set.copyOf(types);
  }

  /**
   * The services that the version names.
   *
   * @return the only services allowed; empty when any is
   */
  public Set<String> services() {
    return services;
  }

  /**
   * The event types that the version knows.
   *
   * @return at least one type
   */
  public Set<EventType> types() {
    return types;
  }
}
