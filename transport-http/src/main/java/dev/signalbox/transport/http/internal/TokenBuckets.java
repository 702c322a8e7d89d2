package dev.signalbox.transport.http.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens for each sender. It is filled at a steady rate, holds what a second brings,
 * and each request takes one out. Thread-safe.
 *
 * @param <K> tells senders apart; there are as many buckets as senders that were ever authorized
 */
public final class TokenBuckets<K> {
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  private final double perSecond;
  private final double capacity;
  private final LongSupplier nanos;
  private final ConcurrentHashMap<K, Bucket> buckets = new ConcurrentHashMap<>();

  /**
   * Buckets that are full.
   *
   * @param perSecond more than 0
   * @throws IllegalArgumentException when it is not
   */
  public TokenBuckets(double perSecond) {
    this(perSecond, System::nanoTime);
  }

  TokenBuckets(double perSecond, LongSupplier nanos) {
    if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
      throw new IllegalArgumentException("RES-4: a rate is more than 0 requests a second.");
    }
    this.perSecond = perSecond;
    this.nanos = nanos;
    capacity = Math.max(1, perSecond);
  }

  private static final class Bucket {
    private double tokens;
    private long since;

    Bucket(double tokens, long since) {
      this.tokens = tokens;
      this.since = since;
    }
  }

  /**
   * Takes a token.
   *
   * @return empty when there was one; otherwise when the next one comes, in whole seconds
   */
  public Optional<Duration> take(K sender) {
    Bucket bucket = buckets.get(sender);
    if (bucket == null) {
      bucket = buckets.computeIfAbsent(sender, key -> new Bucket(capacity, nanos.getAsLong()));
    }
    synchronized (bucket) {
      long now = nanos.getAsLong();
      bucket.tokens = Math.min(capacity, bucket.tokens + (now - bucket.since) / SECOND * perSecond);
      bucket.since = now;
      if (bucket.tokens >= 1) {
        bucket.tokens--;
        return Optional.empty();
      }
      return Optional.of(Duration.ofSeconds((long) Math.ceil((1 - bucket.tokens) / perSecond)));
    }
  }
}
