package dev.signalbox.core.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Integers of 64 bits as JSON and XML write them. */
class IntegersTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "9, 9",
    "-17, -17",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void bothFormsWriteAnInteger(String literal, long integer) {
    assertEquals(OptionalLong.of(integer), Integers.json(literal));
    assertEquals(OptionalLong.of(integer), Integers.xml(literal));
  }

  @ParameterizedTest
  @CsvSource({"+7, 7", "+007, 7", "-007, -7", "' \t\r\n7\n\r\t ', 7"})
  void xmlAllowsAPlusAndWhiteSpaceAround(String text, long integer) {
    assertEquals(OptionalLong.of(integer), Integers.xml(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+7", " 7", "7 "})
  void jsonAllowsNeither(String literal) {
    assertEquals(OptionalLong.empty(), Integers.json(literal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+",
        "+-1",
        "-+1",
        "--1",
        "1-",
        "1.0",
        "1e3",
        "1 2",
        "1/",
        "1:",
        "\u0661",
        "1\u0661",
        "9223372036854775808",
        "-9223372036854775809"
      })
  void nothingElseIsAnInteger(String text) {
    assertEquals(OptionalLong.empty(), Integers.json(text));
    assertEquals(OptionalLong.empty(), Integers.xml(text));
  }
}
