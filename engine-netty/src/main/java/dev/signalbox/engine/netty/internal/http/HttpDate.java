package dev.signalbox.engine.netty.internal.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time as the header Date has it, written once a second. */
public record HttpDate(long second, String text) {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private static volatile HttpDate last = of(0);

  private static HttpDate of(long second) {
    return new HttpDate(second, FORMAT.format(Instant.ofEpochSecond(second)));
  }

  /** The time now. */
  public static String now() {
    long second = Math.floorDiv(System.currentTimeMillis(), 1000L);
    HttpDate date = last;
    if (date.second != second) {
      date = of(second);
      last = date;
    }
    return date.text;
  }
}
