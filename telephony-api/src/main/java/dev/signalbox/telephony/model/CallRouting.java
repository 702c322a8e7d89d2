package dev.signalbox.telephony.model;

import dev.signalbox.core.DocumentValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a call was routed last (SIB-5, SIB-6, SIB-8).
 *
 * @param action what was asked for
 * @param request what the request said
 * @since 0.2.0
 */
public record CallRouting(Action action, Map<String, DocumentValue> request) {
  /** What can be asked for. */
  public enum Action {
    /** SIB-5. */
    OMNI_FLOW,
    /** SIB-6. */
    ROUTE,
    /** SIB-8. */
    REROUTE,
    /** SIB-8. */
    CLEAR
  }

  /**
   * Copies the request.
   *
   * @param action what was asked for
   * @param request what the request said
   */
  public CallRouting {
    request = Collections.unmodifiableMap(new LinkedHashMap<>(request));
  }
}
