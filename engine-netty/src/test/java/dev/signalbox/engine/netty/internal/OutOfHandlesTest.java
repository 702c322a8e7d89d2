package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process that was out of file handles serves again when it has some. */
class OutOfHandlesTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void servesAgain() throws Exception {
    Process process = start();
    try {
      int port = Integer.parseInt(lineWith("", process.inputReader(StandardCharsets.UTF_8)));
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        clients.add(new Client(address));
      }
      BufferedReader log = process.errorReader(StandardCharsets.UTF_8);
      lineWith("connections can't be accepted", log);
      for (Client client : clients) {
        client.close();
      }
      for (int i = 0; i < 10; i++) {
        try (Client client = new Client(address)) {
          assertEquals("GET / ", client.send(GET).answer().body());
        }
      }
      process.toHandle().destroy();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(List.of(), log.lines().filter(line -> line.contains("NoClassDef")).toList());
    } finally {
      process.destroyForcibly();
    }
  }

  /** Waits for a line on a thread of its own: reading from a process can't be interrupted. */
  private static String lineWith(String part, BufferedReader output) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              List<String> lines = new ArrayList<>();
              return output
                  .lines()
                  .peek(lines::add)
                  .filter(line -> line.contains(part))
                  .findFirst()
                  .orElseThrow(() -> new AssertionError("only " + lines));
            })
        .get(60, TimeUnit.SECONDS);
  }

  /** Two processors, since each event loop needs handles of its own. */
  private static Process start() throws IOException {
    List<String> path = new ArrayList<>();
    for (String property : new String[] {"jdk.module.path", "java.class.path"}) {
      path.add(System.getProperty(property, ""));
    }
    path.add(location(NettyServer.class));
    path.add(location(OutOfHandlesServer.class));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            "sh",
            "-c",
            "ulimit -n 100; exec \"$0\" \"$@\"",
            java,
            "-XX:ActiveProcessorCount=2",
            "-cp",
            String.join(File.pathSeparator, path),
            OutOfHandlesServer.class.getName())
        .start();
  }

  private static String location(Class<?> type) throws IOException {
    String file = type.getSimpleName() + ".class";
    String found = Objects.requireNonNull(type.getResource(file)).getPath();
    return found.substring(
        0, found.length() - (type.getName().replace('.', '/') + ".class").length());
  }
}
