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
import java.security.PrivateKey;
import java.util.function.Function;

/** Reads keys from PEM files. */
public final class KeyFiles {
  private KeyFiles() {}

  /**
   * A private key.
   *
   * @param location a file, or {@code env:NAME}, as {@link PrivateKeys#load(String)} has it
   */
  public static PrivateKey privateKey(Path location) throws CommandFailure {
    try {
      PrivateKey key = PrivateKeys.load(location.toString());
      FilePermissions.warnWhereEveryoneReads(location, "a private key");
      return key;
    } catch (IOException e) {
      throw CommandFailure.failure("the key " + location + " can't be read: " + IoErrors.of(e));
    } catch (IllegalArgumentException noKey) {
      throw CommandFailure.failure("the key " + location + " can't be used: " + noKey.getMessage());
    }
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
