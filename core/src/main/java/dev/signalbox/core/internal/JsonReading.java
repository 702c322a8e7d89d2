package dev.signalbox.core.internal;

import dev.signalbox.core.Checked;
import dev.signalbox.core.Clause;
import dev.signalbox.core.spi.EventProperty;
import dev.signalbox.core.spi.JsonText;
import dev.signalbox.core.spi.RawBatch;
import dev.signalbox.core.spi.RawEvent;
import dev.signalbox.core.spi.RawValue;
import jakarta.json.stream.JsonParser.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads JSON documents into what the validators judge. */
public final class JsonReading {
  private JsonReading() {}

  /** See {@link dev.signalbox.core.JsonForm#readBatch}. */
  public static Checked<RawBatch> batch(byte[] body) {
    try (JsonScanner in = new JsonScanner(body)) {
      requireObject(in);
      RawValue service = null;
      RawValue persist = null;
      RawBatch.Events events = null;
      while (in.next() == Event.KEY_NAME) {
        switch (in.string()) {
          case "service" -> service = value(in);
          case "persist" -> persist = value(in);
          case "events" -> events = events(in);
          default -> leaveOut(in, in.next());
        }
      }
      in.end();
      return Checked.valid(
          new RawBatch(
              Optional.ofNullable(service),
              Optional.ofNullable(persist),
              Optional.ofNullable(events)));
    } catch (UnreadableException e) {
      return unreadable(e);
    }
  }

  /** See {@link dev.signalbox.core.JsonForm#readObject}. */
  public static Checked<Map<String, RawValue>> object(byte[] document) {
    try (JsonScanner in = new JsonScanner(document)) {
      requireObject(in);
      Map<String, RawValue> members = new LinkedHashMap<>();
      while (in.next() == Event.KEY_NAME) {
        String name = in.string();
        members.put(name, wholeValue(in));
      }
      in.end();
      return Checked.valid(members);
    } catch (UnreadableException e) {
      return unreadable(e);
    }
  }

  private static <T> Checked<T> unreadable(UnreadableException e) {
    return Checked.invalid(Clause.BODY_4, "", String.valueOf(e.getMessage()));
  }

  private static void requireObject(JsonScanner in) throws UnreadableException {
    if (in.next() != Event.START_OBJECT) {
      throw new UnreadableException("The body is not a JSON object.");
    }
  }

  private static RawBatch.Events events(JsonScanner in) throws UnreadableException {
    Event event = in.next();
    if (event != Event.START_ARRAY) {
      leaveOut(in, event);
      return new RawBatch.NotAnArray();
    }
    List<RawEvent> elements = new ArrayList<>();
    while ((event = in.next()) != Event.END_ARRAY) {
      if (event == Event.START_OBJECT) {
        RawEvent element = RawEvent.object();
        properties(in, element, EventProperty::ofEvent);
        elements.add(element);
      } else {
        leaveOut(in, event);
        elements.add(RawEvent.notAnObject());
      }
    }
    return new RawBatch.EventArray(elements);
  }

  private static void properties(
      JsonScanner in, RawEvent to, Function<String, Optional<EventProperty>> named)
      throws UnreadableException {
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

  private static RawValue value(JsonScanner in) throws UnreadableException {
    return value(in, in.next());
  }

  /** The value that has just begun; what is in an object or array is left out. */
  private static RawValue value(JsonScanner in, Event event) throws UnreadableException {
    leaveOut(in, event);
    return switch (event) {
      case START_OBJECT -> RawValue.OBJECT;
      case START_ARRAY -> RawValue.ARRAY;
      default -> scalar(in, event);
    };
  }

  /** Reads and checks the rest of the value that has just begun. */
  private static void leaveOut(JsonScanner in, Event event) throws UnreadableException {
    if (event == Event.START_OBJECT || event == Event.START_ARRAY) {
      in.skip();
    }
  }

  /** The next value, an object or array with its JSON text. */
  private static RawValue wholeValue(JsonScanner in) throws UnreadableException {
    Event event = in.next();
    if (event != Event.START_OBJECT && event != Event.START_ARRAY) {
      return scalar(in, event);
    }
    RawValue.Kind kind = event == Event.START_OBJECT ? RawValue.Kind.OBJECT : RawValue.Kind.ARRAY;
    int outside = in.depth() - 1;
    JsonText text = new JsonText();
    while (true) {
      switch (event) {
        case START_OBJECT -> text.object();
        case START_ARRAY -> text.array();
        case END_OBJECT -> text.endObject();
        case END_ARRAY -> text.endArray();
        case KEY_NAME -> text.name(in.string());
        default -> write(scalar(in, event), text);
      }
      if (in.depth() == outside) {
        return new RawValue(kind, text.toString());
      }
      event = in.next();
    }
  }

  /** Writes a value as JSON; one that came as XML text becomes a string. */
  static void write(RawValue value, JsonText to) {
    if (value.isText()) {
      to.value(value.text());
    } else {
      to.raw(value.text());
    }
  }

  private static RawValue scalar(JsonScanner in, Event event) throws UnreadableException {
    return switch (event) {
      case VALUE_STRING -> new RawValue(RawValue.Kind.STRING, in.string());
      case VALUE_NUMBER -> new RawValue(RawValue.Kind.NUMBER, in.string());
      case VALUE_TRUE -> RawValue.TRUE;
      case VALUE_FALSE -> RawValue.FALSE;
      case VALUE_NULL -> RawValue.NULL;
      default -> throw new UnreadableException("The body is not well-formed JSON.");
    };
  }
}
