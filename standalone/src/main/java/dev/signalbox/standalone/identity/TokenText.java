package dev.signalbox.standalone.identity;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens as they may be shown: their header and claims, and nothing of the signature. */
public final class TokenText {
  private static final String BEARER = "Bearer ";

  private TokenText() {}

  /** The token of a request, where there is one Authorization header of that scheme. */
  public static Optional<String> ofHeader(List<String> authorization) {
    return authorization.size() == 1
            && authorization.get(0).strip().regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(authorization.get(0).strip().substring(BEARER.length()).strip())
        : Optional.empty();
  }

  /** The value of an Authorization header, cut to the token's claims. */
  public static String shown(String authorization) {
    Optional<String> token = ofHeader(List.of(authorization));
    if (token.isEmpty()) {
      int space = authorization.strip().indexOf(' ');
      String scheme = space > 0 && space <= 20 ? authorization.strip().substring(0, space) : "";
      return (scheme.isEmpty() ? "" : scheme + " ") + "(hidden)";
    }
    return BEARER
        + part(token.get(), 1)
            .map(TokenText::json)
            .orElse("(not a JWT, " + token.get().length() + " characters)");
  }

  /** The JSON text of an object. */
  public static String json(Map<String, DocumentValue> object) {
    return new String(JsonFormat.INSTANCE.writeObject(object), StandardCharsets.UTF_8);
  }

  /**
   * A part of a token that is a JSON object.
   *
   * @param index 0 for the header, 1 for the claims
   */
  public static Optional<Map<String, DocumentValue>> part(String token, int index) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      Validated<Map<String, DocumentValue>> object =
          JsonFormat.INSTANCE.readObject(Base64.getUrlDecoder().decode(parts[index]));
      return object.isValid() ? Optional.of(object.orThrow()) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** As which call center a token speaks, whether or not it is good. */
  public static Optional<CallCenterId> callCenter(String token) {
    Optional<Map<String, DocumentValue>> claims = part(token, 1);
    Optional<String> org = claims.map(c -> c.get("iss")).flatMap(DocumentValue::asText);
    Optional<String> name = claims.map(c -> c.get("sub")).flatMap(DocumentValue::asText);
    if (org.isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(CallCenterId.of(org.get(), name.get()));
    } catch (ContractViolationException invalid) {
      return Optional.empty();
    }
  }
}
