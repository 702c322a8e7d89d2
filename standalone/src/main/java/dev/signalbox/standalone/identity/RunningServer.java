package dev.signalbox.standalone.identity;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.standalone.cli.ShellWords;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A development server that runs on this machine, and says where its key is.
 *
 * @param id the call center that it is for
 * @param privateKey the file with the private key; empty where it has none
 */
record RunningServer(CallCenterId id, Optional<Path> privateKey) {
  private static final int TIMEOUT_MILLIS = 1000;
  private static final int MAX_ANSWER = 64 * 1024;

  /** Asks the server at an address, if that is one of this machine. */
  static Optional<RunningServer> at(EndpointAddress address) {
    URI base = address.base();
    if (!"http".equals(base.getScheme()) || !isLoopback(base.getHost())) {
      return Optional.empty();
    }
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              base.resolve("/_signalbox/connection").toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setRequestProperty("Accept", "application/json");
      if (connection.getResponseCode() != 200) {
        return Optional.empty();
      }
      try (InputStream in = connection.getInputStream()) {
        return read(in.readNBytes(MAX_ANSWER));
      }
    } catch (IOException | IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private static boolean isLoopback(String host) {
    return "localhost".equals(host)
        || "[::1]".equals(host)
        || (host != null && host.matches("127(\\.[0-9]{1,3}){3}"));
  }

  private static Optional<RunningServer> read(byte[] json) {
    Validated<Map<String, DocumentValue>> read = JsonFormat.INSTANCE.readObject(json);
    if (!read.isValid()) {
      return Optional.empty();
    }
    Map<String, DocumentValue> members = read.orThrow();
    Optional<String> org = text(members, "org");
    Optional<String> name = text(members, "callCenter");
    if (org.isEmpty()
        || name.isEmpty()
        || !(members.get("development") instanceof DocumentValue.Bool development)
        || !development.value()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new RunningServer(
              CallCenterId.of(org.get(), name.get()), text(members, "privateKey").map(Path::of)));
    } catch (ContractViolationException | InvalidPathException other) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(Map<String, DocumentValue> members, String name) {
    return Optional.ofNullable(members.get(name)).flatMap(DocumentValue::asText);
  }

  /**
   * The folder that has the server's development key. A key of the user's own is not taken on a
   * server's word: what answers there could name any key.
   */
  Optional<Path> folder() {
    Optional<Path> folder = privateKey.map(Path::getParent).map(Path::getParent);
    return folder.filter(
        dir ->
            privateKey.equals(Optional.of(DevelopmentCallCenter.privateKey(dir)))
                && Files.isReadable(privateKey.get()));
  }

  /** Where to look for the server's key. */
  String advice(EndpointAddress address) {
    return "The development server at "
        + address.base()
        + " is for a call center with a key of its own: add --org "
        + id.orgId().asGiven()
        + " --call-center "
        + ShellWords.quote(id.apiName())
        + " --key "
        + privateKey.map(key -> ShellWords.quote(key.toString())).orElse("FILE");
  }
}
