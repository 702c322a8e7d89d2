package dev.signalbox.transport.kafka.internal.replay;

import dev.signalbox.core.spi.ReplayGuard.Verdict;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The used token ids of one partition of the log (AUTH-5). It is what the records up to now make of
 * it: the first claim of an id counts. Used by one thread.
 */
final class ClaimRegistry {
  private final Map<String, Scope> scopes = new HashMap<>();

  /**
   * A claim. It is its own key.
   *
   * @param high half of the id's digest
   * @param low the other half
   * @param expiresAt when it may be forgotten, in milliseconds
   * @param mark the claim's own mark, folded
   */
  private record Claim(long high, long low, long expiresAt, long mark) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Claim claim && claim.high == high && claim.low == low;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(high ^ low);
    }
  }

  private static final class Scope {
    final Map<Claim, Claim> claims = new HashMap<>();

    /** Never after the first of them expires. */
    long firstExpiry = Long.MAX_VALUE;
  }

  /**
   * Applies a claim.
   *
   * @param scope the call center
   * @param high half of the id's digest
   * @param low the other half
   * @param expiresAt until when the token would be accepted, in milliseconds
   * @param max how many claims the call center may have in this partition
   * @param mark the claim's own mark
   * @param now the record's time
   * @return what the token's bearer gets
   */
  Verdict apply(String scope, long high, long low, long expiresAt, int max, long mark, long now) {
    if (now > expiresAt) {
      // An earlier use may be forgotten already: by the log's time the token has expired.
      return Verdict.REPLAYED;
    }
    Scope known = scopes.computeIfAbsent(scope, none -> new Scope());
    Claim claim = new Claim(high, low, expiresAt, mark);
    Claim first = known.claims.get(claim);
    if (first != null && first.expiresAt() >= now) {
      return first.mark() == mark ? Verdict.FIRST_USE : Verdict.REPLAYED;
    }
    if (known.claims.size() >= max && known.firstExpiry < now) {
      known.claims.keySet().removeIf(old -> old.expiresAt() < now);
      known.firstExpiry =
          known.claims.keySet().stream().mapToLong(Claim::expiresAt).min().orElse(Long.MAX_VALUE);
    }
    if (first == null && known.claims.size() >= max) {
      return Verdict.FULL;
    }
    known.claims.remove(claim);
    known.claims.put(claim, claim);
    known.firstExpiry = Math.min(known.firstExpiry, expiresAt);
    return Verdict.FIRST_USE;
  }

  int size() {
    return scopes.values().stream().mapToInt(scope -> scope.claims.size()).sum();
  }
}
