package dev.signalbox.testkit.power;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.endpoint.EndpointKitTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The endpoint in {@code src/test/node}, as a process. */
final class NodeEndpoint implements AutoCloseable {
  private final Process process;
  private final URI uri;

  private NodeEndpoint(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /** Aborts a test, loudly, where there is no Node. */
  static void needsNode() {
    boolean there =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "node")));
    if (!there) {
      String loud =
          "SKIPPED: the kit was not tried on the endpoint in JavaScript: there is no node";
      System.err.println(loud);
      Assumptions.abort(loud);
    }
  }

  static NodeEndpoint start(String fault) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("node", Path.of("src/test/node/endpoint.mjs").toString(), fault));
    Path folder = Files.createTempDirectory("signalbox-node");
    for (TokenFactory tokens : List.of(EndpointKitTest.TOKENS, EndpointKitTest.OTHER)) {
      String pem =
          "-----BEGIN PUBLIC KEY-----\n"
              + Base64.getMimeEncoder().encodeToString(tokens.publicKey().getEncoded())
              + "\n-----END PUBLIC KEY-----\n";
      Path file = folder.resolve(tokens.callCenter().apiName() + ".pem");
      Files.writeString(file, pem);
      file.toFile().deleteOnExit();
      command.add(tokens.callCenter().orgId().value());
      command.add(tokens.callCenter().apiName());
      command.add(file.toString());
    }
    folder.toFile().deleteOnExit();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String port = out.readLine();
    assertTrue(port != null && port.matches("\\d+"), "node did not start");
    return new NodeEndpoint(process, URI.create("http://127.0.0.1:" + port));
  }

  URI uri() {
    return uri;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
