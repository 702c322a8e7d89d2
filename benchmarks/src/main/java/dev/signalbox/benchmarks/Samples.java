package dev.signalbox.benchmarks;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.spi.CallCenterDirectory;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.tokens.TokenSigner;
import dev.signalbox.tokens.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;

/** Requests as vendors send them: a 250-byte batch, a 2048-bit key. */
final class Samples {
  static final CallCenterId CALL_CENTER = CallCenterId.of("00D000000000000EAA", "DevCallCenter");
  static final KeyPair KEYS = keys();
  static final String CALL = "5324881f-1e84-4367-8930-f69a74b30ca6";
  static final String PATH = "/telephony/v1/voiceCalls/" + CALL + "/realtimeConversationEvents";

  private static final long START = 1_700_000_000_000L;

  private Samples() {}

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException everyJdkHasRsa) {
      throw new IllegalStateException(everyJdkHasRsa);
    }
  }

  static ContractOptions contract() {
    return ContractOptions.STANDARD;
  }

  static CallCenterDirectory directory() {
    Set<CallCenterKey> keys = Set.of(CallCenterKey.of(KEYS.getPublic()));
    return id -> id.equals(CALL_CENTER) ? keys : Set.of();
  }

  /** Takes every token for a new one, so that one may be measured again and again. */
  static TokenVerifier verifier() {
    return TokenVerifier.of(directory(), (id, jti, expiresAt) -> ReplayGuard.Verdict.FIRST_USE);
  }

  static String token(boolean jti) {
    return token(KEYS, jti);
  }

  private static String token(KeyPair keys, boolean jti) {
    return TokenSigner.builder(CALL_CENTER, keys.getPrivate())
        .lifetime(Duration.ofHours(4))
        .jti(jti)
        .build()
        .sign();
  }

  static String expiredToken() {
    return expiredToken(KEYS);
  }

  static String expiredToken(KeyPair keys) {
    Clock yesterday = Clock.offset(Clock.systemUTC(), Duration.ofDays(-1));
    return TokenSigner.builder(CALL_CENTER, keys.getPrivate()).clock(yesterday).build().sign();
  }

  static String unsignedToken() {
    return unsignedToken(KEYS);
  }

  static String unsignedToken(KeyPair keys) {
    String signed = token(keys, false);
    String payload = signed.substring(signed.indexOf('.') + 1, signed.lastIndexOf('.'));
    return base64("{\"alg\":\"none\"}") + "." + payload + ".";
  }

  /** Right in everything but the last bits of the signature. */
  static String forgedToken() {
    String token = token(true);
    int at = token.length() - 10;
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Two events are the 250 bytes that the vendor's page shows. */
  static byte[] json(int events) {
    StringBuilder body =
        new StringBuilder("{\"service\":\"AmazonConnectContactLens\",\"events\":[");
    for (int i = 0; i < events; i++) {
      body.append(i == 0 ? "" : ",")
          .append("{\"type\":\"IntelligenceSignal__Category\",\"value\":\"OrderStatusHelp\"")
          .append(",\"startTime\":")
          .append(START + i * 1000L)
          .append('}');
    }
    return body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] xml(int events) {
    StringBuilder body =
        new StringBuilder(
            "<realtimeConversationEvents><service>AmazonConnectContactLens</service>");
    for (int i = 0; i < events; i++) {
      body.append("<events><type>IntelligenceSignal__Category</type>")
          .append("<value>OrderStatusHelp</value><startTime>")
          .append(START + i * 1000L)
          .append("</startTime></events>");
    }
    return body.append("</realtimeConversationEvents>").toString().getBytes(StandardCharsets.UTF_8);
  }
}
