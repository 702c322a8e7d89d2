package dev.signalbox.tokens;

import static dev.signalbox.tokens.Tokens.HEADER;
import static dev.signalbox.tokens.Tokens.NOW;
import static dev.signalbox.tokens.Tokens.T;
import static dev.signalbox.tokens.Tokens.payload;
import static dev.signalbox.tokens.Tokens.sign;
import static dev.signalbox.tokens.Tokens.times;
import static dev.signalbox.tokens.Tokens.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.signalbox.core.Clause;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is remembered of expired tokens (AUTH-4), and for how long. */
class ExpiredTokensTest {
  private static final Instant FOUND = NOW.plusMillis(300);

  private final ExpiredTokens tokens = new ExpiredTokens();
  private final TokenVerdict.Refused verdict =
      new TokenVerdict.Refused(Clause.AUTH_4, "It expired.", true);

  private final Tokens.Hands clock = new Tokens.Hands();
  private final TokenVerifier verifier =
      TokenVerifier.builder(Tokens.Directory.withOneKey(), new Tokens.Guard()).clock(clock).build();

  private TokenVerdict verify(String token) {
    return verifier.verify(List.of("Bearer " + token));
  }

  @Test
  void aVerdictIsRememberedUntilTheSecondIsOver() {
    tokens.add("a.b.c", FOUND, verdict);
    assertSame(verdict, tokens.find("a.b.c", FOUND));
    assertSame(verdict, tokens.find("a.b.c", NOW.plusMillis(999)));
    assertNull(tokens.find("a.b.c", NOW.plusSeconds(1)));
  }

  @Test
  void aClockThatWasSetBackHasTheTokenJudged() {
    tokens.add("a.b.c", FOUND, verdict);
    assertNull(tokens.find("a.b.c", FOUND.minusNanos(1)));
    assertNull(tokens.find("a.b.c", FOUND.minusSeconds(1)));
  }

  @Test
  void tokensOfOneHashAreToldApart() {
    // "Aa" and "BB" have one hash code.
    tokens.add("Aa", FOUND, verdict);
    assertNull(tokens.find("BB", FOUND));
    tokens.add("BB", FOUND, verdict);
    assertNull(tokens.find("Aa", FOUND));
  }

  @Test
  void severalAreRememberedBesideEachOther() {
    // Texts of one character have its code for their hash code.
    for (char token = 'a'; token <= 'z'; token++) {
      tokens.add(String.valueOf(token), FOUND, verdict);
    }
    for (char token = 'a'; token <= 'z'; token++) {
      assertSame(verdict, tokens.find(String.valueOf(token), FOUND));
    }
  }

  @Test
  void anExpiredTokenIsJudgedOnceInASecond() {
    String token = sign(HEADER, payload(times(-1000, -100)));
    TokenVerdict first = verify(token);
    assertEquals(Clause.AUTH_4, assertInstanceOf(TokenVerdict.Refused.class, first).clause());
    clock.now = NOW.plusMillis(999);
    assertSame(first, verify(token));
    clock.now = NOW.plusSeconds(1);
    assertNotEquals(first, verify(token), "which says what time it is");
  }

  @Test
  void aTokenThatIsNotYetGoodIsJudgedAgainWithinTheSecond() {
    String token = with(",\"nbf\":" + (T + 60) + ".5");
    assertEquals(
        Clause.AUTH_4, assertInstanceOf(TokenVerdict.Refused.class, verify(token)).clause());
    clock.now = NOW.plusMillis(500);
    assertInstanceOf(TokenVerdict.Accepted.class, verify(token));
  }
}
