package dev.signalbox.testkit.internal.oracle;

import dev.signalbox.testkit.internal.http.ProblemBody;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/**
 * What a body is made of: by JSON Pointer, in which {@code *} stands for every element of an array,
 * the types that occur there, and the values where a value is fixed.
 */
final class BodyShape {
  /**
   * Members whose values say what an answer is; all others may differ from one call to the next.
   */
  private static final Set<String> FIXED =
      Set.of("status", "statuscode", "result", "type", "title", "clause", "code", "errorcode");

  /** What is at one place. */
  static final class BodyPart {
    final Set<String> types = new TreeSet<>();
    final Set<String> values = new TreeSet<>();
    int count;
  }

  private final Map<String, BodyPart> places = new LinkedHashMap<>();

  private BodyShape() {}

  /** The shape of a body; one that is not what its media type says has a shape that says so. */
  static BodyShape of(byte[] body, String mediaType) {
    BodyShape shape = new BodyShape();
    if (body.length == 0) {
      shape.at("", "nothing");
    } else if (mediaType.endsWith("json") || (mediaType.isEmpty() && startsLikeJson(body))) {
      json(body).ifPresentOrElse(value -> shape.add("", value), () -> shape.at("", "broken JSON"));
    } else if (mediaType.endsWith("xml")) {
      ProblemBody.xml(body)
          .ifPresentOrElse(
              root -> {
                shape.at("", "XML");
                shape.add("", root, "");
              },
              () -> shape.at("", "broken XML"));
    } else {
      shape.at("", "text");
    }
    return shape;
  }

  /** By JSON Pointer, parents before their members. */
  Map<String, BodyPart> places() {
    return places;
  }

  private static boolean startsLikeJson(byte[] body) {
    return body[0] == '{' || body[0] == '[';
  }

  static Optional<JsonValue> json(byte[] body) {
    try (JsonReader reader = RecordedToken.JSON.createReader(new ByteArrayInputStream(body))) {
      return Optional.of(reader.readValue());
    } catch (JsonException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private BodyPart at(String path, String type) {
    BodyPart place = places.computeIfAbsent(path, p -> new BodyPart());
    place.types.add(type);
    place.count++;
    return place;
  }

  private void add(String path, JsonValue value) {
    if (value instanceof JsonObject object) {
      at(path, "object");
      object.forEach((name, member) -> add(path + "/" + escaped(name), member));
    } else if (value instanceof JsonArray array) {
      at(path, "array");
      array.forEach(element -> add(path + "/*", element));
    } else {
      String type =
          switch (value.getValueType()) {
            case TRUE, FALSE -> "boolean";
            default -> value.getValueType().name().toLowerCase(Locale.ROOT);
          };
      BodyPart place = at(path, type);
      if (isFixed(path)) {
        place.values.add(value instanceof JsonString text ? text.getString() : value.toString());
      }
    }
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private void add(String parent, Element element, String outerNamespace) {
    String path = parent + "/" + escaped(element.getLocalName());
    String namespace = Optional.ofNullable(element.getNamespaceURI()).orElse("");
    List<Element> children = ProblemBody.children(element);
    String type = children.isEmpty() ? "text" : "elements";
    BodyPart place =
        at(path, namespace.equals(outerNamespace) ? type : type + " in namespace " + namespace);
    if (children.isEmpty() && isFixed(path)) {
      place.values.add(element.getTextContent().strip());
    }
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      Attr attribute = (Attr) element.getAttributes().item(i);
      if (!attribute.getName().startsWith("xmlns")) {
        at(path + "/@" + attribute.getName(), "text");
      }
    }
    children.forEach(child -> add(path, child, namespace));
  }

  private static boolean isFixed(String path) {
    return FIXED.contains(path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT));
  }
}
