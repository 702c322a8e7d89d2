package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.spi.RawValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record's attributes in one array, since a map takes several times as much memory. */
final class Attributes {
  /** The most bytes that one record's attributes may take. */
  static final int MAX_BYTES = 4096;

  private Attributes() {}

  /** Null when there are none or they are over the limit. */
  static byte @Nullable [] encode(Map<String, RawValue> attributes) {
    long least = attributes.size();
    for (Map.Entry<String, RawValue> attribute : attributes.entrySet()) {
      least += attribute.getKey().length() + (long) attribute.getValue().text().length();
    }
    if (attributes.isEmpty() || least > MAX_BYTES) {
      return null;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) least + 16 * attributes.size());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Map.Entry<String, RawValue> attribute : attributes.entrySet()) {
        out.writeUTF(attribute.getKey());
        out.writeUTF(attribute.getValue().kind().name());
        out.writeUTF(attribute.getValue().text());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an array takes what it is given", e);
    }
    return bytes.size() > MAX_BYTES ? null : bytes.toByteArray();
  }

  static Map<String, RawValue> decode(byte @Nullable [] encoded) {
    Map<String, RawValue> attributes = new LinkedHashMap<>();
    if (encoded != null) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
        while (in.available() > 0) {
          String name = in.readUTF();
          RawValue.Kind kind = RawValue.Kind.valueOf(in.readUTF());
          attributes.put(name, new RawValue(kind, in.readUTF()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("an array holds what was written to it", e);
      }
    }
    return attributes;
  }
}
