package dev.signalbox.core.format;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.internal.json.JsonScanner;
import dev.signalbox.core.internal.json.UnreadableJsonException;
import jakarta.json.stream.JsonParser.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads JSON documents into what the validators judge. */
final class JsonReader {
  private static final String BODY = "The body";

  private JsonReader() {}

  /** See {@link BodyFormat#readBatch(byte[], BatchHandler)}. */
  static Optional<Violation> batch(byte[] body, BatchHandler to) {
    try (JsonScanner in = new JsonScanner(body, BODY)) {
      requireObject(in, BODY);
      while (in.next() == Event.KEY_NAME) {
        switch (in.string()) {
          case "service" -> to.service(value(in));
          case "persist" -> to.persist(value(in));
          case "events" -> events(in, to);
          default -> leaveOut(in, in.next());
        }
      }
      in.end();
      return Optional.empty();
    } catch (UnreadableJsonException e) {
      return Optional.of(unreadable(e));
    }
  }

  /** See {@link dev.signalbox.core.format.JsonFormat#readObject}. */
  static Validated<Map<String, DocumentValue>> object(byte[] document) {
    return object(document, BODY);
  }

  /** See {@link JsonFormat#readObject(byte[], String)}. */
  static Validated<Map<String, DocumentValue>> object(byte[] document, String subject) {
    try (JsonScanner in = new JsonScanner(document, subject)) {
      requireObject(in, subject);
      Map<String, DocumentValue> members = members(in);
      in.end();
      return Validated.valid(members);
    } catch (UnreadableJsonException e) {
      return Validated.invalid(List.of(unreadable(e)));
    }
  }

  private static Violation unreadable(UnreadableJsonException e) {
    return new Violation(Clause.BODY_4, "", String.valueOf(e.getMessage()));
  }

  private static void requireObject(JsonScanner in, String subject) throws UnreadableJsonException {
    if (in.next() != Event.START_OBJECT) {
      throw new UnreadableJsonException(subject + " is not a JSON object.");
    }
  }

  private static void events(JsonScanner in, BatchHandler to) throws UnreadableJsonException {
    Event event = in.next();
    to.events(event == Event.START_ARRAY);
    if (event != Event.START_ARRAY) {
      leaveOut(in, event);
      return;
    }
    while ((event = in.next()) != Event.END_ARRAY) {
      if (event == Event.START_OBJECT) {
        RawEvent element = RawEvent.object();
        properties(in, element, EventProperty::ofEvent);
        to.event(element);
      } else {
        leaveOut(in, event);
        to.event(RawEvent.notAnObject());
      }
    }
  }

  private static void properties(
      JsonScanner in, RawEvent to, Function<String, Optional<EventProperty>> named)
      throws UnreadableJsonException {
    while (in.next() == Event.KEY_NAME) {
      @Nullable EventProperty property = named.apply(in.string()).orElse(null);
      Event event = in.next();
      if (property == EventProperty.DETAILS && event == Event.START_OBJECT) {
        to.put(property, RawValue.OBJECT);
        properties(in, to, EventProperty::ofDetails);
      } else if (property != null) {
        to.put(property, value(in, event));
      } else {
        leaveOut(in, event);
      }
    }
  }

  private static RawValue value(JsonScanner in) throws UnreadableJsonException {
    return value(in, in.next());
  }

  /** The value that has just begun; what is in an object or array is left out. */
  private static RawValue value(JsonScanner in, Event event) throws UnreadableJsonException {
    leaveOut(in, event);
    return switch (event) {
      case START_OBJECT -> RawValue.OBJECT;
      case START_ARRAY -> RawValue.ARRAY;
      default -> scalar(in, event);
    };
  }

  /** Reads and checks the rest of the value that has just begun. */
  private static void leaveOut(JsonScanner in, Event event) throws UnreadableJsonException {
    if (event == Event.START_OBJECT || event == Event.START_ARRAY) {
      in.skip();
    }
  }

  /** The next value as a whole. */
  private static DocumentValue whole(JsonScanner in, Event event) throws UnreadableJsonException {
    return switch (event) {
      case START_OBJECT -> new DocumentValue.Structure(members(in));
      case START_ARRAY -> {
        List<DocumentValue> elements = new ArrayList<>();
        while ((event = in.next()) != Event.END_ARRAY) {
          elements.add(whole(in, event));
        }
        yield new DocumentValue.Sequence(elements);
      }
      case VALUE_STRING -> new DocumentValue.Text(in.string());
      case VALUE_NUMBER -> new DocumentValue.Numeral(in.string());
      case VALUE_TRUE -> new DocumentValue.Bool(true);
      case VALUE_FALSE -> new DocumentValue.Bool(false);
      case VALUE_NULL -> new DocumentValue.Null();
      default -> throw new IllegalStateException("no value begins with " + event);
    };
  }

  /** The members of the object that has just begun. */
  private static Map<String, DocumentValue> members(JsonScanner in) throws UnreadableJsonException {
    Map<String, DocumentValue> members = new LinkedHashMap<>();
    while (in.next() == Event.KEY_NAME) {
      String name = in.string();
      members.put(name, whole(in, in.next()));
    }
    return members;
  }

  private static RawValue scalar(JsonScanner in, Event event) throws UnreadableJsonException {
    return switch (event) {
      case VALUE_STRING -> new RawValue(RawValue.Kind.STRING, in.string());
      case VALUE_NUMBER -> new RawValue(RawValue.Kind.NUMBER, in.string());
      case VALUE_TRUE -> RawValue.TRUE;
      case VALUE_FALSE -> RawValue.FALSE;
      case VALUE_NULL -> RawValue.NULL;
      default -> throw new IllegalStateException("no value begins with " + event);
    };
  }
}
