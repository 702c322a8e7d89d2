package dev.signalbox.testkit;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.TokenFactory.Hostile;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Tokens that have to be refused, each with one thing wrong. */
final class HostileTokens {
  private static final long LIFETIME = TokenFactory.LIFETIME;

  private final TokenFactory tokens;
  private final String url;
  private final List<UnsignedHostile> all = new ArrayList<>();
  private @Nullable KeyPair other;
  private @Nullable String good;

  HostileTokens(TokenFactory tokens, String url) {
    this.tokens = tokens;
    this.url = url;
  }

  /**
   * A token that is not signed yet.
   *
   * @param name what is wrong, in a few words joined by hyphens
   * @param clause the clause that it breaks
   * @param token signs it
   */
  record UnsignedHostile(String name, Clause clause, Supplier<String> token) {
    Hostile signed() {
      return new Hostile(name, clause, token.get());
    }
  }

  List<UnsignedHostile> specs() {
    malformed();
    algorithms();
    keys();
    issuers();
    times();
    return List.copyOf(all);
  }

  private String header() {
    return tokens.header().json();
  }

  private JsonDocument.Obj claims() {
    return tokens.claims();
  }

  private String signed(String header, String payload) {
    return tokens.signed(header, payload);
  }

  private String signed(JsonDocument claims) {
    return tokens.signed(claims);
  }

  private long now() {
    return tokens.now();
  }

  private void malformed() {
    bad(Clause.AUTH_1, "not-a-token", () -> "abc");
    bad(Clause.AUTH_1, "two-parts", () -> parts()[0] + "." + parts()[1]);
    bad(Clause.AUTH_1, "four-parts", () -> good() + "." + parts()[2]);
    bad(Clause.AUTH_1, "five-parts", () -> good() + ".a.b");
    bad(Clause.AUTH_1, "no-base64", () -> parts()[0] + ".$$$." + parts()[2]);
    bad(Clause.AUTH_1, "header-no-json", () -> signed("RS256", claims().json()));
    bad(Clause.AUTH_1, "header-array", () -> signed("[" + header() + "]", claims().json()));
    bad(
        Clause.AUTH_1,
        "header-duplicate",
        () -> signed("{\"alg\":\"none\"," + header().substring(1), claims().json()));
    bad(Clause.AUTH_4, "payload-array", () -> signed(header(), "[" + claims().json() + "]"));
    bad(Clause.AUTH_4, "payload-string", () -> signed(header(), "\"a\""));
    bad(
        Clause.AUTH_4,
        "payload-no-json",
        () -> signed(header(), "iss=" + tokens.callCenter().orgId()));
    bad(Clause.AUTH_4, "payload-trailing", () -> signed(header(), claims().json() + "{}"));
    bad(Clause.AUTH_4, "payload-no-utf-8", () -> badUtf8());
  }

  private String[] parts() {
    return good().split("\\.", -1);
  }

  private String badUtf8() {
    byte[] payload =
        claims().with("x", JsonDocument.str("?")).json().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < payload.length; i++) {
      payload[i] = payload[i] == '?' ? (byte) 0xFF : payload[i];
    }
    String content =
        JwtSigning.base64(header().getBytes(StandardCharsets.UTF_8))
            + "."
            + JwtSigning.base64(payload);
    return content
        + "."
        + JwtSigning.base64(JwtSigning.signature(content, "SHA256withRSA", tokens.privateKey()));
  }

  private void algorithms() {
    for (String none : List.of("none", "None", "NONE", "")) {
      String content = JwtSigning.base64(alg(none)) + "." + JwtSigning.base64(claims().json());
      bad(Clause.AUTH_2, "alg-" + (none.isEmpty() ? "empty" : none), () -> content + ".");
    }
    bad(Clause.AUTH_2, "alg-none-signed", () -> signed(alg("none"), claims().json()));
    bad(
        Clause.AUTH_2,
        "alg-missing",
        () -> signed(tokens.header().without("alg").json(), claims().json()));
    bad(
        Clause.AUTH_2,
        "alg-null",
        () -> signed(header("alg", JsonDocument.lit("null")), claims().json()));
    bad(
        Clause.AUTH_2,
        "alg-array",
        () -> signed(header("alg", JsonDocument.lit("[\"RS256\"]")), claims().json()));
    bad(Clause.AUTH_2, "alg-lower-case", () -> signed(alg("rs256"), claims().json()));
    bad(
        Clause.AUTH_2,
        "hs256-with-public-key",
        () -> hmac(claims().json(), tokens.publicKey().getEncoded()));
    bad(
        Clause.AUTH_2,
        "hs256-with-public-pem",
        () -> hmac(claims().json(), pem().getBytes(StandardCharsets.US_ASCII)));
    bad(
        Clause.AUTH_2,
        "hs256-with-public-pem-trimmed",
        () -> hmac(claims().json(), pem().strip().getBytes(StandardCharsets.US_ASCII)));
    bad(Clause.AUTH_2, "hs256-with-nothing", () -> hmac(claims().json(), new byte[1]));
    bad(
        Clause.AUTH_2,
        "rs384",
        () ->
            JwtSigning.signed(alg("RS384"), claims().json(), "SHA384withRSA", tokens.privateKey()));
    bad(
        Clause.AUTH_2,
        "rs512",
        () ->
            JwtSigning.signed(alg("RS512"), claims().json(), "SHA512withRSA", tokens.privateKey()));
    bad(
        Clause.AUTH_2,
        "ps256",
        () -> JwtSigning.signed(alg("PS256"), claims().json(), "RSASSA-PSS", tokens.privateKey()));
    bad(Clause.AUTH_2, "es256", () -> signed(alg("ES256"), claims().json()));
    bad(
        Clause.AUTH_2,
        "rs512-as-rs256",
        () -> JwtSigning.signed(header(), claims().json(), "SHA512withRSA", tokens.privateKey()));
    bad(Clause.AUTH_2, "crit", () -> signed(crit("[\"exp\"],\"exp\":1"), claims().json()));
    bad(Clause.AUTH_2, "crit-b64", () -> signed(crit("[\"b64\"],\"b64\":true"), claims().json()));
    bad(Clause.AUTH_2, "crit-empty", () -> signed(crit("[]"), claims().json()));
  }

  private void keys() {
    bad(Clause.AUTH_2, "jwk", () -> foreign("jwk", jwk((RSAPublicKey) other().getPublic())));
    bad(Clause.AUTH_2, "x5c", () -> foreign("x5c", chain()));
    bad(Clause.AUTH_2, "jku", () -> foreign("jku", "\"" + url + "jwks\""));
    bad(Clause.AUTH_2, "x5u", () -> foreign("x5u", "\"" + url + "x5u\""));
    bad(
        Clause.AUTH_2,
        "jwk-own",
        () ->
            signed(
                header("jwk", JsonDocument.lit(jwk((RSAPublicKey) tokens.publicKey()))),
                claims().json()));
    bad(
        Clause.AUTH_2,
        "x5c-own",
        () -> signed(header("x5c", JsonDocument.lit(chain())), claims().json()));
    bad(
        Clause.AUTH_2,
        "jku-own",
        () -> signed(header("jku", JsonDocument.str(url + "jwks")), claims().json()));
    bad(
        Clause.AUTH_2,
        "x5u-own",
        () -> signed(header("x5u", JsonDocument.str(url + "x5u")), claims().json()));
    bad(
        Clause.AUTH_3,
        "other-key",
        () -> JwtSigning.signed(header(), claims().json(), "SHA256withRSA", other().getPrivate()));
    bad(Clause.AUTH_3, "signature-empty", () -> content(good()));
    bad(
        Clause.AUTH_3,
        "signature-cut",
        () ->
            content(good())
                + JwtSigning.base64(Arrays.copyOf(signature(), signature().length - 1)));
    bad(Clause.AUTH_3, "signature-changed", () -> content(good()) + JwtSigning.base64(changed()));
    bad(
        Clause.AUTH_3,
        "signature-zero",
        () -> content(good()) + JwtSigning.base64(new byte[signature().length]));
    bad(
        Clause.AUTH_3,
        "payload-changed",
        () ->
            good().split("\\.", -1)[0]
                + "."
                + JwtSigning.base64(
                    claims().with("exp", JsonDocument.lit(now() + LIFETIME + 1)).json())
                + "."
                + JwtSigning.base64(signature()));
  }

  private String foreign(String name, String value) {
    return JwtSigning.signed(
        header(name, JsonDocument.lit(value)),
        claims().json(),
        "SHA256withRSA",
        other().getPrivate());
  }

  /** Another key, made when it is needed, which takes a while. */
  private KeyPair other() {
    KeyPair known = other;
    if (known == null) {
      known = TokenFactory.keyPair();
      other = known;
    }
    return known;
  }

  private String chain() {
    return "[\"" + Base64.getEncoder().encodeToString(other().getPublic().getEncoded()) + "\"]";
  }

  /** A good token, to be spoilt. */
  private String good() {
    String known = good;
    if (known == null) {
      known = tokens.reusable();
      good = known;
    }
    return known;
  }

  private static String content(String token) {
    return token.substring(0, token.lastIndexOf('.') + 1);
  }

  private byte[] signature() {
    return Base64.getUrlDecoder().decode(good().substring(content(good()).length()));
  }

  private byte[] changed() {
    byte[] changed = signature();
    changed[changed.length / 2] ^= 1;
    return changed;
  }

  private void issuers() {
    String org = tokens.callCenter().orgId().value();
    String core = org.substring(0, 15);
    bad(Clause.AUTH_3, "iss-missing", () -> signed(claims().without("iss")));
    bad(Clause.AUTH_3, "sub-missing", () -> signed(claims().without("sub")));
    bad(Clause.AUTH_3, "iss-empty", () -> signed(claims().with("iss", JsonDocument.str(""))));
    bad(Clause.AUTH_3, "iss-null", () -> signed(claims().with("iss", JsonDocument.lit("null"))));
    bad(
        Clause.AUTH_3,
        "iss-array",
        () -> signed(claims().with("iss", JsonDocument.arr(JsonDocument.str(org)))));
    bad(Clause.AUTH_3, "sub-number", () -> signed(claims().with("sub", JsonDocument.lit(1))));
    bad(
        Clause.AUTH_3,
        "iss-wrong-checksum",
        () -> signed(claims().with("iss", JsonDocument.str(core + "ZZZ"))));
    String last = org.charAt(14) == '9' ? "8" : "9";
    bad(
        Clause.AUTH_3,
        "iss-unknown",
        () -> signed(claims().with("iss", JsonDocument.str(org.substring(0, 14) + last))));
    bad(Clause.AUTH_3, "iss-16", () -> signed(claims().with("iss", JsonDocument.str(core + "E"))));
    bad(
        Clause.AUTH_3,
        "sub-unknown",
        () -> signed(claims().with("sub", JsonDocument.str(tokens.callCenter().apiName() + "x"))));
    String name = tokens.callCenter().apiName();
    String other =
        name.equals(name.toUpperCase(Locale.ROOT))
            ? name.toLowerCase(Locale.ROOT)
            : name.toUpperCase(Locale.ROOT);
    if (!other.equals(name)) {
      bad(
          Clause.AUTH_3,
          "sub-other-case",
          () -> signed(claims().with("sub", JsonDocument.str(other))));
    }
  }

  private void times() {
    long now = now();
    bad(Clause.AUTH_4, "exp-missing", () -> signed(claims().without("exp")));
    bad(Clause.AUTH_4, "exp-null", () -> signed(claims().with("exp", JsonDocument.lit("null"))));
    bad(
        Clause.AUTH_4,
        "exp-string",
        () -> signed(claims().with("exp", JsonDocument.str("" + (now + LIFETIME)))));
    bad(Clause.AUTH_4, "exp-boolean", () -> signed(claims().with("exp", JsonDocument.lit("true"))));
    bad(
        Clause.AUTH_4,
        "exp-array",
        () -> signed(claims().with("exp", JsonDocument.arr(JsonDocument.lit(now + LIFETIME)))));
    bad(
        Clause.AUTH_4,
        "expired",
        () ->
            signed(
                claims()
                    .with("iat", JsonDocument.lit(now - 900))
                    .with("exp", JsonDocument.lit(now - 120))));
    bad(
        Clause.AUTH_4,
        "exp-in-milliseconds",
        () -> signed(claims().with("exp", JsonDocument.lit((now + LIFETIME) * 1000))));
    bad(
        Clause.AUTH_4,
        "times-in-milliseconds",
        () ->
            signed(
                claims()
                    .with("iat", JsonDocument.lit(now * 1000))
                    .with("exp", JsonDocument.lit((now + LIFETIME) * 1000))));
    bad(Clause.AUTH_4, "exp-huge", () -> signed(claims().with("exp", JsonDocument.lit("1e300"))));
    bad(
        Clause.AUTH_4,
        "exp-overflow",
        () -> signed(claims().with("exp", JsonDocument.lit("9".repeat(30)))));
    bad(
        Clause.AUTH_4,
        "too-long",
        () ->
            signed(
                claims()
                    .with("iat", JsonDocument.lit(now))
                    .with("exp", JsonDocument.lit(now + 86_400 + 3600))));
    bad(
        Clause.AUTH_4,
        "too-long-without-iat",
        () -> signed(claims().without("iat").with("exp", JsonDocument.lit(now + 86_400 + 3600))));
    bad(
        Clause.AUTH_4,
        "too-long-since-iat",
        () ->
            signed(
                claims()
                    .with("iat", JsonDocument.lit(now - 80_000))
                    .with("exp", JsonDocument.lit(now + 20_000))));
    bad(
        Clause.AUTH_4,
        "iat-in-future",
        () -> signed(claims().with("iat", JsonDocument.lit(now + 3600))));
    bad(
        Clause.AUTH_4,
        "iat-string",
        () -> signed(claims().with("iat", JsonDocument.str("" + now))));
    bad(
        Clause.AUTH_4,
        "nbf-in-future",
        () -> signed(claims().with("nbf", JsonDocument.lit(now + 3600))));
    bad(Clause.AUTH_4, "iat-null", () -> signed(claims().with("iat", JsonDocument.lit("null"))));
    bad(Clause.AUTH_4, "nbf-null", () -> signed(claims().with("nbf", JsonDocument.lit("null"))));
    bad(Clause.AUTH_4, "nbf-string", () -> signed(claims().with("nbf", JsonDocument.str("0"))));
    bad(
        Clause.AUTH_4,
        "duplicate-exp",
        () -> signed(claims().plus("exp", JsonDocument.lit(now + LIFETIME))));
    bad(
        Clause.AUTH_4,
        "duplicate-iss",
        () ->
            signed(
                JsonDocument.obj()
                    .plus("iss", JsonDocument.str("00D000000000001EAA"))
                    .plusAll(claims())));
    bad(Clause.AUTH_5, "jti-number", () -> signed(claims().with("jti", JsonDocument.lit(now))));
    bad(Clause.AUTH_5, "jti-null", () -> signed(claims().with("jti", JsonDocument.lit("null"))));
    bad(
        Clause.AUTH_5,
        "jti-256",
        () ->
            signed(
                claims()
                    .with(
                        "jti",
                        JsonDocument.str(
                            (UUID.randomUUID() + "x".repeat(256)).substring(0, 256)))));
  }

  private void bad(Clause clause, String name, Supplier<String> token) {
    all.add(new UnsignedHostile(name, clause, token));
  }

  private String alg(String alg) {
    return tokens.header().with("alg", JsonDocument.str(alg)).json();
  }

  private String header(String name, JsonDocument value) {
    return tokens.header().with(name, value).json();
  }

  private String pem() {
    String lines =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(tokens.publicKey().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n";
  }

  private static String jwk(RSAPublicKey key) {
    return "{\"kty\":\"RSA\",\"n\":\""
        + JwtSigning.base64(key.getModulus().toByteArray())
        + "\",\"e\":\""
        + JwtSigning.base64(key.getPublicExponent().toByteArray())
        + "\"}";
  }

  private String crit(String value) {
    return header("crit", JsonDocument.lit(value));
  }

  private String hmac(String claims, byte[] secret) {
    String content = JwtSigning.base64(alg("HS256")) + "." + JwtSigning.base64(claims);
    byte[] mac =
        JwtSigning.trusted(
            () -> {
              Mac hmac = Mac.getInstance("HmacSHA256");
              hmac.init(new SecretKeySpec(secret, "HmacSHA256"));
              return hmac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
            });
    return content + "." + JwtSigning.base64(mac);
  }
}
