package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.rules.WebhookHandler.WebhookException;
import dev.signalbox.rules.model.FiredRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A webhook whose server never comes to an end. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebhookBoundsTest {
  private static final Duration NEVER = Duration.ofDays(1);

  /** Writes an answer; the connection is closed when it returns. */
  private interface Script {
    void answer(OutputStream out) throws Exception;
  }

  private final CountDownLatch stopped = new CountDownLatch(1);

  /** How each connection ended: "done" or, by the client, "cut". */
  private final LinkedBlockingQueue<String> ended = new LinkedBlockingQueue<>();

  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    stopped.countDown();
    server.close();
  }

  private WebhookHandler.Builder webhook(Script script) {
    Thread acceptor =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try {
                  Socket socket = server.accept();
                  Thread connection = new Thread(() -> serve(socket, script));
                  connection.setDaemon(true);
                  connection.start();
                } catch (IOException e) {
                  return;
                }
              }
            });
    acceptor.setDaemon(true);
    acceptor.start();
    return WebhookHandler.builder(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))
        .firstDelay(Duration.ofMillis(1));
  }

  private void serve(Socket socket, Script script) {
    try (socket) {
      readRequest(socket.getInputStream());
      script.answer(socket.getOutputStream());
      ended.add("done");
    } catch (Exception e) {
      ended.add("cut");
    }
  }

  private static void readRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
    int at = lower.indexOf("content-length:") + "content-length:".length();
    in.readNBytes(Integer.parseInt(lower.substring(at, lower.indexOf("\r\n", at)).strip()));
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static FiredRule fired() {
    return RuleEvaluator.of(List.of(Rules.rule("Angry", "", Rules.category(0, "x"))))
        .evaluate(Rules.batch("call", 0, Rules.seen("x")))
        .get(0);
  }

  @Test
  void aBodyThatNeverEndsIsNotWaitedForAndItsStatusCounts() throws Exception {
    WebhookHandler webhook =
        webhook(
                out -> {
                  write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                  stopped.await();
                })
            .timeout(Duration.ofMillis(500))
            .build();
    webhook.handle(fired());
  }

  @Test
  void aRefusalWhoseBodyNeverEndsIsARefusal() {
    WebhookHandler webhook =
        webhook(
                out -> {
                  write(out, "HTTP/1.1 400 Bad Request\r\nContent-Length: 10\r\n\r\nabc");
                  stopped.await();
                })
            .timeout(Duration.ofMillis(500))
            .deadline(Duration.ofSeconds(20))
            .build();
    var e = assertThrows(WebhookException.class, () -> webhook.handle(fired()));
    assertTrue(e.getMessage().endsWith("the answer was 400"), e.getMessage());
  }

  /** No time passes here that could end it: the bytes do. */
  @Test
  void anEndlessBodyIsCutAfterSomeBytes() throws Exception {
    WebhookHandler webhook =
        webhook(
                out -> {
                  write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
                  while (stopped.getCount() > 0) {
                    write(out, chunk);
                  }
                })
            .timeout(NEVER)
            .deadline(NEVER)
            .build();
    webhook.handle(fired());
    assertEquals("cut", ended.take());
  }

  @Test
  void headersThatNeverEndAreAFailure() {
    WebhookHandler webhook =
        webhook(
                out -> {
                  write(out, "HTTP/1.1 200 OK\r\n");
                  while (stopped.getCount() > 0) {
                    write(out, "X-Filler: " + "x".repeat(1000) + "\r\n");
                  }
                })
            .timeout(Duration.ofMillis(200))
            .deadline(Duration.ofMillis(500))
            .build();
    assertThrows(WebhookException.class, () -> webhook.handle(fired()));
  }

  @Test
  void silenceIsTriedAgain() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    WebhookHandler webhook =
        webhook(
                out -> {
                  if (connections.incrementAndGet() == 1) {
                    stopped.await();
                  }
                  write(out, "HTTP/1.1 204 No Content\r\n\r\n");
                })
            .timeout(Duration.ofMillis(500))
            .build();
    webhook.handle(fired());
    assertTrue(connections.get() > 1, connections::toString);
  }

  @Test
  void silenceEndsWithTheDeadline() {
    WebhookHandler webhook =
        webhook(out -> stopped.await()).timeout(NEVER).deadline(Duration.ofMillis(500)).build();
    var e = assertThrows(WebhookException.class, () -> webhook.handle(fired()));
    assertEquals("gave up after 1 try: no answer in time", e.getMessage());
  }

  @Test
  void aHeaderThatCannotBeSentIsRefusedWithoutItsValue() {
    for (String name : List.of("Authorization", "Content-Length")) {
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> webhook(out -> {}).header(name, "s3cret\nvalue"));
      assertTrue(e.getMessage().contains(name), e.getMessage());
      assertFalse(e.getMessage().contains("s3cret"), e.getMessage());
    }
  }
}
