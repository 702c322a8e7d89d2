package dev.signalbox.standalone.identity;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.tokens.TokenSigner;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Optional;

/**
 * As whom a command speaks: for the development call center of a folder, or for the one that the
 * user names.
 *
 * @param id the call center
 * @param key the file with its key; empty for the development call center's
 * @param passwordFile the password of a key that is in a key store
 * @param dir where the development call center's folder is
 * @param lifetime of its tokens
 * @param audience of its tokens
 * @param missing why there is no key, which only matters once one is needed
 */
public record CallerCredentials(
    CallCenterId id,
    Optional<Path> key,
    Optional<Path> passwordFile,
    Path dir,
    Duration lifetime,
    Optional<String> audience,
    Optional<CommandFailure> missing) {

  /** Makes tokens with its private key. */
  public TokenSigner signer(boolean jti) throws CommandFailure {
    TokenSigner.Builder signer = TokenSigner.builder(id, privateKey());
    audience.ifPresent(signer::audience);
    return signer.lifetime(lifetime).jti(jti).build();
  }

  /** The key that signs its tokens. */
  public PrivateKey privateKey() throws CommandFailure {
    requireKey();
    return key.isPresent()
        ? KeyFiles.privateKey(key.get(), passwordFile)
        : DevelopmentCallCenter.existing(dir).privateKey().orElseThrow();
  }

  /**
   * The key that verifies its tokens.
   *
   * @param weak whether it may have 1024 bits
   */
  public CallCenterKey publicKey(boolean weak) throws CommandFailure {
    requireKey();
    return key.isPresent()
        ? KeyFiles.publicKey(key.get(), KeyFiles.findPrivateKey(key.get(), passwordFile), weak)
        : DevelopmentCallCenter.existing(dir).publicKey();
  }

  private void requireKey() throws CommandFailure {
    if (missing.isPresent()) {
      throw missing.get();
    }
  }
}
