package dev.signalbox.core.internal.retry;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** When a server asks to be tried again (RES-4): in seconds, or as one of HTTP's three dates. */
public final class RetryAfter {
  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(2000, 1, 1))
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.US)
              .withZone(ZoneOffset.UTC),
          new DateTimeFormatterBuilder()
              .appendPattern("EEE MMM ")
              .padNext(2)
              .appendValue(ChronoField.DAY_OF_MONTH)
              .appendPattern(" HH:mm:ss yyyy")
              .toFormatter(Locale.US)
              .withZone(ZoneOffset.UTC));

  /** Longer than any deadline, and short enough to be added to a time. */
  private static final Duration MAX = Duration.ofDays(365);

  private RetryAfter() {}

  /**
   * How long to wait.
   *
   * @param header the header's value
   * @param now by which a date is read
   * @return the time from now; empty where the value can't be read
   */
  public static Optional<Duration> parse(String header, Instant now) {
    String value = header.strip();
    if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of(
          value.length() > 8 ? MAX : bounded(Duration.ofSeconds(Long.parseLong(value))));
    }
    for (DateTimeFormatter date : DATES) {
      try {
        return Optional.of(bounded(Duration.between(now, ZonedDateTime.parse(value, date))));
      } catch (DateTimeParseException e) {
        // Perhaps one of the others.
      }
    }
    return Optional.empty();
  }

  private static Duration bounded(Duration delay) {
    if (delay.isNegative()) {
      return Duration.ZERO;
    }
    return delay.compareTo(MAX) > 0 ? MAX : delay;
  }
}
