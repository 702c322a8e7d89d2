package dev.signalbox.transport.http.internal;

import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.format.xml.XmlFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which form a request's body has and which its answer gets (HDR-1, HDR-3). */
public final class ContentNegotiation {
  /** The value of Accept-Post. */
  public static final String ACCEPTED = "application/json, application/xml, text/xml";

  private static final Optional<BodyFormat> JSON = Optional.of(JsonFormat.INSTANCE);
  private static final Optional<BodyFormat> XML = Optional.of(XmlFormat.INSTANCE);

  /** What a client sends without a token must not cost much to judge: beyond, it states no wish. */
  private static final int MAX_RANGES = 100;

  private static final int MAX_ACCEPT = 4096;

  private ContentNegotiation() {}

  /**
   * The form of a request's body (HDR-1).
   *
   * @param contentType the values of Content-Type
   * @return empty when there is not exactly one, or none of the forms is meant, or the charset is
   *     not UTF-8
   */
  public static Optional<BodyFormat> ofContent(List<String> contentType) {
    if (contentType.size() != 1) {
      return Optional.empty();
    }
    // What nearly all requests have, known without taking it apart.
    if (contentType.get(0).equals("application/json")) {
      return JSON;
    }
    if (contentType.get(0).equals("application/xml")) {
      return XML;
    }
    List<String> parts = split(contentType.get(0), ';');
    for (String parameter : parts.subList(1, parts.size())) {
      int equals = parameter.indexOf('=');
      if (equals < 0) {
        if (!parameter.isBlank()) {
          return Optional.empty();
        }
      } else if (parameter.substring(0, equals).strip().equalsIgnoreCase("charset")
          && !isUtf8(unquote(parameter.substring(equals + 1).strip()))) {
        return Optional.empty();
      }
    }
    return switch (parts.get(0).strip().toLowerCase(Locale.ROOT)) {
      case "application/json" -> JSON;
      case "application/xml", "text/xml" -> XML;
      default -> Optional.empty();
    };
  }

  /**
   * The form of an answer (HDR-3).
   *
   * @param accept the values of Accept
   * @param own the request's own form
   * @return the form that the client prefers; its own where it prefers none or wants neither
   */
  public static BodyFormat ofAnswer(List<String> accept, BodyFormat own) {
    if (accept.isEmpty()) {
      return own;
    }
    if (accept.size() == 1) {
      switch (accept.get(0)) {
        case "*/*" -> {
          return own;
        }
        case "application/json" -> {
          return JsonFormat.INSTANCE;
        }
        case "application/xml" -> {
          return XmlFormat.INSTANCE;
        }
        default -> {}
      }
    }
    List<Range> ranges = new ArrayList<>();
    for (String line : accept) {
      if (line.length() > MAX_ACCEPT) {
        return own;
      }
      for (String range : split(line, ',')) {
        if (ranges.size() == MAX_RANGES) {
          return own;
        }
        Range.parse(range).ifPresent(ranges::add);
      }
    }
    int json = Range.quality(ranges, "application/json", "application/problem+json");
    int xml = Range.quality(ranges, "application/xml", "text/xml", "application/problem+xml");
    return json == xml ? own : json > xml ? JsonFormat.INSTANCE : XmlFormat.INSTANCE;
  }

  /** One range of an Accept header, with its quality in thousandths. */
  private record Range(String type, int quality) {
    static Optional<Range> parse(String text) {
      List<String> parts = split(text, ';');
      int quality = 1000;
      for (String parameter : parts.subList(1, parts.size())) {
        String p = parameter.strip().toLowerCase(Locale.ROOT);
        if (p.startsWith("q") && p.substring(1).strip().startsWith("=")) {
          Optional<Integer> q = thousandths(p.substring(p.indexOf('=') + 1).strip());
          if (q.isEmpty()) {
            return Optional.empty();
          }
          quality = q.get();
        }
      }
      return Optional.of(new Range(parts.get(0).strip().toLowerCase(Locale.ROOT), quality));
    }

    /** RFC 9110: 0 or 1, and up to three decimals. */
    private static Optional<Integer> thousandths(String q) {
      if (!q.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?")) {
        return Optional.empty();
      }
      return Optional.of((int) Math.round(Double.parseDouble(q) * 1000));
    }

    /**
     * How much a form is wanted: by its main type, which wildcards mean as well, or by an alias
     * that is named outright.
     */
    static int quality(List<Range> ranges, String main, String... aliases) {
      int best = 0;
      int rank = 0;
      for (Range range : ranges) {
        int specificity =
            range.type.equals(main)
                ? 3
                : range.type.equals("application/*") ? 2 : range.type.equals("*/*") ? 1 : 0;
        if (specificity > rank || (specificity == rank && rank > 0 && range.quality > best)) {
          rank = specificity;
          best = range.quality;
        }
      }
      for (Range range : ranges) {
        for (String alias : aliases) {
          if (range.type.equals(alias)) {
            best = Math.max(best, range.quality);
          }
        }
      }
      return best;
    }
  }

  private static boolean isUtf8(String charset) {
    return charset.equalsIgnoreCase("utf-8") || charset.equalsIgnoreCase("utf8");
  }

  private static String unquote(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** Splits outside quotes; at least one part. */
  private static List<String> split(String text, char at) {
    List<String> parts = new ArrayList<>(2);
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\') {
        i++;
      } else if (c == at && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}
