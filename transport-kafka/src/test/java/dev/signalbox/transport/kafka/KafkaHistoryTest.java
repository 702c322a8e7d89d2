package dev.signalbox.transport.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.intake.IntakeResult;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.ReplayGuard.Verdict;
import dev.signalbox.testkit.history.HistoryChecker;
import dev.signalbox.testkit.history.HistoryFault;
import dev.signalbox.testkit.history.HistoryRecorder;
import dev.signalbox.testkit.history.HistoryRule;
import dev.signalbox.testkit.history.OperationOutcome;
import dev.signalbox.transport.kafka.internal.Safeguard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Histories of several instances, judged by the kit's checker. {@code -Dkafka.posts=N} has each be
 * that long.
 */
@Timeout(300)
class KafkaHistoryTest {
  private static final int POSTS = Integer.getInteger("kafka.posts", 2_000);
  private static final String NAME = "judge";

  private final String prefix = "h" + UUID.randomUUID();
  private final HistoryRecorder recorder = new HistoryRecorder(NAME);
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final AtomicInteger runs = new AtomicInteger();

  private KafkaOptions.Builder options() {
    return KafkaTransports.options(prefix).partitions(4);
  }

  /** A subscriber in a life of its own. */
  private void subscribe(KafkaTransport transport) {
    int run = runs.incrementAndGet();
    transport.subscribe(
        NAME,
        batch -> {
          recorder.delivered(NAME, run, batch);
          seen.add(batch.batch().events().get(0).value());
        });
  }

  private OperationOutcome post(Intake intake, String key, String value, long start) {
    EventBatch batch = EventBatch.of("service", CategoryEvent.of(value, start));
    HistoryRecorder.Operation post =
        recorder.post(Posts.CENTER, new VendorCallKey(key), batch, Optional.empty());
    IntakeResult result =
        intake
            .submit(Posts.CENTER, new VendorCallKey(key), Optional.empty(), batch)
            .toCompletableFuture()
            .join();
    OperationOutcome outcome =
        result instanceof IntakeResult.Accepted
            ? OperationOutcome.ACCEPTED
            : result instanceof IntakeResult.Refused
                ? OperationOutcome.REFUSED
                : OperationOutcome.UNKNOWN;
    post.end(outcome);
    return outcome;
  }

  private boolean register(Intake intake, String key, Optional<String> parent) {
    HistoryRecorder.Operation call =
        recorder.register(Posts.CENTER, new VendorCallKey(key), parent, Optional.empty());
    IntakeResult result =
        intake
            .register(
                Posts.CENTER,
                new VoiceCall(
                    new VendorCallKey(key), InitiationMethod.INBOUND, parent, java.util.Map.of()))
            .toCompletableFuture()
            .join();
    if (result instanceof IntakeResult.Registered registered) {
      call.registered(registered.voiceCallId().value());
      return true;
    }
    call.end(
        result instanceof IntakeResult.Refused
            ? OperationOutcome.REFUSED
            : OperationOutcome.UNKNOWN);
    return false;
  }

  /** Calls, transfers and batches from several clients through several endpoints. */
  private List<String> load(List<Intake> endpoints, int posts) throws Exception {
    int clients = 6;
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    List<CompletableFuture<List<String>>> all =
        IntStream.range(0, clients)
            .mapToObj(
                client ->
                    CompletableFuture.supplyAsync(
                        () -> client(endpoints, client, posts / clients), threads))
            .toList();
    List<String> accepted = new ArrayList<>();
    for (CompletableFuture<List<String>> one : all) {
      accepted.addAll(one.get(250, TimeUnit.SECONDS));
    }
    threads.shutdown();
    return accepted;
  }

  private List<String> client(List<Intake> endpoints, int client, int posts) {
    Random random = new Random(client);
    List<String> accepted = new ArrayList<>();
    int call = -1;
    for (int i = 0; i < posts; i++) {
      if (i % 10 == 0) {
        call = i / 10;
        String key = "c" + client + "-" + call;
        register(endpoints.get(random.nextInt(endpoints.size())), key, Optional.empty());
        register(endpoints.get(random.nextInt(endpoints.size())), key + "-leg", Optional.of(key));
      }
      String key = "c" + client + "-" + call + (random.nextBoolean() ? "-leg" : "");
      String value = "v" + client + "-" + i;
      Intake endpoint = endpoints.get(random.nextInt(endpoints.size()));
      if (post(endpoint, key, value, 1_000 + random.nextInt(500)) == OperationOutcome.ACCEPTED) {
        accepted.add(value);
      }
    }
    return accepted;
  }

  private void awaitAll(List<String> accepted) {
    await(() -> seen.containsAll(accepted));
  }

  private void await(BooleanSupplier condition) {
    long until = System.nanoTime() + KafkaTransports.PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, () -> "delivered: " + seen.size());
      KafkaBrokers.pause(20);
    }
  }

  private List<HistoryFault> faults() {
    return HistoryChecker.of(false, false).check(recorder.history());
  }

  private static Intake intake(KafkaTransport transport) {
    return Intake.of(transport, transport.calls());
  }

  /** Two endpoints; a member of the group comes or goes every second meanwhile. */
  @Test
  void aGroupThatChangesAllTheTimeLosesAndReordersNothing() throws Exception {
    KafkaTransport one = KafkaTransport.start(options().build());
    KafkaTransport two = KafkaTransport.start(options().build());
    subscribe(one);
    CompletableFuture<List<String>> accepted =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return load(List.of(intake(one), intake(two)), POSTS);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    int changes = 0;
    do {
      KafkaTransport third = KafkaTransport.start(options().build());
      subscribe(third);
      KafkaBrokers.pause(1_000);
      third.shutdown(Duration.ofSeconds(10));
      changes++;
    } while (!accepted.isDone());
    awaitAll(accepted.join());
    two.close();
    one.close();
    System.out.println(
        "rebalances: " + recorder.history() + ", " + 2 * changes + " changes of the group");
    assertEquals(List.of(), faults());
    assertFalse(accepted.join().isEmpty());
  }

  /** Two endpoints get each jti, both at the same time. */
  private List<List<Verdict>> useTwice(KafkaTransport one, KafkaTransport two, int tokens) {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Instant expiry = Clock.systemUTC().instant().plusSeconds(3600);
    List<List<Verdict>> all = new ArrayList<>();
    for (int i = 0; i < tokens; i++) {
      String jti = "jti" + i;
      List<CompletableFuture<Verdict>> uses = new ArrayList<>();
      for (KafkaTransport transport : List.of(one, two)) {
        String value = jti + "-" + uses.size();
        uses.add(
            CompletableFuture.supplyAsync(() -> postOnce(transport, jti, value, expiry), threads));
      }
      all.add(uses.stream().map(CompletableFuture::join).toList());
    }
    threads.shutdown();
    return all;
  }

  private Verdict postOnce(KafkaTransport transport, String jti, String value, Instant expiry) {
    EventBatch batch = EventBatch.of("service", CategoryEvent.of(value, 1_000));
    VendorCallKey key = new VendorCallKey(value);
    HistoryRecorder.Operation post = recorder.post(Posts.CENTER, key, batch, Optional.of(jti));
    Verdict verdict = transport.replays().use(Posts.CENTER, jti, expiry);
    post.end(
        verdict == Verdict.FIRST_USE
                && intake(transport)
                        .submit(Posts.CENTER, key, Optional.empty(), batch)
                        .toCompletableFuture()
                        .join()
                    instanceof IntakeResult.Accepted
            ? OperationOutcome.ACCEPTED
            : OperationOutcome.REFUSED);
    return verdict;
  }

  /** Of two endpoints with one jti, exactly one lets it pass. */
  @Test
  void aTokenPassesOnceInAllInstances() throws Exception {
    KafkaTransport one = KafkaTransport.start(options().build());
    KafkaTransport two = KafkaTransport.start(options().build());
    subscribe(one);
    int tokens = Integer.getInteger("kafka.tokens", 300);
    for (List<Verdict> verdicts : useTwice(one, two, tokens)) {
      assertEquals(
          Set.of(Verdict.FIRST_USE, Verdict.REPLAYED), Set.copyOf(verdicts), verdicts::toString);
    }
    await(() -> seen.size() == tokens);
    assertEquals(List.of(), faults());
    one.close();
    KafkaTransport later = KafkaTransport.start(options().build());
    assertEquals(
        Verdict.REPLAYED,
        later.replays().use(Posts.CENTER, "jti0", Clock.systemUTC().instant().plusSeconds(3600)));
    later.close();
    two.close();
  }

  /** A claim that is known by its jti alone is taken for their own by two instances. */
  @Test
  void theCheckerFindsAClaimWithoutItsMark() {
    KafkaOptions without = options().without(Safeguard.CLAIM_MARK).build();
    KafkaTransport one = KafkaTransport.start(without);
    KafkaTransport two = KafkaTransport.start(without);
    useTwice(one, two, 20);
    one.close();
    two.close();
    assertTrue(
        faults().stream().anyMatch(fault -> fault.rule() == HistoryRule.TOKEN_ONCE),
        () -> "not found: " + faults());
  }

  /** What a group has committed is gone: everything comes again, as it was and saying so. */
  @Test
  void aGroupWhoseOffsetsAreGoneGetsTheSameAgain() throws Exception {
    KafkaTransport first = KafkaTransport.start(options().build());
    subscribe(first);
    awaitAll(load(List.of(intake(first)), 120));
    first.close();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", options().build().bootstrap))) {
      admin.deleteConsumerGroups(List.of(prefix + "." + NAME)).all().get();
    }
    KafkaTransport second = KafkaTransport.start(options().build());
    int before = recorder.history().deliveries().size();
    subscribe(second);
    await(() -> recorder.history().deliveries().size() >= 2 * before);
    second.close();
    // The next one goes on as if nothing had happened.
    KafkaTransport third = KafkaTransport.start(options().build());
    subscribe(third);
    post(intake(third), "c0-0", "last", 1_000);
    awaitAll(List.of("last"));
    third.close();
    assertEquals(List.of(), faults());
  }

  /** By the log's time a token has expired, however late the clock of an instance is. */
  @Test
  void aClockThatIsLateLetsNoExpiredTokenPass() {
    KafkaTransport transport = KafkaTransport.start(options().build());
    Instant anHourAgo = Clock.systemUTC().instant().minusSeconds(3600);
    assertEquals(Verdict.REPLAYED, transport.replays().use(Posts.CENTER, "old", anHourAgo));
    transport.close();
  }

  /** Without one of the safeguards the checker finds what goes wrong. */
  @ParameterizedTest
  @EnumSource(
      value = Safeguard.class,
      names = {"READ_BARRIER", "RESOLVE_BEFORE_APPEND"})
  void theCheckerFindsASafeguardThatIsLeftOut(Safeguard safeguard) throws Exception {
    KafkaTransport one = KafkaTransport.start(options().without(safeguard).build());
    KafkaTransport two = KafkaTransport.start(options().without(safeguard).build());
    subscribe(one);
    List<String> accepted = new ArrayList<>();
    for (int round = 0; round < 20 && (round < 2 || faults().isEmpty()); round++) {
      String key = "m" + round;
      register(intake(one), key, Optional.empty());
      register(intake(one), key + "-leg", Optional.of(key));
      for (int i = 0; i < 20; i++) {
        String value = key + "-" + i;
        if (post(intake(two), i % 2 == 0 ? key + "-leg" : key, value, 1_000 - i)
            == OperationOutcome.ACCEPTED) {
          accepted.add(value);
        }
      }
      awaitAll(accepted);
    }
    two.close();
    one.close();
    assertFalse(faults().isEmpty(), "not found: " + safeguard);
  }

  /** An offset that is committed too early loses a batch; one of a live state changes lateness. */
  @ParameterizedTest
  @EnumSource(
      value = Safeguard.class,
      names = {"COMMIT_AFTER_DELIVERY", "LATENESS_OF_COMMIT"})
  void theCheckerFindsAWrongCommit(Safeguard safeguard) throws Exception {
    assertFalse(
        faultsOfARestart(options().without(safeguard)).isEmpty(), "not found: " + safeguard);
  }

  @Test
  void aRestartInTheMiddleOfADeliveryIsRight() throws Exception {
    assertEquals(List.of(), faultsOfARestart(options()));
  }

  /** The first batch gets stuck, later ones are delivered, and another process takes over. */
  private List<HistoryFault> faultsOfARestart(KafkaOptions.Builder options) throws Exception {
    KafkaOptions all = options.partitions(1).commitInterval(Duration.ofMillis(50)).build();
    KafkaTransport first = KafkaTransport.start(all);
    CompletableFuture<Void> never = new CompletableFuture<>();
    first.subscribeAsync(
        NAME,
        batch -> {
          String value = batch.batch().events().get(0).value();
          if (value.startsWith("stuck")) {
            return never;
          }
          recorder.delivered(NAME, 1, batch);
          seen.add(value);
          return CompletableFuture.completedFuture(value);
        });
    Intake intake = intake(first);
    post(intake, "a", "stuck-0", 1_000);
    post(intake, "b", "b-0", 2_000);
    post(intake, "a", "stuck-1", 3_000);
    post(intake, "b", "b-1", 1_500);
    awaitAll(List.of("b-0", "b-1"));
    KafkaBrokers.pause(500);
    first.shutdown(Duration.ofMillis(500));
    KafkaTransport second = KafkaTransport.start(all);
    second.subscribe(
        NAME,
        batch -> {
          recorder.delivered(NAME, 2, batch);
          seen.add(batch.batch().events().get(0).value());
        });
    post(intake(second), "a", "last", 5_000);
    long until = System.nanoTime() + KafkaTransports.PATIENCE.toNanos();
    while (!seen.contains("last") && System.nanoTime() < until) {
      KafkaBrokers.pause(20);
    }
    second.close();
    return faults();
  }

  @Test
  void aRegistrationIsKnownToTheOtherInstance() {
    KafkaTransport one = KafkaTransport.start(options().build());
    KafkaTransport two = KafkaTransport.start(options().build());
    for (int i = 0; i < 50; i++) {
      String key = "k" + i;
      Registration done =
          one.calls()
              .register(
                  Posts.CENTER, VoiceCall.of(new VendorCallKey(key), InitiationMethod.INBOUND))
              .toCompletableFuture()
              .join();
      assertTrue(done instanceof Registration.Registered, done::toString);
      assertEquals(
          Optional.of(new VendorCallKey(key)),
          two.calls()
              .findFirstCall(Posts.CENTER, new VendorCallKey(key))
              .toCompletableFuture()
              .join());
    }
    one.close();
    two.close();
  }
}
