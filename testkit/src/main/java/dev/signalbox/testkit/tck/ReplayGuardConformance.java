package dev.signalbox.testkit.tck;

import static dev.signalbox.core.spi.ReplayGuard.Verdict.FIRST_USE;
import static dev.signalbox.core.spi.ReplayGuard.Verdict.FULL;
import static dev.signalbox.core.spi.ReplayGuard.Verdict.REPLAYED;
import static dev.signalbox.testkit.tck.ConformanceFixtures.CENTER;
import static dev.signalbox.testkit.tck.ConformanceFixtures.OTHER;
import static dev.signalbox.testkit.tck.ConformanceFixtures.SAME_ORG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.testkit.tck.VoiceCallDirectoryConformance.Time;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What every replay guard keeps: AUTH-5. Extend it, and say how to make a guard. */
@SuppressWarnings("exports") // its users bring the engine and read its module
public abstract class ReplayGuardConformance {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** For subclasses. */
  protected ReplayGuardConformance() {}

  /**
   * Makes a guard with default settings.
   *
   * @return a new guard, which remembers nothing
   */
  protected abstract ReplayGuard create();

  /**
   * Makes a small guard.
   *
   * @param maxPerCallCenter how many ids it may remember for each call center
   * @param clock tells it the time
   * @return a new guard; empty, the default, where it can't be told, which leaves its bound
   *     unchecked
   */
  protected Optional<ReplayGuard> create(int maxPerCallCenter, Clock clock) {
    return Optional.empty();
  }

  private static Instant soon() {
    return Clock.systemUTC().instant().plus(Duration.ofHours(1));
  }

  private ReplayGuard small(Time time) {
    Optional<ReplayGuard> guard = create(3, time);
    assumeTrue(guard.isPresent(), "the bound is unchecked: no small guard can be made");
    return guard.get();
  }

  /** An id is good for one use. */
  @Test
  @Covers("replay/AUTH-5/second-use")
  public void anIdIsGoodForOneUse() {
    ReplayGuard guard = create();
    assertEquals(FIRST_USE, guard.use(CENTER, "a", soon()));
    assertEquals(REPLAYED, guard.use(CENTER, "a", soon()));
    assertEquals(FIRST_USE, guard.use(CENTER, "b", soon()));
    assertEquals(REPLAYED, guard.use(CENTER, "a", soon().plusSeconds(60)));
    assertEquals(FIRST_USE, guard.use(CENTER, "A", soon()), "ids are case-sensitive");
  }

  /** Ids with one hash code are told apart. */
  @Test
  @Covers("replay/AUTH-5/colliding-ids")
  public void idsWithOneHashCodeAreToldApart() {
    ReplayGuard guard = create();
    assertEquals(FIRST_USE, guard.use(CENTER, "AaAa", soon()));
    assertEquals(FIRST_USE, guard.use(CENTER, "BBBB", soon()));
    assertEquals(REPLAYED, guard.use(CENTER, "BBBB", soon()));
  }

  /** An id counts within its org and call center. */
  @Test
  @Covers("replay/AUTH-5/scope-of-ids")
  public void anIdCountsWithinItsCallCenter() {
    ReplayGuard guard = create();
    assertEquals(FIRST_USE, guard.use(CENTER, "a", soon()));
    assertEquals(FIRST_USE, guard.use(OTHER, "a", soon()));
    assertEquals(FIRST_USE, guard.use(SAME_ORG, "a", soon()));
    assertEquals(REPLAYED, guard.use(OTHER, "a", soon()));
  }

  /** A use that may have to wait has the same verdicts, and what it waits for comes. */
  @Test
  @Covers("replay/AUTH-5/kept")
  public void whatAnAnswerWaitsForComes() {
    ReplayGuard guard = create();
    ReplayGuard.Use first = guard.useUp(CENTER, "a", soon());
    assertEquals(FIRST_USE, first.verdict());
    first
        .untilKept()
        .ifPresent(kept -> assertTimeoutPreemptively(PATIENCE, kept.toCompletableFuture()::join));
    assertEquals(REPLAYED, guard.useUp(CENTER, "a", soon()).verdict());
    assertEquals(REPLAYED, guard.use(CENTER, "a", soon()));
    assertEquals(FIRST_USE, guard.use(CENTER, "b", soon()));
    assertEquals(REPLAYED, guard.useUp(CENTER, "b", soon()).verdict());
  }

  /** Of simultaneous uses exactly one is the first. */
  @Test
  @Covers("replay/AUTH-5/simultaneous-uses")
  public void ofSimultaneousUsesOneIsTheFirst() {
    ReplayGuard guard = create();
    for (int round = 0; round < 100; round++) {
      String jti = "a" + round;
      List<Callable<ReplayGuard.Verdict>> uses =
          new ArrayList<>(Collections.nCopies(6, () -> guard.use(CENTER, jti, soon())));
      List<ReplayGuard.Verdict> verdicts = ConformanceFixtures.together(uses);
      assertEquals(1, Collections.frequency(verdicts, FIRST_USE));
      assertEquals(5, Collections.frequency(verdicts, REPLAYED));
    }
  }

  /** A full memory forgets nothing, and lets nothing new pass. */
  @Test
  @Covers("replay/AUTH-5/fails-closed")
  public void aFullMemoryFailsClosed() {
    Time time = new Time();
    ReplayGuard guard = small(time);
    Instant expiry = time.instant().plusSeconds(600);
    for (String jti : List.of("a", "b", "c")) {
      assertEquals(FIRST_USE, guard.use(CENTER, jti, expiry));
    }
    assertEquals(FULL, guard.use(CENTER, "d", expiry));
    assertEquals(FULL, guard.use(CENTER, "d", expiry));
    for (String jti : List.of("a", "b", "c")) {
      assertEquals(REPLAYED, guard.use(CENTER, jti, expiry));
    }
  }

  /** A full memory is one call center's. */
  @Test
  @Covers("replay/AUTH-5/no-lock-out")
  public void aCallCenterLocksOutNoOther() {
    Time time = new Time();
    ReplayGuard guard = small(time);
    Instant expiry = time.instant().plusSeconds(600);
    for (int i = 0; i < 10; i++) {
      guard.use(CENTER, "a" + i, expiry);
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(FIRST_USE, guard.use(OTHER, "a" + i, expiry));
      assertEquals(FIRST_USE, guard.use(SAME_ORG, "a" + i, expiry));
    }
  }

  /** An id is remembered up to its token's expiry, and then makes room. */
  @Test
  @Covers("replay/AUTH-5/expiry")
  public void expiredIdsMakeRoom() {
    Time time = new Time();
    ReplayGuard guard = small(time);
    Instant start = time.instant();
    assertEquals(FIRST_USE, guard.use(CENTER, "long", start.plusSeconds(600)));
    assertEquals(FIRST_USE, guard.use(CENTER, "short", start.plusSeconds(60)));
    assertEquals(FIRST_USE, guard.use(CENTER, "middle", start.plusSeconds(300)));
    time.pass(Duration.ofSeconds(59));
    assertEquals(REPLAYED, guard.use(CENTER, "short", start.plusSeconds(60)));
    assertEquals(FULL, guard.use(CENTER, "new", start.plusSeconds(600)));
    time.pass(Duration.ofSeconds(62));
    assertEquals(FIRST_USE, guard.use(CENTER, "new", start.plusSeconds(600)));
    assertEquals(REPLAYED, guard.use(CENTER, "long", start.plusSeconds(600)));
    assertEquals(REPLAYED, guard.use(CENTER, "middle", start.plusSeconds(300)));
  }
}
