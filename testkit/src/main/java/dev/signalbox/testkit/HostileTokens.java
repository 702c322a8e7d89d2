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
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that have to be refused, each with one thing wrong. */
final class HostileTokens {
  private static final long LIFETIME = TokenFactory.LIFETIME;

  private final TokenFactory tokens;
  private final String url;
  private final List<Hostile> all = new ArrayList<>();

  HostileTokens(TokenFactory tokens, String url) {
    this.tokens = tokens;
    this.url = url;
  }

  List<Hostile> all() {
    malformed(all);
    algorithms(all);
    keys(all, url);
    issuers(all);
    times(all);
    return List.copyOf(all);
  }

  private String header() {
    return tokens.header().json();
  }

  private JsonDocument.Obj claims() {
    return tokens.claims();
  }

  private String reusable() {
    return tokens.reusable();
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

  private void malformed(List<Hostile> all) {
    String good = reusable();
    String[] parts = good.split("\\.", -1);
    bad(all, Clause.AUTH_1, "not-a-token", "abc");
    bad(all, Clause.AUTH_1, "two-parts", parts[0] + "." + parts[1]);
    bad(all, Clause.AUTH_1, "four-parts", good + "." + parts[2]);
    bad(all, Clause.AUTH_1, "five-parts", good + ".a.b");
    bad(all, Clause.AUTH_1, "no-base64", parts[0] + ".$$$." + parts[2]);
    bad(all, Clause.AUTH_1, "header-no-json", signed("RS256", claims().json()));
    bad(all, Clause.AUTH_1, "header-array", signed("[" + header() + "]", claims().json()));
    bad(
        all,
        Clause.AUTH_1,
        "header-duplicate",
        signed("{\"alg\":\"none\"," + header().substring(1), claims().json()));
    bad(all, Clause.AUTH_4, "payload-array", signed(header(), "[" + claims().json() + "]"));
    bad(all, Clause.AUTH_4, "payload-string", signed(header(), "\"a\""));
    bad(
        all,
        Clause.AUTH_4,
        "payload-no-json",
        signed(header(), "iss=" + tokens.callCenter().orgId()));
    bad(all, Clause.AUTH_4, "payload-trailing", signed(header(), claims().json() + "{}"));
    bad(all, Clause.AUTH_4, "payload-no-utf-8", badUtf8());
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

  private void algorithms(List<Hostile> all) {
    String claims = claims().json();
    for (String none : List.of("none", "None", "NONE", "")) {
      String content = JwtSigning.base64(alg(none)) + "." + JwtSigning.base64(claims);
      bad(all, Clause.AUTH_2, "alg-" + (none.isEmpty() ? "empty" : none), content + ".");
    }
    bad(all, Clause.AUTH_2, "alg-none-signed", signed(alg("none"), claims));
    bad(all, Clause.AUTH_2, "alg-missing", signed(tokens.header().without("alg").json(), claims));
    bad(all, Clause.AUTH_2, "alg-null", signed(header("alg", JsonDocument.lit("null")), claims));
    bad(
        all,
        Clause.AUTH_2,
        "alg-array",
        signed(header("alg", JsonDocument.lit("[\"RS256\"]")), claims));
    bad(all, Clause.AUTH_2, "alg-lower-case", signed(alg("rs256"), claims));
    bad(all, Clause.AUTH_2, "hs256-with-public-key", hmac(claims, tokens.publicKey().getEncoded()));
    bad(
        all,
        Clause.AUTH_2,
        "hs256-with-public-pem",
        hmac(claims, pem().getBytes(StandardCharsets.US_ASCII)));
    bad(
        all,
        Clause.AUTH_2,
        "hs256-with-public-pem-trimmed",
        hmac(claims, pem().strip().getBytes(StandardCharsets.US_ASCII)));
    bad(all, Clause.AUTH_2, "hs256-with-nothing", hmac(claims, new byte[1]));
    bad(
        all,
        Clause.AUTH_2,
        "rs384",
        JwtSigning.signed(alg("RS384"), claims, "SHA384withRSA", tokens.privateKey()));
    bad(
        all,
        Clause.AUTH_2,
        "rs512",
        JwtSigning.signed(alg("RS512"), claims, "SHA512withRSA", tokens.privateKey()));
    bad(
        all,
        Clause.AUTH_2,
        "ps256",
        JwtSigning.signed(alg("PS256"), claims, "RSASSA-PSS", tokens.privateKey()));
    bad(all, Clause.AUTH_2, "es256", signed(alg("ES256"), claims));
    bad(
        all,
        Clause.AUTH_2,
        "rs512-as-rs256",
        JwtSigning.signed(header(), claims, "SHA512withRSA", tokens.privateKey()));
    bad(all, Clause.AUTH_2, "crit", signed(crit("[\"exp\"],\"exp\":1"), claims));
    bad(all, Clause.AUTH_2, "crit-b64", signed(crit("[\"b64\"],\"b64\":true"), claims));
    bad(all, Clause.AUTH_2, "crit-empty", signed(crit("[]"), claims));
  }

  private void keys(List<Hostile> all, String url) {
    KeyPair other = TokenFactory.keyPair();
    String claims = claims().json();
    String jwk = jwk((RSAPublicKey) other.getPublic());
    String ownJwk = jwk((RSAPublicKey) tokens.publicKey());
    String chain =
        "[\"" + Base64.getEncoder().encodeToString(other.getPublic().getEncoded()) + "\"]";
    bad(all, Clause.AUTH_2, "jwk", foreign("jwk", jwk, other));
    bad(all, Clause.AUTH_2, "x5c", foreign("x5c", chain, other));
    bad(all, Clause.AUTH_2, "jku", foreign("jku", "\"" + url + "jwks\"", other));
    bad(all, Clause.AUTH_2, "x5u", foreign("x5u", "\"" + url + "x5u\"", other));
    bad(all, Clause.AUTH_2, "jwk-own", signed(header("jwk", JsonDocument.lit(ownJwk)), claims));
    bad(all, Clause.AUTH_2, "x5c-own", signed(header("x5c", JsonDocument.lit(chain)), claims));
    bad(
        all,
        Clause.AUTH_2,
        "jku-own",
        signed(header("jku", JsonDocument.str(url + "jwks")), claims));
    bad(
        all,
        Clause.AUTH_2,
        "x5u-own",
        signed(header("x5u", JsonDocument.str(url + "x5u")), claims));
    String good = reusable();
    String content = good.substring(0, good.lastIndexOf('.') + 1);
    byte[] signature = Base64.getUrlDecoder().decode(good.substring(content.length()));
    bad(
        all,
        Clause.AUTH_3,
        "other-key",
        JwtSigning.signed(header(), claims, "SHA256withRSA", other.getPrivate()));
    bad(all, Clause.AUTH_3, "signature-empty", content);
    bad(
        all,
        Clause.AUTH_3,
        "signature-cut",
        content + JwtSigning.base64(Arrays.copyOf(signature, signature.length - 1)));
    byte[] changed = signature.clone();
    changed[changed.length / 2] ^= 1;
    bad(all, Clause.AUTH_3, "signature-changed", content + JwtSigning.base64(changed));
    bad(
        all,
        Clause.AUTH_3,
        "signature-zero",
        content + JwtSigning.base64(new byte[signature.length]));
    String payload = claims().with("exp", JsonDocument.lit(now() + LIFETIME + 1)).json();
    bad(
        all,
        Clause.AUTH_3,
        "payload-changed",
        good.split("\\.", -1)[0]
            + "."
            + JwtSigning.base64(payload)
            + "."
            + JwtSigning.base64(signature));
  }

  private String foreign(String name, String value, KeyPair key) {
    return JwtSigning.signed(
        header(name, JsonDocument.lit(value)), claims().json(), "SHA256withRSA", key.getPrivate());
  }

  private void issuers(List<Hostile> all) {
    String org = tokens.callCenter().orgId().value();
    String core = org.substring(0, 15);
    bad(all, Clause.AUTH_3, "iss-missing", claims().without("iss"));
    bad(all, Clause.AUTH_3, "sub-missing", claims().without("sub"));
    bad(all, Clause.AUTH_3, "iss-empty", claims().with("iss", JsonDocument.str("")));
    bad(all, Clause.AUTH_3, "iss-null", claims().with("iss", JsonDocument.lit("null")));
    bad(
        all,
        Clause.AUTH_3,
        "iss-array",
        claims().with("iss", JsonDocument.arr(JsonDocument.str(org))));
    bad(all, Clause.AUTH_3, "sub-number", claims().with("sub", JsonDocument.lit(1)));
    bad(
        all,
        Clause.AUTH_3,
        "iss-wrong-checksum",
        claims().with("iss", JsonDocument.str(core + "ZZZ")));
    String last = org.charAt(14) == '9' ? "8" : "9";
    bad(
        all,
        Clause.AUTH_3,
        "iss-unknown",
        claims().with("iss", JsonDocument.str(org.substring(0, 14) + last)));
    bad(all, Clause.AUTH_3, "iss-16", claims().with("iss", JsonDocument.str(core + "E")));
    bad(
        all,
        Clause.AUTH_3,
        "sub-unknown",
        claims().with("sub", JsonDocument.str(tokens.callCenter().apiName() + "x")));
    String name = tokens.callCenter().apiName();
    String other =
        name.equals(name.toUpperCase(Locale.ROOT))
            ? name.toLowerCase(Locale.ROOT)
            : name.toUpperCase(Locale.ROOT);
    if (!other.equals(name)) {
      bad(all, Clause.AUTH_3, "sub-other-case", claims().with("sub", JsonDocument.str(other)));
    }
  }

  private void times(List<Hostile> all) {
    long now = now();
    bad(all, Clause.AUTH_4, "exp-missing", claims().without("exp"));
    bad(all, Clause.AUTH_4, "exp-null", claims().with("exp", JsonDocument.lit("null")));
    bad(
        all,
        Clause.AUTH_4,
        "exp-string",
        claims().with("exp", JsonDocument.str("" + (now + LIFETIME))));
    bad(all, Clause.AUTH_4, "exp-boolean", claims().with("exp", JsonDocument.lit("true")));
    bad(
        all,
        Clause.AUTH_4,
        "exp-array",
        claims().with("exp", JsonDocument.arr(JsonDocument.lit(now + LIFETIME))));
    bad(
        all,
        Clause.AUTH_4,
        "expired",
        claims().with("iat", JsonDocument.lit(now - 900)).with("exp", JsonDocument.lit(now - 120)));
    bad(
        all,
        Clause.AUTH_4,
        "exp-in-milliseconds",
        claims().with("exp", JsonDocument.lit((now + LIFETIME) * 1000)));
    bad(
        all,
        Clause.AUTH_4,
        "times-in-milliseconds",
        claims()
            .with("iat", JsonDocument.lit(now * 1000))
            .with("exp", JsonDocument.lit((now + LIFETIME) * 1000)));
    bad(all, Clause.AUTH_4, "exp-huge", claims().with("exp", JsonDocument.lit("1e300")));
    bad(all, Clause.AUTH_4, "exp-overflow", claims().with("exp", JsonDocument.lit("9".repeat(30))));
    bad(
        all,
        Clause.AUTH_4,
        "too-long",
        claims()
            .with("iat", JsonDocument.lit(now))
            .with("exp", JsonDocument.lit(now + 86_400 + 3600)));
    bad(
        all,
        Clause.AUTH_4,
        "too-long-without-iat",
        claims().without("iat").with("exp", JsonDocument.lit(now + 86_400 + 3600)));
    bad(
        all,
        Clause.AUTH_4,
        "too-long-since-iat",
        claims()
            .with("iat", JsonDocument.lit(now - 80_000))
            .with("exp", JsonDocument.lit(now + 20_000)));
    bad(all, Clause.AUTH_4, "iat-in-future", claims().with("iat", JsonDocument.lit(now + 3600)));
    bad(all, Clause.AUTH_4, "iat-string", claims().with("iat", JsonDocument.str("" + now)));
    bad(all, Clause.AUTH_4, "nbf-in-future", claims().with("nbf", JsonDocument.lit(now + 3600)));
    bad(all, Clause.AUTH_4, "nbf-string", claims().with("nbf", JsonDocument.str("0")));
    bad(
        all,
        Clause.AUTH_4,
        "duplicate-exp",
        claims().plus("exp", JsonDocument.lit(now + LIFETIME)));
    bad(
        all,
        Clause.AUTH_4,
        "duplicate-iss",
        JsonDocument.obj().plus("iss", JsonDocument.str("00D000000000001EAA")).plusAll(claims()));
    bad(all, Clause.AUTH_5, "jti-number", claims().with("jti", JsonDocument.lit(now)));
    bad(all, Clause.AUTH_5, "jti-null", claims().with("jti", JsonDocument.lit("null")));
    bad(
        all,
        Clause.AUTH_5,
        "jti-256",
        claims()
            .with(
                "jti", JsonDocument.str((UUID.randomUUID() + "x".repeat(256)).substring(0, 256))));
  }

  private void bad(List<Hostile> all, Clause clause, String name, JsonDocument claims) {
    bad(all, clause, name, signed(claims));
  }

  private static void bad(List<Hostile> all, Clause clause, String name, String token) {
    all.add(new Hostile(name, clause, token));
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
