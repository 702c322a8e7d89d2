package dev.signalbox.tokens;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterDirectory;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.ReplayGuard;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens made by hand, so that they can be wrong, and what a verifier needs around it. */
final class Tokens {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final long T = NOW.getEpochSecond();
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  static final KeyPair KEYS = rsa(2048);
  static final KeyPair NEXT_KEYS = rsa(2048);
  static final KeyPair STRANGERS_KEYS = rsa(2048);

  static final String ORG_15 = "00Dx0000000BkQ3";
  static final CallCenterId CALL_CENTER = CallCenterId.of(ORG_15, "AcmeCalls");
  static final String ORG_18 = CALL_CENTER.orgId().value();

  static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";

  private Tokens() {}

  static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A payload of the call center's, with more claims or none: {@code ,"aud":"x"}. */
  static String payload(String times) {
    return "{\"iss\":\"" + ORG_18 + "\",\"sub\":\"AcmeCalls\"" + times + "}";
  }

  static String times(long iat, long exp) {
    return ",\"iat\":" + (T + iat) + ",\"exp\":" + (T + exp);
  }

  /** A good token, but for what is added to its payload. */
  static String with(String claims) {
    return sign(HEADER, payload(times(0, 900) + claims));
  }

  static String good() {
    return with("");
  }

  static String sign(String header, String payload) {
    return sign(header, payload, KEYS.getPrivate());
  }

  static String sign(String header, String payload, PrivateKey key) {
    return sign("SHA256withRSA", utf8(header), utf8(payload), key);
  }

  static String sign(String algorithm, byte[] header, byte[] payload, PrivateKey key) {
    String input = base64(header) + "." + base64(payload);
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(utf8(input));
      return input + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A clock whose hands are moved. */
  static final class Hands extends Clock {
    Instant now = NOW;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  /** Call centers whose keys come and go. */
  static final class Directory implements CallCenterDirectory {
    final Map<CallCenterId, Set<CallCenterKey>> keys = new ConcurrentHashMap<>();

    static Directory withOneKey() {
      return new Directory().put(CALL_CENTER, KEYS);
    }

    Directory put(CallCenterId callCenter, KeyPair... pairs) {
      Set<CallCenterKey> set = new LinkedHashSet<>();
      for (KeyPair pair : pairs) {
        set.add(CallCenterKey.of(pair.getPublic()));
      }
      keys.put(callCenter, set);
      return this;
    }

    @Override
    public Set<CallCenterKey> keys(CallCenterId callCenter) {
      return keys.getOrDefault(callCenter, Set.of());
    }
  }

  /** As simple as a guard can be, and as strict. */
  static final class Guard implements ReplayGuard {
    private record Used(CallCenterId callCenter, String jti) {}

    private final Map<Used, Instant> used = new HashMap<>();
    private final int max;
    private final Clock clock;

    Guard() {
      this(Integer.MAX_VALUE, CLOCK);
    }

    Guard(int max, Clock clock) {
      this.max = max;
      this.clock = clock;
    }

    @Override
    public synchronized Verdict use(CallCenterId callCenter, String jti, Instant expiresAt) {
      Instant now = clock.instant();
      used.values().removeIf(expiry -> !now.isBefore(expiry));
      Used use = new Used(callCenter, jti);
      if (used.containsKey(use)) {
        return Verdict.REPLAYED;
      }
      if (used.size() >= max) {
        return Verdict.FULL;
      }
      used.put(use, expiresAt);
      return Verdict.FIRST_USE;
    }

    synchronized Map<String, Instant> remembered() {
      Map<String, Instant> byJti = new HashMap<>();
      used.forEach((use, expiry) -> byJti.put(use.jti(), expiry));
      return byJti;
    }
  }
}
