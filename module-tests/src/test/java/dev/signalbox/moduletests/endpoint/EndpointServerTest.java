package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpHandler;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.moduletests.Engine;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointServer;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class EndpointServerTest {
  @Parameter private Engine engine;

  private static final Acceptance ACCEPTED = new Acceptance.Accepted(0, false);
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** A client without an answer would have to take an accepted batch for a lost one (RES-2). */
  @Test
  void whatIsBeingWorkedOnIsStillAnswered() throws Exception {
    AtomicReference<EndpointServer> server = new AtomicReference<>();
    AtomicReference<Thread> closing = new AtomicReference<>();
    server.set(
        start(
            () -> {
              closing.set(close(server.get()));
              return CompletableFuture.completedStage(ACCEPTED);
            }));
    InetSocketAddress address = server.get().address();
    assertEquals(202, Http.once(address, TestServer.batch("k")).status());
    closing.get().join();
    assertThrows(IOException.class, () -> Http.once(address, TestServer.batch("k")));
  }

  @Test
  void whatATransportAcceptsLaterIsStillAnswered() throws Exception {
    CompletableFuture<Acceptance> later = new CompletableFuture<>();
    CompletableFuture<Thread> asked = new CompletableFuture<>();
    EndpointServer server =
        start(
            () -> {
              asked.complete(Thread.currentThread());
              return later;
            });
    FutureTask<Integer> status =
        new FutureTask<>(() -> Http.once(server.address(), TestServer.batch("k")).status());
    new Thread(status).start();
    Thread handling = asked.get();
    if (engine == Engine.JDK) {
      // Then the handler has returned, and the pool has nothing to do; an event loop's has nothing
      // to do in any case.
      awaitState(handling, Thread.State.WAITING);
    }
    Thread closing = close(server);
    later.complete(ACCEPTED);
    assertEquals(202, status.get());
    closing.join();
  }

  /** A request that is on its way when its connection is closed would be answered by a reset. */
  @Test
  void whatClientsSendMeanwhileIsAnsweredAndEndsItsConnection() throws Exception {
    CompletableFuture<Acceptance> later = new CompletableFuture<>();
    CompletableFuture<Boolean> asked = new CompletableFuture<>();
    AtomicReference<CompletionStage<Acceptance>> answer = new AtomicReference<>(later);
    EndpointServer server =
        start(
            () -> {
              asked.complete(true);
              return answer.get();
            });
    try (Http kept = new Http(server.address())) {
      FutureTask<Http.Response> worked =
          new FutureTask<>(() -> Http.once(server.address(), TestServer.batch("k")));
      new Thread(worked).start();
      asked.get();
      answer.set(CompletableFuture.completedStage(ACCEPTED));
      assertEquals(Optional.empty(), kept.send(TestServer.batch("k")).header("connection"));
      Thread closing = close(server);
      Http.Response last = kept.send(TestServer.batch("k"));
      later.complete(ACCEPTED);
      assertEquals(202, last.status());
      assertEquals(Optional.of("close"), last.header("connection"));
      assertEquals(202, worked.get().status());
      closing.join();
    }
  }

  @Test
  void anotherHandlerHasAPathOfItsOwn() throws Exception {
    EndpointServer.Builder builder =
        EndpointServer.builder(endpoint(() -> CompletableFuture.completedStage(ACCEPTED)));
    for (String wrong : new String[] {"", "/", "health"}) {
      assertThrows(IllegalArgumentException.class, () -> builder.context(wrong, e -> {}));
    }
    HttpHandler health =
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        };
    try (EndpointServer server =
        builder.engine(engine).address(ANY).context("/health", health).start()) {
      var other = TestServer.batch("k").withTarget("/health");
      assertEquals(204, Http.once(server.address(), other).status());
      assertEquals(202, Http.once(server.address(), TestServer.batch("k")).status());
    }
  }

  private EndpointServer start(Supplier<CompletionStage<Acceptance>> answer) throws IOException {
    return EndpointServer.builder(endpoint(answer)).engine(engine).address(ANY).start();
  }

  private static Endpoint endpoint(Supplier<CompletionStage<Acceptance>> answer) {
    var callCenters =
        InMemoryCallCenterDirectory.builder()
            .callCenter(TestServer.ACME, CallCenterKey.of(TestServer.KEYS.getPublic()))
            .build();
    return Endpoint.of(
        Intake.of(new AnsweringTransport(answer), new InMemoryVoiceCallDirectory()),
        TokenVerifier.of(callCenters, new InMemoryReplayGuard()));
  }

  /** Begins to close a server, and comes back when that waits or is done. */
  private static Thread close(EndpointServer server) {
    Thread closing = new Thread(server::close);
    closing.start();
    awaitState(closing, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);
    return closing;
  }

  private static void awaitState(Thread thread, Thread.State... states) {
    while (!List.of(states).contains(thread.getState())) {
      Thread.onSpinWait();
    }
  }

  /** Answers what a test wants, when it wants. */
  private record AnsweringTransport(Supplier<CompletionStage<Acceptance>> answer)
      implements Transport {
    @Override
    public CompletionStage<Acceptance> accept(Submission submission) {
      return answer.get();
    }

    @Override
    public Subscription subscribe(Subscriber subscriber) {
      return () -> {};
    }

    @Override
    public Subscription subscribeAsync(AsyncSubscriber subscriber) {
      return () -> {};
    }

    @Override
    public ShutdownReport shutdown(Duration deadline) {
      return new ShutdownReport(Map.of());
    }
  }
}
