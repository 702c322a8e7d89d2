package dev.signalbox.benchmarks;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The intake: resolves the call, and has the transport take the batch. Nobody subscribes, so that
 * nothing waits.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IntakeBenchmark {
  /** Among how many conversations the batches go round. */
  @Param({"1", "1000", "100000"})
  public int conversations = 1;

  private final InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
  private final InMemoryTransport transport = InMemoryTransport.of(calls);
  private final Intake intake = Intake.of(transport, calls);
  private final EventBatch batch =
      JsonFormat.INSTANCE
          .readBatch(Samples.json(2))
          .flatMap(new BatchValidator(Samples.contract())::validate)
          .orThrow();
  private VendorCallKey[] keys = {};
  private int next;

  /** Makes the calls' keys. */
  @Setup
  public void prepare() {
    keys = new VendorCallKey[conversations];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = new VendorCallKey("call-" + i);
    }
  }

  /** Ends the transport's threads. */
  @TearDown
  public void close() {
    transport.close();
  }

  /** One batch of two events, until it is accepted. */
  @Benchmark
  public Object submit() {
    next = next + 1 == keys.length ? 0 : next + 1;
    return intake
        .submit(Samples.CALL_CENTER, keys[next], Optional.empty(), batch)
        .toCompletableFuture()
        .join();
  }
}
