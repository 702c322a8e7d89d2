package dev.signalbox.testkit.internal.oracle;

import dev.signalbox.core.internal.text.Utf8;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The body of a request or an answer as it is recorded.
 *
 * @param content its bytes, without secrets
 * @param size how many bytes it had on the wire
 * @param missing why the content is not the whole body; empty where it is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes the bytes
public record RecordedBody(byte[] content, long size, Optional<String> missing) {
  private static final String TEXT = "body";
  private static final String BASE64 = "bodyBase64";
  private static final String SIZE = "bodyBytes";
  private static final String MISSING = "bodyMissing";

  /** No body. */
  public static RecordedBody none() {
    return new RecordedBody(new byte[0], 0, Optional.empty());
  }

  /**
   * What is recorded of a body.
   *
   * @param captured its beginning, or all of it
   * @param size how many bytes it had
   * @param encoding its Content-Encoding, or an empty text
   * @param personal takes out what is personal
   */
  public static RecordedBody of(
      byte[] captured, long size, String encoding, UnaryOperator<String> personal) {
    if (size == 0) {
      return none();
    }
    if (!encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
      // Secrets could hide in it.
      return omitted(size, "it is encoded");
    }
    Optional<String> cut =
        captured.length < size
            ? Optional.of("only its first " + captured.length + " bytes are here")
            : Optional.empty();
    Optional<String> text = utf8(captured, cut.isPresent());
    if (text.isPresent()) {
      String clean = personal.apply(SecretRemover.text(text.get()));
      return new RecordedBody(clean.getBytes(StandardCharsets.UTF_8), size, cut);
    }
    String bytes = new String(captured, StandardCharsets.ISO_8859_1);
    if (bytes.indexOf('\0') >= 0) {
      // UTF-16, or something of its kind, in which no secret would be found.
      return omitted(size, "it is no text in UTF-8");
    }
    String clean = personal.apply(SecretRemover.text(bytes));
    return new RecordedBody(clean.getBytes(StandardCharsets.ISO_8859_1), size, cut);
  }

  private static RecordedBody omitted(long size, String reason) {
    return new RecordedBody(new byte[0], size, Optional.of(reason));
  }

  /** The text, where it is UTF-8; of a body that was cut, without the character at the cut. */
  private static Optional<String> utf8(byte[] bytes, boolean cut) {
    for (int less = 0; less <= (cut ? Math.min(3, bytes.length) : 0); less++) {
      try {
        char[] text = Utf8.decode(java.util.Arrays.copyOf(bytes, bytes.length - less));
        String decoded = new String(text);
        return decoded.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(decoded);
      } catch (CharacterCodingException e) {
        // Perhaps the cut went through a character.
      }
    }
    return Optional.empty();
  }

  /** Whether the whole body is here. */
  public boolean isWhole() {
    return missing.isEmpty();
  }

  void write(JsonObjectBuilder out) {
    Optional<String> text = utf8(content, false);
    if (text.isPresent()) {
      out.add(TEXT, text.get());
    } else {
      out.add(BASE64, Base64.getEncoder().encodeToString(content));
    }
    out.add(SIZE, size);
    missing.ifPresent(reason -> out.add(MISSING, reason));
  }

  static RecordedBody read(JsonObject in) {
    byte[] content =
        in.containsKey(BASE64)
            ? Base64.getDecoder().decode(in.getString(BASE64))
            : in.getString(TEXT, "").getBytes(StandardCharsets.UTF_8);
    return new RecordedBody(
        content,
        in.containsKey(SIZE) ? in.getJsonNumber(SIZE).longValueExact() : content.length,
        Optional.ofNullable(in.getString(MISSING, null)));
  }
}
