package dev.signalbox.standalone.landing;

import java.util.List;
import java.util.Locale;

/** Whether a client wants HTML rather than the contract's forms, as browsers do (HDR-3). */
final class HtmlPreference {
  private static final int MAX_RANGES = 100;
  private static final List<String> HTML = List.of("text/html");
  private static final List<String> OTHERS =
      List.of(
          "application/json",
          "application/problem+json",
          "application/xml",
          "application/problem+xml",
          "text/xml",
          "application/*",
          "*/*");

  private HtmlPreference() {}

  /** HTML must be named, and be wanted more than JSON and XML, or as much and named earlier. */
  static boolean of(List<String> accept) {
    String[] ranges = String.join(",", accept).toLowerCase(Locale.ROOT).split(",", MAX_RANGES);
    double html = 0;
    double other = 0;
    boolean htmlFirst = false;
    for (String range : ranges) {
      String type = range.split(";", 2)[0].strip();
      double quality = quality(range);
      if (HTML.contains(type)) {
        html = Math.max(html, quality);
        htmlFirst |= other < quality;
      } else if (OTHERS.contains(type)) {
        other = Math.max(other, quality);
      }
    }
    return html > other || (html > 0 && html == other && htmlFirst);
  }

  private static double quality(String range) {
    for (String parameter : range.split(";", -1)) {
      String[] parts = parameter.strip().split("=", 2);
      if (parts.length == 2 && parts[0].strip().equals("q")) {
        return parts[1].strip().matches("[01](\\.[0-9]{0,3})?")
            ? Double.parseDouble(parts[1].strip())
            : 0;
      }
    }
    return 1;
  }
}
