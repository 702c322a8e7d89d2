package dev.signalbox.transport.inmemory;

import static dev.signalbox.transport.inmemory.Fixtures.CALL_CENTER;
import static dev.signalbox.transport.inmemory.Fixtures.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.core.spi.Transport.Subscription;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the documentation says that a conversation and a used token id take on the heap. */
class MemoryTest {
  @Test
  void aHundredThousandConversationsOfThreeLegs() throws Exception {
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    InMemoryTransport transport =
        InMemoryTransport.builder(calls).maxBatches(100_000).maxBytes(1L << 30).build();
    int conversations = 100_000;
    // What is delivered leaves a little behind.
    CountDownLatch delivered = new CountDownLatch(conversations);
    transport.subscribe(batch -> delivered.countDown());
    long before = used();
    for (int i = 0; i < conversations; i++) {
      String first = UUID.randomUUID().toString();
      String second = UUID.randomUUID().toString();
      calls.register(CALL_CENTER, VoiceCall.of(key(first), InitiationMethod.INBOUND));
      calls.register(CALL_CENTER, VoiceCall.transfer(key(second), new String(first)));
      calls.register(
          CALL_CENTER, VoiceCall.transfer(key(UUID.randomUUID().toString()), new String(second)));
      Fixtures.send(transport, calls, second);
    }
    Fixtures.await(delivered);
    long each = (used() - before) / conversations;
    System.getLogger("memory").log(System.Logger.Level.INFO, "bytes per conversation: " + each);
    assertEquals(conversations, calls.conversationCount());
    assertTrue(each > 500 && each <= 1_000, () -> each + " bytes per conversation of three legs");
  }

  @Test
  void aMillionUsedTokenIds() {
    InMemoryReplayGuard guard = new InMemoryReplayGuard();
    int ids = InMemoryReplayGuard.DEFAULT_MAX_PER_CALL_CENTER;
    Instant expiry = Instant.now().plusSeconds(100_000);
    long before = used();
    for (int i = 0; i < ids; i++) {
      String jti = "0f8fad5b-d9cb-469f-a165-70867728950e-" + i;
      assertEquals(
          ReplayGuard.Verdict.FIRST_USE, guard.use(CALL_CENTER, jti, expiry.minusSeconds(i % 900)));
    }
    long all = used() - before;
    System.getLogger("memory").log(System.Logger.Level.INFO, "bytes per id: " + (double) all / ids);
    assertEquals(ReplayGuard.Verdict.FULL, guard.use(CALL_CENTER, "one more", expiry));
    assertTrue(all > 20L * ids && all <= 40L * ids, () -> all + " bytes for " + ids + " ids");
  }

  /** DLV-5: no count bounds what has been delivered, so it must not be held. */
  @Test
  void whatIsDeliveredIsLetGoBehindASubscriberThatIsStuckAndHasLeft() throws Exception {
    InMemoryTransport transport =
        InMemoryTransport.builder(new InMemoryVoiceCallDirectory())
            .listener(new Ignoring())
            .build();
    CountDownLatch delivered = new CountDownLatch(3);
    List<WeakReference<DeliveredBatch>> batches = new CopyOnWriteArrayList<>();
    Subscription stuck = transport.subscribeAsync(b -> new CompletableFuture<>());
    transport.subscribe(
        batch -> {
          batches.add(new WeakReference<>(batch));
          delivered.countDown();
        });
    Fixtures.accept(transport, Fixtures.submission("a"));
    stuck.close();
    Fixtures.accept(transport, Fixtures.submission("a"));
    Fixtures.accept(transport, Fixtures.submission("a"));
    Fixtures.await(delivered);
    for (int i = 0; i < 100 && batches.get(1).get() != null; i++) {
      System.gc();
    }
    assertNull(batches.get(1).get());
    // The first is stuck for ever; the last may not be finished yet.
    assertTrue(transport.shutdown(Duration.ZERO).count() >= 1);
  }

  private static long used() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Keeps nothing, unlike what the other tests listen with. */
  private static final class Ignoring extends Fixtures.Listening {
    @Override
    public void undelivered(DeliveredBatch batch) {}
  }
}
