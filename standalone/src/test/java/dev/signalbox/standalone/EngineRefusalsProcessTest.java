package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.serve.Engine;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the HTTP server refuses before the endpoint sees it is logged as well. */
class EngineRefusalsProcessTest {
  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aRequestThatTheEngineRefusesIsLogged(Engine engine) throws Exception {
    try (Program server = Program.serve(dir, "--engine", engine.name())) {
      URI url = URI.create(server.url());
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        String request =
            """
            POST /telephony/v1/voiceCalls/%zz HTTP/1.1
            Host: x
            Authorization: Bearer aaaa.bbbb.secretsecret

            """
                .replace("\n", "\r\n");
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
      }
      String line = server.err().await("before the endpoint saw it");
      assertTrue(
          line.matches(
              ".* WARNING the HTTP server refused POST /telephony/v1/voiceCalls/%zz HTTP/1.1"
                  + ".* with 400 before the endpoint saw it: .*"),
          line);
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
      assertTrue(!server.err().all().contains("secretsecret"), "a token in the log");
      assertTrue(!server.err().all().contains("Exception"), "a class name in the log");
    }
  }
}
