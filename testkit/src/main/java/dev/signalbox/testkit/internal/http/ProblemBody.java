package dev.signalbox.testkit.internal.http;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * What an error says about itself (RES-3), whichever form it has.
 *
 * @param members type, title, status and detail, as far as they are there
 * @param errors what is wrong
 */
public record ProblemBody(Map<String, String> members, List<Item> errors) {
  private static final JsonProvider JSON = JsonProvider.provider();

  public record Item(String clause, String pointer, String detail) {}

  /** The problem in an answer; empty when its body is none. */
  public static Optional<ProblemBody> of(HttpAnswer answer) {
    return answer.mediaType().endsWith("xml") ? ofXml(answer) : ofJson(answer);
  }

  private static Optional<ProblemBody> ofJson(HttpAnswer answer) {
    return json(answer).map(ProblemBody::of);
  }

  /** A body that is a JSON object. */
  public static Optional<JsonObject> json(HttpAnswer answer) {
    try (JsonReader reader = JSON.createReader(new ByteArrayInputStream(answer.body()))) {
      return Optional.of(reader.readObject());
    } catch (JsonException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static ProblemBody of(JsonObject object) {
    Map<String, String> members = new LinkedHashMap<>();
    for (String name : List.of("type", "title", "status", "detail")) {
      if (object.containsKey(name)) {
        // The status is a number, and everything else a text.
        members.put(name, name.equals("status") ? object.get(name).toString() : text(object, name));
      }
    }
    List<Item> errors = new ArrayList<>();
    JsonValue list = object.getOrDefault("errors", JsonValue.NULL);
    if (list.getValueType() == JsonValue.ValueType.ARRAY) {
      for (JsonValue error : list.asJsonArray()) {
        if (error.getValueType() == JsonValue.ValueType.OBJECT) {
          JsonObject item = error.asJsonObject();
          boolean explained = item.get("detail") instanceof JsonString;
          errors.add(
              new Item(
                  text(item, "clause"),
                  text(item, "pointer"),
                  explained ? item.getString("detail") : ""));
        }
      }
    }
    return new ProblemBody(members, errors);
  }

  private static String text(JsonObject object, String name) {
    JsonValue value = object.getOrDefault(name, JsonValue.NULL);
    return value instanceof JsonString string ? string.getString() : value.toString();
  }

  /** The root element of a body that is XML. */
  public static Optional<Element> xml(HttpAnswer answer) {
    return xml(answer.body());
  }

  /** The root element of a document; nothing outside of it is ever fetched. */
  public static Optional<Element> xml(byte[] document) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setCoalescing(true);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      return Optional.of(builder.parse(new ByteArrayInputStream(document)).getDocumentElement());
    } catch (IOException | SAXException e) {
      return Optional.empty();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<ProblemBody> ofXml(HttpAnswer answer) {
    return xml(answer)
        .map(
            root -> {
              Map<String, String> members = new LinkedHashMap<>();
              List<Item> errors = new ArrayList<>();
              for (Element child : children(root)) {
                if (child.getLocalName().equals("errors")) {
                  for (Element error : children(child)) {
                    boolean explained =
                        children(error).stream().anyMatch(c -> c.getLocalName().equals("detail"));
                    errors.add(
                        new Item(
                            text(error, "clause"),
                            text(error, "pointer"),
                            explained ? text(error, "detail") : ""));
                  }
                } else {
                  members.put(child.getLocalName(), child.getTextContent());
                }
              }
              return new ProblemBody(members, errors);
            });
  }

  public static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  public static String text(Element parent, String name) {
    return children(parent).stream()
        .filter(child -> child.getLocalName().equals(name))
        .map(Element::getTextContent)
        .findFirst()
        .orElse("null");
  }
}
