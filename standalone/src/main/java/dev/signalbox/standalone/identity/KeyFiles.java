package dev.signalbox.standalone.identity;

import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.FilePermissions;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.tokens.PrivateKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/** Reads keys from PEM files. */
public final class KeyFiles {
  private KeyFiles() {}

  /**
   * A private key.
   *
   * @param location a file, or {@code env:NAME}, as {@link PrivateKeys#load(String)} has it
   * @param passwordFile the password of a key store
   */
  public static PrivateKey privateKey(Path location, Optional<Path> passwordFile)
      throws CommandFailure {
    try {
      PrivateKey key =
          passwordFile.isPresent()
              ? PrivateKeys.load(location.toString(), passwordFile.get())
              : PrivateKeys.load(location.toString());
      if (passwordFile.isPresent()) {
        FilePermissions.warnWhereEveryoneReads(passwordFile.get(), "a password");
      }
      FilePermissions.warnWhereEveryoneReads(location, "a private key");
      return key;
    } catch (IOException e) {
      throw CommandFailure.failure("the key " + location + " can't be read: " + IoErrors.of(e));
    } catch (IllegalArgumentException noKey) {
      throw CommandFailure.failure("the key " + location + " can't be used: " + noKey.getMessage());
    }
  }

  /**
   * A private key, where a file has one rather than a public key or a certificate.
   *
   * @return empty for one of these
   */
  static Optional<PrivateKey> findPrivateKey(Path location, Optional<Path> passwordFile)
      throws CommandFailure {
    try {
      return Optional.of(privateKey(location, passwordFile));
    } catch (CommandFailure none) {
      if (isWeak(location)) {
        return Optional.empty();
      }
      throw none;
    }
  }

  /**
   * The public key that belongs to a private one, or that the file has alone.
   *
   * @param weak whether it may have 1024 bits
   */
  static CallCenterKey publicKey(Path file, Optional<PrivateKey> privateKey, boolean weak)
      throws CommandFailure {
    if (privateKey.isEmpty()) {
      return publicKey(file, weak);
    }
    try {
      return publicPart(
          privateKey.get(), weak ? key -> CallCenterKey.ofWeakPem(pem(key)) : CallCenterKey::of);
    } catch (IllegalArgumentException unusable) {
      throw CommandFailure.failure("the key " + file + " can't be used: " + unusable.getMessage());
    }
  }

  /**
   * The public key in a private one.
   *
   * @throws IllegalArgumentException when it has none, or one that is not accepted
   */
  static CallCenterKey publicPart(PrivateKey key, Function<PublicKey, CallCenterKey> accepted) {
    if (!(key instanceof RSAPrivateCrtKey rsa)) {
      throw new IllegalArgumentException("it does not hold the public key.");
    }
    RSAPublicKeySpec publicKey = new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent());
    try {
      return accepted.apply(KeyFactory.getInstance("RSA").generatePublic(publicKey));
    } catch (GeneralSecurityException unusable) {
      throw new IllegalArgumentException("it is no RSA key.", unusable);
    }
  }

  private static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /**
   * A public key or a certificate (AUTH-3).
   *
   * @param weak whether it may have 1024 bits
   */
  public static CallCenterKey publicKey(Path file, boolean weak) throws CommandFailure {
    if (weak) {
      return read(file, CallCenterKey::ofWeakPem, "");
    }
    try {
      return read(file, CallCenterKey::ofPem, "");
    } catch (CommandFailure failure) {
      throw isWeak(file)
          ? CommandFailure.failure(failure.getMessage() + " Or allow it with --weak-keys.")
          : failure;
    }
  }

  private static boolean isWeak(Path file) {
    try {
      read(file, CallCenterKey::ofWeakPem, "");
      return true;
    } catch (CommandFailure other) {
      return false;
    }
  }

  /**
   * A key.
   *
   * @param parser throws IllegalArgumentException when the PEM text holds none
   * @param advice for a file that holds no key
   */
  static <T> T read(Path file, Function<String, T> parser, String advice) throws CommandFailure {
    try {
      // PEM is ASCII; whatever else stands around it must not keep it from being read.
      return parser.apply(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw CommandFailure.failure("the key " + file + " can't be read: " + IoErrors.of(e));
    } catch (IllegalArgumentException noKey) {
      throw CommandFailure.failure(
          "the key " + file + " can't be used: " + noKey.getMessage() + advice);
    }
  }
}
