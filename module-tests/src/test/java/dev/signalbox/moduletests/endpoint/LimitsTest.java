package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.moduletests.Engine;
import dev.signalbox.moduletests.endpoint.Http.Request;
import dev.signalbox.moduletests.endpoint.Http.Response;
import dev.signalbox.transport.http.EndpointServer;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is full is refused with 503 and Retry-After, and nothing that was accepted is lost. */
@ParameterizedClass
@EnumSource(Engine.class)
class LimitsTest {
  @Parameter private Engine engine;

  private TestServer server(
      InMemoryVoiceCallDirectory calls,
      ReplayGuard guard,
      UnaryOperator<InMemoryTransport.Builder> transport,
      UnaryOperator<EndpointServer.Builder> server)
      throws IOException {
    return new TestServer(
        engine, calls, guard, transport, intake -> intake, endpoint -> endpoint, server);
  }

  private static void assertFull(String clause, Response response) {
    assertEquals(503, response.status(), response.body());
    assertEquals(List.of(clause), TestServer.errors(response));
    assertTrue(Integer.parseInt(response.header("Retry-After").orElseThrow()) >= 1);
  }

  @Test
  void aTokenWhoseJtiCantBeRemembered() throws IOException {
    try (TestServer server =
        server(
            new InMemoryVoiceCallDirectory(),
            new InMemoryReplayGuard(1, Clock.systemUTC()),
            transport -> transport,
            s -> s)) {
      assertEquals(202, server.send(TestServer.batch("k")).status());
      assertFull("AUTH-5", server.send(TestServer.batch("k")));
      // One call center's memory is not another's.
      Request other =
          TestServer.batch("k").with("Authorization", "Bearer " + TestServer.otherToken());
      assertEquals(202, server.send(other).status());
      assertEquals(2, server.drained().size());
    }
  }

  @Test
  void aNewConversationBeyondTheBound() throws IOException {
    try (TestServer server =
        server(
            InMemoryVoiceCallDirectory.builder().maxConversations(1).build(),
            new InMemoryReplayGuard(),
            transport -> transport,
            s -> s)) {
      assertEquals(202, server.send(TestServer.batch("a")).status());
      assertFull("CALL-5", server.send(TestServer.batch("b")));
      assertFull("CALL-5", server.send(TestServer.call("b", "Inbound", "")));
      assertEquals(202, server.send(TestServer.batch("a")).status());
      assertEquals(
          List.of(0L, 1L), server.drained().stream().map(DeliveredBatch::sequence).toList());
    }
  }

  @Test
  void aConversationWhoseBufferIsFull() throws IOException {
    CountDownLatch release = new CountDownLatch(1);
    try (TestServer server =
        server(
            new InMemoryVoiceCallDirectory(),
            new InMemoryReplayGuard(),
            transport -> transport.maxBatchesPerConversation(2),
            s -> s)) {
      server.transport.subscribe(
          batch -> {
            if (batch.vendorCallKey().value().equals("stuck")) {
              release.await();
            }
          });
      assertEquals(202, server.send(TestServer.batch("stuck")).status());
      assertEquals(202, server.send(TestServer.batch("stuck")).status());
      assertFull("DLV-5", server.send(TestServer.batch("stuck")));
      assertEquals(202, server.send(TestServer.batch("other")).status());
      release.countDown();
      assertEquals(3, server.drained().size());
    }
  }

  /** CALL-3: a second record that would tie two conversations together. */
  @Test
  void aParentInAnotherConversation() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      server.send(TestServer.call("a", "Inbound", ""));
      server.send(TestServer.call("b", "Inbound", ""));
      Response response = server.send(TestServer.call("b", "Transfer", "a"));
      assertEquals(400, response.status());
      assertEquals(List.of("CALL-3 /parentVoiceCallId"), TestServer.errors(response));
    }
  }

  /** CALL-3: what was delivered stays, and what comes later goes on in the parent's sequence. */
  @Test
  void aKeyIsLinkedAfterItsFirstBatches() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      server.send(TestServer.call("a", "Inbound", ""));
      server.send(TestServer.batch("a"));
      server.send(TestServer.batch("b"));
      assertEquals(201, server.send(TestServer.call("b", "Transfer", "a")).status());
      server.send(TestServer.batch("b"));
      List<String> delivered =
          server.drained().stream()
              .map(d -> d.conversation().firstKey() + " " + d.vendorCallKey() + " " + d.sequence())
              .sorted()
              .toList();
      assertEquals(List.of("a a 0", "a b 1", "b b 0"), delivered);
    }
  }

  @Test
  void anExecutorOfTheProgram() throws Exception {
    for (Executor executor : List.<Executor>of(task -> new Thread(task).start(), newest())) {
      try (TestServer server =
          server(
              new InMemoryVoiceCallDirectory(),
              new InMemoryReplayGuard(),
              transport -> transport,
              s -> s.executor(executor))) {
        assertEquals(202, server.send(TestServer.batch("k")).status());
        assertEquals(400, server.send(TestServer.batch("k").withBody("{")).status());
      }
    }
  }

  /** Virtual threads where there are any. */
  private static Executor newest() throws ReflectiveOperationException {
    return Runtime.version().feature() < 21
        ? Executors.newCachedThreadPool()
        : (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }
}
