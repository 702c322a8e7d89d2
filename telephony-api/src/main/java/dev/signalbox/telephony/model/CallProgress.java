package dev.signalbox.telephony.model;

import dev.signalbox.core.DocumentValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was told of one call of a conversation after it was registered.
 *
 * @param properties what updates said, the latest value of each property (SIB-1)
 * @param ended whether it has ended
 * @param routing how it was routed last; empty where it was not
 * @param callbacks the callbacks that were requested: their numbers by the ids of their records
 *     (SIB-7)
 * @since 0.2.0
 */
public record CallProgress(
    Map<String, DocumentValue> properties,
    boolean ended,
    Optional<CallRouting> routing,
    Map<String, String> callbacks) {
  /**
   * Copies the maps.
   *
   * @param properties what updates said
   * @param ended whether it has ended
   * @param routing how it was routed last
   * @param callbacks the callbacks that were requested
   */
  public CallProgress {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    callbacks = Collections.unmodifiableMap(new LinkedHashMap<>(callbacks));
  }
}
