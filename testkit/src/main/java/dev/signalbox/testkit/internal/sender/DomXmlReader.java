package dev.signalbox.testkit.internal.sender;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.EventProperty;
import dev.signalbox.core.format.RawBatch;
import dev.signalbox.core.format.RawEvent;
import dev.signalbox.core.format.RawValue;
import dev.signalbox.core.internal.text.Utf8;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.internal.http.ProblemBody;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Reads the XML form of section 4 with the JDK's parser: the kit has a judgement of its own. */
public final class DomXmlReader {
  private static final String XINCLUDE = "http://www.w3.org/2001/XInclude";
  private static final int MAX_DEPTH = 64;

  private DomXmlReader() {}

  /** Says no to a document that can't be read. */
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;
    final transient Clause clause;

    Unreadable(Clause clause, String message) {
      super(message);
      this.clause = clause;
    }
  }

  public static Validated<RawBatch> batch(byte[] body) {
    try {
      return Validated.valid(batch(root(body, BatchGenerators.XML_ROOT)));
    } catch (Unreadable e) {
      return unreadable(e);
    }
  }

  public static Validated<Map<String, DocumentValue>> voiceCall(byte[] body) {
    try {
      Map<String, DocumentValue> all = new LinkedHashMap<>();
      for (Element child : named(root(body, "voiceCall"), Set.of())) {
        all.put(
            child.getLocalName(),
            value(child).isText()
                ? new DocumentValue.Text(child.getTextContent())
                : new DocumentValue.Structure(Map.of()));
      }
      return Validated.valid(all);
    } catch (Unreadable e) {
      return unreadable(e);
    }
  }

  private static <T> Validated<T> unreadable(Unreadable e) {
    return Validated.invalid(List.of(new Violation(e.clause, "", e.getMessage() + ".")));
  }

  private static Element root(byte[] body, String name) throws Unreadable {
    String text;
    try {
      text = new String(Utf8.decode(body));
    } catch (CharacterCodingException e) {
      throw new Unreadable(Clause.BODY_4, "The body is not UTF-8");
    }
    if (text.indexOf('\0') >= 0) {
      throw new Unreadable(Clause.BODY_4, "The body is in another encoding than UTF-8");
    }
    if (text.startsWith("<!DOCTYPE") || text.contains("<!DOCTYPE ")) {
      throw new Unreadable(Clause.BODY_5, "The document has a DTD");
    }
    if (text.matches("(?s)<\\?xml [^>]*encoding=.(?!(?i)utf-8).*")) {
      throw new Unreadable(Clause.BODY_4, "The document says that it is not UTF-8");
    }
    Element root =
        ProblemBody.xml(text.getBytes(StandardCharsets.UTF_8))
            .orElseThrow(() -> new Unreadable(Clause.BODY_4, "The body is not well-formed XML"));
    check(root, 1);
    if (!root.getLocalName().equals(name)) {
      throw new Unreadable(Clause.BODY_4, "The root element is not " + name);
    }
    return root;
  }

  private static void check(Element element, int depth) throws Unreadable {
    if (depth > MAX_DEPTH) {
      throw new Unreadable(Clause.BODY_4, "The document is nested deeper than 64 levels");
    }
    if (XINCLUDE.equals(element.getNamespaceURI())) {
      throw new Unreadable(Clause.BODY_5, "The document has an XInclude");
    }
    List<Element> children = ProblemBody.children(element);
    if (!children.isEmpty() && hasText(element)) {
      throw new Unreadable(Clause.BODY_4, "There is text beside elements");
    }
    for (Element child : children) {
      check(child, depth + 1);
    }
  }

  private static boolean hasText(Element element) {
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeType() == Node.TEXT_NODE && !node.getTextContent().isBlank()) {
        return true;
      }
    }
    return false;
  }

  /** The children that are properties: without a prefix, and each name once. */
  private static List<Element> named(Element parent, Set<String> repeated) throws Unreadable {
    List<Element> named = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Element child : ProblemBody.children(parent)) {
      if (child.getPrefix() != null) {
        continue;
      }
      if (!names.add(child.getLocalName()) && !repeated.contains(child.getLocalName())) {
        throw new Unreadable(
            Clause.BODY_4, "The element " + child.getLocalName() + " is there twice");
      }
      named.add(child);
    }
    return named;
  }

  private static RawBatch batch(Element root) throws Unreadable {
    Optional<RawValue> service = Optional.empty();
    Optional<RawValue> persist = Optional.empty();
    List<RawEvent> events = new ArrayList<>();
    for (Element child : named(root, Set.of("events"))) {
      switch (child.getLocalName()) {
        case "service" -> service = Optional.of(value(child));
        case "persist" -> persist = Optional.of(value(child));
        case "events" -> events.add(event(child));
        default -> named(child, Set.of());
      }
    }
    return new RawBatch(
        service,
        persist,
        events.isEmpty() ? Optional.empty() : Optional.of(new RawBatch.EventArray(events)));
  }

  private static RawEvent event(Element element) throws Unreadable {
    List<Element> properties = named(element, Set.of());
    if (properties.isEmpty() && !element.getTextContent().isBlank()) {
      return RawEvent.notAnObject();
    }
    RawEvent event = RawEvent.object();
    for (Element child : properties) {
      Optional<EventProperty> property = EventProperty.ofEvent(child.getLocalName());
      if (property.isPresent()) {
        event.put(property.get(), value(child));
      }
      if (child.getLocalName().equals("details")) {
        for (Element detail : named(child, Set.of())) {
          EventProperty.ofDetails(detail.getLocalName())
              .ifPresent(p -> event.put(p, value(detail)));
        }
      }
    }
    return event;
  }

  private static RawValue value(Element element) {
    boolean object =
        !ProblemBody.children(element).isEmpty()
            || (element.getLocalName().equals("details") && element.getTextContent().isBlank());
    return object ? RawValue.OBJECT : new RawValue(RawValue.Kind.TEXT, element.getTextContent());
  }
}
