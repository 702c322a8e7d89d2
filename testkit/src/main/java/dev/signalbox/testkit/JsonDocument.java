package dev.signalbox.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A document as it is to be written, right or wrong: members may occur twice, and a literal may be
 * anything. Immutable.
 *
 * @since 0.2.0
 */
public sealed interface JsonDocument {
  /**
   * Appends this as JSON.
   *
   * @param out where to
   */
  void writeJson(StringBuilder out);

  /**
   * Appends this as what stands inside an XML element.
   *
   * @param out where to
   */
  void writeXml(StringBuilder out);

  /**
   * This as JSON.
   *
   * @return one line, without superfluous white space
   */
  default String json() {
    StringBuilder out = new StringBuilder();
    writeJson(out);
    return out.toString();
  }

  /**
   * This as an XML document.
   *
   * @param root the name of its root element
   * @return one line
   */
  default String xml(String root) {
    StringBuilder out = new StringBuilder();
    element(out, root, this);
    return out.toString();
  }

  /**
   * A string.
   *
   * @param text its content
   * @return a document
   */
  static Str str(String text) {
    return new Str(text);
  }

  /**
   * What needs no quotes: a number, true, false, null.
   *
   * @param literal as it is to be written
   * @return a document
   */
  static Lit lit(String literal) {
    return new Lit(literal);
  }

  /**
   * A whole number.
   *
   * @param number the number
   * @return a document
   */
  static Lit lit(long number) {
    return new Lit(Long.toString(number));
  }

  /**
   * An array.
   *
   * @param elements its elements
   * @return a document
   */
  static Arr arr(JsonDocument... elements) {
    return new Arr(List.of(elements));
  }

  /**
   * An object without members.
   *
   * @return a document
   */
  static Obj obj() {
    return new Obj(List.of());
  }

  private static void element(StringBuilder out, String name, JsonDocument content) {
    out.append('<').append(name).append('>');
    content.writeXml(out);
    out.append("</").append(name).append('>');
  }

  /**
   * A member of an object.
   *
   * @param name its name
   * @param value its value
   */
  record Member(String name, JsonDocument value) {}

  /**
   * An object.
   *
   * @param members in their order
   */
  record Obj(List<Member> members) implements JsonDocument {
    /**
     * Copies the members.
     *
     * @param members in their order
     */
    public Obj {
      members = List.copyOf(members);
    }

    /**
     * The value of a member.
     *
     * @param name its name
     * @return the first of that name; or empty
     */
    public Optional<JsonDocument> get(String name) {
      return members.stream().filter(m -> m.name().equals(name)).map(Member::value).findFirst();
    }

    /**
     * With a member: in the place of those of its name, or else at the end.
     *
     * @param name its name
     * @param value its value
     * @return an object
     */
    public Obj with(String name, JsonDocument value) {
      List<Member> all = new ArrayList<>();
      boolean placed = false;
      for (Member member : members) {
        if (!member.name().equals(name)) {
          all.add(member);
        } else if (!placed) {
          all.add(new Member(name, value));
          placed = true;
        }
      }
      if (!placed) {
        all.add(new Member(name, value));
      }
      return new Obj(all);
    }

    /**
     * With another member at the end, even where there is one of its name.
     *
     * @param name its name
     * @param value its value
     * @return an object
     */
    public Obj plus(String name, JsonDocument value) {
      List<Member> all = new ArrayList<>(members);
      all.add(new Member(name, value));
      return new Obj(all);
    }

    /**
     * With all members of another object at the end.
     *
     * @param other the other object
     * @return an object
     */
    public Obj plusAll(Obj other) {
      List<Member> all = new ArrayList<>(members);
      all.addAll(other.members);
      return new Obj(all);
    }

    /**
     * Without the members of a name.
     *
     * @param name the name
     * @return an object
     */
    public Obj without(String name) {
      return new Obj(members.stream().filter(m -> !m.name().equals(name)).toList());
    }

    @Override
    public void writeJson(StringBuilder out) {
      out.append('{');
      for (int i = 0; i < members.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        str(members.get(i).name()).writeJson(out);
        out.append(':');
        members.get(i).value().writeJson(out);
      }
      out.append('}');
    }

    @Override
    public void writeXml(StringBuilder out) {
      for (Member member : members) {
        if (member.value() instanceof Arr array) {
          array.elements().forEach(element -> element(out, member.name(), element));
        } else {
          element(out, member.name(), member.value());
        }
      }
    }
  }

  /**
   * An array; in XML an element that is repeated.
   *
   * @param elements in their order
   */
  record Arr(List<JsonDocument> elements) implements JsonDocument {
    /**
     * Copies the elements.
     *
     * @param elements in their order
     */
    public Arr {
      elements = List.copyOf(elements);
    }

    /**
     * With one element replaced.
     *
     * @param index which
     * @param change makes the new element
     * @return an array
     */
    public Arr with(int index, UnaryOperator<JsonDocument> change) {
      List<JsonDocument> all = new ArrayList<>(elements);
      all.set(index, change.apply(all.get(index)));
      return new Arr(all);
    }

    @Override
    public void writeJson(StringBuilder out) {
      out.append('[');
      for (int i = 0; i < elements.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        elements.get(i).writeJson(out);
      }
      out.append(']');
    }

    @Override
    public void writeXml(StringBuilder out) {
      elements.forEach(element -> element(out, "element", element));
    }
  }

  /**
   * A string.
   *
   * @param text its content; unpaired surrogates and control characters are escaped in JSON
   */
  record Str(String text) implements JsonDocument {
    @Override
    public void writeJson(StringBuilder out) {
      out.append('"');
      text.codePoints()
          .forEach(
              c -> {
                if (c == '"' || c == '\\') {
                  out.append('\\').append((char) c);
                } else if (c < 0x20 || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF) {
                  out.append(String.format("\\u%04x", c));
                } else {
                  out.appendCodePoint(c);
                }
              });
      out.append('"');
    }

    @Override
    public void writeXml(StringBuilder out) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '<' -> out.append("&lt;");
          case '>' -> out.append("&gt;");
          case '&' -> out.append("&amp;");
          case '\r' -> out.append("&#13;");
          default -> out.append(c);
        }
      }
    }
  }

  /**
   * What is written as it is.
   *
   * @param literal the text
   */
  record Lit(String literal) implements JsonDocument {
    @Override
    public void writeJson(StringBuilder out) {
      out.append(literal);
    }

    @Override
    public void writeXml(StringBuilder out) {
      out.append(literal);
    }
  }
}
