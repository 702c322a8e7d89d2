package dev.signalbox.standalone.tools;

import dev.signalbox.core.ProviderName;
import dev.signalbox.standalone.cli.ShellWords;
import dev.signalbox.standalone.identity.CallerCredentials;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A request as a command for the shell, which makes its token when it is run. */
final class CurlCommandLine {
  private CurlCommandLine() {}

  static String of(
      URI url,
      CallerCredentials credentials,
      Optional<ProviderName> provider,
      String mediaType,
      byte[] body) {
    return "curl -sS "
        + ShellWords.quote(url.toString())
        + " -H \"Authorization: Bearer $("
        + ShellWords.program()
        + " token --jti"
        + options(credentials)
        + ")\" -H "
        + ShellWords.quote("Content-Type: " + mediaType)
        + provider
            .map(name -> " -H " + ShellWords.quote("Telephony-Provider-Name: " + name.value()))
            .orElse("")
        + " --data-binary "
        + ShellWords.quote(new String(body, StandardCharsets.UTF_8));
  }

  private static String options(CallerCredentials credentials) {
    if (credentials.key().isEmpty()) {
      return credentials.dir().equals(Path.of("."))
          ? ""
          : " --dir " + ShellWords.quote(credentials.dir().toString());
    }
    return " --org "
        + credentials.id().orgId()
        + " --call-center "
        + ShellWords.quote(credentials.id().apiName())
        + " --key "
        + ShellWords.quote(credentials.key().get().toString());
  }
}
