package dev.signalbox.telephony.internal;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.telephony.model.CallProgress;
import dev.signalbox.telephony.model.CallRouting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is kept of one call. The store's lock guards it. */
final class CallEntry {
  private final Map<String, DocumentValue> properties = new LinkedHashMap<>();
  private final Map<String, String> callbacks = new LinkedHashMap<>();
  private @Nullable CallRouting routing;

  /** The bytes that the properties, and the routing, are counted with. */
  long propertyBytes;

  long routingBytes;

  /** What the properties would be after an update. */
  Map<String, DocumentValue> with(Map<String, DocumentValue> changes) {
    Map<String, DocumentValue> merged = new LinkedHashMap<>(properties);
    merged.putAll(changes);
    return merged;
  }

  void set(Map<String, DocumentValue> all) {
    properties.clear();
    properties.putAll(all);
  }

  void route(CallRouting latest) {
    routing = latest;
  }

  void callback(String recordId, String number) {
    callbacks.put(recordId, number);
  }

  boolean ended() {
    Optional<Boolean> active = active(properties.get("isActiveCall"));
    return active
        .map(isActive -> !isActive)
        .orElseGet(() -> isSet("endTime") || isSet("disconnectReason"));
  }

  private boolean isSet(String name) {
    DocumentValue value = properties.get(name);
    return value != null && !(value instanceof DocumentValue.Null);
  }

  private static Optional<Boolean> active(@Nullable DocumentValue value) {
    if (value instanceof DocumentValue.Bool bool) {
      return Optional.of(bool.value());
    }
    // An XML element's.
    return Optional.ofNullable(value)
        .flatMap(DocumentValue::asText)
        .flatMap(
            text ->
                switch (text.strip()) {
                  case "true", "1" -> Optional.of(true);
                  case "false", "0" -> Optional.of(false);
                  default -> Optional.empty();
                });
  }

  CallProgress progress() {
    return new CallProgress(properties, ended(), Optional.ofNullable(routing), callbacks);
  }
}
