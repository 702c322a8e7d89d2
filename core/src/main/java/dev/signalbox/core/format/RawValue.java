package dev.signalbox.core.format;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.internal.text.Integers;
import dev.signalbox.core.internal.text.Text;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A property's value as a document gave it, before the contract has judged it.
 *
 * @param kind what it is
 * @param text a string's or an XML element's content, or a number's literal; otherwise empty
 */
public record RawValue(Kind kind, String text) {
  /** What a value is. */
  public enum Kind {
    /** A JSON string. */
    STRING,
    /** A JSON number; its text is the literal. */
    NUMBER,
    /** JSON's true. */
    TRUE,
    /** JSON's false. */
    FALSE,
    /** JSON's null. */
    NULL,
    /** A JSON object, or an XML element with child elements. */
    OBJECT,
    /** A JSON array. */
    ARRAY,
    /**
     * An XML element's text, which is a string, a number or a boolean as the property needs it; or,
     * when it is empty, an object without properties.
     */
    TEXT
  }

  /** JSON's true. */
  public static final RawValue TRUE = new RawValue(Kind.TRUE, "true");

  /** JSON's false. */
  public static final RawValue FALSE = new RawValue(Kind.FALSE, "false");

  /** JSON's null. */
  public static final RawValue NULL = new RawValue(Kind.NULL, "null");

  /** An object. Its content is not kept. */
  public static final RawValue OBJECT = new RawValue(Kind.OBJECT, "");

  /** An array. Its content is not kept. */
  public static final RawValue ARRAY = new RawValue(Kind.ARRAY, "");

  /**
   * Whether this is text: a JSON string or an XML element's.
   *
   * @return whether {@link #text} is the content of a string
   */
  public boolean isText() {
    return kind == Kind.STRING || kind == Kind.TEXT;
  }

  /** Whether this is an object. An XML element without content is one without properties. */
  boolean isObject() {
    return kind == Kind.OBJECT || (kind == Kind.TEXT && Text.collapse(text).isEmpty());
  }

  /** The 64-bit integer that this is; otherwise empty. */
  OptionalLong asInteger() {
    return switch (kind) {
      case NUMBER -> Integers.json(text);
      case TEXT -> Integers.xml(text);
      default -> OptionalLong.empty();
    };
  }

  /** The boolean that this is; otherwise empty. */
  Optional<Boolean> asBoolean() {
    return switch (kind) {
      case TRUE -> Optional.of(true);
      case FALSE -> Optional.of(false);
      case TEXT ->
          switch (Text.collapse(text)) {
            case "true", "1" -> Optional.of(true);
            case "false", "0" -> Optional.of(false);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  /**
   * The value that a document's value is.
   *
   * @param value a value of a document that has been read as a whole
   * @return the value, an object or an array without its content
   */
  public static RawValue of(DocumentValue value) {
    if (value instanceof DocumentValue.Text text) {
      return new RawValue(Kind.STRING, text.value());
    }
    if (value instanceof DocumentValue.Numeral number) {
      return new RawValue(Kind.NUMBER, number.literal());
    }
    if (value instanceof DocumentValue.Bool bool) {
      return bool.value() ? TRUE : FALSE;
    }
    if (value instanceof DocumentValue.Structure) {
      return OBJECT;
    }
    return value instanceof DocumentValue.Sequence ? ARRAY : NULL;
  }
}
