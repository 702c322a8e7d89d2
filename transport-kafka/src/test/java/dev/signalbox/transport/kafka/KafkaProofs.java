package dev.signalbox.transport.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.spi.ReplayGuard.Verdict;
import dev.signalbox.testkit.history.HistoryRule;
import dev.signalbox.testkit.history.OperationOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/**
 * What is promised over Kafka, while processes and brokers fail. Real brokers and the packaged
 * program; each history is judged by the kit's checker. {@code .ci/kafka} runs them, and prints a
 * line for each.
 */
class KafkaProofs extends KafkaProof {
  private static final boolean LONG = Boolean.getBoolean("kafka.long");

  /** One of two endpoints is killed in the middle of the load, and another one starts. */
  @Test
  void endpointKilled() {
    KafkaBrokers brokers = three();
    Judge judge = new Judge(STDOUT, JUDGE);
    AtomicReferenceArray<Door> doors = new AtomicReferenceArray<>(2);
    ServedProgram first = serve(brokers, judge);
    ServedProgram second = serve(brokers, judge);
    tail(brokers, judge);
    doors.set(0, first.ready());
    doors.set(1, second.ready());
    int posts = LONG ? 10_000 : 1_200;
    CompletableFuture<Void> load = judge.load(n -> doors.get(n % 2), posts);
    Judge.await("a third is accepted", 120, () -> judge.accepted() > posts / 3);
    first.kill();
    doors.set(0, serve(brokers, judge).ready());
    load.join();
    judged(judge, "1 of 2 endpoints killed");
  }

  /** One of two consumers is killed; the other one takes over. */
  @Test
  void consumerKilled() {
    KafkaBrokers brokers = three();
    Judge judge = new Judge(STDOUT, JUDGE);
    ServedProgram endpoint = serve(brokers, judge).ready();
    ServedProgram first = tail(brokers, judge);
    ServedProgram second = tail(brokers, judge);
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> load = judge.load(n -> endpoint, () -> !enough.get());
    Judge.await("both read", 90, () -> first.isReady() && second.isReady());
    first.kill();
    long killed = System.nanoTime();
    KafkaBrokers.pause(1_000);
    Set<String> waiting = judge.acceptedNames();
    Judge.await("taken over", 90, () -> judge.hasSeen(JUDGE, waiting));
    double takeover = seconds(killed);
    enough.set(true);
    load.join();
    judged(judge, "taken over " + takeover + " s after the kill");
  }

  /** A broker stands still for shorter than the delivery timeout: nothing is in doubt. */
  @Test
  void brokerPausedShortly() throws Exception {
    paused(2_500, "paused for 2.5 s");
  }

  /** A broker stands still for longer: what was handed over is in doubt, and nothing else. */
  @Test
  void brokerPausedLong() throws Exception {
    paused(12_000, "paused for 12 s");
  }

  private void paused(long millis, String what) throws Exception {
    KafkaBrokers brokers = three();
    Judge judge = new Judge(STDOUT, JUDGE);
    List<ServedProgram> doors = List.of(serve(brokers, judge), serve(brokers, judge));
    tail(brokers, judge);
    doors.forEach(ServedProgram::ready);
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> load = judge.load(n -> doors.get(n % 2), () -> !enough.get());
    Judge.await("some are accepted", 60, () -> judge.accepted() > 200);
    brokers.signal(0, "STOP");
    try {
      KafkaBrokers.pause(millis);
    } finally {
      brokers.signal(0, "CONT");
    }
    int before = judge.accepted();
    Judge.await("accepted again", 60, () -> judge.accepted() > before + 200);
    enough.set(true);
    load.join();
    judged(judge, what);
  }

  /** With one of three brokers gone batches are accepted; with two gone they are refused. */
  @Test
  void brokersKilled() throws Exception {
    KafkaBrokers brokers = three();
    Judge judge = new Judge(STDOUT, JUDGE);
    List<ServedProgram> doors = List.of(serve(brokers, judge), serve(brokers, judge));
    tail(brokers, judge);
    doors.forEach(ServedProgram::ready);
    AtomicBoolean enough = new AtomicBoolean();
    AtomicLong longest = new AtomicLong();
    CompletableFuture<Void> load =
        judge.load(n -> timed(doors.get(n % 2), longest), () -> !enough.get());
    Judge.await("some are accepted", 60, () -> judge.accepted() > 200);
    brokers.kill(0);
    int one = judge.accepted();
    Judge.await("accepted with two brokers", 60, () -> judge.accepted() > one + 200);
    brokers.kill(1);
    KafkaBrokers.pause(8_000);
    int two = judge.accepted();
    KafkaBrokers.pause(6_000);
    assertEquals(two, judge.accepted(), "accepted with one broker of three");
    assertEquals(503, doors.get(0).get("/readyz"));
    brokers.startNode(0);
    brokers.startNode(1);
    brokers.awaitPort(0);
    brokers.awaitPort(1);
    Judge.await("accepted again", 90, () -> judge.accepted() > two + 200);
    enough.set(true);
    load.join();
    judged(
        judge, "1 and then 2 of 3 killed; the longest answer took " + longest.get() / 1_000 + " s");
    assertTrue(longest.get() < 15_000, "an answer took too long: " + longest + " ms");
    Judge.await("ready", 60, () -> doors.get(0).get("/readyz") == 200);
  }

  private static Door timed(Door door, AtomicLong longest) {
    return new Door() {
      @Override
      public Answer post(String key, EventBatch batch) {
        long since = System.nanoTime();
        Answer answer = door.post(key, batch);
        longest.accumulateAndGet((System.nanoTime() - since) / 1_000_000, Math::max);
        return answer;
      }

      @Override
      public Answer register(String key, Optional<String> parent) {
        return door.register(key, parent);
      }
    };
  }

  /** A member of the group comes or goes every two seconds. */
  @Test
  void rebalances() {
    KafkaBrokers brokers = three();
    Judge judge = new Judge(JUDGE);
    KafkaTransport one = start(options(brokers).build());
    KafkaTransport two = start(options(brokers).build());
    judge.subscribe(JUDGE, one);
    List<Door> doors = List.of(Door.of(one), Door.of(two));
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> load = judge.load(n -> doors.get(n % 2), () -> !enough.get());
    int changes = LONG ? 40 : 6;
    for (int i = 0; i < changes; i += 2) {
      KafkaTransport third = KafkaTransport.start(options(brokers).build());
      judge.subscribe(JUDGE, third);
      KafkaBrokers.pause(2_000);
      third.shutdown(Duration.ofSeconds(10));
      KafkaBrokers.pause(2_000);
    }
    enough.set(true);
    load.join();
    judged(judge, changes + " changes of the group");
  }

  /** 256 conversations are stuck; others go on, and a full one is refused alone. */
  @Test
  void stuckConversations() {
    KafkaBrokers brokers = three();
    Judge judge = new Judge(JUDGE);
    KafkaTransport transport = start(options(brokers).build());
    Door door = Door.of(transport);
    CountDownLatch release = new CountDownLatch(1);
    int run = judge.newRun();
    transport.subscribe(
        JUDGE,
        batch -> {
          if (batch.conversation().firstKey().value().startsWith("stuck")) {
            release.await();
          }
          judge.delivered(JUDGE, run, batch);
        });
    for (int i = 0; i < 512; i++) {
      judge.post(door, "stuck" + i % 256, "s" + i, i);
    }
    long since = System.nanoTime();
    for (int i = 0; i < 500; i++) {
      judge.post(door, "free" + i % 50, "f" + i, i);
    }
    Set<String> free = Set.copyOf(IntStream.range(0, 500).mapToObj(i -> "f" + i).toList());
    Judge.await("others go on", 60, () -> judge.hasSeen(JUDGE, free));
    double others = seconds(since);
    int full = 0;
    while (judge.post(door, "stuck0", "full" + full, 0) != OperationOutcome.REFUSED) {
      full++;
      assertTrue(full < 50_000, "a stuck conversation is never full");
    }
    assertEquals(OperationOutcome.ACCEPTED, judge.post(door, "stuck1", "one more", 0));
    release.countDown();
    int taken = full;
    Judge.await(
        "taken again",
        60,
        () ->
            judge.post(door, "stuck0", "again" + System.nanoTime(), 0)
                == OperationOutcome.ACCEPTED);
    judged(
        judge,
        "256 stuck; 500 batches of others in "
            + others
            + " s; refused alone after "
            + taken
            + " more");
  }

  /** What the brokers delete of the used token ids is not forgotten. */
  @Test
  void tokensAfterRetention() throws Exception {
    KafkaBrokers brokers = three();
    KafkaTransport transport = start(options(brokers).partitions(1).build());
    Instant expiry = Clock.systemUTC().instant().plusSeconds(43_200);
    for (int i = 0; i < 20; i++) {
      assertEquals(Verdict.FIRST_USE, transport.replays().use(Posts.CENTER, "old" + i, expiry));
    }
    TopicPartition at = new TopicPartition(prefix + ".jti", 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrap()))) {
      set(admin, ".jti", Map.of("segment.ms", "500", "retention.ms", "1000"));
      AtomicLong begin = new AtomicLong();
      int[] more = {0};
      Judge.await(
          "the log is rolled and deleted",
          LONG ? 900 : 420,
          () -> {
            transport.replays().use(Posts.CENTER, "roll" + more[0]++, expiry);
            KafkaBrokers.pause(500);
            begin.set(beginning(admin, at));
            return begin.get() >= 20;
          });
      for (int i = 0; i < 20; i++) {
        assertEquals(Verdict.REPLAYED, transport.replays().use(Posts.CENTER, "old" + i, expiry));
      }
      String refused = startRefused(brokers);
      assertTrue(refused.contains("retention.ms"), refused);
      say(
          "the first "
              + begin
              + " records deleted, 20 of 20 used ids still refused; a new instance: "
              + refused);
    }
  }

  private static long beginning(Admin admin, TopicPartition at) {
    try {
      return admin
          .listOffsets(Map.of(at, OffsetSpec.earliest()))
          .partitionResult(at)
          .get()
          .offset();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void set(Admin admin, String topic, Map<String, String> settings) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, prefix + topic),
                settings.entrySet().stream()
                    .map(
                        e ->
                            new AlterConfigOp(
                                new ConfigEntry(e.getKey(), e.getValue()),
                                AlterConfigOp.OpType.SET))
                    .toList()))
        .all()
        .get();
  }

  private String startRefused(KafkaBrokers brokers) {
    try {
      KafkaTransport.start(options(brokers).build()).close();
      return "";
    } catch (IllegalStateException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  /** A topic is deleted under a running instance. */
  @Test
  void topicMissing() throws Exception {
    changed(admin -> admin.deleteTopics(List.of(prefix + ".state")).all().get(), "is gone");
  }

  /** A topic gets more partitions than before. */
  @Test
  void topicWithMorePartitions() throws Exception {
    changed(
        admin ->
            admin
                .createPartitions(Map.of(prefix + ".batches", NewPartitions.increaseTo(8)))
                .all()
                .get(),
        "has 8 partitions");
  }

  /** The used token ids are deleted and made anew. */
  @Test
  void tokensRecreated() throws Exception {
    changed(admin -> recreate(admin, ".jti", "delete"), "can't be read|made anew");
  }

  private interface Change {
    void with(Admin admin) throws Exception;
  }

  private void changed(Change change, String reason) throws Exception {
    KafkaBrokers brokers = three();
    Judge judge = new Judge(JUDGE);
    KafkaTransport transport = start(options(brokers).build());
    Door door = Door.of(transport);
    judge.subscribe(JUDGE, transport);
    Instant expiry = Clock.systemUTC().instant().plusSeconds(3_600);
    for (int i = 0; i < 100; i++) {
      judge.post(door, "c" + i % 10, "v" + i, i);
      transport.replays().use(Posts.CENTER, "jti" + i, expiry);
    }
    judge.awaitDelivered();
    long since = System.nanoTime();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrap()))) {
      change.with(admin);
    }
    Judge.await("the change is noticed", 60, () -> transport.unavailable().isPresent());
    double noticed = seconds(since);
    String why = transport.unavailable().orElse("");
    assertTrue(why.matches(".*(" + reason + ").*"), why);
    for (int i = 0; i < 100; i++) {
      assertFalse(
          transport.replays().use(Posts.CENTER, "jti" + i, expiry) == Verdict.FIRST_USE,
          "a used token passes");
    }
    judged(judge, "not ready after " + noticed + " s: " + why);
  }

  private void recreate(Admin admin, String topic, String cleanup) throws Exception {
    String whole = prefix + topic;
    int partitions =
        admin.describeTopics(List.of(whole)).allTopicNames().get().get(whole).partitions().size();
    admin.deleteTopics(List.of(whole)).all().get();
    Judge.await(
        "the topic is deleted",
        60,
        () -> {
          try {
            return !admin.listTopics().names().get().contains(whole);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    admin
        .createTopics(
            List.of(
                new org.apache.kafka.clients.admin.NewTopic(whole, partitions, (short) 3)
                    .configs(
                        Map.of(
                            "cleanup.policy", cleanup,
                            "message.timestamp.type", "LogAppendTime",
                            "min.insync.replicas", "2",
                            "max.message.bytes", "4194304",
                            "retention.ms", "604800000"))))
        .all()
        .get();
  }

  /** The topic of batches is made anew under load: numbers rise, and what is taken later comes. */
  @Test
  void batchesRecreated() throws Exception {
    KafkaBrokers brokers = three();
    Judge judge = new Judge(JUDGE);
    KafkaTransport first = start(options(brokers).build());
    judge.subscribe(JUDGE, first);
    for (int i = 0; i < 400; i++) {
      judge.post(Door.of(first), "c" + i % 10, "v" + i, i);
    }
    judge.awaitDelivered();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrap()))) {
      recreate(admin, ".batches", "delete");
    }
    // A few may be taken until it is noticed; they are in the new topic.
    int[] more = {0};
    Judge.await(
        "noticed",
        60,
        () -> {
          judge.post(Door.of(first), "c" + more[0] % 10, "w" + more[0]++, 1_000);
          return first.unavailable().isPresent();
        });
    String why = first.unavailable().orElse("");
    first.close();
    KafkaTransport second = start(options(brokers).build());
    judge.subscribe(JUDGE, second);
    for (int i = 0; i < 100; i++) {
      judge.post(Door.of(second), "c" + i % 10, "x" + i, 2_000);
    }
    judged(judge, "noticed at batch " + more[0] + ": " + why);
  }

  /** What a group has committed is gone: everything comes again, as it was. */
  @Test
  void offsetsExpired() throws Exception {
    KafkaBrokers brokers =
        LONG
            ? KafkaBrokers.start(
                    1,
                    Map.of(
                        "offsets.retention.minutes",
                        "1",
                        "offsets.retention.check.interval.ms",
                        "2000"))
                .orElseThrow()
            : three();
    if (LONG) {
      opened.add(brokers);
    }
    Judge judge = new Judge(JUDGE);
    KafkaTransport first = KafkaTransport.start(options(brokers).build());
    judge.subscribe(JUDGE, first);
    Door door = Door.of(first);
    judge.load(n -> door, 300).join();
    judge.awaitDelivered();
    first.close();
    String group = prefix + "." + JUDGE;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrap()))) {
      if (LONG) {
        Judge.await(
            "the offsets expire",
            300,
            () -> {
              try {
                return admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .isEmpty();
              } catch (Exception gone) {
                return true;
              }
            });
      } else {
        admin.deleteConsumerGroups(List.of(group)).all().get();
      }
    }
    KafkaTransport second = start(options(brokers).build());
    judge.subscribe(JUDGE, second);
    Door again = Door.of(second);
    judge.load(n -> again, 100).join();
    judged(judge, LONG ? "the offsets expired" : "the group was deleted");
  }

  /** Two endpoints get one token at the same time, again and again. */
  @Test
  void tokenTwice() {
    KafkaBrokers brokers = three();
    Judge judge = new Judge(STDOUT);
    List<ServedProgram> doors = List.of(serve(brokers, judge), serve(brokers, judge));
    doors.forEach(ServedProgram::ready);
    int times = LONG ? 1_000 : 200;
    say(twice(doors, times) + " of " + times + " token ids passed once, at two endpoints");
  }

  private static int twice(List<ServedProgram> doors, int times) {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int i = 0; i < times; i++) {
      String token = ServedProgram.token(Optional.of("jti-" + i));
      EventBatch batch = EventBatch.of("service", CategoryEvent.of("t" + i, i));
      List<CompletableFuture<Integer>> answers =
          IntStream.range(0, 4)
              .mapToObj(
                  n ->
                      CompletableFuture.supplyAsync(
                          () -> doors.get(n % 2).status("call", batch, token), threads))
              .toList();
      List<Integer> statuses = answers.stream().map(CompletableFuture::join).sorted().toList();
      assertEquals(List.of(202, 401, 401, 401), statuses, "jti-" + i);
    }
    threads.shutdown();
    return times;
  }

  /** The clock of one of two endpoints is an hour ahead. */
  @Test
  void clockAhead() {
    Path library = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");
    assumeTrue(Files.exists(library), "no libfaketime");
    KafkaBrokers brokers = three();
    Judge judge = new Judge(STDOUT, JUDGE);
    int run = judge.newRun();
    List<String> hour =
        List.of(
            "--transport-option", "partitions=4", "--transport-option", "batch-retention-hours=1");
    ServedProgram ahead =
        ServedProgram.serve(
            brokers.bootstrap(),
            prefix,
            hour,
            Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME", "+3600s",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1"),
            batch -> judge.delivered(STDOUT, run, batch));
    opened.add(ahead);
    ahead.ready();
    List<ServedProgram> doors =
        List.of(ahead, serve(brokers, judge, "--transport-option", "batch-retention-hours=1"));
    tail(brokers, judge);
    doors.forEach(ServedProgram::ready);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONG ? 60 : 12);
    judge.load(n -> doors.get(n % 2), () -> System.nanoTime() < until).join();
    assertEquals(0, judge.count(OperationOutcome.REFUSED), ahead::errors);
    judged(judge, "one clock an hour ahead");
    say(twice(doors, 50) + " of 50 token ids passed once");
  }

  /** The disk of one of three brokers is full. */
  @Test
  void diskFull() throws Exception {
    Path disk = Files.createTempDirectory("signalbox-disk");
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", disk.toString()) == 0,
        "no mount: this needs root");
    try (KafkaBrokers brokers =
        KafkaBrokers.start(
                3, Map.of("log.index.size.max.bytes", "65536"), Map.of(0, disk.resolve("data")))
            .orElseThrow()) {
      Judge judge = new Judge(JUDGE);
      KafkaTransport one = start(options(brokers).build());
      KafkaTransport two = start(options(brokers).build());
      judge.subscribe(JUDGE, one);
      List<Door> doors = List.of(Door.of(one), Door.of(two));
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<Void> load = judge.load(n -> doors.get(n % 2), () -> !enough.get());
      Judge.await("some are accepted", 60, () -> judge.accepted() > 200);
      Path filler = disk.resolve("filler");
      run("dd", "if=/dev/zero", "of=" + filler, "bs=1M");
      Judge.await("the broker gives up", 60, () -> !brokers.isAlive(0));
      int before = judge.accepted();
      Judge.await("accepted without it", 60, () -> judge.accepted() > before + 200);
      Files.delete(filler);
      brokers.startNode(0);
      brokers.awaitPort(0);
      int after = judge.accepted();
      Judge.await("accepted with it", 60, () -> judge.accepted() > after + 200);
      enough.set(true);
      load.join();
      judged(judge, "the disk of 1 of 3 brokers full, and free again");
    } finally {
      opened.forEach(
          one -> {
            if (one instanceof KafkaTransport transport) {
              transport.close();
            }
          });
      run("umount", disk.toString());
      Files.deleteIfExists(disk);
    }
  }

  /** An instance is ready when it knows the voice calls and used token ids, and not before. */
  @Test
  void readiness() throws Exception {
    try (KafkaBrokers brokers = KafkaBrokers.start(1, Map.of()).orElseThrow()) {
      Judge judge = new Judge(STDOUT);
      ServedProgram first = serve(brokers, judge).ready();
      assertEquals(OperationOutcome.ACCEPTED, first.register("parent", Optional.empty()).outcome());
      brokers.signal(0, "STOP");
      ServedProgram second = serve(brokers, judge);
      KafkaBrokers.pause(3_000);
      assertFalse(second.isReady(), "ready without its brokers");
      long since = System.nanoTime();
      Judge.await("not ready", 30, () -> first.get("/readyz") == 503 || posted(first) != 202);
      double noticed = seconds(since);
      brokers.signal(0, "CONT");
      second.ready();
      assertEquals(200, second.get("/readyz"));
      assertEquals(
          OperationOutcome.ACCEPTED,
          second.register("leg", Optional.of("parent")).outcome(),
          "the call is not known");
      Judge.await("ready again", 60, () -> first.get("/readyz") == 200);
      say("not ready while the broker stands still (noticed after " + noticed + " s), then ready");
    }
  }

  private static int posted(ServedProgram door) {
    return door.status(
        "c",
        EventBatch.of("service", CategoryEvent.of("v" + System.nanoTime(), 1)),
        ServedProgram.token(Optional.empty()));
  }

  /** What one instance takes, the rules and the control API of another one see. */
  @Test
  void consumingSide() throws Exception {
    KafkaBrokers brokers = three();
    Judge judge = new Judge(STDOUT);
    Path rules = Files.createTempDirectory("signalbox-rules");
    Files.writeString(
        rules.resolve("Angry.ConvIntelligenceSignalRule-meta.xml"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <ConvIntelligenceSignalRule xmlns="http://soap.sforce.com/2006/04/metadata">
            <actionType>AlertSupervisor</actionType>
            <active>true</active>
            <developerName>Angry_Customer</developerName>
            <ruleName>Angry customer</ruleName>
            <service>service</service>
            <subrule>
                <operandValue>CustomerAngry</operandValue>
                <operator>Equals</operator>
                <order>0</order>
                <type>Category</type>
            </subrule>
        </ConvIntelligenceSignalRule>
        """);
    String operator = "an-operators-token";
    ServedProgram taking = serve(brokers, judge);
    ServedProgram evaluating =
        serve(
            brokers, judge, "--rules", rules.toString(), "--control", "--operator-token", operator);
    taking.ready();
    evaluating.ready();
    judge.post(taking, "call", "CustomerAngry", 1_000);
    Judge.await("the rule fires", 60, () -> evaluating.errors().contains("Angry_Customer"));
    Judge.await(
        "the control API has it",
        60,
        () ->
            evaluating
                .page("/_signalbox/batches", operator)
                .filter(page -> page.body().contains("CustomerAngry"))
                .isPresent());
    assertFalse(taking.errors().contains("Angry_Customer"), "the taking side evaluates");
    Files.delete(rules.resolve("Angry.ConvIntelligenceSignalRule-meta.xml"));
    Files.delete(rules);
    judged(judge, "taken by one; its rule fired, and it was in the control API, of the other");
  }

  /** What a subscriber refuses becomes dead letters, and a command hands them back. */
  @Test
  void deadLetters() {
    KafkaBrokers brokers = three();
    Judge judge = new Judge(JUDGE);
    KafkaTransport transport = start(options(brokers).retryDelay(Duration.ofMillis(10)).build());
    AtomicBoolean refuses = new AtomicBoolean(true);
    int run = judge.newRun();
    transport.subscribe(
        JUDGE,
        batch -> {
          if (refuses.get() && batch.batch().events().get(0).value().endsWith("0")) {
            throw new IllegalStateException("refused");
          }
          judge.delivered(JUDGE, run, batch);
        });
    Door door = Door.of(transport);
    for (int i = 0; i < 100; i++) {
      judge.post(door, "c" + i % 7, "v" + i, i);
    }
    Set<String> others =
        Set.copyOf(
            IntStream.range(0, 100).filter(i -> i % 10 != 0).mapToObj(i -> "v" + i).toList());
    Judge.await("the others are delivered", 60, () -> judge.hasSeen(JUDGE, others));
    Judge.await("the refused ones are put away", 60, () -> letters(brokers) == 10);
    refuses.set(false);
    try (ServedProgram replay =
        ServedProgram.command("replay", brokers.bootstrap(), prefix, "--dlt")) {
      assertEquals(0, replay.exitCode(), replay::errors);
      assertTrue(replay.errors().contains("10 dead letters were handed back"), replay::errors);
    }
    judge.awaitDelivered();
    say(judge.counts() + "; 10 dead letters, 10 handed back");
    assertEquals(
        Set.of(),
        judge.faults().stream()
            .map(fault -> fault.rule())
            // A batch that was put away comes after those behind it.
            .filter(rule -> rule != HistoryRule.DELIVERY_ORDER)
            .collect(java.util.stream.Collectors.toSet()));
  }

  private long letters(KafkaBrokers brokers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrap()))) {
      Map<TopicPartition, OffsetSpec> all = new java.util.HashMap<>();
      for (int p = 0; p < 4; p++) {
        all.put(new TopicPartition(prefix + ".dlt", p), OffsetSpec.latest());
      }
      return admin.listOffsets(all).all().get().values().stream()
          .mapToLong(info -> info.offset())
          .sum();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
