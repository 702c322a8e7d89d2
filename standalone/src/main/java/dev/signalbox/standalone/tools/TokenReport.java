package dev.signalbox.standalone.tools;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.standalone.identity.TokenText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A token's header and claims for people: times as dates, and what is left of its life. */
final class TokenReport {
  private static final Set<String> TIMES = Set.of("exp", "iat", "nbf");

  /** Up to the year 9999, which the calendar can show. */
  private static final BigDecimal MAX_TIME = new BigDecimal("253402300799");

  private static final int MAX_LITERAL = 30;

  private TokenReport() {}

  /** The lines; empty for what is no token. */
  static String of(String token, Instant now) {
    StringBuilder lines = new StringBuilder();
    part(lines, "header", TokenText.part(token, 0), now);
    part(lines, "claims", TokenText.part(token, 1), now);
    return lines.toString().stripTrailing();
  }

  private static void part(
      StringBuilder lines, String title, Optional<Map<String, DocumentValue>> part, Instant now) {
    if (part.isEmpty()) {
      return;
    }
    lines.append(title).append('\n');
    part.get()
        .forEach(
            (name, value) -> {
              lines.append("  ").append(name).append("  ").append(shown(value));
              time(name, value).ifPresent(at -> lines.append("  ").append(date(name, at, now)));
              lines.append('\n');
            });
  }

  private static String shown(DocumentValue value) {
    if (value instanceof DocumentValue.Text text) {
      return text.value();
    }
    String json =
        new String(JsonFormat.INSTANCE.writeObject(Map.of("v", value)), StandardCharsets.UTF_8);
    return json.substring("{\"v\":".length(), json.length() - 1);
  }

  private static Optional<Instant> time(String name, DocumentValue value) {
    if (!TIMES.contains(name)
        || !(value instanceof DocumentValue.Numeral numeral)
        || numeral.literal().length() > MAX_LITERAL) {
      return Optional.empty();
    }
    BigDecimal seconds = new BigDecimal(numeral.literal());
    return seconds.abs().compareTo(MAX_TIME) > 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(seconds.longValue()));
  }

  private static String date(String name, Instant at, Instant now) {
    Duration ahead = Duration.between(now.truncatedTo(ChronoUnit.SECONDS), at);
    String distance = span(ahead.abs());
    if (ahead.isNegative()) {
      return at
          + (name.equals("exp") ? ", expired " + distance + " ago" : ", " + distance + " ago");
    }
    return at + (name.equals("exp") ? ", " + distance + " left" : ", in " + distance);
  }

  private static String span(Duration span) {
    if (span.toHours() >= 48) {
      return span.toDays() + " days";
    }
    if (span.toHours() > 0) {
      return span.toHours() + " h " + span.toMinutesPart() + " min";
    }
    return span.toMinutes() > 0
        ? span.toMinutes() + " min " + span.toSecondsPart() + " s"
        : span.toSeconds() + " s";
  }
}
