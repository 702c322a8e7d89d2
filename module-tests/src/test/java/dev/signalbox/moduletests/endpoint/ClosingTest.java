package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.signalbox.core.CallCenterKey;
import dev.signalbox.core.Intake;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointServer;
import dev.signalbox.transport.http.TokenVerifier;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ClosingTest {
  /** Whoever was told nothing would have to take an accepted batch for a lost one (RES-2). */
  @Test
  void whatIsBeingWorkedOnIsStillAnswered() throws Exception {
    var callCenters =
        InMemoryCallCenterDirectory.builder()
            .callCenter(TestServer.ACME, CallCenterKey.of(TestServer.KEYS.getPublic()))
            .build();
    AtomicReference<EndpointServer> server = new AtomicReference<>();
    AtomicReference<Thread> closing = new AtomicReference<>();
    Transport transport =
        new ClosingTransport(
            () -> {
              closing.set(new Thread(server.get()::close));
              closing.get().start();
              awaitWaitingOrEnded(closing.get());
            });
    server.set(
        EndpointServer.start(
            Endpoint.of(
                Intake.of(transport, new InMemoryVoiceCallDirectory()),
                TokenVerifier.of(callCenters, new InMemoryReplayGuard())),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    InetSocketAddress address = server.get().address();
    assertEquals(202, Http.once(address, TestServer.batch("k")).status());
    closing.get().join();
    assertThrows(IOException.class, () -> Http.once(address, TestServer.batch("k")));
  }

  private static void awaitWaitingOrEnded(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING
        && thread.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
  }

  /** Has something happen while it accepts. */
  private record ClosingTransport(Runnable meanwhile) implements Transport {
    @Override
    public CompletionStage<Acceptance> accept(Submission submission) {
      meanwhile.run();
      return CompletableFuture.completedStage(new Acceptance.Accepted(0, false));
    }

    @Override
    public Subscription subscribe(Subscriber subscriber) {
      return () -> {};
    }

    @Override
    public ShutdownReport shutdown(Duration deadline) {
      return new ShutdownReport(Map.of());
    }
  }
}
