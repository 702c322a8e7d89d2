package dev.signalbox.core.spi;

import dev.signalbox.core.internal.pem.Pem;
import dev.signalbox.core.internal.pem.RsaKeys;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An RSA public key that verifies a call center's tokens (AUTH-3). Immutable.
 *
 * @param publicKey the key
 * @param expiresAt when the certificate that the key came from expires; empty for a bare key. An
 *     expired certificate's key still verifies: expiry is for a warning
 */
public record CallCenterKey(RSAPublicKey publicKey, Optional<Instant> expiresAt) {
  /** The fewest bits that a key may have, unless the operator asks for weak ones. */
  public static final int MIN_BITS = 2048;

  /** The fewest bits that a key may have where the operator asks for weak ones. */
  public static final int MIN_WEAK_BITS = 1024;

  private static final System.Logger LOG = System.getLogger("dev.signalbox.keys");

  /**
   * Checks that the key is not too weak even for an operator who asked for weak keys.
   *
   * @param publicKey the key
   * @param expiresAt when the certificate that the key came from expires
   * @throws IllegalArgumentException when it has fewer than 1024 bits
   */
  public CallCenterKey {
    Objects.requireNonNull(expiresAt, "expiresAt");
    requireBits(publicKey, MIN_WEAK_BITS);
  }

  /**
   * A key of 2048 bits or more.
   *
   * @param publicKey an RSA public key
   * @return the key
   * @throws IllegalArgumentException when it is no RSA key, or has fewer bits
   */
  public static CallCenterKey of(PublicKey publicKey) {
    return checked(publicKey, Optional.empty(), MIN_BITS);
  }

  /**
   * The key of a certificate, of 2048 bits or more. The certificate's issuer is not checked:
   * registering the certificate is what vouches for it.
   *
   * @param certificate a certificate with an RSA public key
   * @return the key, which remembers when the certificate expires
   * @throws IllegalArgumentException when it has no RSA key, or one with fewer bits
   */
  public static CallCenterKey of(X509Certificate certificate) {
    return checked(
        certificate.getPublicKey(), Optional.of(certificate.getNotAfter().toInstant()), MIN_BITS);
  }

  /**
   * Reads a key or certificate of 2048 bits or more.
   *
   * @param pem PEM text with a PUBLIC KEY, an RSA PUBLIC KEY or a CERTIFICATE, line ends written as
   *     {@code \\n} or not. Of a chain of certificates the leaf counts, in whatever order they are.
   *     A private key beside them is passed over with a warning; a bare key counts before
   *     certificates
   * @return the key
   * @throws IllegalArgumentException when there is none, or it can't be used; the message says why
   */
  public static CallCenterKey ofPem(String pem) {
    return ofPem(pem, MIN_BITS);
  }

  /**
   * Reads a key or certificate of 1024 bits or more, for an operator who asks for that.
   *
   * @param pem PEM text with a PUBLIC KEY, an RSA PUBLIC KEY or a CERTIFICATE, line ends written as
   *     {@code \\n} or not. Of a chain of certificates the leaf counts, in whatever order they are.
   *     A private key beside them is passed over with a warning; a bare key counts before
   *     certificates
   * @return the key
   * @throws IllegalArgumentException when there is none, or it can't be used; the message says why
   */
  public static CallCenterKey ofWeakPem(String pem) {
    return ofPem(pem, MIN_WEAK_BITS);
  }

  private static CallCenterKey ofPem(String pem, int minBits) {
    List<Pem.Block> blocks = Pem.blocks(pem);
    // Besides, there may be a private key, and parameters that some tools put beside a key.
    Set<PublicKey> keys =
        blocks.stream()
            .filter(b -> b.label().equals("PUBLIC KEY") || b.label().equals("RSA PUBLIC KEY"))
            .map(CallCenterKey::publicKey)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<Pem.Block> certificates =
        blocks.stream().filter(b -> b.label().equals("CERTIFICATE")).toList();
    Optional<X509Certificate> leaf =
        keys.isEmpty() && !certificates.isEmpty()
            ? Optional.of(leaf(certificates.stream().map(CallCenterKey::certificate).toList()))
            : Optional.empty();
    leaf.ifPresent(certificate -> keys.add(certificate.getPublicKey()));
    boolean hasPrivateKey = blocks.stream().anyMatch(Pem.Block::isPrivateKey);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          hasPrivateKey
              ? "AUTH-3: this is a private key, which only the sender of tokens may have: give the"
                  + " public key or the certificate that belongs to it."
              : "AUTH-3: there is no PUBLIC KEY and no CERTIFICATE in PEM form.");
    }
    if (keys.size() > 1) {
      throw new IllegalArgumentException(
          "AUTH-3: there are "
              + keys.size()
              + " different public keys in one file: give one file for each key.");
    }
    if (hasPrivateKey) {
      LOG.log(
          Level.WARNING,
          "AUTH-3: a file with a public key or certificate holds a private key as well, which only"
              + " the sender of tokens may have: take it out of the file");
    }
    return checked(keys.iterator().next(), leaf.map(c -> c.getNotAfter().toInstant()), minBits);
  }

  /** The one certificate of a chain that has issued none of the others, whatever their order. */
  private static X509Certificate leaf(List<X509Certificate> chain) {
    List<X509Certificate> leaves =
        chain.stream()
            .distinct()
            .filter(
                c ->
                    chain.stream()
                        .noneMatch(
                            other ->
                                !other.equals(c)
                                    && other
                                        .getIssuerX500Principal()
                                        .equals(c.getSubjectX500Principal())))
            .toList();
    if (leaves.size() != 1) {
      throw new IllegalArgumentException(
          "AUTH-3: the file has several certificates, and it can't be told which one is the call"
              + " center's: give a file with that one alone.");
    }
    return leaves.get(0);
  }

  private static PublicKey publicKey(Pem.Block block) {
    try {
      return block.label().equals("PUBLIC KEY")
          ? RsaKeys.publicKey(block.der())
          : RsaKeys.publicKeyOfPkcs1(block.der());
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("AUTH-3: the PEM block is not base64.", notBase64);
    } catch (GeneralSecurityException notRsa) {
      throw new IllegalArgumentException("AUTH-3: the key is not an RSA public key.", notRsa);
    }
  }

  private static X509Certificate certificate(Pem.Block block) {
    try {
      return RsaKeys.certificate(block.der());
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("AUTH-3: the PEM block is not base64.", notBase64);
    } catch (GeneralSecurityException malformed) {
      throw new IllegalArgumentException(
          "AUTH-3: the certificate is not an X.509 certificate.", malformed);
    }
  }

  private static CallCenterKey checked(PublicKey key, Optional<Instant> expiresAt, int minBits) {
    // A key for RSASSA-PSS is an RSAPublicKey too, and not for RS256 (RFC 4055, 1.2).
    if (!(key instanceof RSAPublicKey rsa) || !key.getAlgorithm().equals("RSA")) {
      throw new IllegalArgumentException(
          "AUTH-3: the key is for " + key.getAlgorithm() + "; tokens need one for RSA (RS256).");
    }
    requireBits(rsa, minBits);
    return new CallCenterKey(rsa, expiresAt);
  }

  private static void requireBits(RSAPublicKey key, int minBits) {
    int bits = key.getModulus().bitLength();
    if (bits < minBits) {
      throw new IllegalArgumentException(
          "AUTH-3: the key has " + bits + " bits; at least " + minBits + " are needed.");
    }
  }

  /**
   * Says how long the key is, and no more of it.
   *
   * @return such as {@code RSA 2048}
   */
  @Override
  public String toString() {
    return "RSA "
        + publicKey.getModulus().bitLength()
        + expiresAt.map(at -> ", certificate expires " + at).orElse("");
  }

  /**
   * The key as PEM, SubjectPublicKeyInfo.
   *
   * @return PEM text that {@link #ofPem} reads back
   */
  public String toPem() {
    return Pem.write("PUBLIC KEY", publicKey.getEncoded());
  }
}
