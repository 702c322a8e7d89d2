package dev.signalbox.standalone.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.standalone.cli.StdOut;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrintedBatchesTest {
  private static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "Center");

  /** Takes what is written, and lets the writer go on when the test does. */
  private static final class Reader extends OutputStream {
    private final BlockingQueue<String> written = new LinkedBlockingQueue<>();
    private final BlockingQueue<Optional<IOException>> outcomes = new LinkedBlockingQueue<>();

    @Override
    public void write(int b) throws IOException {
      throw new IOException("a single byte");
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      written.add(new String(bytes, from, length, StandardCharsets.UTF_8));
      try {
        Optional<IOException> outcome = outcomes.take();
        if (outcome.isPresent()) {
          throw outcome.get();
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    void goOn() {
      outcomes.add(Optional.empty());
    }
  }

  private final Reader reader = new Reader();
  private final CountDownLatch start = new CountDownLatch(1);
  private final PrintedBatches printed = PrintedBatches.on(new StdOut(reader), start::await);

  @AfterEach
  void end() {
    printed.close();
    start.countDown();
    reader.goOn();
  }

  @Test
  void aBatchIsHandledOnceItsLineIsWritten() throws Exception {
    start.countDown();
    CompletableFuture<?> handled = give(0);
    assertEquals(lines(0, 1), reader.written.take());
    assertFalse(handled.isDone());
    reader.goOn();
    handled.get();
  }

  @Test
  void whatComesDuringAWriteGoesOutTogetherAndInOrder() throws Exception {
    start.countDown();
    List<CompletableFuture<?>> handled = new ArrayList<>(List.of(give(0)));
    assertEquals(lines(0, 1), reader.written.take());
    for (int i = 1; i < 10; i++) {
      handled.add(give(i));
    }
    reader.goOn();
    assertEquals(lines(1, 10), reader.written.take());
    handled.get(0).get();
    handled.subList(1, 10).forEach(one -> assertFalse(one.isDone()));
    reader.goOn();
    for (CompletableFuture<?> one : handled) {
      one.get();
    }
  }

  @Test
  void nothingIsPrintedBeforeTheStart() throws Exception {
    CompletableFuture<?> first = give(0);
    CompletableFuture<?> second = give(1);
    assertTrue(reader.written.isEmpty());
    start.countDown();
    assertEquals(lines(0, 2), reader.written.take());
    reader.goOn();
    first.get();
    second.get();
  }

  @Test
  void whoBringsMoreThanMayWaitWaits() throws Exception {
    List<CompletableFuture<?>> given = new CopyOnWriteArrayList<>();
    int enough = 65_536 / line(100).length() + 10;
    Thread delivery =
        new Thread(
            () -> {
              for (int i = 100; i < 100 + enough; i++) {
                given.add(give(i));
              }
            });
    delivery.start();
    while (delivery.getState() != Thread.State.WAITING) {
      assertTrue(delivery.isAlive(), "everything was taken");
      Thread.onSpinWait();
    }
    int before = given.size();
    assertTrue(before < enough, () -> before + " of " + enough);
    start.countDown();
    assertEquals(lines(100, 100 + before), reader.written.take());
    delivery.join();
    reader.goOn();
    assertEquals(lines(100 + before, 100 + enough), reader.written.take());
    reader.goOn();
    for (CompletableFuture<?> one : given) {
      one.get();
    }
  }

  @Test
  void aBatchWhoseLineIsNotWrittenHasFailed() throws Exception {
    List<CompletableFuture<?>> handled = List.of(give(0), give(1));
    reader.outcomes.add(Optional.of(new IOException("Broken pipe")));
    start.countDown();
    for (CompletableFuture<?> one : handled) {
      Throwable failure = assertThrows(ExecutionException.class, one::get).getCause();
      assertInstanceOf(StdOut.Broken.class, failure);
      assertEquals("Broken pipe", failure.getMessage());
    }
    assertThrows(ExecutionException.class, give(2)::get);
    assertEquals(List.of(lines(0, 2)), List.copyOf(reader.written));
  }

  @Test
  void theEndComesAfterWhatWaits() throws Exception {
    CompletableFuture<?> handled = give(0);
    printed.close();
    start.countDown();
    reader.goOn();
    handled.get();
  }

  private CompletableFuture<?> give(int number) {
    return printed.onBatch(delivered(number)).toCompletableFuture();
  }

  private static String lines(int from, int to) {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < to; i++) {
      lines.append(line(i)).append('\n');
    }
    return lines.toString();
  }

  private static String line(int number) {
    return JsonFormat.INSTANCE.toolkitEvent(delivered(number));
  }

  private static DeliveredBatch delivered(int number) {
    VendorCallKey call = new VendorCallKey("call-" + number);
    return new DeliveredBatch(
        new ConversationId(CENTER, call),
        call,
        Optional.empty(),
        EventBatch.of("service", CategoryEvent.of("Müde", 1_700_000_000_000L)),
        Instant.ofEpochMilli(1_700_000_000_000L),
        0,
        false);
  }
}
