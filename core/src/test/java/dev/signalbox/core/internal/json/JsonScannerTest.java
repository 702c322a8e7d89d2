package dev.signalbox.core.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.json.stream.JsonParser.Event;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document event by event, and the bounds of BODY-4. */
class JsonScannerTest {
  private static JsonScanner scanner(String document) throws UnreadableJsonException {
    return new JsonScanner(document.getBytes(UTF_8), "The file");
  }

  /** Reads a document to its end. */
  private static void read(String document) throws UnreadableJsonException {
    try (JsonScanner in = scanner(document)) {
      in.next();
      in.skip();
      in.end();
    }
  }

  private static String refusal(String document) {
    return assertThrows(UnreadableJsonException.class, () -> read(document)).getMessage();
  }

  private static String members(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "\"m" + i + "\":{}")
        .collect(Collectors.joining(","));
  }

  @Test
  void eventsComeWithTheirTextAndDepth() throws UnreadableJsonException {
    try (JsonScanner in = scanner("{\"a\":[\"b\",-1.5],\"c\":{}}")) {
      assertEquals(0, in.depth());
      assertEquals(Event.START_OBJECT, in.next());
      assertEquals(1, in.depth());
      assertEquals(Event.KEY_NAME, in.next());
      assertEquals("a", in.string());
      assertEquals("a", in.string());
      assertEquals(Event.START_ARRAY, in.next());
      assertEquals(2, in.depth());
      assertEquals(Event.VALUE_STRING, in.next());
      assertEquals("b", in.string());
      assertEquals(Event.VALUE_NUMBER, in.next());
      assertEquals("-1.5", in.string());
      assertEquals(Event.END_ARRAY, in.next());
      assertEquals(1, in.depth());
      assertEquals(Event.KEY_NAME, in.next());
      assertEquals("c", in.string());
      assertEquals(Event.START_OBJECT, in.next());
      assertEquals(Event.END_OBJECT, in.next());
      assertEquals(Event.END_OBJECT, in.next());
      assertEquals(0, in.depth());
      in.end();
    }
  }

  @Test
  void whatIsSkippedEndsWhereItsBracketCloses() throws UnreadableJsonException {
    try (JsonScanner in = scanner("[[[1],{\"a\":[]}],2]")) {
      in.next();
      in.next();
      in.skip();
      assertEquals(1, in.depth());
      assertEquals(Event.VALUE_NUMBER, in.next());
      assertEquals("2", in.string());
    }
  }

  @Test
  void aDocumentIsNestedSixtyFourDeepAtTheMost() {
    for (int depth : List.of(1, 7, 8, 9, 63, 64)) {
      assertDoesNotThrow(() -> read("[".repeat(depth) + "]".repeat(depth)));
      assertDoesNotThrow(() -> read("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)));
    }
    assertEquals("The file is nested more than 64 deep.", refusal("[".repeat(65)));
    assertEquals("The file is nested more than 64 deep.", refusal("{\"a\":".repeat(65)));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 15, 16, 17, 18, 40})
  void noMemberOccursTwiceInAnObjectOfAnySize(int size) {
    assertDoesNotThrow(() -> read("{" + members(0, size) + "}"));
    for (int again : List.of(0, size / 2, size - 1)) {
      assertEquals(
          "The member \"m" + again + "\" occurs twice in one JSON object.",
          refusal("{" + members(0, size) + ",\"m" + again + "\":1}"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 17, 40})
  void objectsInsideAndBesideEachOtherMayHaveTheSameMembers(int size) {
    String object = "{" + members(0, size) + "}";
    assertDoesNotThrow(() -> read("[" + object + "," + object + "]"));
    assertDoesNotThrow(
        () -> read("{" + members(0, size) + ",\"x\":" + object + "," + members(size, 50) + "}"));
    assertEquals(
        "The member \"m0\" occurs twice in one JSON object.",
        refusal("{" + members(0, size) + ",\"x\":" + object + ",\"m0\":1}"));
  }

  @Test
  void aNumberHasAThousandDigitsAtTheMost() {
    assertDoesNotThrow(() -> read("[" + "1".repeat(1000) + "]"));
    assertEquals("A number has more than 1000 digits.", refusal("[" + "1".repeat(1001) + "]"));
  }

  @Test
  void whatCannotBeReadNamesTheDocument() {
    assertEquals(
        "The file is not UTF-8.",
        assertThrows(
                UnreadableJsonException.class,
                () -> new JsonScanner(new byte[] {'[', (byte) 0xFF}, "The file"))
            .getMessage());
    assertEquals(
        "The file is not well-formed JSON: see line 1, column 2, where a value is expected.",
        refusal("[:]"));
  }

  @Test
  void parssonIsThere() {
    assertDoesNotThrow(ParssonParsers::require);
  }
}
