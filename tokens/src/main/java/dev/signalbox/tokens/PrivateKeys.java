package dev.signalbox.tokens;

import dev.signalbox.core.internal.pem.Pem;
import dev.signalbox.core.internal.pem.RsaKeys;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads the private keys that a {@link TokenSigner} signs with. Thread-safe. */
public final class PrivateKeys {
  private static final String ENV = "env:";
  private static final String FILE = "file:";

  private static final String DECRYPT =
      "AUTH-2: the private key is encrypted: decrypt it first, for instance with openssl pkey -in"
          + " encrypted.pem -out private.pem, and keep the file where only its user can read it.";

  private PrivateKeys() {}

  /**
   * Reads an RSA private key from where the user says it is.
   *
   * @param location {@code env:NAME} for an environment variable with PEM text; otherwise a file,
   *     with or without {@code file:} before it: PEM, or PKCS#12 or JKS without a password
   * @return the key
   * @throws IOException when the file can't be read
   * @throws IllegalArgumentException when there is no key, or it can't be used; the message says
   *     why and what to do, and shows nothing of the key
   */
  public static PrivateKey load(String location) throws IOException {
    return load(location, Optional.empty());
  }

  /**
   * Reads an RSA private key from where the user says it is.
   *
   * @param location as for {@link #load(String)}
   * @param passwordFile a file whose first line is the password of the PKCS#12 or JKS file
   * @return the key
   * @throws IOException when a file can't be read
   * @throws IllegalArgumentException when there is no key, or it can't be used; the message says
   *     why and what to do, and shows nothing of the key
   */
  public static PrivateKey load(String location, Path passwordFile) throws IOException {
    return load(location, Optional.of(passwordFile));
  }

  private static PrivateKey load(String location, Optional<Path> passwordFile) throws IOException {
    if (location.startsWith(ENV)) {
      String name = location.substring(ENV.length());
      String value = System.getenv(name);
      if (value == null) {
        throw new IllegalArgumentException(
            "AUTH-2: the environment variable "
                + name
                + ", which is to hold the private key, is not set.");
      }
      return ofPem(value);
    }
    Path file = Path.of(location.startsWith(FILE) ? location.substring(FILE.length()) : location);
    byte[] content = Files.readAllBytes(file);
    return isKeyStore(content)
        ? ofKeyStore(file, passwordFile)
        : ofPem(new String(content, StandardCharsets.ISO_8859_1));
  }

  /** PKCS#12 is a DER sequence, JKS begins with a number of its own; PEM is text. */
  private static boolean isKeyStore(byte[] content) {
    return content.length > 4
        && ((content[0] == 0x30 && content[1] < 0)
            || (content[0] == (byte) 0xFE && content[1] == (byte) 0xED));
  }

  private static PrivateKey ofKeyStore(Path file, Optional<Path> passwordFile) throws IOException {
    char[] password = passwordFile.isEmpty() ? new char[0] : firstLine(passwordFile.get());
    try {
      KeyStore store = KeyStore.getInstance(new File(file.toString()), password);
      List<PrivateKey> keys = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
          keys.add(key);
        }
      }
      if (keys.size() != 1) {
        throw new IllegalArgumentException(
            "AUTH-2: the key store has " + keys.size() + " private keys; it needs exactly one.");
      }
      return keys.get(0);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          passwordFile.isEmpty()
              ? "AUTH-2: the key store needs a password: give the file that holds it (--key-password-file)."
              : "AUTH-2: the key store can't be opened with the password in the file.");
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static char[] firstLine(Path file) throws IOException {
    String text = Files.readString(file);
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    return (line.endsWith("\r") ? line.substring(0, line.length() - 1) : line).toCharArray();
  }

  /**
   * Reads an RSA private key.
   *
   * @param pem PEM text with a PRIVATE KEY (PKCS#8) or an RSA PRIVATE KEY (PKCS#1), not encrypted,
   *     line ends written as {@code \\n} or not; the first counts, and certificates and public keys
   *     beside it are passed over
   * @return the key
   * @throws IllegalArgumentException when there is none, or it can't be used; the message says why
   *     and what to do, and shows nothing of the key
   */
  public static PrivateKey ofPem(String pem) {
    boolean others = false;
    for (Pem.Block block : Pem.blocks(pem)) {
      switch (block.label()) {
        case "PRIVATE KEY", "RSA PRIVATE KEY" -> {
          if (block.body().contains("ENCRYPTED")) {
            throw new IllegalArgumentException(DECRYPT);
          }
          return privateKey(block);
        }
        case "ENCRYPTED PRIVATE KEY" -> throw new IllegalArgumentException(DECRYPT);
        case "EC PRIVATE KEY", "DSA PRIVATE KEY", "OPENSSH PRIVATE KEY" ->
            throw new IllegalArgumentException(
                "AUTH-2: this is a private key of another kind ("
                    + block.label()
                    + "); tokens are signed with RSA: make a key with openssl genpkey -algorithm"
                    + " RSA -pkeyopt rsa_keygen_bits:2048.");
        case "PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE" -> others = true;
        default -> {
          // Something that some tools put beside a key, such as parameters.
        }
      }
    }
    throw new IllegalArgumentException(
        others
            ? "AUTH-2: this is a public key or a certificate, which verifies tokens: give the"
                + " private key that belongs to it, to sign them."
            : "AUTH-2: there is no PRIVATE KEY and no RSA PRIVATE KEY in PEM form.");
  }

  /** What is thrown here has no cause, since a provider's message may show some of the key. */
  private static PrivateKey privateKey(Pem.Block block) {
    byte[] der;
    try {
      der = block.der();
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("AUTH-2: the PEM block of the private key is not base64.");
    }
    try {
      return block.label().equals("PRIVATE KEY")
          ? RsaKeys.privateKey(der)
          : RsaKeys.privateKeyOfPkcs1(der);
    } catch (GeneralSecurityException | RuntimeException notRsa) {
      throw new IllegalArgumentException(
          "AUTH-2: the private key is not an RSA key that can be read: make one with openssl"
              + " genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048.");
    }
  }
}
