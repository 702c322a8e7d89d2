package dev.signalbox.sender;

import static dev.signalbox.sender.SenderFixtures.CALL_CENTER;
import static dev.signalbox.sender.SenderFixtures.KEYS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that never end an answer, or fill it with what they should not. */
class HostileEndpointTest {
  private static final VendorCallKey CALL = new VendorCallKey("call");

  private final ManualScheduler time = new ManualScheduler();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private FakeEndpoint endpoint(FakeEndpoint.Action action) throws IOException {
    FakeEndpoint endpoint = FakeEndpoint.scripted(action);
    opened.add(endpoint);
    return endpoint;
  }

  private SignalSender sender(FakeEndpoint endpoint) {
    SignalSender sender =
        SignalSender.of(
            SenderOptions.builder(
                    EndpointAddress.of(endpoint.uri()), CALL_CENTER, KEYS.getPrivate())
                .scheduler(time)
                .clock(time.clock())
                .build());
    opened.add(() -> sender.shutdown(Duration.ZERO));
    return sender;
  }

  private static EventBatch batch() {
    return EventBatch.of("S", CategoryEvent.of("a", 1));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** Writes the beginning of an answer, then the same text until the client closes. */
  private static FakeEndpoint.Action endless(
      String beginning, String text, CountDownLatch written, CountDownLatch closed) {
    return exchange -> {
      exchange.read();
      exchange.write(beginning);
      try {
        while (true) {
          exchange.write(text);
          written.countDown();
        }
      } catch (SocketException e) {
        closed.countDown();
        throw e;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A body that is announced and does not come.
        "HTTP/1.1 202 x\r\nContent-Length: 10\r\n\r\nabc",
        // A chunk that does not come.
        "HTTP/1.1 202 x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        // No end of the headers.
        "HTTP/1.1 202 x\r\nContent-Length: 10\r\n",
        // An answer that is not the last.
        "HTTP/1.1 100 x\r\n\r\n",
        "HTTP/1.1 103 x\r\n\r\n"
      })
  void silenceInTheMiddleOfAnAnswerEndsWithTheRequestsTimeout(String answer) throws Exception {
    CountDownLatch closed = new CountDownLatch(2);
    FakeEndpoint endpoint =
        endpoint(
            exchange -> {
              exchange.read();
              exchange.write(answer);
              exchange.awaitEnd();
              closed.countDown();
            });
    SignalSender sender = sender(endpoint);
    CompletionStage<SendOutcome> sent = sender.send(CALL, batch());
    CompletionStage<CallOutcome> registered =
        sender.register(VoiceCall.of(new VendorCallKey("other"), InitiationMethod.INBOUND));
    endpoint.next();
    endpoint.next();
    awaitDone(sent, registered);
    // Where the status was read before time passed, it counts.
    if (!answer.startsWith("HTTP/1.1 202 ") || !answer.contains("\r\n\r\n")) {
      assertInstanceOf(SendOutcome.Ambiguous.class, get(sent));
      assertInstanceOf(CallOutcome.Failed.class, get(registered));
    } else if (!(get(sent) instanceof SendOutcome.Accepted)) {
      assertInstanceOf(SendOutcome.Ambiguous.class, get(sent));
    }
    assertTrue(closed.await(60, TimeUnit.SECONDS), "the sender holds the connection");
    assertEquals(0, sender.pending());
  }

  /** Lets as much time pass as is needed. */
  private void awaitDone(CompletionStage<?>... stages) {
    for (CompletionStage<?> stage : stages) {
      while (!stage.toCompletableFuture().isDone()) {
        time.advance(Duration.ofMillis(100));
        Thread.onSpinWait();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 201 x\r\nContent-Length: 9999999999\r\n\r\n",
        "HTTP/1.1 400 x\r\nConnection: close\r\n\r\n"
      })
  void anEndlessBodyIsReadUpToABound(String beginning) throws Exception {
    CountDownLatch closed = new CountDownLatch(2);
    FakeEndpoint endpoint =
        endpoint(endless(beginning, "x".repeat(8192), new CountDownLatch(1), closed));
    SignalSender sender = sender(endpoint);
    // No time passes: the bound alone ends it.
    get(sender.send(CALL, batch()));
    get(sender.register(VoiceCall.of(new VendorCallKey("other"), InitiationMethod.INBOUND)));
    assertTrue(closed.await(60, TimeUnit.SECONDS), "the sender went on reading");
  }

  @Test
  void endlessHeadersEndWithTheRequestsTimeout() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(3);
    FakeEndpoint endpoint =
        endpoint(endless("HTTP/1.1 202 x\r\n", "X: " + "x".repeat(90) + "\r\n", written, closed));
    SignalSender sender = sender(endpoint);
    CompletionStage<SendOutcome> sent = sender.send(CALL, batch());
    written.await();
    awaitDone(sent);
    assertInstanceOf(SendOutcome.Ambiguous.class, get(sent));
    assertTrue(closed.await(60, TimeUnit.SECONDS), "the sender went on reading");
  }

  @Test
  void endlessInformationEndsWithTheRequestsTimeout() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(3);
    FakeEndpoint endpoint = endpoint(endless("", "HTTP/1.1 103 x\r\n\r\n", written, closed));
    SignalSender sender = sender(endpoint);
    CompletionStage<SendOutcome> sent = sender.send(CALL, batch());
    written.await();
    awaitDone(sent);
    assertInstanceOf(SendOutcome.Ambiguous.class, get(sent));
    assertTrue(closed.await(60, TimeUnit.SECONDS), "the sender went on reading");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u001b[2J", "\\u0007", "\\u009b31m", "\\u0000", "\\r\\n", "\\u202e"})
  void whatCouldSteerATerminalDoesNotComeThrough(String escaped) throws Exception {
    String dirty = "a" + escaped + "b";
    FakeEndpoint endpoint =
        endpoint(
            FakeEndpoint.problem(
                400,
                ("{'title':'" + dirty + "','detail':'" + dirty + "','errors':[{'clause':'EVT-2',")
                        .replace('\'', '"')
                    + ("'pointer':'" + dirty + "','detail':'" + dirty + "'}]}")
                        .replace('\'', '"')));
    SendOutcome.Refused refused =
        assertInstanceOf(SendOutcome.Refused.class, get(sender(endpoint).send(CALL, batch())));
    Violation violation = refused.violations().get(0);
    for (String text : List.of(refused.detail(), violation.pointer(), violation.detail())) {
      assertTrue(text.contains("a") && text.contains("b"), text);
      assertFalse(text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x202e), text);
    }
  }

  @Test
  void aKeyWithControlsInAHeaderIsNone() throws Exception {
    FakeEndpoint endpoint =
        endpoint(FakeEndpoint.status(202, "Signalbox-First-Vendor-Call-Key: a%1Bb"));
    SendOutcome.Accepted accepted =
        assertInstanceOf(SendOutcome.Accepted.class, get(sender(endpoint).send(CALL, batch())));
    assertTrue(accepted.firstKey().isEmpty());
  }
}
