package dev.signalbox.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenLoopTest {
  private static final int PER_SECOND = 100;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private final Set<String> paths = ConcurrentHashMap.newKeySet();
  private HttpServer server;
  private Tokens tokens;

  @BeforeEach
  void start(@TempDir Path work) throws Exception {
    tokens = Tokens.in(work, 2);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(int status, long length) {
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          paths.add(exchange.getRequestURI().getPath());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(status, length);
          try (OutputStream out = exchange.getResponseBody()) {
            if (length >= 0) {
              out.write("accepted".getBytes(StandardCharsets.US_ASCII));
            }
          }
        });
  }

  private OpenLoop.Result run() throws IOException {
    return OpenLoop.run(server.getAddress().getPort(), tokens, 4, PER_SECOND, 1);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(longs = {8, 0, -1}) // by its length, in chunks, without a body
  void sendsEachRequestOnceAndReadsEachAnswerToItsEnd(long length) throws IOException {
    answer(202, length);
    OpenLoop.Result result = run();
    assertFalse(result.over());
    assertEquals(2 * PER_SECOND, requests.get(), "a second of lead-in, and a second");
    assertEquals(2 * PER_SECOND, paths.size());
    assertTrue(result.p50() > 0 && result.p50() <= result.p99(), result::toString);
  }

  @Test
  void failsWhenAnAnswerIsNotAsItShouldBe() {
    answer(401, -1);
    assertThrows(IOException.class, this::run);
  }
}
