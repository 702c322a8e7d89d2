package dev.signalbox.transport.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.EventBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a request costs over Kafka beside in memory: processor time of each process, and latency at
 * a fixed rate. Nothing is asserted about figures. {@code .ci/kafka --figures} prints them.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class KafkaFigures {
  private static final int RATE = Integer.getInteger("figures.rate", 200);
  private static final int SECONDS = Integer.getInteger("figures.seconds", 15);
  private static final int WARM_UP = Integer.getInteger("figures.warmup", 10_000);
  private static final String ONLY = System.getProperty("figures.only", "");
  private static final int CLIENTS = 8;
  private static final int BUSY_CLIENTS = 64;
  private static final int BUSY_REQUESTS = Integer.getInteger("figures.busy", 40_000);
  private static final int BROKERS = Integer.getInteger("figures.brokers", 3);

  private final List<AutoCloseable> opened = new ArrayList<>();

  /** One measurement. A busy one goes as fast as it is answered, the others at a rate. */
  private record Setup(
      String name,
      boolean kafka,
      int endpoints,
      int consumers,
      int partitions,
      int calls,
      boolean busy) {
    Setup(String name, boolean kafka, int endpoints, int consumers, int partitions, int calls) {
      this(name, kafka, endpoints, consumers, partitions, calls, false);
    }
  }

  @Test
  void figures() throws Exception {
    Optional<KafkaBrokers> started = KafkaBrokers.start(BROKERS, Map.of());
    assumeTrue(started.isPresent(), "no brokers");
    System.out.printf(
        "figures: %d brokers, %d requests a second, %d s; ms of processor time for 1,000 requests%n",
        BROKERS, RATE, SECONDS);
    System.out.println(
        "figures: setup                           | answers | endpoint | consumer | brokers | p50 ms"
            + " | p99 ms");
    try (KafkaBrokers brokers = started.get()) {
      for (Setup setup :
          List.of(
              new Setup("in memory", false, 1, 0, 0, 1_000),
              new Setup("Kafka, 1 endpoint, 1 consumer", true, 1, 1, 12, 1_000),
              new Setup("Kafka, 2 endpoints, 1 consumer", true, 2, 1, 12, 1_000),
              new Setup("Kafka, 2 endpoints, 2 consumers", true, 2, 2, 12, 1_000),
              new Setup("Kafka, 1 partition", true, 1, 1, 1, 1_000),
              new Setup("Kafka, 48 partitions", true, 1, 1, 48, 1_000),
              new Setup("Kafka, 10 conversations", true, 1, 1, 12, 10),
              new Setup("Kafka, 20,000 conversations", true, 1, 1, 12, 20_000),
              new Setup("in memory, busy", false, 1, 0, 0, 1_000, true),
              new Setup("Kafka, busy", true, 1, 1, 12, 1_000, true))) {
        if (setup.name.contains(ONLY)) {
          measure(setup, brokers);
        }
      }
    }
  }

  private void measure(Setup setup, KafkaBrokers brokers) throws Exception {
    String prefix = "f" + UUID.randomUUID();
    AtomicLong delivered = new AtomicLong();
    List<ServedProgram> endpoints = new ArrayList<>();
    List<ServedProgram> consumers = new ArrayList<>();
    try {
      for (int i = 0; i < setup.endpoints; i++) {
        ServedProgram endpoint =
            setup.kafka
                ? ServedProgram.serve(
                    brokers.bootstrap(),
                    prefix,
                    List.of("--quiet", "--transport-option", "partitions=" + setup.partitions),
                    Map.of(),
                    batch -> {})
                : ServedProgram.inMemory(batch -> delivered.incrementAndGet());
        opened.add(endpoint);
        endpoints.add(endpoint.ready());
      }
      for (int i = 0; i < setup.consumers; i++) {
        ServedProgram consumer =
            ServedProgram.tail(
                brokers.bootstrap(), prefix, "figures", batch -> delivered.incrementAndGet());
        opened.add(consumer);
        consumers.add(consumer);
      }
      AtomicInteger sent = new AtomicInteger();
      int clients = setup.busy ? BUSY_CLIENTS : CLIENTS;
      drive(endpoints, setup.calls, sent, setup.busy ? BUSY_REQUESTS : WARM_UP, 0, clients);
      Judge.await("the warm-up is delivered", 120, () -> delivered.get() >= sent.get());
      double endpoint = millis(endpoints);
      double consumer = millis(consumers);
      double broker = brokers.millis();
      long begin = System.nanoTime();
      long[] latencies =
          setup.busy
              ? drive(endpoints, setup.calls, sent, BUSY_REQUESTS, 0, clients)
              : drive(endpoints, setup.calls, sent, RATE * SECONDS, RATE, clients);
      double seconds = (System.nanoTime() - begin) / 1e9;
      Judge.await("all is delivered", 120, () -> delivered.get() >= sent.get());
      double thousands = latencies.length / 1_000.0;
      Arrays.sort(latencies);
      System.out.printf(
          "figures: %-31s | %5.0f/s | %8.0f | %8.0f | %7.0f | %6.1f | %6.1f%n",
          setup.name,
          latencies.length / seconds,
          (millis(endpoints) - endpoint) / thousands,
          (millis(consumers) - consumer) / thousands,
          (brokers.millis() - broker) / thousands,
          latencies[latencies.length / 2] / 1e6,
          latencies[latencies.length * 99 / 100] / 1e6);
    } finally {
      for (AutoCloseable one : opened) {
        one.close();
      }
      opened.clear();
    }
  }

  private static double millis(List<ServedProgram> programs) {
    return programs.stream().mapToLong(ServedProgram::cpuMillis).sum();
  }

  /** Sends requests, at a rate or as fast as they are answered, and says how long each took. */
  private static long[] drive(
      List<ServedProgram> endpoints,
      int calls,
      AtomicInteger sent,
      int count,
      int rate,
      int clients) {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    long[] latencies = new long[count];
    AtomicInteger next = new AtomicInteger();
    long begin = System.nanoTime();
    CompletableFuture<?>[] all =
        IntStream.range(0, clients)
            .mapToObj(
                client ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = next.getAndIncrement();
                              i < count;
                              i = next.getAndIncrement()) {
                            long due =
                                rate == 0 ? System.nanoTime() : begin + i * 1_000_000_000L / rate;
                            while (System.nanoTime() < due) {
                              java.util.concurrent.locks.LockSupport.parkNanos(
                                  due - System.nanoTime());
                            }
                            int status =
                                endpoints
                                    .get(i % endpoints.size())
                                    .status(
                                        "call-" + i % calls,
                                        EventBatch.of("service", CategoryEvent.of("value", i)),
                                        ServedProgram.token());
                            assertEquals(202, status);
                            // From when it was due, so that waiting behind a slow one counts.
                            latencies[i] = System.nanoTime() - due;
                            sent.incrementAndGet();
                          }
                        },
                        threads))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all).join();
    threads.shutdown();
    return latencies;
  }
}
