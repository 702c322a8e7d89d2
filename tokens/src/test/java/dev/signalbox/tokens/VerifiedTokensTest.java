package dev.signalbox.tokens;

import static dev.signalbox.tokens.Tokens.CALL_CENTER;
import static dev.signalbox.tokens.Tokens.HEADER;
import static dev.signalbox.tokens.Tokens.KEYS;
import static dev.signalbox.tokens.Tokens.NEXT_KEYS;
import static dev.signalbox.tokens.Tokens.NOW;
import static dev.signalbox.tokens.Tokens.T;
import static dev.signalbox.tokens.Tokens.good;
import static dev.signalbox.tokens.Tokens.payload;
import static dev.signalbox.tokens.Tokens.sign;
import static dev.signalbox.tokens.Tokens.times;
import static dev.signalbox.tokens.Tokens.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.spi.CallCenterKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A token that is used again is judged again, all but its signature (AUTH-3 to AUTH-5). */
class VerifiedTokensTest {
  /** More than are remembered, {@link VerifiedTokens#MAX}. */
  private static final int MANY = 10_500;

  private final Tokens.Directory directory = new Tokens.Directory();
  private final Tokens.Hands clock = new Tokens.Hands();
  private final CountedKey key = new CountedKey((RSAPublicKey) KEYS.getPublic());
  private final TokenVerifier verifier =
      TokenVerifier.builder(directory, new Tokens.Guard(Integer.MAX_VALUE, clock))
          .clock(clock)
          .build();

  VerifiedTokensTest() {
    directory.keys.put(CALL_CENTER, Set.of(CallCenterKey.of(key)));
  }

  private TokenVerdict verify(String token) {
    return verifier.verify(List.of("Bearer " + token));
  }

  private void assertAccepted(String token) {
    assertInstanceOf(TokenVerdict.Accepted.class, verify(token));
  }

  private void assertRefused(Clause clause, String token) {
    assertEquals(clause, assertInstanceOf(TokenVerdict.Refused.class, verify(token)).clause());
  }

  /** Whether verifying the token takes the key, that is, a signature is verified. */
  private boolean takesTheKey(String token) {
    int before = key.uses();
    verify(token);
    return key.uses() > before;
  }

  @Test
  void aTokenThatIsUsedAgainIsNotVerifiedAgain() {
    String token = good();
    assertTrue(takesTheKey(token));
    assertEquals(
        List.of(false, false), List.of(takesTheKey(token), takesTheKey(token)), "from memory");
    assertEquals(
        new TokenVerdict.Accepted(CALL_CENTER, NOW.plusSeconds(900), false), verify(token));
  }

  @Test
  void aRemovedKeyCountsNoLonger() {
    String token = good();
    assertAccepted(token);
    directory.keys.remove(CALL_CENTER);
    assertRefused(Clause.AUTH_3, token);
    directory.put(CALL_CENTER, NEXT_KEYS);
    assertRefused(Clause.AUTH_3, token);
    directory.put(CALL_CENTER, NEXT_KEYS, KEYS);
    assertAccepted(token);
  }

  @Test
  void aKeyBesideItChangesNothing() {
    String token = good();
    assertAccepted(token);
    Set<CallCenterKey> more = new LinkedHashSet<>();
    more.add(CallCenterKey.of(new CountedKey((RSAPublicKey) NEXT_KEYS.getPublic())));
    more.addAll(directory.keys(CALL_CENTER));
    directory.keys.put(CALL_CENTER, more);
    assertEquals(false, takesTheKey(token));
  }

  @Test
  void aTokenExpiresWhereItIsRemembered() {
    String token = good();
    assertAccepted(token);
    clock.now = NOW.plusSeconds(900 + 60).minusNanos(1);
    assertAccepted(token);
    clock.now = NOW.plusSeconds(900 + 60);
    assertRefused(Clause.AUTH_4, token);
  }

  @Test
  void aTokenIsNotYetGoodWhenTheClockWasSetBack() {
    for (String claims :
        List.of(times(0, 900), ",\"exp\":" + (T + 86_400), times(-100, 900) + ",\"nbf\":" + T)) {
      String token = sign(HEADER, payload(claims));
      clock.now = NOW;
      assertAccepted(token);
      clock.now = NOW.minusSeconds(60);
      assertAccepted(token);
      clock.now = NOW.minusSeconds(60).minusNanos(1);
      assertRefused(Clause.AUTH_4, token);
    }
  }

  @Test
  void aJtiIsUsedOnceHoweverOftenItsTokenComes() {
    String token = with(",\"jti\":\"one\"");
    assertAccepted(token);
    for (int i = 0; i < 3; i++) {
      assertRefused(Clause.AUTH_5, token);
    }
  }

  @Test
  void aTokenThatDiffersInOneCharacterIsAnother() {
    String token = good();
    assertAccepted(token);
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String forged = token.substring(0, i) + other + token.substring(i + 1);
      assertInstanceOf(TokenVerdict.Refused.class, verify(forged), forged);
      // Latin-1 has no such character.
      String foreign = token.substring(0, i) + '\u4e00' + token.substring(i + 1);
      assertInstanceOf(TokenVerdict.Refused.class, verify(foreign), foreign);
    }
    assertEquals(false, takesTheKey(token));
  }

  @Test
  void aForgedTokenOfTheSameHashIsToldApart() {
    String token = good();
    assertAccepted(token);
    List<String> forged = ofTheSameHash(token);
    assertFalse(forged.isEmpty(), token);
    for (String other : forged) {
      assertEquals(token.hashCode(), other.hashCode());
      assertRefused(Clause.AUTH_3, other);
    }
    assertEquals(false, takesTheKey(token));
  }

  /** With two characters of the signature changed so that {@link String#hashCode} stays. */
  private static List<String> ofTheSameHash(String token) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    List<String> all = new ArrayList<>();
    // The last character is left, since it may not have unused bits.
    for (int i = token.lastIndexOf('.') + 1; i < token.length() - 2; i++) {
      char one = (char) (token.charAt(i) + 1);
      char two = (char) (token.charAt(i + 1) - 31);
      if (alphabet.indexOf(one) >= 0 && alphabet.indexOf(two) >= 0) {
        all.add(token.substring(0, i) + one + two + token.substring(i + 2));
      }
    }
    return all;
  }

  @Test
  void aFloodOfForgedTokensPushesNothingOut() {
    String token = good();
    assertAccepted(token);
    String input = token.substring(0, token.lastIndexOf('.') + 1);
    for (int i = 0; i < MANY; i++) {
      // Right in all but the signature, which is too short for the costly part of verifying it.
      assertRefused(Clause.AUTH_3, input + Tokens.base64(new byte[] {(byte) (i >> 8), (byte) i}));
    }
    assertEquals(false, takesTheKey(token));
  }

  @Test
  void noMoreThanThatManyAreRemembered() {
    // What is remembered does not depend on how costly it was to sign.
    String input = sign(HEADER, payload(times(0, 900)));
    VerifiedTokens tokens = new VerifiedTokens();
    CallCenterKey registered = CallCenterKey.of(key);
    TokenVerdict.Accepted verdict =
        new TokenVerdict.Accepted(CALL_CENTER, NOW.plus(Duration.ofHours(1)), false);
    int known = 0;
    for (int i = 0; i < MANY; i++) {
      tokens.add(input + i, verdict, registered, NOW, verdict.expiresAt());
    }
    for (int i = 0; i < MANY; i++) {
      if (tokens.find(input + i, NOW, directory) != null) {
        known++;
      }
    }
    assertEquals(VerifiedTokens.MAX, known);
  }

  @Test
  void aTokenOfExactlyTheGreatestLengthIsRemembered() {
    String longest = "x".repeat(TokenParser.MAX_LENGTH);
    VerifiedTokens tokens = new VerifiedTokens();
    TokenVerdict.Accepted verdict =
        new TokenVerdict.Accepted(CALL_CENTER, NOW.plusSeconds(900), false);
    tokens.add(longest, verdict, CallCenterKey.of(key), NOW, verdict.expiresAt());
    assertSame(verdict, tokens.find(longest, NOW, directory));
  }

  @Test
  void whatIsNoLongerGoodIsForgotten() {
    String token = good();
    VerifiedTokens tokens = new VerifiedTokens();
    TokenVerdict.Accepted verdict =
        new TokenVerdict.Accepted(CALL_CENTER, NOW.plusSeconds(900), false);
    CallCenterKey registered = CallCenterKey.of(key);
    tokens.add(token, verdict, registered, NOW, verdict.expiresAt());
    directory.put(CALL_CENTER, NEXT_KEYS);
    assertNull(tokens.find(token, NOW, directory));
    directory.keys.put(CALL_CENTER, Set.of(registered));
    assertNull(tokens.find(token, NOW, directory), "its key was removed meanwhile");

    tokens.add(token, verdict, registered, NOW, verdict.expiresAt());
    assertNull(tokens.find(token, verdict.expiresAt(), directory));
    assertNull(tokens.find(token, NOW, directory), "it had expired by a clock since set back");
  }

  /** Seconds before and after now, in which all the bounds of the clauses lie. */
  @Provide
  Arbitrary<Long> seconds() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.longs().between(-200, 200)),
        Tuple.of(1, Arbitraries.longs().between(86_300, 86_600)),
        Tuple.of(1, Arbitraries.longs().between(-86_600, -86_300)));
  }

  @Property(tries = 300)
  void atEveryTimeTheVerdictIsThatOfOneWhoNeverSawTheToken(
      @ForAll("seconds") long exp,
      @ForAll Optional<@From("seconds") Long> iat,
      @ForAll Optional<@From("seconds") Long> nbf,
      @ForAll boolean half,
      @ForAll @Size(min = 1, max = 8) List<@From("seconds") Long> uses) {
    String claims =
        ",\"exp\":%d%s".formatted(T + exp, half ? ".5" : "")
            + iat.map(s -> ",\"iat\":" + (T + s)).orElse("")
            + nbf.map(s -> ",\"nbf\":" + (T + s)).orElse("");
    String token = sign(HEADER, payload(claims));
    for (long use : uses) {
      // Forth and back within a second, and across its half.
      for (long millis : List.of(700, 900, 400, 0, 499, 500)) {
        clock.now = NOW.plusSeconds(use).plusMillis(millis);
        TokenVerdict fresh =
            TokenVerifier.builder(directory, new Tokens.Guard())
                .clock(clock)
                .build()
                .verify(List.of("Bearer " + token));
        assertEquals(fresh, verify(token), () -> "at " + clock.now + " of " + claims);
      }
    }
  }
}
