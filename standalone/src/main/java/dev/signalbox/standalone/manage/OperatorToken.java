package dev.signalbox.standalone.manage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** The token that an operator's tools send: {@code Authorization: Bearer TOKEN}. Immutable. */
public final class OperatorToken {
  private static final String SCHEME = "Bearer ";

  private final byte[] token;

  /** A token. */
  public OperatorToken(String token) {
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Whether a request has it.
   *
   * @param authorization the values of its {@code Authorization} headers
   */
  public boolean isIn(List<String> authorization) {
    if (authorization.size() != 1) {
      return false;
    }
    String value = authorization.get(0).strip();
    // In a time that does not depend on where a wrong one differs.
    return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            token, value.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
  }
}
