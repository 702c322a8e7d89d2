package dev.signalbox.core.internal.json;

import dev.signalbox.core.internal.text.Utf8;
import jakarta.json.stream.JsonParsingException;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says where a JSON document is malformed, and what was expected there. The place is counted in the
 * document itself: behind its end, Parsson's own location points beyond the text.
 */
final class JsonFault {
  private static final Pattern EXPECTED_TOKENS = Pattern.compile("Expected tokens are: \\[(.*)]");
  private static final Pattern EXPECTED_CHAR = Pattern.compile("expecting '(.)'");
  private static final Map<String, String> WORDS =
      Map.of(
          "CURLYOPEN", "a value",
          "SQUAREOPEN", "a value",
          "NUMBER", "a value",
          "TRUE", "a value",
          "FALSE", "a value",
          "NULL", "a value",
          "COMMA", "a comma",
          "COLON", "a colon",
          "CURLYCLOSE", "}",
          "SQUARECLOSE", "]");

  private JsonFault() {}

  /** A sentence that continues "is not well-formed JSON: ". */
  static String describe(byte[] body, JsonParsingException fault) {
    char[] document;
    try {
      document = Utf8.decode(body);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the scanner has read it as UTF-8", e);
    }
    String message = String.valueOf(fault.getMessage());
    int end = endOfText(document);
    if (end == 0) {
      return "it is empty.";
    }
    boolean atEnd = message.contains("token=EOF") || message.contains("char -1");
    long offset = fault.getLocation() == null ? -1 : fault.getLocation().getStreamOffset();
    if (!atEnd && (offset < 0 || offset >= document.length)) {
      return "its structure is broken.";
    }
    String expected = expected(message, inArray(document, atEnd ? end : (int) offset));
    return atEnd
        ? "it ends at " + place(document, end) + expected + "."
        : "see " + place(document, (int) offset) + expected + ".";
  }

  private static int endOfText(char[] document) {
    int end = document.length;
    while (end > 0 && document[end - 1] <= ' ') {
      end--;
    }
    return end;
  }

  /** Whether the innermost structure that is open there is an array; Parsson does not tell. */
  private static boolean inArray(char[] document, int offset) {
    StringBuilder open = new StringBuilder();
    boolean inString = false;
    for (int i = 0; i < offset; i++) {
      char c = document[i];
      if (inString) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          inString = false;
        }
      } else if (c == '"') {
        inString = true;
      } else if (c == '{' || c == '[') {
        open.append(c);
      } else if ((c == '}' || c == ']') && !open.isEmpty()) {
        open.setLength(open.length() - 1);
      }
    }
    return !open.isEmpty() && open.charAt(open.length() - 1) == '[';
  }

  private static String place(char[] document, int offset) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < offset; i++) {
      if (document[i] == '\n') {
        line++;
        column = 1;
      } else if (!Character.isLowSurrogate(document[i])) {
        column++;
      }
    }
    return "line " + line + ", column " + column;
  }

  private static String expected(String message, boolean inArray) {
    Matcher character = EXPECTED_CHAR.matcher(message);
    if (character.find()) {
      return ", where " + character.group(1) + " is expected";
    }
    Matcher tokens = EXPECTED_TOKENS.matcher(message);
    if (!tokens.find()) {
      return "";
    }
    Set<String> words = new LinkedHashSet<>();
    String[] names = tokens.group(1).split(", ", -1);
    for (String name : names) {
      words.add(
          name.equals("STRING")
              ? (names.length > 2 ? "a value" : "a member's name in quotes")
              : inArray && name.equals("CURLYCLOSE") ? "]" : WORDS.getOrDefault(name, name));
    }
    return ", where " + String.join(" or ", words) + " is expected";
  }
}
