package dev.signalbox.engine.netty.internal.http;

/** Text of clients for a log: cut, and without characters that a terminal would obey. */
public final class PrintableText {
  private PrintableText() {}

  /** The text, with an escape for each character that is not printable ASCII. */
  public static String of(String text, int maxLength) {
    StringBuilder printable = new StringBuilder(Math.min(text.length(), maxLength) + 1);
    for (int i = 0; i < text.length(); i++) {
      if (i == maxLength) {
        return printable.append('…').toString();
      }
      char c = text.charAt(i);
      if ((c >= ' ' && c < 0x7f) || c == '…') {
        printable.append(c);
      } else {
        printable.append("\\u").append(Integer.toHexString(0x10000 | c).substring(1));
      }
    }
    return printable.toString();
  }
}
