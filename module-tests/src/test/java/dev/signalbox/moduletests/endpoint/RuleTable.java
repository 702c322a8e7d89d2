package dev.signalbox.moduletests.endpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tables of inputs and outcomes, as text: {@code outcome ; outcome ; input} on a line, and before
 * the lines of a rule its sentence, as a comment. In an input {@code |} is a line's end, {@code
 * <0A>} a byte, {@code <9*x>} nine times {@code x}.
 */
final class RuleTable {
  private static final Pattern ESCAPE =
      Pattern.compile("<([0-9A-F]{2})>|<([0-9]+)\\*([^>]+)>|(\\|)");

  private RuleTable() {}

  /** A line; its input as bytes, and as it is written. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(String first, String second, String text, byte[] input) {}

  static List<Row> read(String name) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (InputStream in = Objects.requireNonNull(RuleTable.class.getResourceAsStream(name))) {
      for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          String[] parts = line.split(" ; ", 3);
          String second = new String(bytes(parts[1]), ISO_8859_1);
          rows.add(new Row(parts[0], second, parts[2], bytes(parts[2])));
        }
      }
    }
    return rows;
  }

  private static byte[] bytes(String text) {
    StringBuilder bytes = new StringBuilder();
    String utf8 = new String(text.getBytes(UTF_8), ISO_8859_1);
    Matcher escape = ESCAPE.matcher(utf8);
    int from = 0;
    while (escape.find()) {
      bytes.append(utf8, from, escape.start());
      from = escape.end();
      if (escape.group(1) != null) {
        bytes.append((char) Integer.parseInt(escape.group(1), 16));
      } else if (escape.group(2) != null) {
        bytes.append(escape.group(3).repeat(Integer.parseInt(escape.group(2))));
      } else {
        bytes.append("\r\n");
      }
    }
    return bytes.append(utf8.substring(from)).toString().getBytes(ISO_8859_1);
  }
}
