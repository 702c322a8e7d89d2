package dev.signalbox.format.xml.internal;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.BatchHandler;
import dev.signalbox.core.format.EventProperty;
import dev.signalbox.core.format.RawEvent;
import dev.signalbox.core.format.RawValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads XML documents into what core's validators judge. */
public final class XmlReader {
  static final String BATCH = "realtimeConversationEvents";
  static final String EVENTS = "events";
  static final String VOICE_CALL = "voiceCall";
  static final String PARTICIPANTS = "participants";

  private static final Set<EventProperty> NUMBERS =
      EnumSet.of(
          EventProperty.START_TIME,
          EventProperty.END_TIME,
          EventProperty.SCORE,
          EventProperty.BEGIN_OFFSET_MILLIS,
          EventProperty.END_OFFSET_MILLIS);

  private static final DocumentValue NO_ELEMENTS = new DocumentValue.Sequence(List.of());

  private XmlReader() {}

  /** See {@link dev.signalbox.format.xml.XmlFormat#readBatch(byte[], BatchHandler)}. */
  public static Optional<Violation> batch(byte[] body, BatchHandler to) {
    try {
      XmlScanner in = new XmlScanner(body);
      in.root(BATCH);
      boolean hasEvents = false;
      Set<String> seen = new HashSet<>();
      while (in.next()) {
        String name = in.name();
        if (name.equals(EVENTS)) {
          if (!hasEvents) {
            hasEvents = true;
            to.events(true);
          }
          to.event(event(in));
        } else if (isProperty(in, seen)) {
          switch (name) {
            case "service" -> to.service(value(in));
            case "persist" -> to.persist(value(in));
            default -> in.skip();
          }
        }
      }
      end(in);
      return Optional.empty();
    } catch (UnreadableXmlException e) {
      return Optional.of(e.violation());
    }
  }

  /** See {@link dev.signalbox.format.xml.XmlFormat#readVoiceCall}. */
  public static Validated<Map<String, DocumentValue>> voiceCall(byte[] body) {
    return object(body, VOICE_CALL, Set.of(PARTICIPANTS), Set.of());
  }

  /** See {@link dev.signalbox.format.xml.XmlFormat#readObject}. */
  public static Validated<Map<String, DocumentValue>> object(
      byte[] body, String root, Set<String> lists) {
    return object(body, root, lists, lists);
  }

  /**
   * A document as a whole.
   *
   * @param lists the root's properties that are lists
   * @param innerLists the properties of other objects that are lists even where there is one
   *     element
   */
  private static Validated<Map<String, DocumentValue>> object(
      byte[] body, String root, Set<String> lists, Set<String> innerLists) {
    try {
      XmlScanner in = new XmlScanner(body);
      in.root(root);
      Map<String, DocumentValue> properties = new LinkedHashMap<>();
      Map<String, List<DocumentValue>> elements = new HashMap<>();
      Set<String> seen = new HashSet<>();
      while (in.next()) {
        String name = in.name();
        if (lists.contains(name)) {
          elements.computeIfAbsent(name, n -> new ArrayList<>(1)).add(whole(in, innerLists));
          // Keeps the place; the value follows when all have been seen.
          properties.putIfAbsent(name, NO_ELEMENTS);
        } else if (isProperty(in, seen)) {
          properties.put(name, whole(in, innerLists));
        }
      }
      end(in);
      elements.forEach((name, all) -> properties.put(name, new DocumentValue.Sequence(all)));
      return Validated.valid(properties);
    } catch (UnreadableXmlException e) {
      return Validated.invalid(List.of(e.violation()));
    }
  }

  /**
   * Whether the element that has just begun is a property, which may occur once. One with a prefix
   * is none, and has been skipped.
   */
  private static boolean isProperty(XmlScanner in, Set<String> seen) throws UnreadableXmlException {
    if (isPrefixed(in)) {
      in.skip();
      return false;
    }
    in.requireFirst(seen);
    return true;
  }

  private static boolean isPrefixed(XmlScanner in) {
    return in.name().indexOf(':') >= 0;
  }

  /** Ends the document, whose root element has just ended. */
  private static void end(XmlScanner in) throws UnreadableXmlException {
    if (!in.isBlank()) {
      throw in.unreadable("The root element has text and no child elements");
    }
    in.end();
  }

  private static RawEvent event(XmlScanner in) throws UnreadableXmlException {
    RawEvent event = RawEvent.object();
    return properties(in, event, EventProperty::ofEvent).kind() == RawValue.Kind.OBJECT
        ? event
        : RawEvent.notAnObject();
  }

  /**
   * Reads the properties in the element that has just begun. An empty element is an object without
   * properties, one with text is none.
   */
  private static RawValue properties(
      XmlScanner in, RawEvent to, Function<String, Optional<EventProperty>> named)
      throws UnreadableXmlException {
    if (!in.next()) {
      return in.isBlank() ? RawValue.OBJECT : new RawValue(RawValue.Kind.TEXT, in.text());
    }
    Set<String> seen = new HashSet<>();
    do {
      String name = in.name();
      if (isProperty(in, seen)) {
        @Nullable EventProperty property = named.apply(name).orElse(null);
        if (property == null) {
          in.skip();
        } else if (property == EventProperty.DETAILS) {
          to.put(property, properties(in, to, EventProperty::ofDetails));
        } else {
          to.put(property, value(in));
          if (NUMBERS.contains(property)) {
            in.requireBoundedNumber();
          }
        }
      }
    } while (in.next());
    return RawValue.OBJECT;
  }

  /** The content of the element that has just begun; child elements are checked and left out. */
  private static RawValue value(XmlScanner in) throws UnreadableXmlException {
    if (!in.next()) {
      return new RawValue(RawValue.Kind.TEXT, in.text());
    }
    do {
      in.skip();
    } while (in.next());
    return RawValue.OBJECT;
  }

  private static DocumentValue whole(XmlScanner in, Set<String> lists)
      throws UnreadableXmlException {
    return in.next() ? structure(in, lists) : new DocumentValue.Text(in.text());
  }

  /** The object that an element with child elements is; the first of them has just begun. */
  private static DocumentValue structure(XmlScanner in, Set<String> lists)
      throws UnreadableXmlException {
    Map<String, List<DocumentValue>> children = new LinkedHashMap<>();
    do {
      if (isPrefixed(in)) {
        in.skip();
      } else {
        children.computeIfAbsent(in.name(), name -> new ArrayList<>(1)).add(whole(in, lists));
      }
    } while (in.next());
    Map<String, DocumentValue> members = new LinkedHashMap<>();
    children.forEach(
        (name, values) ->
            members.put(
                name,
                values.size() == 1 && !lists.contains(name)
                    ? values.get(0)
                    : new DocumentValue.Sequence(values)));
    return new DocumentValue.Structure(members);
  }
}
