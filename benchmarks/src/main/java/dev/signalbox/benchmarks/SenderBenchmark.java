package dev.signalbox.benchmarks;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.sender.SendOutcome;
import dev.signalbox.sender.SenderOptions;
import dev.signalbox.sender.SenderOptionsBuilder;
import dev.signalbox.sender.SignalSender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

/**
 * What it costs to send a batch. The sender works on several threads: {@link ProcessorTimeProfiler}
 * tells what they take together.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SenderBenchmark {
  private static final int CALLS = 64;
  private static final int BATCHES = 512;

  /** What the batches are sent to. */
  @Param public Target target = Target.STUB;

  /** How many events a batch has; two are the 250 bytes that the vendor's page shows. */
  @Param({"2", "50"})
  public int events;

  private final List<VendorCallKey> keys = new ArrayList<>();
  private EventBatch batch = batch(1);
  private AutoCloseable endpoint = () -> {};
  private SignalSender sender = SignalSender.of(options(1).build());

  /** Targets. */
  public enum Target {
    /** An HTTP client that accepts everything and sends nothing: the sender's own cost. */
    STUB,
    /** An endpoint in this process that reads requests and answers 202: HTTP included. */
    LOOPBACK
  }

  private static SenderOptionsBuilder options(int port) {
    return SenderOptions.builder(
        EndpointAddress.parse("http://127.0.0.1:" + port),
        Samples.CALL_CENTER,
        Samples.KEYS.getPrivate());
  }

  private static EventBatch batch(int size) {
    List<ConversationEvent> events = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      events.add(CategoryEvent.of("OrderStatusHelp", 1_700_000_000_000L + i * 1000L));
    }
    return new EventBatch("AmazonConnectContactLens", Optional.empty(), events);
  }

  /** Makes the sender. */
  @Setup
  public void prepare() throws IOException {
    sender.close();
    for (int i = 0; i < CALLS; i++) {
      keys.add(new VendorCallKey(Samples.CALL + i));
    }
    batch = batch(events);
    AcceptingEndpoint accepting = new AcceptingEndpoint();
    endpoint = accepting;
    SenderOptionsBuilder options = options(accepting.port());
    if (target == Target.STUB) {
      options.httpClient(new AcceptingClient());
    }
    sender = SignalSender.of(options.build());
  }

  /** Ends the sender. */
  @TearDown
  public void close() throws Exception {
    sender.close();
    endpoint.close();
  }

  /** Batches of 64 calls, sent as fast as they are taken. */
  @Benchmark
  @OperationsPerInvocation(BATCHES)
  public void send() {
    List<CompletableFuture<SendOutcome>> sent = new ArrayList<>(BATCHES);
    for (int i = 0; i < BATCHES; i++) {
      sent.add(sender.send(keys.get(i % CALLS), batch).toCompletableFuture());
    }
    for (CompletableFuture<SendOutcome> one : sent) {
      if (!(one.join() instanceof SendOutcome.Accepted)) {
        throw new IllegalStateException(one.join().toString());
      }
    }
  }
}
