package dev.signalbox.testkit;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Forges tokens of a call center: good ones, and those that nobody may accept. Thread-safe.
 *
 * @since 0.2.0
 */
public final class TokenFactory {
  static final long LIFETIME = 1800;

  private final CallCenterId callCenter;
  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final Clock clock;
  private final UnaryOperator<JsonDocument.Obj> headers;
  private final UnaryOperator<JsonDocument.Obj> claims;

  /**
   * TokenFactory of a call center.
   *
   * @param callCenter whose
   * @param privateKey its RSA key, with the parts from which the public key follows
   * @param clock the time
   * @throws IllegalArgumentException when the key is not of that kind
   */
  public TokenFactory(CallCenterId callCenter, PrivateKey privateKey, Clock clock) {
    this(callCenter, privateKey, clock, header -> header, claims -> claims);
  }

  private TokenFactory(
      CallCenterId callCenter,
      PrivateKey privateKey,
      Clock clock,
      UnaryOperator<JsonDocument.Obj> headers,
      UnaryOperator<JsonDocument.Obj> claims) {
    this.callCenter = callCenter;
    this.privateKey = privateKey;
    this.clock = clock;
    this.headers = headers;
    this.claims = claims;
    publicKey = publicKeyOf(privateKey);
  }

  /**
   * Tokens of the same call center with more in them.
   *
   * @param header changes the header of every token
   * @param claims changes the claims of every token
   * @return a factory
   */
  public TokenFactory with(
      UnaryOperator<JsonDocument.Obj> header, UnaryOperator<JsonDocument.Obj> claims) {
    return new TokenFactory(callCenter, privateKey, clock, header, claims);
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
    return JwtSigning.trusted(
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
    return signed(claims().with("jti", JsonDocument.str(jti)));
  }

  /**
   * The claims of a good token. The org's id stands there in the form in which it was given.
   *
   * @return {@code iss}, {@code sub}, {@code iat} and {@code exp}
   */
  public JsonDocument.Obj claims() {
    // A few seconds back, so that clocks that differ a little make no difference.
    return claims.apply(
        JsonDocument.obj()
            .with("iss", JsonDocument.str(callCenter.orgId().asGiven()))
            .with("sub", JsonDocument.str(callCenter.apiName()))
            .with("iat", JsonDocument.lit(now() - 5))
            .with("exp", JsonDocument.lit(now() + LIFETIME)));
  }

  /**
   * A token of any claims, properly signed.
   *
   * @param claims the payload
   * @return a token
   */
  public String signed(JsonDocument claims) {
    return signed(header().json(), claims.json());
  }

  /**
   * A token of any content, properly signed.
   *
   * @param header its header, which may be no JSON
   * @param payload its payload, which may be no JSON
   * @return a token
   */
  public String signed(String header, String payload) {
    return JwtSigning.signed(header, payload, "SHA256withRSA", privateKey);
  }

  /** The header of a good token. */
  JsonDocument.Obj header() {
    return headers.apply(
        JsonDocument.obj()
            .with("alg", JsonDocument.str("RS256"))
            .with("typ", JsonDocument.str("JWT")));
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  /**
   * The time by its clock.
   *
   * @return seconds since the epoch
   */
  public long now() {
    return clock.instant().getEpochSecond();
  }

  /**
   * Good tokens of all kinds: each has to be accepted once.
   *
   * @return a new list
   */
  public List<Good> good() {
    return new GoodTokens(this).specs().stream().map(GoodTokens.UnsignedGood::signed).toList();
  }

  /**
   * One good token, without the others, for signing takes its time.
   *
   * @param name its name
   * @return the token
   */
  public Good good(String name) {
    return new GoodTokens(this)
        .specs().stream()
            .filter(spec -> spec.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no good token " + name))
            .signed();
  }

  /**
   * The names of the good tokens, with their clauses.
   *
   * @return a new map, in the order of the clauses
   */
  public Map<String, Clause> goodNames() {
    Map<String, Clause> names = new LinkedHashMap<>();
    new GoodTokens(this).specs().forEach(spec -> names.put(spec.name(), spec.clause()));
    return names;
  }

  /**
   * The names of the hostile tokens, with their clauses.
   *
   * @return a new map, in the order of the clauses
   */
  public Map<String, Clause> hostileNames() {
    Map<String, Clause> names = new LinkedHashMap<>();
    new HostileTokens(this, "").specs().forEach(spec -> names.put(spec.name(), spec.clause()));
    return names;
  }

  /**
   * TokenFactory of all kinds that have to be refused.
   *
   * @param url what {@code jku} and {@code x5u} point to: nobody may ever ask for it
   * @return a new list
   */
  public List<Hostile> hostile(String url) {
    return new HostileTokens(this, url)
        .specs().stream().map(HostileTokens.UnsignedHostile::signed).toList();
  }

  /**
   * A new RSA key pair of 2048 bits.
   *
   * @return a key pair
   */
  public static KeyPair keyPair() {
    return JwtSigning.trusted(
        () -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(2048);
          return generator.generateKeyPair();
        });
  }
}
