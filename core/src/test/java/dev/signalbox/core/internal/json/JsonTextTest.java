package dev.signalbox.core.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON as it is written: commas, and what is escaped. */
class JsonTextTest {
  @Test
  void commasStandBetweenMembersAndBetweenElements() {
    assertEquals(
        "{\"a\":1,\"b\":[],\"c\":[true,false,\"x\",null,[2],{}],\"d\":{\"e\":{}},\"f\":\"\"}",
        new JsonText()
            .object()
            .name("a")
            .value(1)
            .name("b")
            .array()
            .endArray()
            .name("c")
            .array()
            .value(true)
            .value(false)
            .value("x")
            .raw("null")
            .array()
            .value(2)
            .endArray()
            .object()
            .endObject()
            .endArray()
            .name("d")
            .object()
            .name("e")
            .object()
            .endObject()
            .endObject()
            .name("f")
            .value("")
            .endObject()
            .toString());
  }

  @Test
  void namesAreQuotedAsValuesAre() {
    assertEquals(
        "{\"\\\"\\n\":1}", new JsonText(0).object().name("\"\n").value(1).endObject().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "0000, \\u0000",
    "0008, \\u0008",
    "0009, \\t",
    "000A, \\n",
    "000C, \\u000c",
    "000D, \\r",
    "001F, \\u001f",
    "0022, \\\"",
    "005C, \\\\",
    "007F, \\u007f",
    "0080, \\u0080",
    "009F, \\u009f",
    "2028, \\u2028",
    "2029, \\u2029",
    "D800, \\ud800",
    "DBFF, \\udbff",
    "DC00, \\udc00",
    "DFFF, \\udfff"
  })
  void whatCouldNotStandInALineOrInUtf8IsEscaped(String hex, String written) {
    String text = String.valueOf((char) Integer.parseInt(hex, 16));
    assertEquals('"' + written + '"', new JsonText().value(text).toString());
    assertEquals("\"ab" + written + "c\"", new JsonText().value("ab" + text + "c").toString());
    assertEquals(
        '"' + written + written + "\u00E9\"",
        new JsonText().value(text + text + "\u00E9").toString());
  }

  @ParameterizedTest
  @CsvSource({"0020", "0021", "007E", "00A0", "00E9", "2027", "202A", "D7FF", "E000", "FFFF"})
  void everythingElseIsWrittenAsItIs(String hex) {
    String text = String.valueOf((char) Integer.parseInt(hex, 16));
    assertEquals('"' + text + '"', new JsonText().value(text).toString());
    assertEquals("\"\\n" + text + "a\"", new JsonText().value("\n" + text + "a").toString());
  }

  @Test
  void aSurrogatePairIsWrittenAsItIsAndHalfOfOneEscaped() {
    assertEquals("\"\uD83D\uDE00\"", new JsonText().value("\uD83D\uDE00").toString());
    assertEquals(
        "\"\\ud83d\uD83D\uDE00\\ude00a\"",
        new JsonText().value("\uD83D\uD83D\uDE00\uDE00a").toString());
    assertEquals("\"\\ud83da\\ud83d\"", new JsonText().value("\uD83Da\uD83D").toString());
  }
}
