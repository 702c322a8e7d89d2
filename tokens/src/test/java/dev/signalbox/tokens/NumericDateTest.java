package dev.signalbox.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AUTH-4: where times begin to be taken for more, or for less, than a clock can show. */
class NumericDateTest {
  private static final String MILLISECONDS = " (it is in seconds since 1970, not in milliseconds)";

  @ParameterizedTest
  @CsvSource({
    "253402300799, 9999-12-31T23:59:59Z",
    "253402300799.999999999, 9999-12-31T23:59:59.999999999Z",
    "-253402300799, -6060-01-02T00:00:01Z",
    "0, 1970-01-01T00:00:00Z",
  })
  void showsADateUpToTheYear9999AndAsFarBack(String time, String shown) {
    assertEquals(shown, NumericDate.show(new BigDecimal(time)));
  }

  @ParameterizedTest
  @CsvSource({
    "253402300800, after every calendar",
    "1772366400000, after every calendar",
    "-253402300800, before every calendar",
    "-1e19, before every calendar",
  })
  void saysOfEveryOtherTimeOnWhichSideOfTheCalendarItLies(String time, String shown) {
    assertEquals(shown + MILLISECONDS, NumericDate.show(new BigDecimal(time)));
  }

  @Test
  void readsExponentsOfElevenBitsAndTakesSmallerOnesForZero() {
    assertEquals(new BigDecimal("1e-2047"), NumericDate.parse("1e-2047"));
    assertEquals(BigDecimal.ZERO, NumericDate.parse("1e-2048"));
    assertEquals(new BigDecimal("-1e-2047"), NumericDate.parse("-1E-2047"));
    assertEquals(BigDecimal.ZERO, NumericDate.parse("-1E-2048"));
  }
}
