package dev.signalbox.core.internal.json;

/**
 * Writes JSON text on one line: names and values in the order of the calls, commas between them.
 * That names and values alternate, and that what is opened is closed, is the caller's to see to.
 * Not thread-safe.
 */
public final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out;
  private boolean first = true;

  /** An empty text. */
  public JsonText() {
    this(256);
  }

  /**
   * An empty text.
   *
   * @param capacity for how many characters there is room at first
   */
  public JsonText(int capacity) {
    out = new StringBuilder(capacity);
  }

  /**
   * Begins an object, as a value.
   *
   * @return this text
   */
  public JsonText object() {
    return open('{');
  }

  /**
   * Ends an object.
   *
   * @return this text
   */
  public JsonText endObject() {
    return close('}');
  }

  /**
   * Begins an array, as a value.
   *
   * @return this text
   */
  public JsonText array() {
    return open('[');
  }

  /**
   * Ends an array.
   *
   * @return this text
   */
  public JsonText endArray() {
    return close(']');
  }

  /**
   * A member's name; its value follows.
   *
   * @param name any text
   * @return this text
   */
  public JsonText name(String name) {
    comma();
    quote(name);
    out.append(':');
    first = true;
    return this;
  }

  /**
   * A string.
   *
   * @param text any text; half a surrogate pair is escaped
   * @return this text
   */
  public JsonText value(String text) {
    comma();
    quote(text);
    return this;
  }

  /**
   * An integer.
   *
   * @param number any
   * @return this text
   */
  public JsonText value(long number) {
    comma();
    out.append(number);
    return this;
  }

  /**
   * True or false.
   *
   * @param value which
   * @return this text
   */
  public JsonText value(boolean value) {
    comma();
    out.append(value);
    return this;
  }

  /**
   * A value that is JSON text already.
   *
   * @param json taken as it is
   * @return this text
   */
  public JsonText raw(String json) {
    comma();
    out.append(json);
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private JsonText open(char bracket) {
    comma();
    out.append(bracket);
    first = true;
    return this;
  }

  private JsonText close(char bracket) {
    out.append(bracket);
    first = false;
    return this;
  }

  private void comma() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  private void quote(String text) {
    out.append('"');
    int length = text.length();
    int plain = 0;
    while (plain < length && isPlain(text.charAt(plain))) {
      plain++;
    }
    if (plain == length) {
      // Nearly every text is, and goes in as a whole.
      out.append(text).append('"');
      return;
    }
    out.append(text, 0, plain);
    for (int i = plain; i < length; i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        out.append(c);
      } else if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (c <= 0x9F || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c)) {
        // Controls; what some readers take for the end of a line; and half a surrogate pair, which
        // UTF-8 could not carry.
        escape(c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
  }

  private void escape(char c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default ->
          out.append("\\u")
              .append(HEX[c >> 12])
              .append(HEX[c >> 8 & 15])
              .append(HEX[c >> 4 & 15])
              .append(HEX[c & 15]);
    }
  }
}
