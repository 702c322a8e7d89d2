package dev.signalbox.testkit.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.testkit.RawRequest;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code verify sender} without a number of requests, as a process that a person ends. */
@Timeout(120)
class SenderProcessTest {
  @ParameterizedTest
  @CsvSource({"INT, true, 1", "INT, false, 2", "TERM, true, 1"})
  void aSignalBringsTheVerdict(String signal, boolean sends, int code) throws Exception {
    // A process that was started in the background may have been told to ignore an interrupt.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(KitMain.class.getName(), "sender", "--port", "0", "--verbose"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String first = out.readLine();
      assertTrue(first.matches("Point the sender at http://127\\.0\\.0\\.1:\\d+ .*"), first);
      if (sends) {
        int port = Integer.parseInt(first.replaceAll(".*:(\\d+) .*", "$1"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          byte[] request = RawRequest.post("/", new byte[0]).bytes("127.0.0.1:" + port);
          socket.getOutputStream().write(request);
          String answer =
              new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          assertTrue(answer.startsWith("HTTP/1.1 404"), answer);
        }
      }
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
      assertEquals(0, kill.waitFor());
      String rest = out.lines().collect(Collectors.joining("\n"));
      assertEquals(code, process.waitFor(), rest);
      assertTrue(rest.contains(sends ? "REQ-1    fails" : "REQ-1    unchecked"), rest);
      assertTrue(rest.contains("Checks: "), rest);
    } finally {
      process.destroyForcibly();
    }
  }
}
