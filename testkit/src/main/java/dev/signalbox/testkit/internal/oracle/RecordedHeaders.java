package dev.signalbox.testkit.internal.oracle;

import dev.signalbox.testkit.RawRequest.Header;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Header lines as JSON: a member for each name, whose value is an array where it came twice. */
final class RecordedHeaders {
  private RecordedHeaders() {}

  static JsonObject write(List<Header> headers) {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    headers.forEach(h -> byName.computeIfAbsent(h.name(), n -> new ArrayList<>()).add(h.value()));
    var out = RecordedToken.JSON.createObjectBuilder();
    byName.forEach(
        (name, values) -> {
          if (values.size() == 1) {
            out.add(name, values.get(0));
          } else {
            JsonArrayBuilder all = RecordedToken.JSON.createArrayBuilder();
            values.forEach(all::add);
            out.add(name, all);
          }
        });
    return out.build();
  }

  static List<Header> read(JsonObject object) {
    List<Header> headers = new ArrayList<>();
    object.forEach(
        (name, value) -> {
          if (value instanceof JsonArray several) {
            several.forEach(one -> headers.add(header(name, one)));
          } else {
            headers.add(header(name, value));
          }
        });
    return headers;
  }

  private static Header header(String name, JsonValue value) {
    if (value instanceof JsonString text) {
      return new Header(name, text.getString());
    }
    throw new IllegalArgumentException("the header " + name + " has no text");
  }

  static Optional<String> first(List<Header> headers, String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}
