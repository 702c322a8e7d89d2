package dev.signalbox.tokens;

import static dev.signalbox.tokens.Tokens.CALL_CENTER;
import static dev.signalbox.tokens.Tokens.HEADER;
import static dev.signalbox.tokens.Tokens.NOW;
import static dev.signalbox.tokens.Tokens.ORG_18;
import static dev.signalbox.tokens.Tokens.STRANGERS_KEYS;
import static dev.signalbox.tokens.Tokens.payload;
import static dev.signalbox.tokens.Tokens.sign;
import static dev.signalbox.tokens.Tokens.times;
import static dev.signalbox.tokens.Tokens.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.spi.ReplayGuard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH-5: a jti is used once. */
class TokenReplayTest {
  private final Tokens.Directory directory = Tokens.Directory.withOneKey();

  private TokenVerifier verifier(ReplayGuard guard) {
    return TokenVerifier.builder(directory, guard).clock(Tokens.CLOCK).build();
  }

  private static TokenVerdict verify(TokenVerifier verifier, String token) {
    return verifier.verify(List.of("Bearer " + token));
  }

  @Test
  void ofSimultaneousUsesExactlyOneIsAccepted() throws Exception {
    TokenVerifier verifier = verifier(new Tokens.Guard());
    int threads = 16;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 10; round++) {
        String token = with(",\"jti\":\"round-" + round + "\"");
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Future<TokenVerdict>> verdicts = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          verdicts.add(
              pool.submit(
                  () -> {
                    start.await();
                    return verify(verifier, token);
                  }));
        }
        int accepted = 0;
        for (Future<TokenVerdict> verdict : verdicts) {
          if (verdict.get() instanceof TokenVerdict.Accepted) {
            accepted++;
          } else {
            assertReplayed(verdict.get());
          }
        }
        assertEquals(1, accepted);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static void assertReplayed(TokenVerdict verdict) {
    TokenVerdict.Refused refused = assertInstanceOf(TokenVerdict.Refused.class, verdict);
    assertEquals(Clause.AUTH_5, refused.clause());
    assertTrue(refused.tokenGiven());
  }

  @Test
  void theSameJtiInAnotherTokenIsASecondUse() {
    TokenVerifier verifier = verifier(new Tokens.Guard());
    assertInstanceOf(TokenVerdict.Accepted.class, verify(verifier, with(",\"jti\":\"j\",\"x\":1")));
    assertReplayed(verify(verifier, with(",\"jti\":\"\\u006a\",\"x\":2")));
  }

  @Test
  void everyCallCenterHasJtisOfItsOwn() {
    directory.put(CallCenterId.of(ORG_18, "Other"), STRANGERS_KEYS);
    TokenVerifier verifier = verifier(new Tokens.Guard());
    String other = payload(times(0, 900) + ",\"jti\":\"j\"").replace("AcmeCalls", "Other");
    assertInstanceOf(TokenVerdict.Accepted.class, verify(verifier, with(",\"jti\":\"j\"")));
    assertInstanceOf(
        TokenVerdict.Accepted.class,
        verify(verifier, sign(HEADER, other, STRANGERS_KEYS.getPrivate())));
  }

  @Test
  void isRememberedForAsLongAsTheTokenWouldBeAccepted() {
    Tokens.Guard guard = new Tokens.Guard();
    String claims = ",\"jti\":\"j\",\"exp\":" + (NOW.getEpochSecond() + 900) + ".0000000001";
    TokenVerdict verdict = verify(verifier(guard), sign(HEADER, payload(claims)));
    Instant exp = NOW.plusSeconds(900).plusNanos(1);
    assertEquals(new TokenVerdict.Accepted(CALL_CENTER, exp, true), verdict);
    assertEquals(Map.of("j", exp.plusSeconds(60)), guard.remembered());
  }

  @Test
  void onlyAnAcceptedTokenUsesUpItsJti() {
    Tokens.Guard guard = new Tokens.Guard();
    TokenVerifier verifier = verifier(guard);
    String claims = payload(times(0, 900) + ",\"jti\":\"j\"");
    for (String refused :
        List.of(
            sign(HEADER, claims, STRANGERS_KEYS.getPrivate()),
            sign("{\"alg\":\"PS256\"}", claims),
            sign(HEADER, payload(times(-1000, -100) + ",\"jti\":\"j\"")),
            sign(HEADER, claims.replace("AcmeCalls", "Nobody")))) {
      assertInstanceOf(TokenVerdict.Refused.class, verify(verifier, refused));
    }
    assertEquals(Map.of(), guard.remembered());
    assertInstanceOf(TokenVerdict.Accepted.class, verify(verifier, sign(HEADER, claims)));
  }

  @Test
  void failsClosedWhenTheMemoryIsFull() {
    TokenVerifier verifier = verifier(new Tokens.Guard(1, Tokens.CLOCK));
    String first = with(",\"jti\":\"1\"");
    assertInstanceOf(TokenVerdict.Accepted.class, verify(verifier, first));
    TokenVerdict.MemoryFull full =
        assertInstanceOf(TokenVerdict.MemoryFull.class, verify(verifier, with(",\"jti\":\"2\"")));
    assertEquals(CALL_CENTER, full.callCenter());
    assertTrue(full.retryAfter().compareTo(Duration.ofSeconds(1)) >= 0);
    assertReplayed(verify(verifier, first));
    assertInstanceOf(TokenVerdict.Accepted.class, verify(verifier, with("")));
  }

  /** Shows a later time to each that asks. */
  private static final class Steps extends Clock {
    private final List<Instant> times;
    private int next;

    Steps(Instant... times) {
      this.times = List.of(times);
    }

    @Override
    public synchronized Instant instant() {
      return times.get(Math.min(next++, times.size() - 1));
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void aTokenThatExpiresOnItsWayIsNotTakenForNew() {
    String token = sign(HEADER, payload(times(-900, 0) + ",\"jti\":\"j\""));
    Instant end = NOW.plusSeconds(60);
    Steps clock = new Steps(NOW, NOW, NOW, end.minusNanos(1), end);
    ReplayGuard guard = new Tokens.Guard(10, clock);
    TokenVerifier verifier = TokenVerifier.builder(directory, guard).clock(clock).build();
    assertInstanceOf(TokenVerdict.Accepted.class, verify(verifier, token));
    // Now the guard has forgotten it, while the verifier had still found it good.
    TokenVerdict.Refused refused =
        assertInstanceOf(TokenVerdict.Refused.class, verify(verifier, token));
    assertEquals(Clause.AUTH_4, refused.clause());
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "true", "[\"j\"]", "{}"})
  void refusesAJtiOfAWrongType(String jti) {
    Tokens.Guard guard = new Tokens.Guard();
    TokenVerdict.Refused refused =
        assertInstanceOf(
            TokenVerdict.Refused.class, verify(verifier(guard), with(",\"jti\":" + jti)));
    assertEquals(Clause.AUTH_5, refused.clause());
    assertEquals(Map.of(), guard.remembered());
  }

  @Test
  void aJtiHasAtMost255Characters() {
    TokenVerifier verifier = verifier(new Tokens.Guard());
    for (String character : List.of("j", "\u00e9", "\uD83D\uDE00")) {
      assertInstanceOf(
          TokenVerdict.Accepted.class,
          verify(verifier, with(",\"jti\":\"" + character.repeat(255) + "\"")));
      TokenVerdict.Refused refused =
          assertInstanceOf(
              TokenVerdict.Refused.class,
              verify(verifier, with(",\"jti\":\"" + character.repeat(256) + "\"")));
      assertEquals(Clause.AUTH_5, refused.clause());
    }
    assertInstanceOf(TokenVerdict.Accepted.class, verify(verifier, with(",\"jti\":\"\"")));
    assertReplayed(verify(verifier, with(",\"jti\":\"\"")));
  }
}
