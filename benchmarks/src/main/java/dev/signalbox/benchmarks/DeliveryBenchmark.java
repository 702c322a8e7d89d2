package dev.signalbox.benchmarks;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.spi.Submission;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Handing batches of one event to a consumer inside the process, from the producers' hands until
 * the consumer has had them all.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DeliveryBenchmark {
  static final int BATCHES = 100_000;

  /** Who delivers. */
  @Param public Delivery.Kind by = Delivery.Kind.SIGNALBOX;

  /** How many threads send. */
  @Param({"1", "4"})
  public int producers = 1;

  /** Among how many conversations the batches go round. */
  @Param({"1", "1000", "100000"})
  public int conversations = 1;

  private final List<Submission> submissions = new ArrayList<>();
  private final AtomicLong missing = new AtomicLong();
  private volatile CountDownLatch done = new CountDownLatch(0);
  private ExecutorService threads = Executors.newCachedThreadPool();
  private Delivery delivery = Delivery.Kind.SIGNALBOX.open(batch -> {});

  /** Makes the batches, and what delivers them; what is delivered is really made, for all alike. */
  @Setup
  public void prepare(Blackhole consumer) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    EventBatch batch =
        EventBatch.of("AmazonConnectContactLens", CategoryEvent.of("CustomerAngry", 1L));
    for (int i = 0; i < conversations; i++) {
      VendorCallKey key = new VendorCallKey("call-" + i);
      submissions.add(
          new Submission(
              new ConversationId(Samples.CALL_CENTER, key), key, Optional.empty(), batch, now));
    }
    delivery.close();
    delivery =
        by.open(
            delivered -> {
              consumer.consume(delivered);
              if (missing.decrementAndGet() == 0) {
                done.countDown();
              }
            });
  }

  /** Ends all threads. */
  @TearDown
  public void close() {
    delivery.close();
    threads.shutdown();
  }

  /** Sends them all, and waits for the last. */
  @Benchmark
  @OperationsPerInvocation(BATCHES)
  public void deliver() throws Exception {
    missing.set(BATCHES);
    done = new CountDownLatch(1);
    List<Future<?>> sending = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      int first = p;
      sending.add(threads.submit(() -> send(first)));
    }
    for (Future<?> producer : sending) {
      producer.get();
    }
    done.await();
  }

  /** Each conversation has one producer, where there are enough for all. */
  private void send(int first) {
    for (int i = first; i < BATCHES; i += producers) {
      delivery.send(submissions.get(i % conversations));
    }
  }
}
