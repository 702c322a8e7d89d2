package dev.signalbox.standalone.cli;

import dev.signalbox.core.internal.json.JsonText;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the records of the log look. Each is one line, whatever is in it. */
public enum LogFormat {
  /** Time, level, message. */
  TEXT {
    @Override
    String line(
        String logger,
        Instant time,
        Level level,
        String message,
        Map<String, ?> fields,
        @Nullable Throwable thrown) {
      StringBuilder text = new StringBuilder(message);
      fields.forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
      return LogLine.of(time, level, text.toString(), thrown);
    }
  },
  /** A JSON object. */
  JSON {
    @Override
    String line(
        String logger,
        Instant time,
        Level level,
        String message,
        Map<String, ?> fields,
        @Nullable Throwable thrown) {
      JsonText json =
          new JsonText()
              .object()
              .name("time")
              .value(LogLine.time(time))
              .name("level")
              .value(level.getName())
              .name("logger")
              .value(logger)
              .name("message")
              .value(message);
      fields.forEach((name, value) -> write(json.name(name), value));
      if (thrown != null) {
        json.name("thrown").value(LogLine.thrown(thrown));
      }
      return json.endObject().toString();
    }
  };

  abstract String line(
      String logger,
      Instant time,
      Level level,
      String message,
      Map<String, ?> fields,
      @Nullable Throwable thrown);

  private static void write(JsonText json, Object value) {
    if (value instanceof Number number) {
      json.raw(number.toString());
    } else if (value instanceof Boolean flag) {
      json.value(flag);
    } else if (value instanceof List<?> list) {
      json.array();
      list.forEach(item -> write(json, item));
      json.endArray();
    } else if (value instanceof Map<?, ?> map) {
      json.object();
      map.forEach((name, item) -> write(json.name(name.toString()), item));
      json.endObject();
    } else {
      json.value(value.toString());
    }
  }
}
