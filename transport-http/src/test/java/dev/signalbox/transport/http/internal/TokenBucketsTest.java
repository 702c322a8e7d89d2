package dev.signalbox.transport.http.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

  private void pass(Duration time) {
    // Beyond the end of the numbers, as System.nanoTime() may go.
    now.addAndGet(time.toNanos());
  }

  @Test
  void aSecondsWorthMayComeAtOnce() {
    TokenBuckets<String> buckets = new TokenBuckets<>(3, now::get);
    for (int i = 0; i < 3; i++) {
      assertEquals(Optional.empty(), buckets.take("a"));
    }
    assertEquals(Optional.of(Duration.ofSeconds(1)), buckets.take("a"));
    assertEquals(Optional.empty(), buckets.take("b"));
    pass(Duration.ofMillis(334));
    assertEquals(Optional.empty(), buckets.take("a"));
    assertEquals(Optional.of(Duration.ofSeconds(1)), buckets.take("a"));
  }

  @Test
  void whatIsNotUsedIsKeptForASecondAndNoLonger() {
    TokenBuckets<String> buckets = new TokenBuckets<>(2, now::get);
    assertEquals(Optional.empty(), buckets.take("a"));
    pass(Duration.ofHours(1));
    assertEquals(Optional.empty(), buckets.take("a"));
    assertEquals(Optional.empty(), buckets.take("a"));
    assertEquals(Optional.of(Duration.ofSeconds(1)), buckets.take("a"));
  }

  @Test
  void lessThanOneASecondIsOneAfterLonger() {
    TokenBuckets<String> buckets = new TokenBuckets<>(0.1, now::get);
    assertEquals(Optional.empty(), buckets.take("a"));
    assertEquals(Optional.of(Duration.ofSeconds(10)), buckets.take("a"));
    pass(Duration.ofSeconds(4));
    assertEquals(Optional.of(Duration.ofSeconds(6)), buckets.take("a"));
    pass(Duration.ofSeconds(6));
    assertEquals(Optional.empty(), buckets.take("a"));
  }

  @Test
  void aRateIsMoreThanNothing() {
    assertThrows(IllegalArgumentException.class, () -> new TokenBuckets<String>(0));
    assertThrows(IllegalArgumentException.class, () -> new TokenBuckets<String>(Double.NaN));
  }
}
