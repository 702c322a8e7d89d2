package dev.signalbox.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signalbox.core.spi.CallCenterDirectory;
import dev.signalbox.core.spi.CallCenterKey;
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
 *
 * <p>They are looked up by {@link String#hashCode}, so that a token that is not there, such as each
 * of those with a {@code jti}, is not digested. Of tokens that share it the last one is there.
 */
final class VerifiedTokens {
  /** The most tokens that are remembered. */
  public static final int MAX = 10_000;

  private final Cache<Integer, Entry> entries =
      Caffeine.newBuilder().maximumSize(MAX).executor(Runnable::run).build();

  /** A token's SHA-256. */
  private record Id(long a, long b, long c, long d) {
    static Id of(String token) {
      ByteBuffer digest;
      try {
        // What is accepted has no character that Latin-1 has not, and no question mark.
        digest =
            ByteBuffer.wrap(
                MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.ISO_8859_1)));
      } catch (NoSuchAlgorithmException everyJdkHasIt) {
        throw new IllegalStateException(everyJdkHasIt);
      }
      return new Id(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
    }
  }

  /** What was found, by which key, and between which instants the token's times are right. */
  private record Entry(
      Id id, TokenVerdict.Accepted verdict, CallCenterKey key, Instant from, Instant until) {}

  /**
   * What is known of a token.
   *
   * @param now by which its times are judged (AUTH-4)
   * @param callCenters is asked whether the key still counts (AUTH-3)
   * @return null where the token has to be verified
   */
  public TokenVerdict.@Nullable Accepted find(
      String token, Instant now, CallCenterDirectory callCenters) {
    if (token.length() > TokenParser.MAX_LENGTH) {
      return null;
    }
    Entry entry = entries.getIfPresent(token.hashCode());
    if (entry == null || !entry.id.equals(Id.of(token))) {
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
    entries.invalidate(token.hashCode());
    return null;
  }

  /**
   * Remembers an accepted token without {@code jti}.
   *
   * @param from the first instant at which its times are right
   * @param until the first instant at which they no longer are
   */
  public void add(
      String token, TokenVerdict.Accepted verdict, CallCenterKey key, Instant from, Instant until) {
    entries.put(token.hashCode(), new Entry(Id.of(token), verdict, key, from, until));
  }
}
