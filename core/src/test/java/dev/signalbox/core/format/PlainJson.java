package dev.signalbox.core.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * JSON as RFC 8259 and BODY-4 define it, read into a tree in the plainest way: what the streaming
 * reader is compared with.
 */
final class PlainJson {
  sealed interface Node {}

  record Obj(Map<String, Node> members) implements Node {}

  record Arr(List<Node> elements) implements Node {}

  record Str(String text) implements Node {}

  record Num(String literal) implements Node {}

  record Bool(boolean value) implements Node {}

  record Nil() implements Node {}

  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final String text;
  private int at;

  private PlainJson(String text) {
    this.text = text;
  }

  /** The document's tree; empty where BODY-4 says that it can't be read. */
  static Optional<Node> read(byte[] document) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
      PlainJson reader = new PlainJson(text.startsWith("\uFEFF") ? text.substring(1) : text);
      Node node = reader.value(0);
      reader.space();
      return reader.at == reader.text.length() ? Optional.of(node) : Optional.empty();
    } catch (CharacterCodingException | Malformed e) {
      return Optional.empty();
    }
  }

  /** The tree as JSON text; member names and strings escaped where they must be. */
  static String write(Node node) {
    StringBuilder out = new StringBuilder();
    write(node, out);
    return out.toString();
  }

  private static void write(Node node, StringBuilder out) {
    if (node instanceof Obj object) {
      out.append('{');
      String comma = "";
      for (Map.Entry<String, Node> member : object.members().entrySet()) {
        out.append(comma);
        comma = ",";
        write(new Str(member.getKey()), out);
        out.append(':');
        write(member.getValue(), out);
      }
      out.append('}');
    } else if (node instanceof Arr array) {
      out.append('[');
      String comma = "";
      for (Node element : array.elements()) {
        out.append(comma);
        comma = ",";
        write(element, out);
      }
      out.append(']');
    } else if (node instanceof Str string) {
      out.append('"');
      for (char c : string.text().toCharArray()) {
        if (c < 0x20 || c == '"' || c == '\\' || Character.isSurrogate(c)) {
          out.append(String.format("\\u%04X", (int) c));
        } else {
          out.append(c);
        }
      }
      out.append('"');
    } else if (node instanceof Num number) {
      out.append(number.literal());
    } else if (node instanceof Bool bool) {
      out.append(bool.value());
    } else {
      out.append("null");
    }
  }

  private Node value(int depth) throws Malformed {
    space();
    char c = peek();
    if (c == '{' || c == '[') {
      require(depth < 64);
      at++;
      return c == '{' ? object(depth + 1) : array(depth + 1);
    }
    if (c == '"') {
      at++;
      return new Str(string());
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
      return number();
    }
    for (String word : List.of("true", "false", "null")) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("null") ? new Nil() : new Bool(word.equals("true"));
      }
    }
    throw new Malformed();
  }

  private Node object(int depth) throws Malformed {
    Map<String, Node> members = new LinkedHashMap<>();
    space();
    if (peek() == '}') {
      at++;
      return new Obj(members);
    }
    while (true) {
      space();
      require(take() == '"');
      String name = string();
      space();
      require(take() == ':');
      require(members.put(name, value(depth)) == null);
      space();
      char next = take();
      if (next == '}') {
        return new Obj(members);
      }
      require(next == ',');
    }
  }

  private Node array(int depth) throws Malformed {
    List<Node> elements = new ArrayList<>();
    space();
    if (peek() == ']') {
      at++;
      return new Arr(elements);
    }
    while (true) {
      elements.add(value(depth));
      space();
      char next = take();
      if (next == ']') {
        return new Arr(elements);
      }
      require(next == ',');
    }
  }

  private String string() throws Malformed {
    StringBuilder out = new StringBuilder();
    while (true) {
      char c = take();
      require(c >= 0x20);
      if (c == '"') {
        return out.toString();
      }
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = take();
      int simple = "\"\\/bfnrt".indexOf(escape);
      if (simple >= 0) {
        out.append("\"\\/\b\f\n\r\t".charAt(simple));
        continue;
      }
      require(escape == 'u');
      int unit = 0;
      for (int i = 0; i < 4; i++) {
        int digit = "0123456789abcdef".indexOf(Character.toLowerCase(take()));
        require(digit >= 0);
        unit = unit * 16 + digit;
      }
      out.append((char) unit);
    }
  }

  private Node number() throws Malformed {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int first = at;
    digits();
    require(text.charAt(first) != '0' || at == first + 1);
    if (at < text.length() && peek() == '.') {
      at++;
      digits();
    }
    if (at < text.length() && (peek() == 'e' || peek() == 'E')) {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    String literal = text.substring(start, at);
    require(literal.replaceAll("[^0-9]", "").length() <= 1000);
    return new Num(literal);
  }

  private void digits() throws Malformed {
    require(peek() >= '0' && peek() <= '9');
    while (at < text.length() && peek() >= '0' && peek() <= '9') {
      at++;
    }
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws Malformed {
    require(at < text.length());
    return text.charAt(at);
  }

  private char take() throws Malformed {
    char c = peek();
    at++;
    return c;
  }

  private static void require(boolean condition) throws Malformed {
    if (!condition) {
      throw new Malformed();
    }
  }
}
