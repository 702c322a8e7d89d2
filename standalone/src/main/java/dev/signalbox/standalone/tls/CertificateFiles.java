package dev.signalbox.standalone.tls;

import dev.signalbox.core.internal.pem.Pem;
import dev.signalbox.core.internal.pem.RsaKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Reads certificates and keys as OpenSSL, certbot and cert-manager write them. What is thrown shows
 * nothing of a key.
 */
final class CertificateFiles {
  private CertificateFiles() {}

  /**
   * From PEM text.
   *
   * @param certificates the server's certificate first, then those that lead to an authority
   * @param keys holds the private key: PKCS#8, PKCS#1, or SEC 1 for elliptic curves
   * @param password of an encrypted PKCS#8 key
   * @throws IllegalArgumentException when they can't be used; the message says why
   */
  static ServerCertificate ofPem(byte[] certificates, byte[] keys, Optional<String> password) {
    List<X509Certificate> chain = new ArrayList<>();
    for (Pem.Block block : blocks(certificates)) {
      if (block.label().equals("CERTIFICATE")) {
        chain.add(certificate(block));
      }
    }
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("there is no CERTIFICATE in PEM form");
    }
    return new ServerCertificate(key(blocks(keys), password), chain);
  }

  private static List<Pem.Block> blocks(byte[] text) {
    return Pem.blocks(new String(text, StandardCharsets.ISO_8859_1));
  }

  private static X509Certificate certificate(Pem.Block block) {
    try {
      return RsaKeys.certificate(block.der());
    } catch (GeneralSecurityException malformed) {
      throw new IllegalArgumentException("a CERTIFICATE can't be read: " + malformed.getMessage());
    }
  }

  private static PrivateKey key(List<Pem.Block> blocks, Optional<String> password) {
    Optional<byte[]> curve = Optional.empty();
    for (Pem.Block block : blocks) {
      if (block.label().equals("EC PARAMETERS")) {
        curve = Optional.of(block.der());
      } else if (block.isPrivateKey()) {
        if (block.body().contains("ENCRYPTED")) {
          throw new IllegalArgumentException(
              "the private key is encrypted in the old way of OpenSSL: write it anew with openssl"
                  + " pkey -in key.pem -out new.pem");
        }
        return key(block, curve, password);
      }
    }
    throw new IllegalArgumentException("there is no PRIVATE KEY in PEM form");
  }

  private static PrivateKey key(
      Pem.Block block, Optional<byte[]> curve, Optional<String> password) {
    try {
      return switch (block.label()) {
        case "PRIVATE KEY" -> ofPkcs8(block.der());
        case "RSA PRIVATE KEY" -> RsaKeys.privateKeyOfPkcs1(block.der());
        case "EC PRIVATE KEY" -> ofPkcs8(EcKeyDer.toPkcs8(block.der(), curve));
        case "ENCRYPTED PRIVATE KEY" -> ofPkcs8(decrypted(block.der(), password));
        default ->
            throw new IllegalArgumentException(
                "the private key is of a kind that TLS servers don't have: " + block.label());
      };
    } catch (GeneralSecurityException | RuntimeException unreadable) {
      if (unreadable instanceof IllegalArgumentException told) {
        throw told;
      }
      // Without its message, which may show some of the key.
      throw new IllegalArgumentException("the " + block.label() + " can't be read");
    }
  }

  private static PrivateKey ofPkcs8(byte[] der) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException another) {
        // Of one of the next kinds, perhaps.
      }
    }
    throw new IllegalArgumentException(
        "the private key is for none of RSA, elliptic curves and Ed25519");
  }

  private static byte[] decrypted(byte[] der, Optional<String> password)
      throws GeneralSecurityException {
    if (password.isEmpty()) {
      throw new IllegalArgumentException(
          "the private key is encrypted: give its password with --tls-key-password-file");
    }
    char[] chars = password.get().toCharArray();
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      // The name of the whole scheme, such as PBEWithHmacSHA256AndAES_256, is the parameters' text.
      String scheme =
          info.getAlgName().equals("PBES2")
              ? info.getAlgParameters().toString()
              : info.getAlgName();
      Cipher cipher = Cipher.getInstance(scheme);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(chars)),
          info.getAlgParameters());
      return cipher.doFinal(info.getEncryptedData());
    } catch (IOException | GeneralSecurityException wrong) {
      throw new IllegalArgumentException("the private key can't be decrypted with the password");
    } finally {
      Arrays.fill(chars, '\0');
    }
  }

  /**
   * From a key store with one private key, PKCS#12 or JKS.
   *
   * @throws IllegalArgumentException when it can't be used; the message says why
   */
  static ServerCertificate ofKeyStore(byte[] content, Optional<String> password) {
    char[] chars = password.orElse("").toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), chars);
      List<ServerCertificate> found = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        Key key = store.getKey(alias, chars);
        Certificate[] chain = store.getCertificateChain(alias);
        if (key instanceof PrivateKey own && chain != null) {
          found.add(
              new ServerCertificate(
                  own, Arrays.stream(chain).map(X509Certificate.class::cast).toList()));
        }
      }
      if (found.size() != 1) {
        throw new IllegalArgumentException(
            "the key store has " + found.size() + " private keys with certificates; it needs one");
      }
      return found.get(0);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          password.isEmpty()
              ? "the key store can't be opened without a password: give it with"
                  + " --tls-keystore-password-file"
              : "the key store can't be opened with its password, or is no PKCS#12");
    } finally {
      Arrays.fill(chars, '\0');
    }
  }
}
