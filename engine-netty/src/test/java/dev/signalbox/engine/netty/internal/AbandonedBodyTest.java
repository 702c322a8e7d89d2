package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body that nobody reads is given back. Netty follows every buffer and reports what is lost. */
class AbandonedBodyTest {
  private static final int ROUNDS = 5;
  private static final String BODY = "x".repeat(1000);

  private final Logger logger = Logger.getLogger(ResourceLeakDetector.class.getName());
  private final List<String> leaks = new CopyOnWriteArrayList<>();
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
  private final Handler reports =
      new Handler() {
        @Override
        public void publish(LogRecord report) {
          leaks.add(report.getMessage());
        }

        @Override
        public void flush() {
          // Nothing is held.
        }

        @Override
        public void close() {
          // Nothing is held.
        }
      };

  @BeforeEach
  void follow() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    logger.addHandler(reports);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(reports);
    ResourceLeakDetector.setLevel(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/loop", "/thread", "/later"})
  void byAHandlerThatGivesUp(String context) throws IOException {
    HttpHandler handler =
        exchange -> {
          if (exchange.getRequestHeaders().containsKey("Good")) {
            TestServer.echo().handle(exchange);
          } else {
            exchange.close();
          }
        };
    try (TestServer server = new TestServer(handler)) {
      rounds(server, context);
    }
  }

  @Test
  void byAHandlerThatFails() throws IOException {
    HttpHandler handler =
        exchange -> {
          if (exchange.getRequestHeaders().containsKey("Good")) {
            TestServer.echo().handle(exchange);
          } else {
            throw new IOException("a handler that fails");
          }
        };
    try (TestServer server = new TestServer(handler)) {
      rounds(server, "/thread");
    }
  }

  @Test
  void byAnExecutorThatTakesNothing() throws IOException {
    try (TestServer server = new TestServer(TestServer.echo())) {
      server.executor.shutdown();
      rounds(server, "/thread");
    }
  }

  private void rounds(TestServer server, String context) throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      try (Client client = server.connect()) {
        client.send(post(context, ""));
        assertTrue(client.isClosed(), "an answer");
      }
      System.gc();
      // What was lost is reported when other buffers are needed.
      try (Client client = server.connect()) {
        assertEquals(200, client.send(post("/loop", "Good: yes\r\n")).answer().status());
      }
    }
    assertEquals(List.of(), leaks);
  }

  private static String post(String context, String headers) {
    return "POST "
        + context
        + " HTTP/1.1\r\nHost: a\r\n"
        + headers
        + "Content-Length: "
        + BODY.length()
        + "\r\n\r\n"
        + BODY;
  }
}
