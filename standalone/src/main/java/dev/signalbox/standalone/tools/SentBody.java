package dev.signalbox.standalone.tools;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.format.xml.XmlFormat;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The body of a request.
 *
 * @param format of the bytes
 * @param bytes as they are sent
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SentBody(BodyFormat format, byte[] bytes) {
  static BodyFormat format(boolean xml) {
    return xml ? XmlFormat.INSTANCE : JsonFormat.INSTANCE;
  }

  /** A batch in a format. */
  static SentBody of(BodyFormat format, EventBatch batch) {
    return new SentBody(format, format.writeBatch(batch));
  }

  /** The format that bytes seem to be in. */
  static BodyFormat formatOf(byte[] bytes) {
    for (byte b : bytes) {
      if (b == '<') {
        return XmlFormat.INSTANCE;
      }
      if (b == '{' || b == '[' || b == '"') {
        return JsonFormat.INSTANCE;
      }
    }
    return JsonFormat.INSTANCE;
  }

  /** Whether a document is one of JSON lines, and not the body of a request. */
  static boolean isLine(byte[] document) {
    Validated<Map<String, DocumentValue>> members = JsonFormat.INSTANCE.readObject(document);
    return members instanceof Validated.Valid<Map<String, DocumentValue>> valid
        && (valid.value().containsKey("vendorCallKey") || valid.value().containsKey("type"));
  }

  /** Whether several lines are JSON objects, each by itself, though not all of them need be. */
  static boolean looksLikeLines(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8)
            .lines()
            .filter(
                line ->
                    JsonFormat.INSTANCE.readObject(line.getBytes(StandardCharsets.UTF_8)).isValid())
            .limit(2)
            .count()
        > 1;
  }
}
