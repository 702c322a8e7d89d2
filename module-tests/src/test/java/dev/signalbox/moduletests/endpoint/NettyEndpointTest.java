package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.moduletests.Engine;
import dev.signalbox.moduletests.endpoint.Http.Request;
import dev.signalbox.transport.http.EndpointListener;
import dev.signalbox.transport.http.EndpointOutcome;
import dev.signalbox.transport.http.EndpointServer;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Where requests run on Netty's engine. */
class NettyEndpointTest {
  private final BlockingQueue<String> threads = new LinkedBlockingQueue<>();

  private TestServer server(UnaryOperator<EndpointServer.Builder> choices) throws IOException {
    EndpointListener listener =
        new EndpointListener() {
          @Override
          public void refused(EndpointOutcome.Refused refusal) {
            threads.add(Thread.currentThread().getName());
          }
        };
    return new TestServer(
        Engine.NETTY,
        new InMemoryVoiceCallDirectory(),
        new InMemoryReplayGuard(),
        transport -> transport,
        intake -> intake,
        endpoint -> endpoint.listener(listener),
        choices);
  }

  private String threadOf(TestServer server, Request request) throws Exception {
    assertTrue(server.send(request).status() >= 400);
    return threads.take();
  }

  @Test
  void smallRequestsRunOnTheEventLoop() throws Exception {
    try (TestServer server = server(s -> s)) {
      String thread = threadOf(server, TestServer.batch("k").withBody("{"));
      assertTrue(thread.startsWith("signalbox-netty"), thread);
    }
  }

  /** Without a token the answer does not wait for the body. */
  @Test
  void requestsThatAreStillComingRunOnThePool() throws Exception {
    Request unfinished = TestServer.batch("k").with("Authorization").with("Content-Length", "5000");
    try (TestServer server = server(s -> s)) {
      String thread = threadOf(server, unfinished);
      assertTrue(thread.startsWith("signalbox-http"), thread);
    }
  }

  @Test
  void withAnExecutorOfTheProgramAllRunThere() throws Exception {
    try (TestServer server =
        server(s -> s.executor(task -> new Thread(task, "the program's").start()))) {
      assertEquals("the program's", threadOf(server, TestServer.batch("k").withBody("{")));
    }
  }

  /** A client without a token can't keep the threads busy with requests that never end. */
  @Test
  void manyBodiesThatNeverEndDelayNobody() throws Exception {
    Request unfinished = TestServer.batch("k").with("Authorization").with("Content-Length", "5000");
    List<Http> connections = new ArrayList<>();
    try (TestServer server = server(s -> s)) {
      for (int i = 0; i < EndpointServer.DEFAULT_THREADS + 20; i++) {
        Http connection = new Http(server.address());
        connections.add(connection);
        assertEquals(401, connection.send(unfinished).status());
      }
      assertEquals(202, server.send(TestServer.batch("k")).status());
      // One that is still coming needs a thread, and there is one.
      byte[] request = TestServer.batch("k").bytes();
      try (Http slow = new Http(server.address())) {
        for (byte b : request) {
          slow.write(new byte[] {b});
        }
        assertEquals(202, slow.read(false).status());
      }
    } finally {
      for (Http connection : connections) {
        connection.close();
      }
    }
  }
}
