package dev.signalbox.sender;

import static dev.signalbox.sender.SenderFixtures.CALL_CENTER;
import static dev.signalbox.sender.SenderFixtures.KEYS;
import static dev.signalbox.sender.SenderFixtures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import java.io.IOException;
import java.net.Authenticator;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders by the system's clock that are closed while all their threads are taken. */
@Timeout(120)
class SenderShutdownTest {
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private SignalSender sender(FakeEndpoint.Action action) throws IOException {
    FakeEndpoint endpoint = FakeEndpoint.scripted(action);
    opened.add(endpoint);
    SignalSender sender =
        SignalSender.of(
            SenderOptions.builder(
                    EndpointAddress.of(endpoint.uri()), CALL_CENTER, KEYS.getPrivate())
                .build());
    opened.add(() -> sender.shutdown(Duration.ZERO));
    return sender;
  }

  private static CompletableFuture<SendOutcome> send(SignalSender sender, int call) {
    return sender
        .send(new VendorCallKey("call" + call), EventBatch.of("S", CategoryEvent.of("a", 1)))
        .toCompletableFuture();
  }

  private static FakeEndpoint.Action answering(String answer) {
    return exchange -> {
      exchange.read();
      exchange.write(answer);
    };
  }

  @Test
  void everyCallbackMayCloseTheSender() throws Exception {
    CountDownLatch all = new CountDownLatch(1);
    SignalSender sender =
        sender(
            exchange -> {
              exchange.read();
              await(all);
              exchange.write("HTTP/1.1 400 x\r\nContent-Length: 0\r\n\r\n");
            });
    List<CompletableFuture<?>> closed = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      closed.add(send(sender, i).thenAccept(outcome -> sender.shutdown(Duration.ofSeconds(2))));
    }
    all.countDown();
    for (CompletableFuture<?> one : closed) {
      one.get(60, TimeUnit.SECONDS);
    }
    assertEquals(0, sender.pending());
  }

  @Test
  void callbacksThatKeepAllThreadsDoNotKeepAShutdown() throws Exception {
    SignalSender sender = sender(answering("HTTP/1.1 400 x\r\nContent-Length: 0\r\n\r\n"));
    int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
    CountDownLatch busy = new CountDownLatch(threads);
    CountDownLatch never = new CountDownLatch(1);
    opened.add(never::countDown);
    List<CompletableFuture<?>> callbacks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      callbacks.add(
          send(sender, i)
              .thenAccept(
                  outcome -> {
                    busy.countDown();
                    await(never);
                  }));
    }
    busy.await();
    assertEquals(0, sender.shutdown(Duration.ofMillis(100)).unsent().size());
    assertEquals(0, callbacks.stream().filter(CompletableFuture::isDone).count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\nabc\r\n", "5\r\nab"})
  void aStatusCountsWhereItsBodyIsBroken(String body) throws Exception {
    SignalSender sender =
        sender(answering("HTTP/1.1 400 x\r\nTransfer-Encoding: chunked\r\n\r\n" + body));
    assertInstanceOf(SendOutcome.Refused.class, send(sender, 0).get(60, TimeUnit.SECONDS));
  }

  @Test
  void aClosedSenderLeavesNoClient() throws Exception {
    long before = selectors();
    for (int i = 0; i < 10; i++) {
      try (SignalSender sender =
          sender(
              exchange -> {
                exchange.read();
                exchange.write("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n");
                exchange.awaitEnd();
              })) {
        assertInstanceOf(SendOutcome.Accepted.class, send(sender, i).get(60, TimeUnit.SECONDS));
      }
      opened.clear();
    }
    while (selectors() > before) {
      System.gc();
    }
  }

  private static long selectors() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().endsWith("-SelectorManager"))
        .count();
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_24)
  void aClientThatWouldDropTheTokenIsRefused() {
    HttpClient client = HttpClient.newBuilder().authenticator(new Authenticator() {}).build();
    assertThrows(
        IllegalArgumentException.class,
        () ->
            SenderOptions.builder(
                    EndpointAddress.of(URI.create("http://localhost:1")),
                    CALL_CENTER,
                    KEYS.getPrivate())
                .httpClient(client));
  }
}
