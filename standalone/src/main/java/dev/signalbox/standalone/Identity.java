package dev.signalbox.standalone;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.OrgId;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.tokens.PrivateKeys;
import dev.signalbox.tokens.TokenSigner;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * As whom a command speaks: for the development call center of a folder, or for the one that the
 * user names.
 *
 * @param id the call center
 * @param key the file with its key; empty for the development call center's
 * @param dir where the development call center's folder is
 */
record Identity(CallCenterId id, Optional<Path> key, Path dir) {
  static final Setting<Path> DIR =
      Setting.one(
          "dir",
          "DIR",
          ".",
          Readings::path,
          "The folder that has the development key in .signalbox; also "
              + Setting.variable("dir")
              + ".");

  static final Setting<OrgId> ORG =
      Setting.one("org", "ID", CallCenterOption::org, "The org id; with --call-center and --key.");

  static final Setting<String> CALL_CENTER =
      Setting.one(
          "call-center",
          "API_NAME",
          text -> text,
          "The call center's API name; or all three at once, "
              + CallCenterOption.LABEL
              + ". Default: the development call center.");

  static final Setting<Path> KEY =
      Setting.one("key", "FILE", Readings::path, "The private key in PEM form, PKCS#8 or PKCS#1.");

  static final Setting<Duration> LIFETIME =
      Setting.one(
          "lifetime",
          "SECONDS",
          "900",
          Readings.seconds(1, TokenSigner.MAX_LIFETIME.toSeconds()),
          "How long the token lives, at most 24 hours (AUTH-4).");

  static final Setting<String> AUDIENCE =
      Setting.one(
          "audience", "NAME", text -> text, "The token's aud, which some endpoints ask for.");

  /** What a command takes that speaks as somebody. */
  static final List<Setting<?>> SETTINGS = List.of(DIR, ORG, CALL_CENTER, KEY, LIFETIME, AUDIENCE);

  static Identity of(Settings settings) throws CommandFailure {
    Path dir = settings.one(DIR);
    Optional<OrgId> org = settings.optional(ORG);
    Optional<String> name = settings.optional(CALL_CENTER);
    Optional<Path> key = settings.optional(KEY);
    if (org.isEmpty() && name.isEmpty() && key.isEmpty()) {
      return new Identity(DevelopmentCallCenter.ID, Optional.empty(), dir);
    }
    try {
      if (org.isEmpty() && key.isEmpty() && name.orElseThrow().contains(":")) {
        CallCenterOption whole = CallCenterOption.read(name.get());
        return new Identity(whole.id(), Optional.of(whole.file()), dir);
      }
      List<String> missing = new ArrayList<>();
      if (org.isEmpty()) {
        missing.add(ORG.option());
      }
      if (name.isEmpty()) {
        missing.add(CALL_CENTER.option());
      }
      if (key.isEmpty()) {
        missing.add(KEY.option());
      }
      if (!missing.isEmpty()) {
        throw CommandFailure.usage(
            "--org, --call-center and --key belong together; missing: "
                + String.join(", ", missing));
      }
      return new Identity(CallCenterOption.id(org.get(), name.get()), key, dir);
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.usage(CALL_CENTER.option() + ": " + wrong.getMessage());
    }
  }

  /** Makes tokens with its private key. */
  TokenSigner signer(Settings settings, boolean jti) throws CommandFailure {
    TokenSigner.Builder signer =
        key.isPresent()
            ? CallCenterOption.key(
                key.get(), pem -> TokenSigner.builder(id, PrivateKeys.ofPem(pem)))
            : TokenSigner.builder(id, DevelopmentCallCenter.existing(dir).privateKey());
    settings.optional(AUDIENCE).ifPresent(signer::audience);
    return signer.lifetime(settings.one(LIFETIME)).jti(jti).build();
  }

  /** The key that signs its tokens. */
  PrivateKey privateKey() throws CommandFailure {
    return key.isPresent()
        ? CallCenterOption.key(key.get(), PrivateKeys::ofPem)
        : DevelopmentCallCenter.existing(dir).privateKey();
  }

  /** The key that verifies its tokens. */
  CallCenterKey publicKey(boolean weak) throws CommandFailure {
    return key.isPresent()
        ? CallCenterOption.key(key.get(), weak ? CallCenterKey::ofWeakPem : CallCenterKey::ofPem)
        : DevelopmentCallCenter.existing(dir).publicKey();
  }
}
