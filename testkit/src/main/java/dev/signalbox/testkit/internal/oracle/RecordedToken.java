package dev.signalbox.testkit.internal.oracle;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A token without its signature, so that it can't be used. Its {@code jti} is replaced by a marker:
 * the same one where the same {@code jti} came again.
 *
 * @param header its header
 * @param claims its claims
 */
public record RecordedToken(JsonObject header, JsonObject claims) {
  static final JsonProvider JSON = JsonProvider.provider();
  private static final int MARKER_BYTES = 6;

  /**
   * The token in the value of an Authorization header.
   *
   * @param markers makes markers of ids; its key is never written
   * @return empty where there is no token, or none that can be read
   */
  public static Optional<RecordedToken> of(String authorization, Mac markers) {
    String[] words = authorization.strip().split(" +", 2);
    String[] parts = words.length == 2 ? words[1].strip().split("\\.", -1) : new String[0];
    if (parts.length < 2 || !words[0].equalsIgnoreCase("Bearer")) {
      return Optional.empty();
    }
    Optional<JsonObject> header = object(parts[0]);
    Optional<JsonObject> claims = object(parts[1]);
    if (header.isEmpty() || claims.isEmpty()) {
      return Optional.empty();
    }
    JsonObjectBuilder marked = JSON.createObjectBuilder();
    claims
        .get()
        .forEach(
            (name, value) -> {
              if (name.equals("jti")) {
                marked.add(name, marker(value, markers));
              } else if (SecretRemover.isSecret(name)) {
                marked.add(name, SecretRemover.REMOVED);
              } else {
                marked.add(name, value);
              }
            });
    return Optional.of(new RecordedToken(header.get(), marked.build()));
  }

  /** A key for markers, which lives as long as this process. */
  public static Mac markers(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String marker(JsonValue jti, Mac markers) {
    byte[] hash;
    synchronized (markers) {
      hash = markers.doFinal(jti.toString().getBytes(StandardCharsets.UTF_8));
    }
    StringBuilder marker = new StringBuilder("jti-");
    for (int i = 0; i < MARKER_BYTES; i++) {
      marker.append(String.format("%02x", hash[i]));
    }
    return marker.toString();
  }

  private static Optional<JsonObject> object(String part) {
    try {
      return Optional.of(
          read(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8)));
    } catch (JsonException | IllegalStateException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static JsonObject read(String json) {
    try (JsonReader reader = JSON.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
