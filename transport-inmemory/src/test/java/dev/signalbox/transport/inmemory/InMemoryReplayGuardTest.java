package dev.signalbox.transport.inmemory;

import static dev.signalbox.transport.inmemory.Fixtures.CALL_CENTER;
import static dev.signalbox.transport.inmemory.Fixtures.OTHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.signalbox.core.spi.ReplayGuard.Verdict;
import dev.signalbox.transport.inmemory.Fixtures.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** AUTH-5. */
class InMemoryReplayGuardTest {
  private final TestClock clock = new TestClock();
  private final InMemoryReplayGuard guard = new InMemoryReplayGuard(3, clock);

  private Instant in(Duration duration) {
    return clock.instant().plus(duration);
  }

  private Verdict use(String jti, Duration lifetime) {
    return guard.use(CALL_CENTER, jti, in(lifetime));
  }

  @Test
  void aSecondUseBeforeTheExpiryIsAReplay() {
    assertEquals(Verdict.FIRST_USE, use("a", Duration.ofMinutes(15)));
    assertEquals(Verdict.REPLAYED, use("a", Duration.ofMinutes(15)));
    clock.advance(Duration.ofMinutes(15).minusSeconds(1));
    assertEquals(Verdict.REPLAYED, use("a", Duration.ofMinutes(15)));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(Verdict.FIRST_USE, use("a", Duration.ofMinutes(15)));
    assertEquals(Verdict.REPLAYED, use("a", Duration.ofMinutes(15)));
  }

  @Test
  void anExpiryWithinASecondIsRoundedUp() {
    Duration lifetime = Duration.ofMillis(1_500);
    assertEquals(Verdict.FIRST_USE, use("a", lifetime));
    clock.advance(Duration.ofMillis(1_499));
    assertEquals(Verdict.REPLAYED, use("a", lifetime));
    clock.advance(Duration.ofMillis(501));
    assertEquals(Verdict.FIRST_USE, use("a", lifetime));
  }

  @Test
  void anIdThatExpiresThisMomentIsUsedOnce() {
    assertEquals(Verdict.FIRST_USE, use("a", Duration.ZERO));
    assertEquals(Verdict.REPLAYED, use("a", Duration.ZERO));
  }

  @Test
  void instantsFarAwayAreTaken() {
    assertEquals(Verdict.FIRST_USE, guard.use(CALL_CENTER, "a", Instant.MAX));
    assertEquals(Verdict.REPLAYED, guard.use(CALL_CENTER, "a", Instant.MAX));
    assertEquals(Verdict.FIRST_USE, guard.use(CALL_CENTER, "b", Instant.MIN));
  }

  @Test
  void aFullMemoryRefusesWhatIsNewAndStillKnowsWhatIsOld() {
    for (String jti : List.of("a", "b", "c")) {
      assertEquals(Verdict.FIRST_USE, use(jti, Duration.ofMinutes(1)));
    }
    assertEquals(Verdict.FULL, use("d", Duration.ofMinutes(1)));
    assertEquals(Verdict.REPLAYED, use("a", Duration.ofMinutes(1)));
    // One call center can't lock out another.
    assertEquals(Verdict.FIRST_USE, guard.use(OTHER, "a", in(Duration.ofMinutes(1))));
    clock.advance(Duration.ofMinutes(1));
    assertEquals(Verdict.FIRST_USE, use("d", Duration.ofMinutes(1)));
  }

  @Test
  void aClockThatIsSetBackLetsNoReplayPass() {
    assertEquals(Verdict.FIRST_USE, use("a", Duration.ofMinutes(10)));
    Instant expiry = in(Duration.ofMinutes(10));
    clock.advance(Duration.ofHours(1));
    assertEquals(Verdict.FIRST_USE, use("b", Duration.ofMinutes(10)));
    clock.advance(Duration.ofHours(-1));
    assertEquals(Verdict.FULL, guard.use(CALL_CENTER, "a", expiry));
    assertEquals(Verdict.FIRST_USE, use("c", Duration.ofMinutes(11)));
  }

  @Test
  void idsAreComparedAsTheyAre() {
    InMemoryReplayGuard roomy = new InMemoryReplayGuard(100, clock);
    Instant expiry = in(Duration.ofMinutes(1));
    for (String jti : List.of("", " ", "a", "A", "?", "\uD800", "\uD801", "a".repeat(255))) {
      assertEquals(Verdict.FIRST_USE, roomy.use(CALL_CENTER, jti, expiry), jti);
      assertEquals(Verdict.REPLAYED, roomy.use(CALL_CENTER, jti, expiry), jti);
    }
  }

  @Test
  void theBoundIsChecked() {
    assertThrows(IllegalArgumentException.class, () -> new InMemoryReplayGuard(0, clock));
  }

  @Test
  void ofSimultaneousUsesExactlyOneIsTheFirst() throws Exception {
    int threads = 8;
    int rounds = 500;
    InMemoryReplayGuard shared = new InMemoryReplayGuard();
    Instant expiry = Instant.now().plusSeconds(3_600);
    CyclicBarrier together = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Callable<List<Verdict>> user =
          () -> {
            Verdict[] verdicts = new Verdict[rounds];
            for (int i = 0; i < rounds; i++) {
              together.await();
              verdicts[i] = shared.use(CALL_CENTER, "jti" + i, expiry);
            }
            return List.of(verdicts);
          };
      List<Future<List<Verdict>>> all =
          pool.invokeAll(IntStream.range(0, threads).mapToObj(i -> user).toList());
      for (int i = 0; i < rounds; i++) {
        int firsts = 0;
        for (Future<List<Verdict>> verdicts : all) {
          firsts += verdicts.get().get(i) == Verdict.FIRST_USE ? 1 : 0;
        }
        assertEquals(1, firsts);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** Those that expire first are used last, so that the order of uses says nothing. */
  @Test
  void idsAreForgottenInTheOrderInWhichTheyExpire() {
    InMemoryReplayGuard roomy = new InMemoryReplayGuard(100, clock);
    List<Integer> lifetimes = IntStream.rangeClosed(1, 60).map(i -> i * 37 % 61).boxed().toList();
    Instant begin = clock.instant();
    for (int lifetime : lifetimes) {
      Instant expiry = begin.plusSeconds(lifetime);
      assertEquals(Verdict.FIRST_USE, roomy.use(CALL_CENTER, "jti" + lifetime, expiry));
    }
    for (int second = 1; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      // The longest lived is asked for; that clears away what has expired, and nothing else.
      assertEquals(
          Verdict.REPLAYED, roomy.use(CALL_CENTER, "jti60", begin.plusSeconds(60)), "" + second);
      assertEquals(60 - second, roomy.remembered());
    }
  }

  @Test
  void aMemoryThatGrowsForgetsNothing() {
    InMemoryReplayGuard roomy = new InMemoryReplayGuard(100, clock);
    for (int i = 0; i < 100; i++) {
      assertEquals(Verdict.FIRST_USE, roomy.use(CALL_CENTER, "jti" + i, in(Duration.ofHours(1))));
      for (int j = 0; j <= i; j++) {
        assertEquals(Verdict.REPLAYED, roomy.use(CALL_CENTER, "jti" + j, in(Duration.ofHours(1))));
      }
    }
    assertEquals(Verdict.FULL, roomy.use(CALL_CENTER, "more", in(Duration.ofHours(1))));
    assertEquals(100, roomy.remembered());
  }

  @Test
  void aMemoryThatWasEmptyAgainIsAsGoodAsNew() {
    InMemoryReplayGuard roomy = new InMemoryReplayGuard(100, clock);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 32; i++) {
        assertEquals(Verdict.FIRST_USE, roomy.use(CALL_CENTER, "jti" + i, in(Duration.ofHours(1))));
      }
      for (int i = 0; i < 32; i++) {
        assertEquals(Verdict.REPLAYED, roomy.use(CALL_CENTER, "jti" + i, in(Duration.ofHours(1))));
      }
      clock.advance(Duration.ofHours(1));
    }
  }

  /** A use does a bounded amount of work, however many ids have expired since the last one. */
  @Test
  void aUseClearsAwayThirtyTwoExpiredIds() {
    InMemoryReplayGuard roomy = new InMemoryReplayGuard(100, clock);
    for (int i = 0; i < 70; i++) {
      roomy.use(CALL_CENTER, "jti" + i, in(Duration.ofMinutes(1)));
    }
    clock.advance(Duration.ofMinutes(1));
    assertEquals(Verdict.FIRST_USE, roomy.use(CALL_CENTER, "a", in(Duration.ofHours(1))));
    assertEquals(70 - 32 + 1, roomy.remembered());
    assertEquals(Verdict.REPLAYED, roomy.use(CALL_CENTER, "a", in(Duration.ofHours(1))));
    assertEquals(70 - 64 + 1, roomy.remembered());
    assertEquals(Verdict.REPLAYED, roomy.use(CALL_CENTER, "a", in(Duration.ofHours(1))));
    assertEquals(1, roomy.remembered());
  }

  /**
   * More have expired than a use clears away; those that are left can be used again all the same.
   */
  @Test
  void anIdThatHasExpiredAndIsNotClearedAwayIsNoReplay() {
    InMemoryReplayGuard roomy = new InMemoryReplayGuard(200, clock);
    Instant begin = clock.instant();
    for (int i = 1; i <= 100; i++) {
      roomy.use(CALL_CENTER, "jti" + i, begin.plusSeconds(i));
    }
    clock.advance(Duration.ofSeconds(100));
    // This one expires this second; it is the last to be cleared away.
    assertEquals(Verdict.FIRST_USE, roomy.use(CALL_CENTER, "jti100", in(Duration.ofHours(1))));
    for (int i = 99; i > 0; i--) {
      assertEquals(
          Verdict.FIRST_USE, roomy.use(CALL_CENTER, "jti" + i, in(Duration.ofHours(1))), "" + i);
    }
    for (int i = 1; i <= 100; i++) {
      assertEquals(
          Verdict.REPLAYED, roomy.use(CALL_CENTER, "jti" + i, in(Duration.ofHours(1))), "" + i);
    }
    assertEquals(100, roomy.remembered());
  }

  @Test
  void whatIsRememberedIsCountedOverAllCallCentersUntilItIsCleared() {
    assertEquals(0, guard.remembered());
    use("a", Duration.ofMinutes(1));
    use("b", Duration.ofMinutes(1));
    guard.use(OTHER, "a", in(Duration.ofMinutes(1)));
    assertEquals(3, guard.remembered());
    guard.clear();
    assertEquals(0, guard.remembered());
    assertEquals(Verdict.FIRST_USE, use("a", Duration.ofMinutes(1)));
    assertEquals(Verdict.FIRST_USE, guard.use(OTHER, "a", in(Duration.ofMinutes(1))));
  }

  /** A use of one of few ids, after some seconds, of a token that lives some seconds. */
  record Use(int seconds, int jti, int lifetime) {}

  @Provide
  Arbitrary<List<Use>> uses() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(0, 60),
            Arbitraries.integers().between(1, 200))
        .as(Use::new)
        .list()
        .ofMaxSize(400);
  }

  /** The guard answers what a map of all ids ever used would, for every bound. */
  @Property(tries = 300)
  void answersAsANaiveModelDoes(@ForAll("uses") List<Use> uses, @ForAll("bounds") int bound) {
    TestClock time = new TestClock();
    InMemoryReplayGuard tested = new InMemoryReplayGuard(bound, time);
    Map<Integer, Instant> model = new HashMap<>();
    for (Use use : uses) {
      time.advance(Duration.ofSeconds(use.seconds()));
      Instant now = time.instant();
      model.values().removeIf(expiry -> !expiry.isAfter(now));
      Verdict expected =
          model.containsKey(use.jti())
              ? Verdict.REPLAYED
              : model.size() == bound ? Verdict.FULL : Verdict.FIRST_USE;
      Instant expiry = now.plusSeconds(use.lifetime());
      assertEquals(expected, tested.use(CALL_CENTER, "jti" + use.jti(), expiry));
      if (expected == Verdict.FIRST_USE) {
        model.put(use.jti(), expiry);
      }
    }
  }

  @Provide
  Arbitrary<Integer> bounds() {
    return Arbitraries.of(1, 2, 15, 16, 17, 33, 1_000);
  }
}
