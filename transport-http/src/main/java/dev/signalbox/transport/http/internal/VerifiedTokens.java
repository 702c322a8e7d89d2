package dev.signalbox.transport.http.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signalbox.core.CallCenterKey;
import dev.signalbox.core.spi.CallCenterDirectory;
import dev.signalbox.transport.http.TokenVerdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Accepted tokens that may be used again, so that their signature need not be verified again. Only
 * what was accepted gets in, so that a flood of forged tokens pushes nothing out; the tokens
 * themselves are not kept, only their SHA-256. Thread-safe.
 */
public final class VerifiedTokens {
  /** The most tokens that are remembered. */
  public static final int MAX = 10_000;

  private final Cache<Id, Entry> entries =
      Caffeine.newBuilder().maximumSize(MAX).executor(Runnable::run).build();

  /** A token's SHA-256. */
  public record Id(long a, long b, long c, long d) {
    @Override
    public int hashCode() {
      return Long.hashCode(a);
    }
  }

  /** What was found, by which key, and between which instants the token's times are right. */
  private record Entry(
      TokenVerdict.Accepted verdict, CallCenterKey key, Instant from, Instant until) {}

  /**
   * The token's id. Of an overlong token, which is never accepted, no more is digested than tells
   * that it is one.
   */
  public static Id id(String token) {
    ByteBuffer digest;
    try {
      // Latin-1 makes a question mark of what it has not, and no token that is accepted has one.
      digest =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256")
                  .digest(shortened(token).getBytes(StandardCharsets.ISO_8859_1)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
    return new Id(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
  }

  private static String shortened(String token) {
    int tooMany = TokenReading.MAX_LENGTH + 1;
    return token.length() < tooMany ? token : token.substring(0, tooMany);
  }

  /**
   * What is known of a token.
   *
   * @param now by which its times are judged (AUTH-4)
   * @param callCenters is asked whether the key still counts (AUTH-3)
   * @return null where the token has to be verified
   */
  public TokenVerdict.@Nullable Accepted find(Id id, Instant now, CallCenterDirectory callCenters) {
    Entry entry = entries.getIfPresent(id);
    if (entry == null) {
      return null;
    }
    if (!now.isBefore(entry.from) && now.isBefore(entry.until)) {
      for (CallCenterKey key : callCenters.keys(entry.verdict.callCenter())) {
        // Set.contains would have every key hashed.
        if (key.equals(entry.key)) {
          return entry.verdict;
        }
      }
    }
    entries.invalidate(id);
    return null;
  }

  /**
   * Remembers an accepted token without {@code jti}.
   *
   * @param from the first instant at which its times are right
   * @param until the first instant at which they no longer are
   */
  public void add(
      Id id, TokenVerdict.Accepted verdict, CallCenterKey key, Instant from, Instant until) {
    entries.put(id, new Entry(verdict, key, from, until));
  }
}
