package dev.signalbox.tokens;

import static dev.signalbox.tokens.Tokens.CALL_CENTER;
import static dev.signalbox.tokens.Tokens.KEYS;
import static dev.signalbox.tokens.Tokens.NOW;
import static dev.signalbox.tokens.Tokens.ORG_15;
import static dev.signalbox.tokens.Tokens.ORG_18;
import static dev.signalbox.tokens.Tokens.T;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.spi.CallCenterKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call center sends is what AUTH-2 to AUTH-5 ask for. */
class TokenSignerTest {
  private static TokenSigner.Builder builder() {
    return TokenSigner.builder(CALL_CENTER, KEYS.getPrivate()).clock(Tokens.CLOCK);
  }

  private static String json(String token, int part) {
    return new String(
        Base64.getUrlDecoder().decode(token.split("\\.", -1)[part]), StandardCharsets.UTF_8);
  }

  private static Map<String, DocumentValue> claims(String token) {
    return JsonFormat.INSTANCE.readObject(Tokens.utf8(json(token, 1))).orThrow();
  }

  private static DocumentValue string(String text) {
    return new DocumentValue.Text(text);
  }

  private static DocumentValue number(long number) {
    return new DocumentValue.Numeral(Long.toString(number));
  }

  /** AUTH-3: an endpoint may know the org by one form alone. */
  @ParameterizedTest
  @ValueSource(strings = {"00Dx0000000BkQ3", "00Dx0000000BkQ3EAK", "00DHs00000Kmpyr"})
  void signsTheOrgIdAsItWasGiven(String orgId) {
    CallCenterId callCenter = CallCenterId.of(orgId, "AcmeCalls");
    String token = TokenSigner.builder(callCenter, KEYS.getPrivate()).build().sign();
    assertEquals(string(orgId), claims(token).get("iss"));
  }

  @Test
  void makesWhatTheVendorsFunctionsSend() {
    String token = builder().build().sign();
    assertEquals(
        Map.of("alg", string("RS256"), "typ", string("JWT")),
        JsonFormat.INSTANCE.readObject(Tokens.utf8(json(token, 0))).orThrow());
    Map<String, DocumentValue> claims = claims(token);
    assertEquals(Set.of("iss", "sub", "iat", "exp", "jti"), claims.keySet());
    assertEquals(string(ORG_15), claims.get("iss"));
    assertEquals(string("AcmeCalls"), claims.get("sub"));
    assertEquals(number(T), claims.get("iat"));
    assertEquals(number(T + 900), claims.get("exp"));
  }

  @Test
  void makesWhatIsAskedFor() {
    Clock odd = Clock.fixed(NOW.plusMillis(999), ZoneOffset.UTC);
    String token =
        builder()
            .lifetime(Duration.ofHours(24))
            .audience("https://scrt.salesforce.com")
            .jti(false)
            .clock(odd)
            .build()
            .sign();
    assertEquals(
        Map.of(
            "iss", string(ORG_15),
            "sub", string("AcmeCalls"),
            "aud", string("https://scrt.salesforce.com"),
            "iat", number(T),
            "exp", number(T + 86_400)),
        claims(token));
  }

  @Test
  void everyTokenHasAJtiOfItsOwn() {
    TokenSigner signer = builder().build();
    Set<String> jtis = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      jtis.add(claims(signer.sign()).get("jti").asText().orElseThrow());
    }
    assertEquals(20, jtis.size());
  }

  @Property(tries = 100)
  void whatItMakesIsAccepted(
      @ForAll("names") String name,
      @ForAll @LongRange(min = 1, max = 86_400) long seconds,
      @ForAll boolean jti) {
    CallCenterId callCenter = CallCenterId.of(ORG_18, name);
    TokenVerifier verifier =
        TokenVerifier.builder(new Tokens.Directory().put(callCenter, KEYS), new Tokens.Guard())
            .audience("here")
            .clock(Tokens.CLOCK)
            .build();
    String token =
        TokenSigner.builder(callCenter, KEYS.getPrivate())
            .lifetime(Duration.ofSeconds(seconds))
            .audience("here")
            .jti(jti)
            .clock(Tokens.CLOCK)
            .build()
            .sign();
    assertEquals(List.of(), verifier.explain(token));
    assertEquals(
        new TokenVerdict.Accepted(callCenter, NOW.plusSeconds(seconds), jti),
        verifier.verify(List.of("Bearer " + token)));
    assertEquals(
        !jti, verifier.verify(List.of("Bearer " + token)) instanceof TokenVerdict.Accepted);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .withChars('\u00e9', '\u4e2d', '\u2028', '<', '"', '\\')
        .ofMinLength(1)
        .ofMaxLength(255)
        .filter(name -> !name.isBlank());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PT0S", "PT-1S", "PT0.999S", "PT1.5S", "PT24H1S", "PT24H0.001S", "P1000D"})
  void refusesOtherLifetimes(String lifetime) {
    TokenSigner.Builder builder = builder();
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> builder.lifetime(Duration.parse(lifetime)))
            .getMessage();
    assertTrue(message.startsWith("AUTH-4"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "DSA", "Ed25519", "RSASSA-PSS"})
  void refusesKeysForOtherAlgorithms(String algorithm) throws GeneralSecurityException {
    KeyPair keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> TokenSigner.builder(CALL_CENTER, keys.getPrivate()))
            .getMessage();
    assertTrue(message.startsWith("AUTH-2") && message.contains("RSA key"), message);
  }

  @Test
  void takesTheWeakKeysThatAreInUseAndNoneWeaker() {
    KeyPair weak = Tokens.rsa(1024);
    Tokens.Directory directory = new Tokens.Directory();
    directory.keys.put(
        CALL_CENTER, Set.of(new CallCenterKey((RSAPublicKey) weak.getPublic(), Optional.empty())));
    TokenVerifier verifier =
        TokenVerifier.builder(directory, new Tokens.Guard()).clock(Tokens.CLOCK).build();
    String token =
        TokenSigner.builder(CALL_CENTER, weak.getPrivate()).clock(Tokens.CLOCK).build().sign();
    assertEquals(List.of(), verifier.explain(token));

    PrivateKey weaker = Tokens.rsa(768).getPrivate();
    String message =
        assertThrows(IllegalArgumentException.class, () -> TokenSigner.builder(CALL_CENTER, weaker))
            .getMessage();
    assertTrue(message.contains("768") && message.contains("1024"), message);
  }

  /** A key as hardware holds it: it tells nothing, and one provider alone can sign with it. */
  private record HardwareKey(PrivateKey hidden) implements PrivateKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return "RSA";
    }

    @Override
    public String getFormat() {
      return null;
    }

    @Override
    public byte[] getEncoded() {
      return null;
    }
  }

  /** Signs with {@link HardwareKey}, as a driver of hardware does. */
  public static final class HardwareSignature extends SignatureSpi {
    private final Signature signature;

    /** Called by the security framework. */
    public HardwareSignature() throws GeneralSecurityException {
      signature = Signature.getInstance("SHA256withRSA", "SunRsaSign");
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
      if (!(key instanceof HardwareKey hardware)) {
        throw new InvalidKeyException("not mine");
      }
      signature.initSign(hardware.hidden());
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      throw new InvalidKeyException("not mine");
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
      signature.update(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int from, int length) throws SignatureException {
      signature.update(bytes, from, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      return signature.sign();
    }

    @Override
    protected boolean engineVerify(byte[] bytes) {
      return false;
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class HardwareProvider extends Provider {
    private static final long serialVersionUID = 1L;

    HardwareProvider() {
      super("TestHardware", "1", "a driver of hardware");
      putService(
          new Service(
              this,
              "Signature",
              "SHA256withRSA",
              HardwareSignature.class.getName(),
              List.of(),
              Map.of()) {
            @Override
            public Object newInstance(Object parameter) {
              try {
                return new HardwareSignature();
              } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
              }
            }
          });
    }
  }

  @Test
  void signsWithAKeyThatNeverLeavesItsHardware() {
    Security.addProvider(new HardwareProvider());
    try {
      TokenVerifier verifier =
          TokenVerifier.builder(Tokens.Directory.withOneKey(), new Tokens.Guard())
              .clock(Tokens.CLOCK)
              .build();
      String token =
          TokenSigner.builder(CALL_CENTER, new HardwareKey(KEYS.getPrivate()))
              .clock(Tokens.CLOCK)
              .build()
              .sign();
      assertEquals(List.of(), verifier.explain(token));
    } finally {
      Security.removeProvider("TestHardware");
    }
  }

  @Test
  void saysSoWhenNoProviderCanUseTheKey() {
    TokenSigner signer =
        TokenSigner.builder(CALL_CENTER, new HardwareKey(KEYS.getPrivate())).build();
    String message = assertThrows(IllegalStateException.class, signer::sign).getMessage();
    assertTrue(message.startsWith("AUTH-2") && message.contains("AcmeCalls"), message);
    assertFalse(message.contains("HardwareKey"), message);
  }
}
