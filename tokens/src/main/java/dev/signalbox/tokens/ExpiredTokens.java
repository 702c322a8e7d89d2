package dev.signalbox.tokens;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * TokenSource that were found expired, each for the rest of that second: a client that goes on with
 * one is refused as quickly as it comes. Such tokens push out nothing but other expired tokens.
 * Thread-safe.
 */
final class ExpiredTokens {
  /** A power of two. */
  private static final int PLACES = 256;

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(PLACES);

  private record Entry(String token, Instant found, TokenVerdict.Refused verdict) {}

  private static int place(String token) {
    return token.hashCode() & (PLACES - 1);
  }

  /** The verdict of this second; null where the token has to be judged. */
  public TokenVerdict.@Nullable Refused find(String token, Instant now) {
    Entry entry = entries.get(place(token));
    return entry != null
            && entry.token.equals(token)
            && entry.found.getEpochSecond() == now.getEpochSecond()
            && !now.isBefore(entry.found)
        ? entry.verdict
        : null;
  }

  /** Remembers the verdict on a token that has expired, whatever else is wrong with it. */
  public void add(String token, Instant now, TokenVerdict.Refused verdict) {
    entries.set(place(token), new Entry(token, now, verdict));
  }
}
