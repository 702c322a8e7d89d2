package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.moduletests.Engine;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointFilter;
import dev.signalbox.transport.http.EndpointHandler;
import dev.signalbox.transport.http.HttpEngine;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The endpoint on a server that the service already owns, beside its other contexts. */
@ParameterizedClass
@EnumSource(Engine.class)
class MountedTest {
  @Parameter private Engine engine;

  private static TokenVerifier verifier() {
    return TokenVerifier.of(
        InMemoryCallCenterDirectory.builder()
            .callCenter(TestServer.ACME, CallCenterKey.of(TestServer.KEYS.getPublic()))
            .build(),
        new InMemoryReplayGuard());
  }

  @Test
  void besideTheServicesOwnContexts() throws IOException {
    var calls = new InMemoryVoiceCallDirectory();
    HttpServer server = engine.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    try (InMemoryTransport transport = InMemoryTransport.of(calls)) {
      server.createContext(
          "/", new EndpointHandler(Endpoint.of(Intake.of(transport, calls), verifier())));
      server.createContext(
          "/health",
          exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
      server.start();
      var address = server.getAddress();
      assertEquals(202, Http.once(address, TestServer.batch("k")).status());
      assertEquals(204, Http.once(address, TestServer.batch("k").withTarget("/health")).status());
      assertEquals(404, Http.once(address, TestServer.batch("k").withTarget("/other")).status());
    } finally {
      server.stop(0);
    }
  }

  /** Netty's event loop finishes what it has begun, so that no other thread has to be woken. */
  @Test
  void anAnswerThatComesLater() throws IOException {
    var calls = new InMemoryVoiceCallDirectory();
    CountDownLatch returned = new CountDownLatch(1);
    EndpointFilter later =
        (request, next) ->
            next.handle(request)
                .thenApplyAsync(
                    answer -> {
                      awaitQuietly(returned);
                      return answer;
                    });
    AtomicInteger tasks = new AtomicInteger();
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer server = engine.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    try (InMemoryTransport transport = InMemoryTransport.of(calls)) {
      var handler =
          new EndpointHandler(
              Endpoint.builder(Intake.of(transport, calls), verifier()).filter(later).build());
      HttpContext context =
          server.createContext(
              "/",
              exchange -> {
                handler.handle(exchange);
                returned.countDown();
              });
      context.getAttributes().put(HttpEngine.NEVER_BLOCKS, true);
      server.setExecutor(
          task -> {
            tasks.incrementAndGet();
            threads.execute(task);
          });
      server.start();
      assertEquals(202, Http.once(server.getAddress(), TestServer.batch("k")).status());
      assertEquals(engine == Engine.NETTY, tasks.get() == 0, tasks::toString);
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
