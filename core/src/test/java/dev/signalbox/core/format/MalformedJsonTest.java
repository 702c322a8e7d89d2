package dev.signalbox.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sender reads about a body that is no JSON: where, and what was expected there. */
class MalformedJsonTest {
  private static final String BATCH =
      "{\"service\":\"S\",\n\"events\":[{\"type\":\"IntelligenceSignal__Category\",\"value\":\"A\","
          + "\"startTime\":1,\"details\":{\"BeginOffsetMillis\":[1,true,null]}}]}";

  private static String detail(String body) {
    Violation violation = JsonFormat.INSTANCE.readBatch(body.getBytes(UTF_8)).violations().get(0);
    assertEquals(Clause.BODY_4, violation.clause());
    return violation.detail();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|it is empty.",
        "`  \n `|it is empty.",
        "{|it ends at line 1, column 2, where a member's name in quotes or } is expected.",
        "{\"a\"|it ends at line 1, column 5, where a colon is expected.",
        "{\"a\":|it ends at line 1, column 6, where a value is expected.",
        "{\"a\":1|it ends at line 1, column 7, where a comma or } is expected.",
        "{\"a\":[1|it ends at line 1, column 8, where a comma or ] is expected.",
        "{\"a\":[1]|it ends at line 1, column 9, where a comma or } is expected.",
        "{\"a\":[\"b\"]|it ends at line 1, column 11, where a comma or } is expected.",
        "{\"a\":[[]|it ends at line 1, column 9, where a comma or ] is expected.",
        "{\"a\":[{}|it ends at line 1, column 9, where a comma or ] is expected.",
        "{\"a\":[{\"b\":1|it ends at line 1, column 13, where a comma or } is expected.",
        "{\"a\":[\"]\"|it ends at line 1, column 10, where a comma or ] is expected.",
        "{\"[\":\"[\"|it ends at line 1, column 9, where a comma or } is expected.",
        "{\"a\":[\"\\\"]\"|it ends at line 1, column 12, where a comma or ] is expected.",
        "{\"a\":[\"\\\\\"|it ends at line 1, column 11, where a comma or ] is expected.",
        "`{\"a\":1 \n `|it ends at line 1, column 7, where a comma or } is expected.",
        "`{\n\"a\":1`|it ends at line 2, column 6, where a comma or } is expected.",
        "{\"a\":[1}|see line 1, column 8, where a comma is expected.",
        "{\"a\":{\"b\":[],\"c\":1]|see line 1, column 19, where a comma is expected.",
        "`{\"a\":1}{`|see line 1, column 8.",
        "]|see line 1, column 1, where a value is expected.",
        "{\"a\":\"x|it ends at line 1, column 8.",
        "{\"a\":nul|it ends at line 1, column 9, where l is expected.",
        "{\"a\":1,}|see line 1, column 8, where a member's name in quotes is expected.",
        "{\"a\":01}|see line 1, column 7, where a comma is expected.",
        "{a:1}|see line 1, column 2.",
        "`{\n\n \"a\" 1}`|see line 3, column 6, where a colon is expected.",
        "`{\"😀\" 1}`|see line 1, column 6, where a colon is expected.",
      })
  void saysWhereAndWhatWasExpected(String body, String expected) {
    assertEquals("The body is not well-formed JSON: " + expected, detail(body));
  }

  /** Whatever a body is cut to, the place lies within the text. */
  @Property
  void aBodyThatIsCutOffEndsWhereItEnds(@ForAll @IntRange(min = 1, max = 140) int length) {
    String cut = BATCH.substring(0, Math.min(length, BATCH.length() - 1));
    String line = cut.substring(cut.lastIndexOf('\n') + 1).stripTrailing();
    String detail = detail(cut);
    assertTrue(
        detail.contains("column " + (line.length() + 1)) || detail.contains("line 1, column"),
        () -> cut + " -> " + detail);
  }
}
