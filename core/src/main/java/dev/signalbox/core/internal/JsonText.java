package dev.signalbox.core.internal;

/** Writes JSON text: names and values in the order of the calls, commas between them. */
public final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out;
  private boolean first = true;

  /** An empty text. */
  public JsonText() {
    this(256);
  }

  /** An empty text with room for so many characters. */
  public JsonText(int capacity) {
    out = new StringBuilder(capacity);
  }

  /** Begins an object, as a value. */
  public JsonText object() {
    return open('{');
  }

  /** Ends an object. */
  public JsonText endObject() {
    return close('}');
  }

  /** Begins an array, as a value. */
  public JsonText array() {
    return open('[');
  }

  /** Ends an array. */
  public JsonText endArray() {
    return close(']');
  }

  /** A member's name; its value follows. */
  public JsonText name(String name) {
    comma();
    quote(name);
    out.append(':');
    first = true;
    return this;
  }

  /** A string. */
  public JsonText value(String text) {
    comma();
    quote(text);
    return this;
  }

  /** An integer. */
  public JsonText value(long number) {
    comma();
    out.append(number);
    return this;
  }

  /** True or false. */
  public JsonText value(boolean value) {
    comma();
    out.append(value);
    return this;
  }

  /** JSON text that is a value already. */
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
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
        out.append(c);
      } else if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else {
        // Controls, and half a surrogate pair, which UTF-8 could not carry.
        escape(c);
      }
    }
    out.append('"');
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
