package dev.signalbox.benchmarks;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.RawBatch;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.format.xml.XmlFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

/** Reading, judging and writing batches, by their size. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FormBenchmark {
  /** How many events the batch has. */
  @Param({"2", "10", "150"})
  public int events = 2;

  private final BatchValidator validator = new BatchValidator(Samples.contract());
  private byte[] json = {};
  private byte[] xml = {};
  private Validated<RawBatch> raw = JsonFormat.INSTANCE.readBatch(Samples.json(2));
  private EventBatch batch = raw.flatMap(validator::validate).orThrow();
  private DeliveredBatch delivered = delivered(batch);

  /** Makes the bodies. */
  @Setup
  public void write() {
    json = Samples.json(events);
    xml = Samples.xml(events);
    raw = JsonFormat.INSTANCE.readBatch(json);
    batch = raw.flatMap(validator::validate).orThrow();
    delivered = delivered(batch);
    if (!XmlFormat.INSTANCE.readBatch(xml).flatMap(validator::validate).orThrow().equals(batch)) {
      throw new IllegalStateException("the two forms don't agree");
    }
  }

  private static DeliveredBatch delivered(EventBatch batch) {
    CallCenterId callCenter = Samples.CALL_CENTER;
    VendorCallKey key = new VendorCallKey(Samples.CALL);
    return new Submission(
            new ConversationId(callCenter, key),
            key,
            Optional.empty(),
            batch,
            Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .delivered(0, false);
  }

  /** JSON to what is not yet judged. */
  @Benchmark
  public Object readJson() {
    return JsonFormat.INSTANCE.readBatch(json);
  }

  /** XML to what is not yet judged. */
  @Benchmark
  public Object readXml() {
    return XmlFormat.INSTANCE.readBatch(xml);
  }

  /** Judging what was read. */
  @Benchmark
  public Object validate() {
    return raw.flatMap(validator::validate);
  }

  /** A request's body, as the sender writes it. */
  @Benchmark
  public Object writeJson() {
    return ((BodyFormat) JsonFormat.INSTANCE).writeBatch(batch);
  }

  /** A request's body, as the sender writes it. */
  @Benchmark
  public Object writeXml() {
    return XmlFormat.INSTANCE.writeBatch(batch);
  }

  /** The line that consoles get (TLK-1). */
  @Benchmark
  public Object writeToolkitEvent() {
    return JsonFormat.INSTANCE.toolkitEvent(delivered);
  }
}
