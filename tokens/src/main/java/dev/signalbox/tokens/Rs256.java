package dev.signalbox.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signalbox.core.spi.CallCenterKey;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies RS256 signatures (AUTH-2): by the security provider that the JDK's list puts first, and,
 * once many have been verified, by a native one where there is one. Thread-safe.
 */
final class Rs256 {
  private static final String ALGORITHM = "SHA256withRSA";

  private static final System.Logger LOG = System.getLogger("dev.signalbox.http");

  private final int loadAfter;
  private final Supplier<Optional<Provider>> nativeProviders;
  private final AtomicInteger verified = new AtomicInteger();
  private final Cache<CallCenterKey, PublicKey> nativeKeys =
      Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();
  private volatile @Nullable Provider nativeProvider;

  /**
   * A verifier.
   *
   * @param loadAfter after how many good signatures the native provider is loaded
   * @param nativeProviders loads it, once, on a thread of its own; empty where there is none
   */
  public Rs256(int loadAfter, Supplier<Optional<Provider>> nativeProviders) {
    this.loadAfter = loadAfter;
    this.nativeProviders = nativeProviders;
  }

  /**
   * Whether the key made the signature.
   *
   * @throws GeneralSecurityException when the security provider can't use the key
   */
  public boolean verifies(CallCenterKey key, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    Provider provider = nativeProvider;
    if (provider != null) {
      try {
        return verifies(provider, nativeKey(provider, key), input, signature);
      } catch (GeneralSecurityException | RuntimeException e) {
        // A kind of key that it can't use: the JDK's may.
      }
    }
    boolean good = verifies(Signature.getInstance(ALGORITHM), key.publicKey(), input, signature);
    if (good && verified.incrementAndGet() == loadAfter) {
      Thread loader =
          new Thread(() -> load(key.publicKey(), input, signature), "signalbox-native-rsa");
      loader.setDaemon(true);
      loader.start();
    }
    return good;
  }

  /** The provider that verifies instead of the JDK's; empty as long as there is none. */
  Optional<Provider> nativeProvider() {
    return Optional.ofNullable(nativeProvider);
  }

  /** Takes the native provider, if it judges as the JDK's has judged this good signature. */
  private void load(PublicKey key, byte[] input, byte[] signature) {
    try {
      Optional<Provider> found = nativeProviders.get();
      if (found.isPresent()) {
        require(agrees(found.get(), key, input, signature));
        nativeProvider = found.get();
      }
    } catch (GeneralSecurityException
        | RuntimeException
        | ServiceConfigurationError
        | LinkageError e) {
      LOG.log(
          Level.WARNING,
          "the native security provider is there, but can't be used: the JDK's verifies"
              + " signatures, in twice the time",
          e);
    }
  }

  private static void require(boolean agrees) throws SignatureException {
    if (!agrees) {
      throw new SignatureException("it does not tell a good signature from a bad one");
    }
  }

  /** Whether a provider tells a good signature from a bad one. */
  private static boolean agrees(Provider provider, PublicKey key, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    byte[] bad = signature.clone();
    bad[bad.length - 1] ^= 1;
    return verifies(provider, key, input, signature) && !verifies(provider, key, input, bad);
  }

  /** The key as the provider's own, which spares it to be read anew for each signature. */
  private PublicKey nativeKey(Provider provider, CallCenterKey key)
      throws GeneralSecurityException {
    PublicKey own = nativeKeys.getIfPresent(key);
    if (own == null) {
      own = (PublicKey) KeyFactory.getInstance("RSA", provider).translateKey(key.publicKey());
      nativeKeys.put(key, own);
    }
    return own;
  }

  private static boolean verifies(Provider provider, PublicKey key, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    return verifies(Signature.getInstance(ALGORITHM, provider), key, input, signature);
  }

  private static boolean verifies(Signature verifier, PublicKey key, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    verifier.initVerify(key);
    verifier.update(input);
    try {
      return verifier.verify(signature);
    } catch (SignatureException notOfThisLength) {
      return false;
    }
  }
}
