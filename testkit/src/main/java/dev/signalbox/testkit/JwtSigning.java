package dev.signalbox.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;

/** Base64, JSON Web Signatures and keys, out of what every JDK has. */
final class JwtSigning {
  private JwtSigning() {}

  static String signed(String header, String payload, String algorithm, PrivateKey key) {
    String content = base64(header) + "." + base64(payload);
    return content + "." + base64(signature(content, algorithm, key));
  }

  static byte[] signature(String content, String algorithm, PrivateKey key) {
    return trusted(
        () -> {
          Signature signature = Signature.getInstance(algorithm);
          if (algorithm.equals("RSASSA-PSS")) {
            signature.setParameter(
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
          }
          signature.initSign(key);
          signature.update(content.getBytes(StandardCharsets.US_ASCII));
          return signature.sign();
        });
  }

  static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  interface Cryptography<T> {
    T run() throws GeneralSecurityException;
  }

  /** Runs what every JDK can do. */
  static <T> T trusted(Cryptography<T> cryptography) {
    try {
      return cryptography.run();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
