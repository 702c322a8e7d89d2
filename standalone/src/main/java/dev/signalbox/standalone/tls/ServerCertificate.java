package dev.signalbox.standalone.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A private key and the certificates that vouch for it, the server's own first.
 *
 * @param key matches the first certificate
 * @param chain the first, and those that lead from it to an authority
 */
record ServerCertificate(PrivateKey key, List<X509Certificate> chain) {
  private static final byte[] SAMPLE = {1, 2, 3};

  /**
   * Checks that the key belongs to the first certificate.
   *
   * @throws IllegalArgumentException when it does not; the message has nothing of the key
   */
  ServerCertificate {
    chain = List.copyOf(chain);
    PublicKey certified = chain.get(0).getPublicKey();
    if (!belongs(key, certified)) {
      throw new IllegalArgumentException(
          "the private key does not belong to the first certificate, that of "
              + chain.get(0).getSubjectX500Principal());
    }
  }

  private static boolean belongs(PrivateKey key, PublicKey certified) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  Instant expiresAt() {
    return chain.get(0).getNotAfter().toInstant();
  }

  /** Says whose certificate it is, and no more. */
  @Override
  public String toString() {
    return chain.get(0).getSubjectX500Principal() + ", expires " + expiresAt();
  }
}
