package dev.signalbox.transport.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** What the proofs over real brokers share: brokers, the program, and the line that each prints. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
abstract class KafkaProof {
  static final String STDOUT = "stdout";
  static final String JUDGE = "judge";
  static final Map<String, String> QUIET = Map.of();

  private static Optional<KafkaBrokers> cluster = Optional.empty();

  final String prefix = "p" + UUID.randomUUID();
  final List<AutoCloseable> opened = new ArrayList<>();
  private String name = "";
  private long begin;

  @BeforeEach
  void begin(TestInfo info) {
    name = info.getTestMethod().orElseThrow().getName();
    begin = System.nanoTime();
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  /** Three brokers for all. */
  static synchronized KafkaBrokers three() {
    if (cluster.isEmpty()) {
      // What is too old is looked for every second, rather than every five minutes.
      cluster =
          KafkaBrokers.start(
              3,
              Map.of(
                  "log.retention.check.interval.ms",
                  "1000",
                  "log.initial.task.delay.ms",
                  "1000",
                  "file.delete.delay.ms",
                  "1000"));
      assumeTrue(cluster.isPresent(), "no brokers: their jars can't be had");
    }
    return cluster.get();
  }

  final void say(String what) {
    System.out.printf(
        "kafka: %-22s %s; %d s%n", name, what, (System.nanoTime() - begin) / 1_000_000_000);
  }

  /** Everything is delivered, and the history is right. */
  final void judged(Judge judge, String more) {
    judge.awaitDelivered();
    say(judge.counts() + (more.isEmpty() ? "" : "; " + more));
    assertEquals(List.of(), judge.faults());
    assertTrue(judge.accepted() > 0, "nothing was accepted");
  }

  final ServedProgram serve(KafkaBrokers brokers, Judge judge, String... more) {
    int run = judge.newRun();
    List<String> arguments = new ArrayList<>(List.of("--transport-option", "partitions=4"));
    arguments.addAll(List.of(more));
    ServedProgram made =
        ServedProgram.serve(
            brokers.bootstrap(),
            prefix,
            arguments,
            QUIET,
            batch -> judge.delivered(STDOUT, run, batch));
    opened.add(made);
    return made;
  }

  final ServedProgram tail(KafkaBrokers brokers, Judge judge) {
    int run = judge.newRun();
    ServedProgram made =
        ServedProgram.tail(
            brokers.bootstrap(), prefix, JUDGE, batch -> judge.delivered(JUDGE, run, batch));
    opened.add(made);
    return made;
  }

  final KafkaOptions.Builder options(KafkaBrokers brokers) {
    return KafkaOptions.builder(brokers.bootstrap()).topicPrefix(prefix).partitions(4);
  }

  final KafkaTransport start(KafkaOptions options) {
    KafkaTransport transport = KafkaTransport.start(options);
    opened.add(transport);
    return transport;
  }

  static double seconds(long sinceNanos) {
    return Math.round((System.nanoTime() - sinceNanos) / 1e8) / 10.0;
  }
}
