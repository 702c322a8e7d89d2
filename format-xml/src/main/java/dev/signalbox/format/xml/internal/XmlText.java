package dev.signalbox.format.xml.internal;

/** Writes XML text, so that a parser reads back what was given. */
final class XmlText {
  private final StringBuilder out = new StringBuilder(512);

  /** A start tag. */
  XmlText open(String name) {
    out.append('<').append(name).append('>');
    return this;
  }

  /** An end tag. */
  XmlText close(String name) {
    out.append("</").append(name).append('>');
    return this;
  }

  /** A start tag with a default namespace. */
  XmlText open(String name, String namespace) {
    out.append('<').append(name).append(" xmlns=\"").append(namespace).append("\">");
    return this;
  }

  /** An element without content. */
  XmlText empty(String name) {
    out.append('<').append(name).append("/>");
    return this;
  }

  /** An element with text. */
  XmlText element(String name, String text) {
    open(name);
    escape(text);
    return close(name);
  }

  /** An element with a number. */
  XmlText element(String name, long number) {
    open(name);
    out.append(number);
    return close(name);
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private void escape(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        // Of "]]>", which must not stand in text.
        case '>' -> out.append("&gt;");
        // A parser would read it as a line feed.
        case '\r' -> out.append("&#13;");
        case '\t', '\n' -> out.append(c);
        default -> {
          if (Character.isHighSurrogate(c)
              && i + 1 < length
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            out.append(c).append(text.charAt(++i));
          } else if (c < 0x20 || Character.isSurrogate(c) || c >= 0xFFFE) {
            // XML 1.0 has no way to write it.
            out.append('\uFFFD');
          } else {
            out.append(c);
          }
        }
      }
    }
  }
}
