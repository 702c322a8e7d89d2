package dev.signalbox.tokens;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a token says, and everything that is wrong with it as far as the token alone shows. Nothing
 * of it may be believed before the signature is verified. Not thread-safe.
 */
final class ParsedToken {
  final List<Violation> violations = new ArrayList<>();
  @Nullable CompactJws jws;
  boolean rs256;
  @Nullable CallCenterId callCenter;
  @Nullable BigDecimal exp;
  boolean expired;
  BigDecimal begin = NumericDate.NEVER_AHEAD;
  @Nullable String jti;

  void refuse(Clause clause, String detail) {
    violations.add(new Violation(clause, "", detail));
  }

  /** Everything that is wrong, in the order of the token. */
  List<Violation> violations() {
    return violations;
  }

  /** The parts; empty when the token does not have three. */
  Optional<CompactJws> jws() {
    return Optional.ofNullable(jws);
  }

  /** Whether the header asks for the one algorithm that is accepted. */
  boolean isRs256() {
    return rs256;
  }

  /** Which call center the token claims to come from; empty when that is wrong or missing. */
  Optional<CallCenterId> callCenter() {
    return Optional.ofNullable(callCenter);
  }

  /** Whether the token has expired. Its first violation then holds from now on. */
  boolean hasExpired() {
    return expired;
  }

  /** The token's id; empty when it has none, or a wrong one. */
  Optional<String> jti() {
    return Optional.ofNullable(jti);
  }

  /**
   * When the token expires, rounded up to the nanosecond.
   *
   * @throws IllegalStateException when there are violations
   */
  Instant expiresAt() {
    if (exp == null || !violations.isEmpty()) {
      throw new IllegalStateException("a wrong token has no expiry");
    }
    return NumericDate.toInstant(exp);
  }

  /**
   * From when on the token's times are right, rounded up to the nanosecond. Earlier, its {@code
   * iat} or {@code nbf} would lie ahead, or its {@code exp} too far where it has no {@code iat}.
   *
   * @throws IllegalStateException when there are violations
   */
  Instant goodFrom() {
    expiresAt();
    return NumericDate.toInstant(begin);
  }
}
