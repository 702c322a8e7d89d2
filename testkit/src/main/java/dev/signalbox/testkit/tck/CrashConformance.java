package dev.signalbox.testkit.tck;

import static dev.signalbox.testkit.tck.ConformanceFixtures.CENTER;
import static dev.signalbox.testkit.tck.ConformanceFixtures.conversation;
import static dev.signalbox.testkit.tck.ConformanceFixtures.key;
import static dev.signalbox.testkit.tck.ConformanceFixtures.submission;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.VoiceCallDirectory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a transport, a directory and a guard keep together that claim to survive a crash: DLV-1 to
 * DLV-4, KEY-3, CALL-1 to CALL-3 and AUTH-5 over the death of the process. Extend it, and say how
 * to begin, and how to go on with what a killed process has left.
 *
 * @since 0.2.0
 */
@SuppressWarnings("exports") // its users bring the engine and read its module
public abstract class CrashConformance {
  /** For subclasses. */
  protected CrashConformance() {}

  /**
   * The parts of one process.
   *
   * @param transport ready to accept
   * @param calls the transport's directory
   * @param guard remembers token ids
   */
  public record Life(Transport transport, VoiceCallDirectory calls, ReplayGuard guard) {}

  /**
   * Begins with nothing.
   *
   * @return the parts of a first process
   */
  protected abstract Life begin();

  /**
   * Goes on with what is kept of a process that is killed at this very moment. Nothing that the
   * killed one does from now on may change that.
   *
   * @param killed the parts of that process
   * @return the parts of the next process
   */
  protected abstract Life killAndGoOn(Life killed);

  /** Takes away what the lives have left. */
  @AfterEach
  protected abstract void end();

  /**
   * How long to wait for what has to happen.
   *
   * @return 20 seconds, the default
   */
  protected Duration patience() {
    return Duration.ofSeconds(20);
  }

  private Acceptance.Accepted accepted(Life life, Submission submission) {
    return assertInstanceOf(
        Acceptance.Accepted.class, get(life.transport().accept(submission).toCompletableFuture()));
  }

  private Registration.Registered registered(Life life, VoiceCall call) {
    return assertInstanceOf(
        Registration.Registered.class,
        get(life.calls().register(CENTER, call).toCompletableFuture()));
  }

  private <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  /** What was accepted and not delivered is delivered later, in order, and says so. */
  @Test
  @Covers("crash/DLV-1/undelivered-batches")
  public void undeliveredBatchesSurvive() {
    Life life = begin();
    CountDownLatch release = new CountDownLatch(1);
    life.transport().subscribe("one", batch -> release.await());
    for (int i = 0; i < 50; i++) {
      accepted(life, submission("c" + i % 5, "v" + i, i));
    }
    Life next = killAndGoOn(life);
    DeliveryRecorder recorder = new DeliveryRecorder();
    next.transport().subscribe("one", recorder);
    recorder.awaitBatches(50, patience());
    release.countDown();
    assertTrue(recorder.batches().stream().allMatch(DeliveredBatch::redelivered));
    for (int c = 0; c < 5; c++) {
      String name = "c" + c;
      assertEquals(
          Stream.iterate(c, i -> i < 50, i -> i + 5).map(i -> "v" + i).toList(),
          recorder.batches().stream()
              .filter(b -> b.conversation().equals(conversation(name)))
              .map(b -> b.batch().events().get(0).value())
              .toList());
    }
  }

  /** A batch comes back as it was. */
  @Test
  @Covers("crash/DLV-1/same-batch")
  public void aBatchComesBackAsItWas() {
    Life life = begin();
    DeliveryRecorder before = new DeliveryRecorder();
    CountDownLatch release = new CountDownLatch(1);
    life.transport()
        .subscribe(
            "one",
            batch -> {
              before.onBatch(batch);
              release.await();
            });
    accepted(life, submission("c", "v", 5));
    before.awaitBatches(1, patience());
    Life next = killAndGoOn(life);
    DeliveryRecorder after = new DeliveryRecorder();
    next.transport().subscribe("one", after);
    after.awaitBatches(1, patience());
    release.countDown();
    assertFalse(before.batches().get(0).redelivered());
    assertEquals(before.batches().get(0).again(), after.batches().get(0));
  }

  /** What one subscriber has finished is not repeated because another one has not. */
  @Test
  @Covers("crash/DLV-1/positions")
  public void eachSubscriberGoesOnWhereItStood() {
    Life life = begin();
    DeliveryRecorder quick = new DeliveryRecorder();
    CountDownLatch release = new CountDownLatch(1);
    life.transport().subscribe("quick", quick);
    life.transport().subscribe("stuck", batch -> release.await());
    for (int i = 0; i < 10; i++) {
      accepted(life, submission("c", "v" + i, i));
    }
    quick.awaitBatches(10, patience());
    Life second = killAndGoOn(settled(life));
    DeliveryRecorder stuck = new DeliveryRecorder();
    DeliveryRecorder again = new DeliveryRecorder();
    second.transport().subscribe("quick", again);
    second.transport().subscribe("stuck", stuck);
    stuck.awaitBatches(10, patience());
    accepted(second, submission("c", "last", 10));
    again.awaitValue("last", patience());
    release.countDown();
    // Not of the conversation that settled it, the end of which may come again.
    List<String> values =
        again.batches().stream()
            .filter(b -> b.vendorCallKey().equals(key("c")))
            .map(b -> b.batch().events().get(0).value())
            .toList();
    assertEquals("last", values.get(values.size() - 1));
    assertTrue(values.size() <= 2, () -> "repeated: " + values);
  }

  /** Lets the transport write down what was finished: with the commits of two more batches. */
  private Life settled(Life life) {
    for (int i = 0; i < 20; i++) {
      accepted(life, submission("settle", "s" + i, i));
    }
    return life;
  }

  /** Numbers and lateness go on. */
  @Test
  @Covers("crash/DLV-4/sequence-and-lateness")
  public void sequenceAndLatenessGoOn() {
    Life life = begin();
    life.transport().subscribe("one", new DeliveryRecorder());
    for (int i = 0; i < 3; i++) {
      assertEquals(i, accepted(life, submission("c", "v" + i, 100 + i)).sequence());
    }
    Life next = killAndGoOn(life);
    next.transport().subscribe("one", new DeliveryRecorder());
    Acceptance.Accepted late = accepted(next, submission("c", "late", 50));
    assertEquals(3, late.sequence());
    assertTrue(late.late());
    assertFalse(accepted(next, submission("c", "in time", 102)).late());
    assertEquals(0, accepted(next, submission("other", "v", 1)).sequence());
  }

  /** Calls, their legs and their ids are known. */
  @Test
  @Covers("crash/CALL-3/legs")
  public void callsAndLegsSurvive() {
    Life life = begin();
    life.transport().subscribe("one", new DeliveryRecorder());
    String id =
        registered(life, VoiceCall.of(key("a"), InitiationMethod.INBOUND)).voiceCallId().value();
    String leg = registered(life, VoiceCall.transfer(key("b"), id)).voiceCallId().value();
    accepted(life, submission("bare", "v", 1));
    registered(life, VoiceCall.transfer(key("bare"), "a"));
    Life next = killAndGoOn(life);
    next.transport().subscribe("one", new DeliveryRecorder());
    for (String known : List.of("a", "b", "bare")) {
      assertEquals(Optional.of(key("a")), next.calls().firstCall(CENTER, key(known)), known);
    }
    Registration.Registered further = registered(next, VoiceCall.transfer(key("c"), leg));
    assertEquals(key("a"), further.firstKey());
    assertNotEquals(leg, further.voiceCallId().value());
    assertInstanceOf(
        Registration.Invalid.class,
        get(
            next.calls()
                .register(CENTER, VoiceCall.transfer(key("a"), "x-unknown"))
                .thenCompose(
                    refused -> {
                      assertInstanceOf(Registration.UnknownParent.class, refused);
                      registered(next, VoiceCall.of(key("x"), InitiationMethod.INBOUND));
                      return next.calls().register(CENTER, VoiceCall.transfer(key("b"), "x"));
                    })
                .toCompletableFuture()));
  }

  /** A used token stays used once its request may be answered, also where nothing follows it. */
  @Test
  @Covers("crash/AUTH-5/used-ids")
  public void usedIdsSurvive() {
    Life life = begin();
    life.transport().subscribe("one", new DeliveryRecorder());
    Instant expires = Clock.systemUTC().instant().plus(Duration.ofHours(1));
    for (int i = 0; i < 20; i++) {
      useUp(life, "jti-" + i, expires);
    }
    Life next = killAndGoOn(life);
    for (int i = 0; i < 20; i++) {
      assertEquals(
          ReplayGuard.Verdict.REPLAYED, next.guard().use(CENTER, "jti-" + i, expires), "jti-" + i);
    }
    assertEquals(ReplayGuard.Verdict.FIRST_USE, next.guard().use(CENTER, "other", expires));
  }

  private void useUp(Life life, String jti, Instant expires) {
    ReplayGuard.Use use = life.guard().useUp(CENTER, jti, expires);
    assertEquals(ReplayGuard.Verdict.FIRST_USE, use.verdict());
    use.untilKept().ifPresent(kept -> get(kept.toCompletableFuture()));
  }
}
