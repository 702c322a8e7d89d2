package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.format.JsonFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record's attributes as JSON bytes, since a map takes several times as much memory. */
final class Attributes {
  /** The most bytes that one record's attributes may take. */
  static final int MAX_BYTES = 4096;

  private Attributes() {}

  /** Null when there are none or they are over the limit. */
  static byte @Nullable [] encode(Map<String, DocumentValue> attributes) {
    if (attributes.isEmpty()) {
      return null;
    }
    byte[] json = JsonFormat.INSTANCE.writeObject(attributes);
    return json.length > MAX_BYTES ? null : json;
  }

  static Map<String, DocumentValue> decode(byte @Nullable [] encoded) {
    return encoded == null ? Map.of() : JsonFormat.INSTANCE.readObject(encoded).orThrow();
  }
}
