package dev.signalbox.benchmarks;

import dev.signalbox.core.BatchValidator;
import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Checked;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.JsonForm;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.spi.BodyForm;
import dev.signalbox.core.spi.RawBatch;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.transport.http.XmlForm;
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
  private Checked<RawBatch> raw = JsonForm.INSTANCE.readBatch(Samples.json(2));
  private EventBatch batch = raw.then(validator::validate).orThrow();
  private DeliveredBatch delivered = delivered(batch);

  /** Makes the bodies. */
  @Setup
  public void write() {
    json = Samples.json(events);
    xml = Samples.xml(events);
    raw = JsonForm.INSTANCE.readBatch(json);
    batch = raw.then(validator::validate).orThrow();
    delivered = delivered(batch);
    if (!XmlForm.INSTANCE.readBatch(xml).then(validator::validate).orThrow().equals(batch)) {
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
    return JsonForm.INSTANCE.readBatch(json);
  }

  /** XML to what is not yet judged. */
  @Benchmark
  public Object readXml() {
    return XmlForm.INSTANCE.readBatch(xml);
  }

  /** Judging what was read. */
  @Benchmark
  public Object validate() {
    return raw.then(validator::validate);
  }

  /** A request's body, as the sender writes it. */
  @Benchmark
  public Object writeJson() {
    return ((BodyForm) JsonForm.INSTANCE).writeBatch(batch);
  }

  /** A request's body, as the sender writes it. */
  @Benchmark
  public Object writeXml() {
    return XmlForm.INSTANCE.writeBatch(batch);
  }

  /** The line that consoles get (TLK-1). */
  @Benchmark
  public Object writeToolkitEvent() {
    return JsonForm.INSTANCE.toolkitEvent(delivered);
  }
}
