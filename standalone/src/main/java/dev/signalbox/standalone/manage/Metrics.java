package dev.signalbox.standalone.manage;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts what the server does, for Prometheus. Every name begins with signalbox. Thread-safe. */
public final class Metrics {
  /** Where there is no clause, or no status. */
  static final String NONE = "none";

  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

  private static final Duration[] REQUEST_BUCKETS = {
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentHashMap<RequestKind, Counter> requests = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Counter> refusedTokens = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Timer> durations = new ConcurrentHashMap<>();
  private final List<DoubleSupplier> counts = new CopyOnWriteArrayList<>();
  private final AtomicInteger inProgress = new AtomicInteger();
  private final Counter events;
  private final Counter late;
  private final Counter delivered;
  private final Counter failed;
  private final Counter undelivered;
  private final Timer lag;

  /** Metrics of a server that has done nothing yet. */
  public Metrics() {
    events = counter("signalbox.events", "Events in accepted batches");
    late = counter("signalbox.late.batches", "Accepted batches that were late (DLV-4)");
    String deliveries = "Deliveries of a batch to a subscriber, by their outcome (DLV-1)";
    delivered = counter("signalbox.deliveries", deliveries, "outcome", "delivered");
    failed = counter("signalbox.deliveries", deliveries, "outcome", "failed");
    undelivered =
        counter("signalbox.undelivered.batches", "Batches that met no subscriber (DLV-1)");
    lag =
        timer("signalbox.delivery.lag", "From a batch's acceptance to the end of its delivery", "");
    gauge("signalbox.requests.in.progress", "Requests that are not answered yet", inProgress::get);
    Runtime runtime = Runtime.getRuntime();
    gauge(
        "signalbox.heap.used.bytes",
        "Memory of the heap that is in use",
        () -> runtime.totalMemory() - runtime.freeMemory());
    gauge("signalbox.heap.max.bytes", "How large the heap may get", runtime::maxMemory);
  }

  private record RequestKind(String resource, int status, String clause) {}

  /**
   * A page of metrics.
   *
   * @param type its media type
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Exposition(String type, byte[] body) {}

  /**
   * The page.
   *
   * @param accept what the client accepts: OpenMetrics where it names that, else Prometheus' text
   */
  public Exposition page(String accept) {
    String type = accept.contains(OPEN_METRICS) ? OPEN_METRICS_TYPE : TEXT_TYPE;
    ByteArrayOutputStream page = new ByteArrayOutputStream(8192);
    try {
      registry.scrape(page, type);
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return new Exposition(type, page.toByteArray());
  }

  /**
   * Shows a value.
   *
   * @param name with dots, such as {@code signalbox.conversations}
   * @param value answered from memory, at each scrape
   */
  public void gauge(String name, String description, DoubleSupplier value) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /**
   * Shows a number that only grows, and is counted elsewhere.
   *
   * @param name with dots and without {@code total}
   * @param count answered from memory, at each scrape
   */
  public void count(String name, String description, DoubleSupplier count) {
    // The registry refers to it weakly.
    counts.add(count);
    FunctionCounter.builder(name, count, DoubleSupplier::getAsDouble)
        .description(description)
        .register(registry);
  }

  /** Shows a value of 1 whose labels say something that does not change. */
  public void info(String name, String description, String... labels) {
    Gauge.builder(name, () -> 1).description(description).tags(labels).register(registry);
  }

  private Counter counter(String name, String description, String... labels) {
    return Counter.builder(name).description(description).tags(labels).register(registry);
  }

  private Timer timer(String name, String description, String resource) {
    return Timer.builder(name)
        .description(description)
        .tags(resource.isEmpty() ? Tags.empty() : Tags.of("resource", resource))
        .serviceLevelObjectives(REQUEST_BUCKETS)
        .register(registry);
  }

  // What the server reports.

  void begun() {
    inProgress.incrementAndGet();
  }

  /**
   * A request was answered.
   *
   * @param status 0 where the connection was closed instead
   * @param clause why it was refused; null where it was not
   */
  void answered(String resource, int status, @Nullable String clause, long nanos) {
    inProgress.decrementAndGet();
    requests
        .computeIfAbsent(
            new RequestKind(resource, status, clause == null ? NONE : clause),
            kind ->
                counter(
                    "signalbox.requests",
                    "Answered requests; without a status, the connection was closed (RES-2)",
                    "resource",
                    kind.resource(),
                    "status",
                    kind.status() == 0 ? NONE : Integer.toString(kind.status()),
                    "clause",
                    kind.clause()))
        .increment();
    durations
        .computeIfAbsent(
            resource,
            name ->
                timer("signalbox.request.duration", "From a request's head to its answer", name))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  void refusedToken(String clause) {
    refusedTokens
        .computeIfAbsent(
            clause,
            id ->
                counter(
                    "signalbox.refused.tokens",
                    "Refused tokens, by the clause that they really violate (AUTH-1)",
                    "clause",
                    id))
        .increment();
  }

  void accepted(int eventCount, boolean isLate) {
    events.increment(eventCount);
    if (isLate) {
      late.increment();
    }
  }

  void delivered(Duration afterAcceptance) {
    delivered.increment();
    lag.record(afterAcceptance);
  }

  /**
   * Counts failures, and batches without a subscriber.
   *
   * @param metrics asked for each time
   * @param next is notified of them as well
   */
  public static DeliveryListener counting(Supplier<Metrics> metrics, DeliveryListener next) {
    return new DeliveryListener() {
      @Override
      public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {
        metrics.get().failed.increment();
        next.failed(subscriber, batch, failure);
      }

      @Override
      public void undelivered(DeliveredBatch batch) {
        metrics.get().undelivered.increment();
        next.undelivered(batch);
      }
    };
  }
}
