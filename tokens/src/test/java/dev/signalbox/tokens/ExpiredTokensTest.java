package dev.signalbox.tokens;

import static dev.signalbox.tokens.Tokens.NOW;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.signalbox.core.Clause;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is remembered of expired tokens (AUTH-4), and for how long. */
class ExpiredTokensTest {
  private static final Instant FOUND = NOW.plusMillis(300);

  private final ExpiredTokens tokens = new ExpiredTokens();
  private final TokenVerdict.Refused verdict =
      new TokenVerdict.Refused(Clause.AUTH_4, "It expired.", true);

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
}
