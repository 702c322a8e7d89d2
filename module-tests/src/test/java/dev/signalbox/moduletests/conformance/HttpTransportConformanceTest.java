package dev.signalbox.moduletests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.sender.HttpTransport;
import dev.signalbox.sender.SenderOptions;
import dev.signalbox.sender.SignalSender;
import dev.signalbox.testkit.tck.Covers;
import dev.signalbox.testkit.tck.TransportConformance;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointServer;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A relay that accepts at once, before an endpoint that takes everything. */
class HttpTransportConformanceTest extends TransportConformance {
  private static final CallCenterId UPSTREAM = CallCenterId.of("00D000000000000EAA", "Upstream");
  private static final KeyPair KEYS = keys();

  private final List<EndpointServer> servers = new ArrayList<>();
  private final BlockingQueue<DeliveredBatch> relayed = new LinkedBlockingQueue<>();

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Transport create(DeliveryListener listener) {
    return HttpTransport.of(
        InMemoryTransport.builder(new InMemoryVoiceCallDirectory()).listener(listener).build(),
        SignalSender.of(
            SenderOptions.builder(EndpointAddress.of(upstream()), UPSTREAM, KEYS.getPrivate())
                .maxBatches(Integer.MAX_VALUE)
                .build()),
        HttpTransport.Mode.QUEUE);
  }

  private URI upstream() {
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    InMemoryTransport transport = InMemoryTransport.of(calls);
    var unused = transport.subscribe(relayed::add);
    TokenVerifier tokens =
        TokenVerifier.builder(
                InMemoryCallCenterDirectory.builder()
                    .callCenter(UPSTREAM, CallCenterKey.of(KEYS.getPublic()))
                    .build(),
                new InMemoryReplayGuard())
            .build();
    try {
      EndpointServer server =
          EndpointServer.start(
              Endpoint.of(Intake.of(transport, calls), tokens),
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      servers.add(server);
      return URI.create("http://127.0.0.1:" + server.address().getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A relay is never without a subscriber: the upstream is one. */
  @Override
  @Test
  @Covers("transport/DLV-1/no-subscriber")
  public void withoutSubscribersBatchesAreAccepted() {
    try (Transport transport = create(DeliveryListener.LOGGING)) {
      assertInstanceOf(Acceptance.Accepted.class, accept(transport, "c", 1));
      assertEquals(1, awaitRelayed(1).size());
    }
  }

  /** A full conversation has room again when the upstream, too, has accepted what waited. */
  @Override
  @Test
  @Covers("transport/DLV-5/full-conversation")
  public void aFullConversationIsRefusedAlone() {
    CountDownLatch release = new CountDownLatch(1);
    try (Transport transport = create(DeliveryListener.LOGGING)) {
      var unused = transport.subscribe(batch -> release.await());
      int taken = 0;
      while (accept(transport, "full", taken) instanceof Acceptance.Accepted) {
        taken++;
      }
      assertEquals(conversationBound(), taken);
      assertInstanceOf(Acceptance.Accepted.class, accept(transport, "other", 1));
      release.countDown();
      List<Long> starts =
          awaitRelayed(taken + 1).stream()
              .filter(batch -> batch.vendorCallKey().value().equals("full"))
              .map(batch -> batch.batch().events().get(0).startTime())
              .toList();
      assertEquals(LongStream.range(0, taken).boxed().toList(), starts);
      // The upstream's last answer may still be on its way.
      Acceptance next = accept(transport, "full", taken);
      while (!(next instanceof Acceptance.Accepted)) {
        Thread.onSpinWait();
        next = accept(transport, "full", taken);
      }
      assertEquals(taken, ((Acceptance.Accepted) next).sequence());
    } finally {
      release.countDown();
    }
  }

  private static Acceptance accept(Transport transport, String call, long startTime) {
    VendorCallKey key = new VendorCallKey(call);
    return transport
        .accept(
            new Submission(
                new ConversationId(CallCenterId.of("00D000000000000EAA", "Near"), key),
                key,
                Optional.empty(),
                EventBatch.of("S", CategoryEvent.of("v", startTime)),
                Instant.now()))
        .toCompletableFuture()
        .join();
  }

  private List<DeliveredBatch> awaitRelayed(int count) {
    List<DeliveredBatch> batches = new ArrayList<>();
    try {
      while (batches.size() < count) {
        DeliveredBatch next = relayed.poll(patience().toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
          throw new AssertionError("only " + batches.size() + " were relayed");
        }
        batches.add(next);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return batches;
  }

  @AfterEach
  void closeServers() {
    servers.forEach(EndpointServer::close);
  }
}
