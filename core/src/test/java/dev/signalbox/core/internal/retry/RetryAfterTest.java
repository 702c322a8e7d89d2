package dev.signalbox.core.internal.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RES-4: when to try again. */
class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

  private static Optional<Duration> parse(String value) {
    return RetryAfter.parse(value, NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "120|120",
        " 7 |7",
        "Mon, 05 Jan 2026 10:01:00 GMT|60",
        "Monday, 05-Jan-26 10:01:00 GMT|60",
        "Mon Jan  5 10:01:00 2026|60",
        "Wed Jan 14 10:00:00 2026|777600",
        "Mon, 05 Jan 2026 09:59:00 GMT|0",
        "99999999999999999999999|31536000",
        "Fri, 31 Dec 9999 23:59:59 GMT|31536000",
        "9|9",
        "31535999|31535999",
        "31536000|31536000",
        "31536001|31536000",
        "99999999|31536000",
        "00000007|7",
        "000000007|31536000",
        "Tue, 05 Jan 2027 10:00:00 GMT|31536000",
        "Tue, 05 Jan 2027 09:59:59 GMT|31535999"
      })
  void readsSecondsAndDates(String value, long seconds) {
    assertEquals(Optional.of(Duration.ofSeconds(seconds)), parse(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "1.5",
        "soon",
        "7/",
        "7:",
        "١٢",
        "2026-01-05T10:01:00Z",
        "Mon, 99 Jan 2026 10:01:00 GMT"
      })
  void whatCannotBeReadIsAbsent(String value) {
    assertEquals(Optional.empty(), parse(value));
  }

  @Property
  void readsEveryDateThatHttpWrites(@ForAll @LongRange(min = 0, max = 31_000_000) long seconds) {
    String date =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC)
            .format(NOW.plus(seconds, ChronoUnit.SECONDS));
    assertEquals(Optional.of(Duration.ofSeconds(seconds)), parse(date));
  }

  @Property
  void backoffStaysWithinItsBounds(
      @ForAll @IntRange(min = 1, max = 1000) int failures,
      @ForAll @LongRange(min = 1, max = 10_000) long first,
      @ForAll @LongRange(min = 10_000, max = 100_000) long most,
      @ForAll long seed) {
    long nanos =
        new Backoff(Duration.ofMillis(first), Duration.ofMillis(most))
            .nanos(failures, new Random(seed).nextDouble());
    long bound = Duration.ofMillis(most).toNanos();
    if (failures < 20) {
      bound = Math.min(bound, Duration.ofMillis(first << (failures - 1)).toNanos());
    }
    assertTrue(nanos >= 0 && nanos <= bound, () -> nanos + " ns");
  }
}
