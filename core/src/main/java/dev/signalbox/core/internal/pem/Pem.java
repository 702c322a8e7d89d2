package dev.signalbox.core.internal.pem;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PEM text (RFC 7468). It is read as people have it: with line ends written as backslash and n, as
 * environment variables and secret stores hold it, in quotes or not.
 */
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private Pem() {}

  /**
   * A block.
   *
   * @param label such as {@code PRIVATE KEY}
   * @param body what stands between the two lines
   */
  public record Block(String label, String body) {
    /** Whether this is a private key, of whatever kind. */
    public boolean isPrivateKey() {
      return label.endsWith("PRIVATE KEY");
    }

    /**
     * The content.
     *
     * @throws IllegalArgumentException when it is not base64; there is nothing of it in the message
     */
    public byte[] der() {
      try {
        return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
      } catch (IllegalArgumentException notBase64) {
        throw new IllegalArgumentException("the PEM block is not base64");
      }
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** The blocks of a text in their order; none when it is no PEM text. */
  public static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(withLineEnds(text));
    while (block.find()) {
      blocks.add(new Block(block.group(1), block.group(2)));
    }
    return blocks;
  }

  private static String withLineEnds(String text) {
    return text.indexOf('\\') < 0
        ? text
        : text.replace("\\r\\n", "\n").replace("\\n", "\n").replace("\\r", "\n");
  }

  /** A block as text. */
  public static String write(String label, byte[] der) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
