package dev.signalbox.tokens;

import static dev.signalbox.tokens.Tokens.HEADER;
import static dev.signalbox.tokens.Tokens.KEYS;
import static dev.signalbox.tokens.Tokens.NOW;
import static dev.signalbox.tokens.Tokens.T;
import static dev.signalbox.tokens.Tokens.base64;
import static dev.signalbox.tokens.Tokens.payload;
import static dev.signalbox.tokens.Tokens.sign;
import static dev.signalbox.tokens.Tokens.times;
import static dev.signalbox.tokens.Tokens.utf8;
import static dev.signalbox.tokens.Tokens.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH-1 to AUTH-4: what a token is told, each fault once and by its name. */
class TokenParserTest {
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final TokenParser parser = new TokenParser(Set.of());

  private List<Violation> violations(String token) {
    return parser.parse(token, NOW).violations();
  }

  /** The one fault's detail. */
  private String onlyFault(Clause clause, String token) {
    List<Violation> violations = violations(token);
    assertEquals(List.of(clause), violations.stream().map(Violation::clause).toList());
    return violations.get(0).detail();
  }

  /** A good token, filled up with the white space that JSON allows. */
  private static String ofLength(int length) {
    String payload = payload(times(0, 900));
    int signature = base64(new byte[256]).length();
    for (String header : List.of(HEADER, HEADER + " ")) {
      int characters = length - base64(utf8(header)).length() - signature - 2;
      // No number of bytes has a base64url text of that length.
      if (characters % 4 != 1) {
        int bytes = characters * 3 / 4;
        return sign(header, payload + " ".repeat(bytes - payload.length()));
      }
    }
    throw new AssertionError(length);
  }

  @Test
  void readsATokenOfExactlyTheGreatestLength() {
    String longest = ofLength(TokenParser.MAX_LENGTH);
    assertEquals(8192, longest.length());
    assertEquals(List.of(), violations(longest));

    String tooLong = ofLength(TokenParser.MAX_LENGTH + 1);
    assertEquals(8193, tooLong.length());
    String detail = onlyFault(Clause.AUTH_1, tooLong);
    assertTrue(detail.startsWith("The token has 8193 characters; at most 8192 are read"), detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"alg\":\"RS256\"}"})
  void namesTheByteOrderMarkAndNothingElse(String json) {
    byte[] marked = new byte[MARK.length + json.length()];
    System.arraycopy(MARK, 0, marked, 0, MARK.length);
    System.arraycopy(utf8(json), 0, marked, MARK.length, json.length());
    assertEquals(
        "The token's header begins with a byte order mark: leave it out.",
        onlyFault(
            Clause.AUTH_1,
            sign("SHA256withRSA", marked, utf8(payload(times(0, 900))), KEYS.getPrivate())));
    assertEquals(
        "The token's payload begins with a byte order mark: leave it out.",
        onlyFault(Clause.AUTH_4, sign("SHA256withRSA", utf8(HEADER), marked, KEYS.getPrivate())));
  }

  @Test
  void halfAByteOrderMarkIsNoJson() {
    String detail =
        onlyFault(
            Clause.AUTH_4,
            sign("SHA256withRSA", utf8(HEADER), new byte[] {MARK[0], MARK[1]}, KEYS.getPrivate()));
    assertTrue(detail.startsWith("The token's payload can't be read"), detail);
  }

  @ParameterizedTest
  @CsvSource({"iss, the org's id", "sub, the call center's API name"})
  void tellsAClaimThatIsMissingFromOneThatIsNoString(String name, String what) {
    String payload = payload(times(0, 900));
    String claim = "\"" + name + "\":";
    assertEquals(
        "There is no " + name + ": give " + what + ".",
        onlyFault(Clause.AUTH_3, sign(HEADER, payload.replaceFirst(claim + "\"[^\"]+\",", ""))));
    for (String json : List.of("null", "1", "[]")) {
      assertEquals(
          "The " + name + " is not a string: give " + what + ".",
          onlyFault(
              Clause.AUTH_3,
              sign(HEADER, payload.replaceFirst(claim + "\"[^\"]+\"", claim + json))));
    }
  }

  @Test
  void saysByWhatTimeATokenIsTooOldOrTooNew() {
    Instant now = NOW.plusMillis(700);
    assertEquals(
        "The token expired at 2026-03-01T11:58:20Z, and it is 2026-03-01T12:00:00Z: make a new one,"
            + " and check the sender's clock.",
        parser.parse(sign(HEADER, payload(times(-1000, -100))), now).violations().get(0).detail());
    assertEquals(
        "The nbf is 2026-03-01T12:01:01Z, which lies ahead of now, 2026-03-01T12:00:00Z, by more"
            + " than 60 seconds: check the sender's clock.",
        onlyFault(Clause.AUTH_4, with(",\"nbf\":" + (T + 61))));
  }
}
