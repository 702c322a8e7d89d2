package dev.signalbox.tokens;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactorySpi;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.KeySpec;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A security provider that judges RS256 signatures and tells which ones, and which keys it read.
 */
final class FakeProvider extends Provider {
  private static final long serialVersionUID = 1L;

  /** How a signature is judged. */
  @FunctionalInterface
  interface Judge {
    boolean judge(Signature jdks, byte[] signature) throws SignatureException;
  }

  private final transient Judge judge;
  private final transient List<String> judged = new CopyOnWriteArrayList<>();
  private final transient List<Key> read = new CopyOnWriteArrayList<>();

  private FakeProvider(Judge judge) {
    super("Fake", "1", "for a test");
    this.judge = judge;
    putService(
        new Service(this, "Signature", "SHA256withRSA", Judged.class.getName(), null, null) {
          @Override
          public Object newInstance(Object parameter) {
            return new Judged();
          }
        });
    putService(
        new Service(this, "KeyFactory", "RSA", Keys.class.getName(), null, null) {
          @Override
          public Object newInstance(Object parameter) {
            return new Keys();
          }
        });
  }

  /** Judges as the JDK does. */
  static FakeProvider honest() {
    return new FakeProvider(Signature::verify);
  }

  /** Takes every signature for a good one. */
  static FakeProvider gullible() {
    return new FakeProvider((jdks, signature) -> true);
  }

  /** The signatures that it has judged since it was last asked, in base64url. */
  List<String> judged() {
    List<String> all = List.copyOf(judged);
    judged.clear();
    return all;
  }

  /** The keys that it has read since it was last asked. */
  List<Key> read() {
    List<Key> all = List.copyOf(read);
    read.clear();
    return all;
  }

  /** Verifies, and can do nothing else. */
  @SuppressWarnings("deprecation") // of what it has to implement
  private final class Judged extends SignatureSpi {
    private final Signature jdks;

    Judged() {
      try {
        jdks = Signature.getInstance("SHA256withRSA");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      jdks.initVerify(key);
    }

    @Override
    protected void engineInitSign(PrivateKey key) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
      jdks.update(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
      jdks.update(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
      judged.add(Tokens.base64(signature));
      return judge.judge(jdks, signature);
    }

    @Override
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException();
    }
  }

  /** Takes keys as they are. */
  private final class Keys extends KeyFactorySpi {
    @Override
    protected Key engineTranslateKey(Key key) {
      read.add(key);
      return key;
    }

    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> spec) {
      throw new UnsupportedOperationException();
    }
  }
}
