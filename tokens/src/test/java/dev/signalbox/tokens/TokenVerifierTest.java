package dev.signalbox.tokens;

import static dev.signalbox.tokens.Tokens.CALL_CENTER;
import static dev.signalbox.tokens.Tokens.HEADER;
import static dev.signalbox.tokens.Tokens.KEYS;
import static dev.signalbox.tokens.Tokens.NEXT_KEYS;
import static dev.signalbox.tokens.Tokens.NOW;
import static dev.signalbox.tokens.Tokens.ORG_15;
import static dev.signalbox.tokens.Tokens.ORG_18;
import static dev.signalbox.tokens.Tokens.STRANGERS_KEYS;
import static dev.signalbox.tokens.Tokens.T;
import static dev.signalbox.tokens.Tokens.base64;
import static dev.signalbox.tokens.Tokens.good;
import static dev.signalbox.tokens.Tokens.payload;
import static dev.signalbox.tokens.Tokens.sign;
import static dev.signalbox.tokens.Tokens.times;
import static dev.signalbox.tokens.Tokens.utf8;
import static dev.signalbox.tokens.Tokens.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.CallCenterKey;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH-1 to AUTH-4, one fault at a time; AUTH-5 is in {@link TokenReplayTest}. */
class TokenVerifierTest {
  private final Tokens.Directory directory = Tokens.Directory.withOneKey();
  private final Tokens.Guard guard = new Tokens.Guard();
  private final TokenVerifier verifier =
      TokenVerifier.builder(directory, guard).clock(Tokens.CLOCK).build();

  private static final TokenVerdict.Accepted FOR_15_MINUTES =
      new TokenVerdict.Accepted(CALL_CENTER, NOW.plusSeconds(900), false);

  private static final TokenVerdict.Accepted FOR_15_MINUTES_WITH_JTI =
      new TokenVerdict.Accepted(CALL_CENTER, NOW.plusSeconds(900), true);

  private TokenVerdict verify(String token) {
    return verifier.verify(List.of("Bearer " + token));
  }

  private TokenVerdict.Refused assertRefused(Clause clause, String token) {
    TokenVerdict.Refused refused =
        assertInstanceOf(TokenVerdict.Refused.class, verify(token), () -> "accepted " + token);
    assertEquals(clause, refused.clause(), refused::reason);
    assertTrue(refused.tokenGiven());
    assertTrue(guard.remembered().isEmpty(), "a refused token uses up no jti");

    List<Violation> explained = verifier.explain(token);
    assertEquals(new Violation(clause, "", refused.reason()), explained.get(0));
    for (Violation violation : explained) {
      assertShowsNothingOf(token, violation.detail());
    }
    return refused;
  }

  private static void assertShowsNothingOf(String token, String message) {
    assertTrue(message.endsWith(".") && message.length() < 700, message);
    for (String part : token.split("\\.", -1)) {
      assertTrue(part.length() < 12 || !message.contains(part.substring(0, 12)), message);
    }
  }

  // What clients send

  @Test
  void acceptsATokenOfTheVendorsFunctions() {
    String token = with(",\"jti\":\"6e8bc430-9c3a-11d9-9669-0800200c9a66\"");
    assertEquals(List.of(), verifier.explain(token));
    assertEquals(FOR_15_MINUTES_WITH_JTI, verify(token));
    assertEquals(Set.of("6e8bc430-9c3a-11d9-9669-0800200c9a66"), guard.remembered().keySet());
  }

  @Test
  void acceptsATokenOfTheVendorsDemoAgainAndAgain() {
    String token = sign(HEADER, payload(times(0, 4 * 3600)));
    TokenVerdict accepted =
        new TokenVerdict.Accepted(CALL_CENTER, NOW.plus(Duration.ofHours(4)), false);
    for (int i = 0; i < 3; i++) {
      assertEquals(accepted, verify(token));
    }
    assertEquals(List.of(), verifier.explain(token));
  }

  @Test
  void acceptsTheAudienceOfOlderClientsUnasked() {
    assertEquals(FOR_15_MINUTES, verify(with(",\"aud\":\"https://scrt.salesforce.com\"")));
  }

  @Test
  void ignoresWhatTheContractDoesNotName() {
    String header =
        "{ \"kid\" : [1], \"x5t\":\"AA\", \"typ\":7, \"alg\" : \"RS256\", \"cty\":null }";
    String claims =
        ",\"scope\":{\"a\":[1,2,null]},\"name\":null,\"iat\":%d,\"exp\":%d,\"big\":1e9999"
            .formatted(T, T + 900);
    assertEquals(FOR_15_MINUTES, verify(sign(header, payload(claims))));
  }

  // AUTH-1: the header

  @ParameterizedTest
  @ValueSource(strings = {"bearer ", "BEARER ", "bEaReR ", "Bearer   ", " Bearer ", "\tBearer "})
  void theSchemesCaseAndTheSpaceAroundItDoNotMatter(String scheme) {
    assertEquals(FOR_15_MINUTES, verifier.verify(List.of(scheme + good())));
    assertEquals(FOR_15_MINUTES, verifier.verify(List.of(scheme + good() + " \t")));
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        arguments(List.of(), false),
        arguments(List.of(""), false),
        arguments(List.of(" "), false),
        arguments(List.of("Bearer"), false),
        arguments(List.of("Bearer "), false),
        arguments(List.of("bearer \t "), false),
        arguments(List.of("Basic dXNlcjpwdw=="), false),
        arguments(List.of("Bearerx " + good()), false),
        arguments(List.of("Bearer\t" + good()), false),
        arguments(List.of("Bearer:" + good()), false),
        arguments(List.of("Bearer\u00A0" + good()), false),
        arguments(List.of("B\u0435arer " + good()), false),
        arguments(List.of("JWT " + good()), false),
        arguments(List.of(good()), false),
        arguments(List.of("Bearer Bearer " + good()), true),
        arguments(List.of("Bearer " + good() + ", Bearer " + good()), true),
        arguments(List.of("Bearer " + good() + " " + good()), true),
        arguments(List.of("Bearer " + good(), "Bearer " + good()), true),
        arguments(List.of("Basic dXNlcjpwdw==", "Bearer " + good()), true),
        arguments(List.of("Basic dXNlcjpwdw==", "Bearer"), false),
        arguments(List.of("", ""), false));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void refusesWhatIsNotExactlyOneBearerToken(List<String> authorization, boolean tokenGiven) {
    TokenVerdict.Refused refused =
        assertInstanceOf(TokenVerdict.Refused.class, verifier.verify(authorization));
    assertEquals(Clause.AUTH_1, refused.clause());
    assertEquals(tokenGiven, refused.tokenGiven());
    assertShowsNothingOf(good(), refused.reason());
  }

  // AUTH-1: the token's form

  static Stream<String> malformed() {
    String good = good();
    String[] parts = good.split("\\.", -1);
    String h = parts[0];
    String p = parts[1];
    String s = parts[2];
    return Stream.of(
        "x",
        ".",
        "..",
        "...",
        h + "." + p,
        h + "." + p + ".",
        h + ".." + s,
        "." + p + "." + s,
        good + ".",
        "." + good,
        h + "." + p + "." + s + "." + s,
        h + "." + p + "." + s + "==",
        h + "=." + p + "." + s,
        h + "." + p + "=." + s,
        h + "." + p + "." + s + "=",
        h + "." + p + "." + s + "AAA",
        h + "." + p + ". " + s,
        h + "." + p + " ." + s,
        h + ".\n" + p + "." + s,
        "\"" + good + "\"",
        good.replace('-', '+').replace('_', '/') + "+",
        h + "." + p + "." + s.substring(1) + "\u00FF",
        h + "." + p + "." + s.substring(1) + "\uFF21",
        h + "." + p + "." + s.substring(1) + "\u0000",
        // The same signature, spelled with a bit set that carries nothing.
        good.substring(0, good.length() - 1) + (char) (good.charAt(good.length() - 1) + 1),
        // The five parts of an encrypted one.
        h + "." + p + "." + s + "." + p + "." + s);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesWhatIsNotThreeBase64urlTexts(String token) {
    assertRefused(Clause.AUTH_1, token);
  }

  static Stream<byte[]> unreadable() {
    return Stream.of(
        utf8("[]"),
        utf8("[{\"alg\":\"RS256\"}]"),
        utf8("\"RS256\""),
        utf8("null"),
        utf8("1"),
        utf8("{"),
        utf8("{}{}"),
        utf8("{} x"),
        utf8("{\"alg\":\"RS256\",}"),
        utf8("{'alg':'RS256'}"),
        utf8("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}"),
        utf8("{\"a\":1,\"a\":1}"),
        utf8("{\"a\":{\"b\":1,\"\\u0062\":1}}"),
        utf8("{\"a\":" + "1".repeat(5000) + "}"),
        utf8("\uFEFF{\"alg\":\"RS256\"}"),
        "{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_16LE),
        "{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_16),
        new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'},
        new byte[] {0},
        new byte[] {' '});
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void refusesAHeaderThatIsNoStrictJsonObject(byte[] header) {
    byte[] payload = utf8(payload(times(0, 900) + ",\"jti\":\"j\""));
    assertRefused(Clause.AUTH_1, sign("SHA256withRSA", header, payload, KEYS.getPrivate()));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void refusesAPayloadThatIsNoStrictJsonObject(byte[] payload) {
    assertRefused(Clause.AUTH_4, sign("SHA256withRSA", utf8(HEADER), payload, KEYS.getPrivate()));
  }

  @Test
  void namesTheClaimThatOccursTwice() {
    String reason =
        assertRefused(Clause.AUTH_4, with(",\"jti\":\"a\",\"\\u0073ub\":\"AcmeCalls\"")).reason();
    assertTrue(reason.contains("\"sub\"") && !reason.contains("body"), reason);
  }

  @Test
  void readsTokensOfABoundedLength() {
    String token = with(",\"x\":\"" + "x".repeat(5000) + "\"");
    String longest = with(",\"x\":\"" + "x".repeat(5000 + (8192 - token.length()) * 3 / 4) + "\"");
    assertTrue(longest.length() > 8188 && longest.length() <= 8192);
    assertEquals(FOR_15_MINUTES, verify(longest));
    String tooLong = with(",\"x\":\"" + "x".repeat(5004 + (8192 - token.length()) * 3 / 4) + "\"");
    assertTrue(tooLong.length() > 8192 && tooLong.length() < 8200);
    assertRefused(Clause.AUTH_1, tooLong);
  }

  // AUTH-2

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"alg\":null}",
        "{\"alg\":256}",
        "{\"alg\":[\"RS256\"]}",
        "{\"alg\":{\"alg\":\"RS256\"}}",
        "{\"alg\":\"\"}",
        "{\"alg\":\"rs256\"}",
        "{\"alg\":\"RS256 \"}",
        "{\"alg\":\"none\"}",
        "{\"alg\":\"NONE\"}",
        "{\"alg\":\"HS256\"}",
        "{\"alg\":\"RS384\"}",
        "{\"alg\":\"RS512\"}",
        "{\"alg\":\"PS256\"}",
        "{\"alg\":\"ES256\"}",
        "{\"alg\":\"EdDSA\"}",
        "{\"ALG\":\"RS256\"}",
        "{\"alg\":\"\\u0000RS256\"}",
        "{\"alg\":\"RS256\",\"crit\":[]}",
        "{\"alg\":\"RS256\",\"crit\":null}",
        "{\"alg\":\"RS256\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"RS256\",\"b64\":true,\"crit\":[\"b64\"]}",
        "{\"alg\":\"RS256\",\"jwk\":null}",
        "{\"alg\":\"RS256\",\"jwk\":{}}",
        "{\"alg\":\"RS256\",\"x5c\":[]}",
        "{\"alg\":\"RS256\",\"jku\":\"\"}",
        "{\"alg\":\"RS256\",\"jku\":\"https://example.com/keys\"}",
        "{\"alg\":\"RS256\",\"x5u\":\"http://169.254.169.254/\"}"
      })
  void refusesEveryOtherAlgorithmAndEveryKeyThatATokenBrings(String header) {
    assertRefused(Clause.AUTH_2, sign(header, payload(times(0, 900))));
    assertRefused(Clause.AUTH_2, sign(header, payload(times(0, 900) + ",\"jti\":\"j\"")));
  }

  @Test
  void refusesUnsignedTokens() {
    String input = base64(utf8("{\"alg\":\"none\"}")) + "." + base64(utf8(payload(times(0, 900))));
    assertRefused(Clause.AUTH_1, input + ".");
    assertRefused(Clause.AUTH_2, input + ".AA");
  }

  @Test
  void refusesMacsKeyedWithThePublicKey() throws GeneralSecurityException {
    String input = base64(utf8("{\"alg\":\"HS256\"}")) + "." + base64(utf8(payload(times(0, 900))));
    String lying = base64(utf8(HEADER)) + "." + base64(utf8(payload(times(0, 900))));
    String pem = CallCenterKey.of(KEYS.getPublic()).toPem();
    for (byte[] secret : List.of(utf8(pem), utf8(pem.strip()), KEYS.getPublic().getEncoded())) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      assertRefused(Clause.AUTH_2, input + "." + base64(mac.doFinal(utf8(input))));
      assertRefused(Clause.AUTH_3, lying + "." + base64(mac.doFinal(utf8(lying))));
    }
  }

  @ParameterizedTest
  @CsvSource({"RS512,SHA512withRSA", "RS384,SHA384withRSA", "RS1,SHA1withRSA"})
  void refusesOtherHashes(String alg, String algorithm) {
    byte[] payload = utf8(payload(times(0, 900)));
    byte[] honest = utf8("{\"alg\":\"" + alg + "\"}");
    assertRefused(Clause.AUTH_2, sign(algorithm, honest, payload, KEYS.getPrivate()));
    assertRefused(Clause.AUTH_3, sign(algorithm, utf8(HEADER), payload, KEYS.getPrivate()));
  }

  @Test
  void refusesTheOtherPadding() throws GeneralSecurityException {
    for (String alg : List.of("PS256", "RS256")) {
      String input =
          base64(utf8("{\"alg\":\"" + alg + "\"}")) + "." + base64(utf8(payload(times(0, 900))));
      Signature pss = Signature.getInstance("RSASSA-PSS");
      pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      pss.initSign(KEYS.getPrivate());
      pss.update(utf8(input));
      assertRefused(
          alg.equals("PS256") ? Clause.AUTH_2 : Clause.AUTH_3, input + "." + base64(pss.sign()));
    }
  }

  @Test
  void refusesATokenThatBringsTheKeyItIsSignedWith() {
    RSAPublicKey key = (RSAPublicKey) STRANGERS_KEYS.getPublic();
    String jwk =
        "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}"
            .formatted(
                base64(unsigned(key.getModulus())), base64(unsigned(key.getPublicExponent())));
    String header = "{\"alg\":\"RS256\",\"jwk\":" + jwk + "}";
    String token = sign(header, payload(times(0, 900)), STRANGERS_KEYS.getPrivate());
    assertRefused(Clause.AUTH_2, token);
    assertEquals(
        List.of(Clause.AUTH_2, Clause.AUTH_3),
        verifier.explain(token).stream().map(Violation::clause).toList());
    // The registered key doesn't make it any better.
    assertRefused(Clause.AUTH_2, sign(header, payload(times(0, 900))));
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  // AUTH-3

  @Test
  void takesAnOrgInEitherForm() {
    for (String org : List.of(ORG_15, ORG_18)) {
      String payload = "{\"iss\":\"" + org + "\",\"sub\":\"AcmeCalls\"" + times(0, 900) + "}";
      assertEquals(FOR_15_MINUTES, verify(sign(HEADER, payload)));
    }
  }

  static Stream<String> orgs() {
    String wrongChecksum = ORG_15 + (ORG_18.endsWith("AAA") ? "BBB" : "AAA");
    return Stream.of(
        "\"" + wrongChecksum + "\"",
        "\"" + ORG_18.toLowerCase(Locale.ROOT) + "\"",
        "\"" + ORG_15.toUpperCase(Locale.ROOT) + "\"",
        "\"" + ORG_18 + " \"",
        "\" " + ORG_18 + "\"",
        "\"" + ORG_18.substring(0, 17) + "\"",
        "\"00D000000000000\"",
        "\"00D000000000000EAA\"",
        "\"\"",
        "null",
        "0",
        "true",
        "[\"" + ORG_18 + "\"]",
        "{\"iss\":\"" + ORG_18 + "\"}");
  }

  @ParameterizedTest
  @MethodSource("orgs")
  void refusesAnUnknownIssuer(String iss) {
    assertRefused(
        Clause.AUTH_3,
        sign(HEADER, "{\"iss\":" + iss + ",\"sub\":\"AcmeCalls\"" + times(0, 900) + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"acmecalls\"",
        "\"AcmeCalls \"",
        "\"Acme\\u0000Calls\"",
        "\"\"",
        "\" \"",
        "null",
        "1",
        "false",
        "[\"AcmeCalls\"]",
        "{}"
      })
  void refusesAnUnknownSubject(String sub) {
    assertRefused(
        Clause.AUTH_3,
        sign(HEADER, "{\"iss\":\"" + ORG_18 + "\",\"sub\":" + sub + times(0, 900) + "}"));
  }

  @Test
  void refusesATokenWithoutIssuerOrSubject() {
    String times = times(0, 900).substring(1);
    assertRefused(Clause.AUTH_3, sign(HEADER, "{" + times + "}"));
    assertRefused(Clause.AUTH_3, sign(HEADER, "{\"iss\":\"" + ORG_18 + "\"," + times + "}"));
    assertRefused(Clause.AUTH_3, sign(HEADER, "{\"sub\":\"AcmeCalls\"," + times + "}"));
  }

  @Test
  void refusesTheKeyOfAnother() {
    assertRefused(Clause.AUTH_3, sign(HEADER, payload(times(0, 900)), STRANGERS_KEYS.getPrivate()));
    // Nor does a registered call center speak for another one.
    directory.put(CallCenterId.of(ORG_18, "Other"), STRANGERS_KEYS);
    assertRefused(Clause.AUTH_3, sign(HEADER, payload(times(0, 900)), STRANGERS_KEYS.getPrivate()));
  }

  @Test
  void takesEachRegisteredKeyForAsLongAsItIsRegistered() {
    String old = good();
    String next = sign(HEADER, payload(times(0, 900)), NEXT_KEYS.getPrivate());
    assertEquals(FOR_15_MINUTES, verify(old));
    assertRefused(Clause.AUTH_3, next);
    directory.put(CALL_CENTER, KEYS, NEXT_KEYS);
    assertEquals(FOR_15_MINUTES, verify(old));
    assertEquals(FOR_15_MINUTES, verify(next));
    directory.put(CALL_CENTER, NEXT_KEYS);
    assertRefused(Clause.AUTH_3, old);
    assertEquals(FOR_15_MINUTES, verify(next));
    directory.put(CALL_CENTER);
    assertRefused(Clause.AUTH_3, next);
    directory.keys.clear();
    assertRefused(Clause.AUTH_3, next);
  }

  @Test
  void refusesEveryFlippedBitOfTheSignature() {
    String token = good();
    int start = token.lastIndexOf('.') + 1;
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(start));
    for (int bit = 0; bit < signature.length * 8; bit += 37) {
      byte[] flipped = signature.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(Clause.AUTH_3, token.substring(0, start) + base64(flipped));
    }
  }

  @Test
  void refusesSignaturesOfEveryOtherShape() {
    String token = good();
    int start = token.lastIndexOf('.') + 1;
    String input = token.substring(0, start);
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(start));
    byte[] modulus = unsigned(((RSAPublicKey) KEYS.getPublic()).getModulus());
    byte[] ones = new byte[256];
    Arrays.fill(ones, (byte) 0xFF);
    List<byte[]> shapes = new ArrayList<>();
    shapes.add(new byte[1]);
    shapes.add(new byte[255]);
    shapes.add(new byte[256]);
    shapes.add(ones);
    shapes.add(modulus);
    shapes.add(new byte[257]);
    shapes.add(new byte[1024]);
    shapes.add(Arrays.copyOf(signature, 255));
    shapes.add(Arrays.copyOf(signature, 257));
    shapes.add(concat(new byte[1], signature));
    for (byte[] shape : shapes) {
      assertRefused(Clause.AUTH_3, input + base64(shape));
    }
  }

  private static byte[] concat(byte[] a, byte[] b) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(a);
    both.writeBytes(b);
    return both.toByteArray();
  }

  @Test
  void refusesWhatWasChangedAfterSigning() {
    String[] token = good().split("\\.", -1);
    String[] other = with(",\"x\":1").split("\\.", -1);
    assertRefused(Clause.AUTH_3, token[0] + "." + other[1] + "." + token[2]);
    String header = base64(utf8("{\"alg\":\"RS256\",\"kid\":\"1\"}"));
    assertRefused(Clause.AUTH_3, header + "." + token[1] + "." + token[2]);
  }

  /** A key that no provider can use, as one with an absurd exponent. */
  private record Unusable(boolean throwing) implements RSAPublicKey {
    private static final long serialVersionUID = 1L;

    @Override
    public BigInteger getModulus() {
      return BigInteger.ONE.shiftLeft(2047);
    }

    @Override
    public BigInteger getPublicExponent() {
      if (throwing) {
        throw new UnsupportedOperationException("secret-key-material");
      }
      return BigInteger.valueOf(-1);
    }

    @Override
    public String getAlgorithm() {
      return "RSA";
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[0];
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aKeyThatCanNotBeUsedVerifiesNothingAndStopsNothing(boolean throwing) {
    CallCenterKey unusable = new CallCenterKey(new Unusable(throwing), Optional.empty());
    directory.keys.put(CALL_CENTER, Set.of(unusable));
    String reason = assertRefused(Clause.AUTH_3, good()).reason();
    assertTrue(reason.contains("could not be used"), reason);
    assertFalse(reason.contains("secret-key-material"), reason);

    Set<CallCenterKey> both = new LinkedHashSet<>();
    both.add(unusable);
    both.add(CallCenterKey.of(KEYS.getPublic()));
    directory.keys.put(CALL_CENTER, both);
    assertEquals(FOR_15_MINUTES, verify(good()));
  }

  @Test
  void aFailureOfTheDirectoryIsNoVerdict() {
    TokenVerifier failing =
        TokenVerifier.builder(
                callCenter -> {
                  throw new IllegalStateException("no connection");
                },
                guard)
            .clock(Tokens.CLOCK)
            .build();
    assertThrows(IllegalStateException.class, () -> failing.verify(List.of("Bearer " + good())));
  }

  // AUTH-4: the boundaries, in seconds from now; an empty iat is none

  @ParameterizedTest
  @CsvSource({
    "0, 1, true",
    "0, 0, true",
    "-100, -59, true",
    "-100, -59.000000001, true",
    "-100, -59.999999999, true",
    "-100, -60, false",
    "-100, -61, false",
    "60, 900, true",
    "60.0, 900, true",
    "60.000000001, 900, false",
    "61, 900, false",
    "0, 86400, true",
    "0, 86401, true",
    "0, 86460, true",
    "0, 86460.000000001, false",
    "0, 86461, false",
    "-86400, 60, true",
    "-86400, 61, false",
    "60, 86460, true",
    "60, 86520, true",
    "60, 86520.1, false",
    "-86459.5, -59.5, true",
    "50, 40, true",
    ", 1, true",
    ", -59, true",
    ", -60, false",
    ", 86400, true",
    ", 86460, true",
    ", 86460.000000001, false",
    ", 86461, false",
  })
  void judgesTheTimes(String iat, String exp, boolean accepted) {
    String claims = (iat == null ? "" : ",\"iat\":" + fromNow(iat)) + ",\"exp\":" + fromNow(exp);
    String token = sign(HEADER, payload(claims));
    if (accepted) {
      assertInstanceOf(TokenVerdict.Accepted.class, verify(token));
    } else {
      assertRefused(Clause.AUTH_4, token);
    }
  }

  private static String fromNow(String seconds) {
    return new BigDecimal(seconds).add(BigDecimal.valueOf(T)).toPlainString();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "-1e9, true", "60, true", "60.0001, false", "61, false", "1e9, false"})
  void judgesNotBefore(String nbf, boolean accepted) {
    String token = with(",\"nbf\":" + fromNow(nbf));
    if (accepted) {
      assertEquals(FOR_15_MINUTES, verify(token));
    } else {
      assertRefused(Clause.AUTH_4, token);
    }
  }

  @Test
  void takesFractionsAndExponentsForWhatTheyAre() {
    String claims = ",\"iat\":%d.5e-1,\"exp\":%de-3".formatted(T * 10, T * 1000 + 900_250);
    assertEquals(
        new TokenVerdict.Accepted(CALL_CENTER, NOW.plusMillis(900_250), false),
        verify(sign(HEADER, payload(claims))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e400",
        "-1e400",
        "1E+400",
        "1e-400",
        "1e999999999",
        "-1e999999999",
        "1e-999999999",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "0",
        "-0",
        "0e99999999999",
        "-1",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "1772366400000",
        "null",
        "true",
        "\"1772367300\"",
        "\"\"",
        "[1772367300]",
        "{}"
      })
  void refusesEveryOtherExpiry(String exp) {
    assertRefused(Clause.AUTH_4, sign(HEADER, payload(",\"exp\":" + exp)));
    assertRefused(Clause.AUTH_4, sign(HEADER, payload(",\"iat\":" + T + ",\"exp\":" + exp)));
    assertRefused(Clause.AUTH_4, sign(HEADER, payload(",\"iat\":" + exp + ",\"exp\":" + exp)));
  }

  @Test
  void refusesATokenThatNeverExpires() {
    assertRefused(Clause.AUTH_4, sign(HEADER, payload("")));
    assertRefused(Clause.AUTH_4, sign(HEADER, payload(",\"iat\":" + T)));
  }

  @Test
  void refusesNumbersOfAnyLength() {
    for (int digits : List.of(20, 999, 1000, 1001, 5000)) {
      assertRefused(Clause.AUTH_4, sign(HEADER, payload(",\"exp\":" + "9".repeat(digits))));
      assertRefused(Clause.AUTH_4, sign(HEADER, payload(",\"exp\":1e" + "9".repeat(digits))));
      assertRefused(Clause.AUTH_4, with(",\"nbf\":" + "9".repeat(digits)));
    }
    String precise = "." + "0".repeat(900) + "1";
    assertEquals(
        new TokenVerdict.Accepted(CALL_CENTER, NOW.plusSeconds(900).plusNanos(1), false),
        verify(sign(HEADER, payload(",\"exp\":" + (T + 900) + precise))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"1\"", "true", "[]", "{}", "1e400", "\"\""})
  void refusesOtherIssueTimesAndStarts(String value) {
    assertRefused(
        Clause.AUTH_4, sign(HEADER, payload(",\"exp\":" + (T + 900) + ",\"iat\":" + value)));
    assertRefused(Clause.AUTH_4, with(",\"nbf\":" + value));
  }

  @Test
  void tellsMillisecondsFromSeconds() {
    String exp = ",\"exp\":" + (T + 900) * 1000;
    String reason = assertRefused(Clause.AUTH_4, sign(HEADER, payload(exp))).reason();
    assertTrue(reason.contains("milliseconds"), reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "1", "true", "{}", "[1]", "[null]", "[\"a\",1e999]", "[[\"a\"]]", "[{}]"})
  void refusesAnAudienceOfAWrongType(String aud) {
    assertRefused(Clause.AUTH_4, with(",\"aud\":" + aud));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"a\"; true",
        "\"b\"; true",
        "[\"a\"]; true",
        "[\"x\",\"b\"]; true",
        "[\"\\u0061\"]; true",
        "\"A\"; false",
        "\"a \"; false",
        "\"\"; false",
        "[]; false",
        "[\"x\"]; false",
        "[\"a,b\"]; false",
        "[\"a\",1]; false",
        "null; false",
      })
  void checksTheAudienceWhereThereIsOne(String aud, boolean accepted) {
    TokenVerifier strict =
        TokenVerifier.builder(directory, guard).audience("a", "b").clock(Tokens.CLOCK).build();
    String token = with(",\"aud\":" + aud);
    assertEquals(accepted, strict.explain(token).isEmpty());
    if (strict.verify(List.of("Bearer " + token)) instanceof TokenVerdict.Refused refused) {
      assertFalse(accepted);
      assertEquals(Clause.AUTH_4, refused.clause());
    } else {
      assertTrue(accepted);
    }
  }

  @Test
  void asksForAnAudienceWhereThereIsOne() {
    TokenVerifier strict =
        TokenVerifier.builder(directory, guard).audience("a").clock(Tokens.CLOCK).build();
    assertEquals(
        List.of(Clause.AUTH_4), strict.explain(good()).stream().map(Violation::clause).toList());
  }

  // Explaining

  @Test
  void explainsEveryViolation() {
    String header = "{\"alg\":\"RS256\",\"crit\":[\"x\"],\"jku\":\"http://x\",\"jwk\":{}}";
    String payload =
        "{\"iss\":\"%s\",\"sub\":\"AcmeCalls\",\"exp\":\"1\",\"iat\":%d,\"nbf\":null,\"aud\":1,\"jti\":2}"
            .formatted(ORG_15, T + 61);
    List<Violation> violations =
        verifier.explain(sign(header, payload, STRANGERS_KEYS.getPrivate()));
    List<String> named =
        List.of(
            "has a crit",
            "has a jwk",
            "has a jku",
            "The exp",
            "The nbf",
            "The iat",
            "The aud",
            "The jti",
            "The signature");
    for (int i = 0; i < named.size(); i++) {
      String detail = violations.get(i).detail();
      assertTrue(detail.contains(named.get(i)), detail);
    }
    assertEquals(
        List.of(
            Clause.AUTH_2,
            Clause.AUTH_2,
            Clause.AUTH_2,
            Clause.AUTH_4,
            Clause.AUTH_4,
            Clause.AUTH_4,
            Clause.AUTH_4,
            Clause.AUTH_5,
            Clause.AUTH_3),
        violations.stream().map(Violation::clause).toList());
  }

  @Test
  void explainsBothHalvesOfAToken() {
    String token = sign("{\"alg\":\"none\"}", "{\"iss\":\"x\",\"sub\":\"\",\"exp\":1}");
    assertEquals(
        List.of(Clause.AUTH_2, Clause.AUTH_3, Clause.AUTH_3, Clause.AUTH_4),
        verifier.explain(token).stream().map(Violation::clause).toList());
    assertEquals(
        List.of(Clause.AUTH_1, Clause.AUTH_4),
        verifier.explain(sign("[]", "[]")).stream().map(Violation::clause).toList());
  }

  @Test
  void explainingUsesUpNothing() {
    String token = with(",\"jti\":\"once\"");
    assertEquals(List.of(), verifier.explain(token));
    assertEquals(List.of(), verifier.explain(token));
    assertEquals(FOR_15_MINUTES_WITH_JTI, verify(token));
    assertEquals(List.of(), verifier.explain(token));
  }

  @Test
  void messagesKeepToOneLine() {
    String token =
        sign(
            "{\"alg\":\"RS256\\r\\nFAKE\"}",
            "{\"iss\":\"a\\nb\u2028\",\"sub\":\"c\\nd\",\"exp\":1}");
    List<Violation> violations = verifier.explain(token);
    assertEquals(4, violations.size());
    for (Violation violation : violations) {
      assertTrue(violation.detail().chars().allMatch(c -> c >= ' ' && c <= '~'));
    }
  }
}
