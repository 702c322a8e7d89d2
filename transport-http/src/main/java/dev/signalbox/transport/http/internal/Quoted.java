package dev.signalbox.transport.http.internal;

/** Text from outside, as it may stand in a message or a log line. */
public final class Quoted {
  private static final int MAX_SHOWN = 60;

  private Quoted() {}

  /** In quotes, shortened, and with everything but printable ASCII escaped. */
  public static String of(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      if (i == MAX_SHOWN) {
        out.append("...");
        break;
      }
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~') {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.append('"').toString();
  }
}
