package dev.signalbox.standalone;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A request as a command for the shell, which makes its token when it is run. */
final class Curl {
  private Curl() {}

  static String of(
      URI url, Identity identity, Optional<String> provider, String mediaType, byte[] body) {
    return "curl -sS "
        + quoted(url.toString())
        + " -H \"Authorization: Bearer $("
        // The launcher says how it was called.
        + quoted(System.getProperty("signalbox.command", "./signalbox"))
        + " token --jti"
        + options(identity)
        + ")\" -H "
        + quoted("Content-Type: " + mediaType)
        + provider.map(name -> " -H " + quoted("Telephony-Provider-Name: " + name)).orElse("")
        + " --data-binary "
        + quoted(new String(body, StandardCharsets.UTF_8));
  }

  private static String options(Identity identity) {
    if (identity.key().isEmpty()) {
      return identity.dir().equals(Path.of("."))
          ? ""
          : " --dir " + quoted(identity.dir().toString());
    }
    return " --org "
        + identity.id().orgId()
        + " --call-center "
        + quoted(identity.id().apiName())
        + " --key "
        + quoted(identity.key().get().toString());
  }

  /** A word of the shell's. */
  static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
