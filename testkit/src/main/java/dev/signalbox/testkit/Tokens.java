package dev.signalbox.testkit;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Forges tokens of a call center: good ones, and those that nobody may accept. Thread-safe. */
public final class Tokens {
  private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
  private static final long LIFETIME = 1800;

  private final CallCenterId callCenter;
  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final Clock clock;

  /**
   * Tokens of a call center.
   *
   * @param callCenter whose
   * @param privateKey its RSA key, with the parts from which the public key follows
   * @param clock the time
   * @throws IllegalArgumentException when the key is not of that kind
   */
  public Tokens(CallCenterId callCenter, PrivateKey privateKey, Clock clock) {
    this.callCenter = callCenter;
    this.privateKey = privateKey;
    this.clock = clock;
    publicKey = publicKeyOf(privateKey);
  }

  /**
   * The public key that belongs to a private one.
   *
   * @param privateKey an RSA key, with the parts from which the public key follows
   * @return the public key
   * @throws IllegalArgumentException when the key is not of that kind
   */
  public static PublicKey publicKeyOf(PrivateKey privateKey) {
    if (!(privateKey instanceof RSAPrivateCrtKey rsa)) {
      throw new IllegalArgumentException("AUTH-3: the private key is no RSA key.");
    }
    return trusted(
        () ->
            KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent())));
  }

  /**
   * A token that has to be accepted, and its name.
   *
   * @param name in a few words joined by hyphens
   * @param clause the clause that says so
   * @param token the token
   */
  public record Good(String name, Clause clause, String token) {}

  /**
   * A token that has to be refused, and why.
   *
   * @param name what is wrong, in a few words joined by hyphens
   * @param clause the clause that it breaks
   * @param token the token
   */
  public record Hostile(String name, Clause clause, String token) {}

  /**
   * The call center.
   *
   * @return whose tokens these are
   */
  public CallCenterId callCenter() {
    return callCenter;
  }

  /**
   * The key that verifies the good ones.
   *
   * @return an RSA key
   */
  public PublicKey publicKey() {
    return publicKey;
  }

  /**
   * A good token, for half an hour and any number of requests: it has no {@code jti}.
   *
   * @return a token
   */
  public String reusable() {
    return signed(claims());
  }

  /**
   * A good token with a {@code jti}.
   *
   * @param jti the id
   * @return a token
   */
  public String once(String jti) {
    return signed(claims().with("jti", Doc.str(jti)));
  }

  /**
   * The claims of a good token.
   *
   * @return {@code iss}, {@code sub}, {@code iat} and {@code exp}
   */
  public Doc.Obj claims() {
    return Doc.obj()
        .with("iss", Doc.str(callCenter.orgId().value()))
        .with("sub", Doc.str(callCenter.apiName()))
        .with("iat", Doc.lit(now()))
        .with("exp", Doc.lit(now() + LIFETIME));
  }

  /**
   * A token of any claims, properly signed.
   *
   * @param claims the payload
   * @return a token
   */
  public String signed(Doc claims) {
    return signed(HEADER, claims.json());
  }

  /**
   * A token of any content, properly signed.
   *
   * @param header its header, which may be no JSON
   * @param payload its payload, which may be no JSON
   * @return a token
   */
  public String signed(String header, String payload) {
    return signed(header, payload, "SHA256withRSA", privateKey);
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  /**
   * Good tokens of all kinds: each has to be accepted once.
   *
   * @return a new list
   */
  public List<Good> good() {
    String org = callCenter.orgId().value();
    List<Good> all = new ArrayList<>();
    all.add(new Good("kid", Clause.AUTH_2, signed(header("kid", Doc.str("1")), claims().json())));
    all.add(new Good("no-typ", Clause.AUTH_2, signed("{\"alg\":\"RS256\"}", claims().json())));
    all.add(new Good("org-of-18", Clause.AUTH_3, reusable()));
    all.add(
        new Good(
            "org-of-15",
            Clause.AUTH_3,
            signed(claims().with("iss", Doc.str(org.substring(0, 15))))));
    all.add(good("no-iat", Clause.AUTH_4, claims().without("iat")));
    all.add(good("nbf", Clause.AUTH_4, claims().with("nbf", Doc.lit(now() - 5))));
    all.add(good("fractions", Clause.AUTH_4, claims().with("iat", Doc.lit(now() - 5 + ".75"))));
    all.add(
        good("fraction-in-exp", Clause.AUTH_4, claims().with("exp", Doc.lit(now() + 900 + ".5"))));
    all.add(
        good(
            "24-hours",
            Clause.AUTH_4,
            claims().with("iat", Doc.lit(now())).with("exp", Doc.lit(now() + 86_400))));
    all.add(good("expired-within-skew", Clause.AUTH_4, claims().with("exp", Doc.lit(now() - 20))));
    all.add(good("iat-within-skew", Clause.AUTH_4, claims().with("iat", Doc.lit(now() + 20))));
    all.add(
        good("aud", Clause.AUTH_4, claims().with("aud", Doc.str("https://scrt.salesforce.com"))));
    all.add(
        good(
            "aud-list",
            Clause.AUTH_4,
            claims().with("aud", Doc.arr(Doc.str("a"), Doc.str("https://scrt.salesforce.com")))));
    all.add(good("unknown-claims", Clause.AUTH_4, claims().with("x", Doc.arr(Doc.lit(1)))));
    all.add(
        new Good(
            "jti-of-255",
            Clause.AUTH_5,
            once((UUID.randomUUID() + "x".repeat(255)).substring(0, 255))));
    return all;
  }

  private Good good(String name, Clause clause, Doc claims) {
    return new Good(name, clause, signed(claims));
  }

  /**
   * Tokens of all kinds that have to be refused.
   *
   * @param url what {@code jku} and {@code x5u} point to: nobody may ever ask for it
   * @return a new list
   */
  public List<Hostile> hostile(String url) {
    List<Hostile> all = new ArrayList<>();
    malformed(all);
    algorithms(all);
    keys(all, url);
    issuers(all);
    times(all);
    return all;
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
    bad(all, Clause.AUTH_1, "header-array", signed("[" + HEADER + "]", claims().json()));
    bad(
        all,
        Clause.AUTH_1,
        "header-duplicate",
        signed("{\"alg\":\"none\",\"alg\":\"RS256\"}", claims().json()));
    bad(all, Clause.AUTH_4, "payload-array", signed(HEADER, "[" + claims().json() + "]"));
    bad(all, Clause.AUTH_4, "payload-string", signed(HEADER, "\"a\""));
    bad(all, Clause.AUTH_4, "payload-no-json", signed(HEADER, "iss=" + callCenter.orgId()));
    bad(all, Clause.AUTH_4, "payload-trailing", signed(HEADER, claims().json() + "{}"));
    bad(all, Clause.AUTH_4, "payload-no-utf-8", badUtf8());
  }

  private String badUtf8() {
    byte[] payload = claims().with("x", Doc.str("?")).json().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < payload.length; i++) {
      payload[i] = payload[i] == '?' ? (byte) 0xFF : payload[i];
    }
    String content = base64(HEADER.getBytes(StandardCharsets.UTF_8)) + "." + base64(payload);
    return content + "." + base64(signature(content, "SHA256withRSA", privateKey));
  }

  private void algorithms(List<Hostile> all) {
    String claims = claims().json();
    for (String none : List.of("none", "None", "NONE", "")) {
      String content = base64(alg(none)) + "." + base64(claims);
      bad(all, Clause.AUTH_2, "alg-" + (none.isEmpty() ? "empty" : none), content + ".");
    }
    bad(all, Clause.AUTH_2, "alg-none-signed", signed(alg("none"), claims));
    bad(all, Clause.AUTH_2, "alg-missing", signed("{\"typ\":\"JWT\"}", claims));
    bad(all, Clause.AUTH_2, "alg-null", signed("{\"alg\":null}", claims));
    bad(all, Clause.AUTH_2, "alg-array", signed("{\"alg\":[\"RS256\"]}", claims));
    bad(all, Clause.AUTH_2, "alg-lower-case", signed(alg("rs256"), claims));
    bad(all, Clause.AUTH_2, "hs256-with-public-key", hmac(claims, publicKey.getEncoded()));
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
    bad(all, Clause.AUTH_2, "rs384", signed(alg("RS384"), claims, "SHA384withRSA", privateKey));
    bad(all, Clause.AUTH_2, "rs512", signed(alg("RS512"), claims, "SHA512withRSA", privateKey));
    bad(all, Clause.AUTH_2, "ps256", signed(alg("PS256"), claims, "RSASSA-PSS", privateKey));
    bad(all, Clause.AUTH_2, "es256", signed(alg("ES256"), claims));
    bad(all, Clause.AUTH_2, "rs512-as-rs256", signed(HEADER, claims, "SHA512withRSA", privateKey));
    bad(
        all,
        Clause.AUTH_2,
        "crit",
        signed("{\"alg\":\"RS256\",\"crit\":[\"exp\"],\"exp\":1}", claims));
    bad(
        all,
        Clause.AUTH_2,
        "crit-b64",
        signed("{\"alg\":\"RS256\",\"b64\":true,\"crit\":[\"b64\"]}", claims));
    bad(all, Clause.AUTH_2, "crit-empty", signed("{\"alg\":\"RS256\",\"crit\":[]}", claims));
  }

  private void keys(List<Hostile> all, String url) {
    KeyPair other = keyPair();
    String claims = claims().json();
    String jwk = jwk((RSAPublicKey) other.getPublic());
    String ownJwk = jwk((RSAPublicKey) publicKey);
    String chain =
        "[\"" + Base64.getEncoder().encodeToString(other.getPublic().getEncoded()) + "\"]";
    bad(all, Clause.AUTH_2, "jwk", foreign("jwk", jwk, other));
    bad(all, Clause.AUTH_2, "x5c", foreign("x5c", chain, other));
    bad(all, Clause.AUTH_2, "jku", foreign("jku", "\"" + url + "jwks\"", other));
    bad(all, Clause.AUTH_2, "x5u", foreign("x5u", "\"" + url + "x5u\"", other));
    bad(all, Clause.AUTH_2, "jwk-own", signed(header("jwk", Doc.lit(ownJwk)), claims));
    bad(all, Clause.AUTH_2, "x5c-own", signed(header("x5c", Doc.lit(chain)), claims));
    bad(all, Clause.AUTH_2, "jku-own", signed(header("jku", Doc.str(url + "jwks")), claims));
    bad(all, Clause.AUTH_2, "x5u-own", signed(header("x5u", Doc.str(url + "x5u")), claims));
    String good = reusable();
    String content = good.substring(0, good.lastIndexOf('.') + 1);
    byte[] signature = Base64.getUrlDecoder().decode(good.substring(content.length()));
    bad(
        all,
        Clause.AUTH_3,
        "other-key",
        signed(HEADER, claims, "SHA256withRSA", other.getPrivate()));
    bad(all, Clause.AUTH_3, "signature-empty", content);
    bad(
        all,
        Clause.AUTH_3,
        "signature-cut",
        content + base64(Arrays.copyOf(signature, signature.length - 1)));
    byte[] changed = signature.clone();
    changed[changed.length / 2] ^= 1;
    bad(all, Clause.AUTH_3, "signature-changed", content + base64(changed));
    bad(all, Clause.AUTH_3, "signature-zero", content + base64(new byte[signature.length]));
    String payload = claims().with("exp", Doc.lit(now() + LIFETIME + 1)).json();
    bad(
        all,
        Clause.AUTH_3,
        "payload-changed",
        good.split("\\.", -1)[0] + "." + base64(payload) + "." + base64(signature));
  }

  private String foreign(String name, String value, KeyPair key) {
    return signed(header(name, Doc.lit(value)), claims().json(), "SHA256withRSA", key.getPrivate());
  }

  private void issuers(List<Hostile> all) {
    String org = callCenter.orgId().value();
    String core = org.substring(0, 15);
    bad(all, Clause.AUTH_3, "iss-missing", claims().without("iss"));
    bad(all, Clause.AUTH_3, "sub-missing", claims().without("sub"));
    bad(all, Clause.AUTH_3, "iss-empty", claims().with("iss", Doc.str("")));
    bad(all, Clause.AUTH_3, "iss-null", claims().with("iss", Doc.lit("null")));
    bad(all, Clause.AUTH_3, "iss-array", claims().with("iss", Doc.arr(Doc.str(org))));
    bad(all, Clause.AUTH_3, "sub-number", claims().with("sub", Doc.lit(1)));
    bad(all, Clause.AUTH_3, "iss-wrong-checksum", claims().with("iss", Doc.str(core + "ZZZ")));
    String last = org.charAt(14) == '9' ? "8" : "9";
    bad(
        all,
        Clause.AUTH_3,
        "iss-unknown",
        claims().with("iss", Doc.str(org.substring(0, 14) + last)));
    bad(all, Clause.AUTH_3, "iss-16", claims().with("iss", Doc.str(core + "E")));
    bad(
        all,
        Clause.AUTH_3,
        "sub-unknown",
        claims().with("sub", Doc.str(callCenter.apiName() + "x")));
    String name = callCenter.apiName();
    String other =
        name.equals(name.toUpperCase(Locale.ROOT))
            ? name.toLowerCase(Locale.ROOT)
            : name.toUpperCase(Locale.ROOT);
    if (!other.equals(name)) {
      bad(all, Clause.AUTH_3, "sub-other-case", claims().with("sub", Doc.str(other)));
    }
  }

  private void times(List<Hostile> all) {
    long now = now();
    bad(all, Clause.AUTH_4, "exp-missing", claims().without("exp"));
    bad(all, Clause.AUTH_4, "exp-null", claims().with("exp", Doc.lit("null")));
    bad(all, Clause.AUTH_4, "exp-string", claims().with("exp", Doc.str("" + (now + LIFETIME))));
    bad(all, Clause.AUTH_4, "exp-boolean", claims().with("exp", Doc.lit("true")));
    bad(all, Clause.AUTH_4, "exp-array", claims().with("exp", Doc.arr(Doc.lit(now + LIFETIME))));
    bad(
        all,
        Clause.AUTH_4,
        "expired",
        claims().with("iat", Doc.lit(now - 900)).with("exp", Doc.lit(now - 120)));
    bad(
        all,
        Clause.AUTH_4,
        "exp-in-milliseconds",
        claims().with("exp", Doc.lit((now + LIFETIME) * 1000)));
    bad(
        all,
        Clause.AUTH_4,
        "times-in-milliseconds",
        claims().with("iat", Doc.lit(now * 1000)).with("exp", Doc.lit((now + LIFETIME) * 1000)));
    bad(all, Clause.AUTH_4, "exp-huge", claims().with("exp", Doc.lit("1e300")));
    bad(all, Clause.AUTH_4, "exp-overflow", claims().with("exp", Doc.lit("9".repeat(30))));
    bad(
        all,
        Clause.AUTH_4,
        "too-long",
        claims().with("iat", Doc.lit(now)).with("exp", Doc.lit(now + 86_400 + 3600)));
    bad(
        all,
        Clause.AUTH_4,
        "too-long-without-iat",
        claims().without("iat").with("exp", Doc.lit(now + 86_400 + 3600)));
    bad(
        all,
        Clause.AUTH_4,
        "too-long-since-iat",
        claims().with("iat", Doc.lit(now - 80_000)).with("exp", Doc.lit(now + 20_000)));
    bad(all, Clause.AUTH_4, "iat-in-future", claims().with("iat", Doc.lit(now + 3600)));
    bad(all, Clause.AUTH_4, "iat-string", claims().with("iat", Doc.str("" + now)));
    bad(all, Clause.AUTH_4, "nbf-in-future", claims().with("nbf", Doc.lit(now + 3600)));
    bad(all, Clause.AUTH_4, "nbf-string", claims().with("nbf", Doc.str("0")));
    bad(all, Clause.AUTH_4, "duplicate-exp", claims().plus("exp", Doc.lit(now + LIFETIME)));
    bad(
        all,
        Clause.AUTH_4,
        "duplicate-iss",
        Doc.obj().plus("iss", Doc.str("00D000000000001EAA")).plusAll(claims()));
    bad(all, Clause.AUTH_5, "jti-number", claims().with("jti", Doc.lit(now)));
    bad(all, Clause.AUTH_5, "jti-null", claims().with("jti", Doc.lit("null")));
    bad(
        all,
        Clause.AUTH_5,
        "jti-256",
        claims().with("jti", Doc.str((UUID.randomUUID() + "x".repeat(256)).substring(0, 256))));
  }

  private void bad(List<Hostile> all, Clause clause, String name, Doc claims) {
    bad(all, clause, name, signed(claims));
  }

  private static void bad(List<Hostile> all, Clause clause, String name, String token) {
    all.add(new Hostile(name, clause, token));
  }

  private static String alg(String alg) {
    return "{\"alg\":\"" + alg + "\",\"typ\":\"JWT\"}";
  }

  private static String header(String name, Doc value) {
    return Doc.obj().with("alg", Doc.str("RS256")).with(name, value).json();
  }

  private String pem() {
    String lines =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey.getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n";
  }

  private static String jwk(RSAPublicKey key) {
    return "{\"kty\":\"RSA\",\"n\":\""
        + base64(key.getModulus().toByteArray())
        + "\",\"e\":\""
        + base64(key.getPublicExponent().toByteArray())
        + "\"}";
  }

  private static String hmac(String claims, byte[] secret) {
    String content = base64(alg("HS256")) + "." + base64(claims);
    byte[] mac =
        trusted(
            () -> {
              Mac hmac = Mac.getInstance("HmacSHA256");
              hmac.init(new SecretKeySpec(secret, "HmacSHA256"));
              return hmac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
            });
    return content + "." + base64(mac);
  }

  private static String signed(String header, String payload, String algorithm, PrivateKey key) {
    String content = base64(header) + "." + base64(payload);
    return content + "." + base64(signature(content, algorithm, key));
  }

  private static byte[] signature(String content, String algorithm, PrivateKey key) {
    return trusted(
        () -> {
          Signature signature = Signature.getInstance(algorithm);
          if (algorithm.equals("RSASSA-PSS")) {
            signature.setParameter(
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
          }
          signature.initSign(key);
          signature.update(content.getBytes(StandardCharsets.US_ASCII));
          return signature.sign();
        });
  }

  /**
   * A new RSA key pair of 2048 bits.
   *
   * @return a key pair
   */
  public static KeyPair keyPair() {
    return trusted(
        () -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(2048);
          return generator.generateKeyPair();
        });
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private interface Cryptography<T> {
    T run() throws GeneralSecurityException;
  }

  /** Runs what every JDK can do. */
  private static <T> T trusted(Cryptography<T> cryptography) {
    try {
      return cryptography.run();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
