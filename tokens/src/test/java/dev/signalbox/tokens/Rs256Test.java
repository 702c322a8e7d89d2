package dev.signalbox.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.spi.CallCenterKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The native provider gives the JDK's verdicts, and comes only when it pays. */
@Timeout(60)
class Rs256Test {
  private static final byte[] INPUT = "header.payload".getBytes(StandardCharsets.UTF_8);

  private static KeyPair keys(int bits, BigInteger exponent) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(bits, exponent));
    return generator.generateKeyPair();
  }

  private static CallCenterKey key(KeyPair pair) {
    return new CallCenterKey((RSAPublicKey) pair.getPublic(), Optional.empty());
  }

  private static byte[] sign(KeyPair pair, String algorithm) throws Exception {
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(pair.getPrivate());
    signer.update(INPUT);
    return signer.sign();
  }

  @Test
  void theNativeProviderGivesTheSameVerdicts() throws Exception {
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      String loud =
          "SKIPPED: the native security provider among the tests is for Linux on x86-64 alone";
      System.err.println(loud);
      Assumptions.abort(loud);
    }
    KeyPair pair = keys(2048, RSAKeyGenParameterSpec.F4);
    Rs256 rs256 = new Rs256(2, () -> NativeRsa.load(getClass().getClassLoader()));
    byte[] good = sign(pair, "SHA256withRSA");
    assertTrue(rs256.verifies(key(pair), INPUT, good));
    assertTrue(rs256.nativeProvider().isEmpty());
    assertTrue(rs256.verifies(key(pair), INPUT, good));
    while (rs256.nativeProvider().isEmpty()) {
      Thread.onSpinWait();
    }
    assertEquals("AmazonCorrettoCryptoProvider", rs256.nativeProvider().orElseThrow().getName());
    for (KeyPair one :
        new KeyPair[] {
          pair,
          keys(1024, RSAKeyGenParameterSpec.F4),
          keys(3072, RSAKeyGenParameterSpec.F4),
          keys(2048, RSAKeyGenParameterSpec.F0),
          keys(2048, BigInteger.valueOf(0x1_0000_0001_0001L))
        }) {
      verdicts(rs256, one, pair);
    }
  }

  @Test
  void withoutItTheJdkVerifies() throws Exception {
    KeyPair pair = keys(2048, RSAKeyGenParameterSpec.F4);
    Rs256 rs256 = new Rs256(1, Optional::empty);
    verdicts(rs256, pair, keys(2048, RSAKeyGenParameterSpec.F4));
    assertTrue(rs256.nativeProvider().isEmpty());
  }

  @Test
  void aProviderThatJudgesOtherwiseIsNotUsedAndAWarningLogged() throws Exception {
    KeyPair pair = keys(2048, RSAKeyGenParameterSpec.F4);
    BlockingQueue<Thread> loaders = new LinkedBlockingQueue<>();
    Rs256 rs256 = new Rs256(1, loading(loaders, FakeProvider.gullible()));
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Logger log = Logger.getLogger("dev.signalbox.http");
    log.setFilter(record -> !logged.add(record));
    try {
      assertTrue(rs256.verifies(key(pair), INPUT, sign(pair, "SHA256withRSA")));
      loaders.take().join();
    } finally {
      log.setFilter(null);
    }
    assertEquals(List.of(Level.WARNING), logged.stream().map(LogRecord::getLevel).toList());
    assertInstanceOf(SignatureException.class, logged.get(0).getThrown());
    assertTrue(rs256.nativeProvider().isEmpty());
    verdicts(rs256, pair, pair);
    assertTrue(loaders.isEmpty(), "loaded once");
  }

  /** Verifies by the provider, which one good signature of the key has loaded. */
  private static Rs256 loaded(Provider provider, CallCenterKey key, byte[] good) throws Exception {
    BlockingQueue<Thread> loaders = new LinkedBlockingQueue<>();
    Rs256 rs256 = new Rs256(1, loading(loaders, provider));
    assertTrue(rs256.verifies(key, INPUT, good));
    Thread loader = loaders.take();
    assertTrue(loader.isDaemon(), "keeps no program from ending");
    loader.join();
    return rs256;
  }

  private static Supplier<Optional<Provider>> loading(Queue<Thread> loaders, Provider provider) {
    return () -> {
      loaders.add(Thread.currentThread());
      return Optional.of(provider);
    };
  }

  @Test
  void aProviderIsTriedWithAGoodSignatureAndWithOneThatDiffersInABit() throws Exception {
    KeyPair pair = keys(2048, RSAKeyGenParameterSpec.F4);
    byte[] good = sign(pair, "SHA256withRSA");
    FakeProvider provider = FakeProvider.honest();
    Rs256 rs256 = loaded(provider, key(pair), good);
    byte[] bad = good.clone();
    bad[bad.length - 1] ^= 1;
    assertEquals(List.of(Tokens.base64(good), Tokens.base64(bad)), provider.judged());
    assertEquals(Optional.of(provider), rs256.nativeProvider());
  }

  @Test
  void onceLoadedTheProviderVerifiesAndReadsEachKeyOnce() throws Exception {
    KeyPair pair = keys(2048, RSAKeyGenParameterSpec.F4);
    KeyPair other = keys(2048, RSAKeyGenParameterSpec.F4);
    CallCenterKey key = key(pair);
    CallCenterKey othersKey = key(other);
    byte[] good = sign(pair, "SHA256withRSA");
    byte[] bad = sign(other, "SHA256withRSA");
    FakeProvider provider = FakeProvider.honest();
    Rs256 rs256 = loaded(provider, key, good);
    provider.judged();
    for (int i = 0; i < 2; i++) {
      assertTrue(rs256.verifies(key, INPUT, good));
      assertFalse(rs256.verifies(key, INPUT, bad));
      assertTrue(rs256.verifies(othersKey, INPUT, bad));
      assertEquals(
          List.of(Tokens.base64(good), Tokens.base64(bad), Tokens.base64(bad)), provider.judged());
    }
    assertEquals(List.of(pair.getPublic(), other.getPublic()), provider.read());
  }

  private static void verdicts(Rs256 rs256, KeyPair pair, KeyPair other) throws Exception {
    byte[] good = sign(pair, "SHA256withRSA");
    CallCenterKey key = key(pair);
    // Twice: the second time with what was kept of the first.
    for (int i = 0; i < 2; i++) {
      assertTrue(rs256.verifies(key, INPUT, good));
      for (int at = 0; at < good.length; at += 15) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << at % 8);
        assertFalse(rs256.verifies(key, INPUT, bad), "changed at " + at);
      }
      assertFalse(rs256.verifies(key, new byte[] {1}, good), "of something else");
      assertFalse(rs256.verifies(key, INPUT, new byte[0]), "empty");
      assertFalse(rs256.verifies(key, INPUT, new byte[good.length]), "zeros");
      assertFalse(rs256.verifies(key, INPUT, java.util.Arrays.copyOf(good, good.length - 1)));
      assertFalse(rs256.verifies(key, INPUT, java.util.Arrays.copyOf(good, good.length + 1)));
      assertFalse(rs256.verifies(key, INPUT, sign(pair, "SHA384withRSA")), "RS384");
      assertFalse(
          pair != other && rs256.verifies(key, INPUT, sign(other, "SHA256withRSA")), "another's");
    }
  }
}
