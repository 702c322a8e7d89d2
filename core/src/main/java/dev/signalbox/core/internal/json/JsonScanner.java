package dev.signalbox.core.internal.json;

import dev.signalbox.core.internal.text.Decimals;
import dev.signalbox.core.internal.text.Text;
import dev.signalbox.core.internal.text.Utf8;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParsingException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A streaming JSON parser that keeps BODY-4 where the provider's does not: UTF-8 alone, decoded
 * strictly; no duplicate member; bounded nesting and numbers; nothing behind the document. Whatever
 * the provider throws comes out as {@link UnreadableJsonException}.
 */
public final class JsonScanner implements AutoCloseable {
  /** The deepest nesting (BODY-4). */
  public static final int MAX_DEPTH = 64;

  /** Up to here a member's name is compared with each before it; beyond, hashed. */
  private static final int FEW_NAMES = 16;

  private final String subject;
  private final byte[] document;
  private final JsonParser parser;
  private int depth;

  /** The text at which {@link #next} has arrived, once it was asked for. */
  private @Nullable String text;

  /** The names of the objects that are open, the innermost's last. */
  private final List<String> names = new ArrayList<>();

  /** By depth: where an object's names begin in {@link #names}. */
  private int[] firstName = new int[8];

  /** By depth: an object's names when there are many; null until some object has many. */
  private @Nullable Set<String> @Nullable [] manyNames;

  /**
   * A parser of a document.
   *
   * @param document UTF-8
   * @param subject what messages call the document, such as "The body"
   */
  public JsonScanner(byte[] document, String subject) throws UnreadableJsonException {
    this.subject = subject;
    this.document = document;
    try {
      parser = ParssonParsers.parser(Utf8.reader(document));
    } catch (CharacterCodingException e) {
      throw new UnreadableJsonException(subject + " is not UTF-8.");
    }
  }

  /** The next event. The document ends with the event that brings {@link #depth} back to 0. */
  public Event next() throws UnreadableJsonException {
    text = null;
    Event event;
    try {
      event = parser.next();
    } catch (RuntimeException e) {
      throw malformed(e);
    }
    switch (event) {
      case START_OBJECT, START_ARRAY -> enter();
      case END_OBJECT, END_ARRAY -> leave();
      case KEY_NAME -> name(string());
      case VALUE_NUMBER -> number(string());
      default -> {}
    }
    return event;
  }

  /** The name, the string's content or the number's literal at which {@link #next} has arrived. */
  public String string() throws UnreadableJsonException {
    if (text == null) {
      try {
        text = parser.getString();
      } catch (RuntimeException e) {
        throw malformed(e);
      }
    }
    return text;
  }

  /** How many objects and arrays are open. */
  public int depth() {
    return depth;
  }

  /** Requires that nothing but white space follows the document. */
  public void end() throws UnreadableJsonException {
    boolean more;
    try {
      more = parser.hasNext();
    } catch (RuntimeException e) {
      throw malformed(e);
    }
    if (more) {
      throw new UnreadableJsonException(subject + " goes on behind the end of the JSON document.");
    }
  }

  /** Reads on to the end of the object or array that has just begun. */
  public void skip() throws UnreadableJsonException {
    int outside = depth - 1;
    while (depth > outside) {
      next();
    }
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (JsonException e) {
      // There is nothing behind it that could fail to close.
      throw new IllegalStateException(e);
    }
  }

  private void enter() throws UnreadableJsonException {
    if (++depth > MAX_DEPTH) {
      throw new UnreadableJsonException(subject + " is nested more than " + MAX_DEPTH + " deep.");
    }
    if (depth == firstName.length) {
      firstName = Arrays.copyOf(firstName, MAX_DEPTH + 1);
    }
    firstName[depth] = names.size();
    if (manyNames != null) {
      manyNames[depth] = null;
    }
  }

  private void leave() {
    for (int i = names.size(); i > firstName[depth]; ) {
      names.remove(--i);
    }
    depth--;
  }

  private void name(String name) throws UnreadableJsonException {
    if (!isNew(name)) {
      throw new UnreadableJsonException(
          "The member " + Text.quote(name) + " occurs twice in one JSON object.");
    }
  }

  private boolean isNew(String name) {
    Set<String> many = manyNames == null ? null : manyNames[depth];
    if (many != null) {
      return many.add(name);
    }
    int first = firstName[depth];
    for (int i = first; i < names.size(); i++) {
      if (names.get(i).equals(name)) {
        return false;
      }
    }
    names.add(name);
    if (names.size() - first == FEW_NAMES) {
      manyNames(depth, new HashSet<>(names.subList(first, names.size())));
    }
    return true;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private void manyNames(int depth, Set<String> many) {
    if (manyNames == null) {
      manyNames = new Set[MAX_DEPTH + 1];
    }
    manyNames[depth] = many;
  }

  private void number(String literal) throws UnreadableJsonException {
    if (Decimals.hasTooManyDigits(literal)) {
      throw new UnreadableJsonException(
          "A number has more than " + Decimals.MAX_DIGITS + " digits.");
    }
  }

  private UnreadableJsonException malformed(RuntimeException e) {
    String malformed = subject + " is not well-formed JSON";
    return new UnreadableJsonException(
        e instanceof JsonParsingException parsing
            ? malformed + ": " + JsonFault.describe(document, parsing)
            : malformed + ".");
  }
}
