package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint that never ends its answer neither holds a command for ever nor fills its memory. */
class EndlessAnswersProcessTest {
  @TempDir Path dir;
  private ServerSocket listener;

  @BeforeEach
  void listen() throws Exception {
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    try (Program server = Program.serve(dir)) {
      // Makes the development key.
      server.url();
    }
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  private void answer(String head, boolean endless) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = listener.accept()) {
                OutputStream out = socket.getOutputStream();
                out.write(head.getBytes(ISO_8859_1));
                out.flush();
                byte[] more = "x".repeat(8192).getBytes(ISO_8859_1);
                while (endless) {
                  out.write(more);
                }
                while (socket.getInputStream().read() >= 0) {
                  // Until the client gives up.
                }
              } catch (IOException clientGone) {
                // As it should be.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private Program.Ended send() throws Exception {
    String to = "http://127.0.0.1:" + listener.getLocalPort();
    return Program.run(dir, "send", "--to", to, "--call", "k", "--value", "v", "--deadline", "2");
  }

  @Test
  void anAnswerThatStopsInTheMiddleIsGivenUp() throws Exception {
    answer("HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\nabc", false);
    Program.Ended ended = send();
    assertEquals(ExitCode.UNANSWERED, ended.exitCode(), ended.err());
    assertTrue(ended.err().contains("may or may not have been accepted"), ended.err());
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws Exception {
    answer("HTTP/1.1 400 Bad Request\r\n\r\n", true);
    Program.Ended ended = send();
    assertEquals(ExitCode.REFUSED, ended.exitCode(), ended.err());
    assertTrue(ended.out().length() <= 300_000, "the answer was not cut off");
  }
}
