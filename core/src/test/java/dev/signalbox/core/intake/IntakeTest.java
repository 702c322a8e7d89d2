package dev.signalbox.core.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.VoiceCallDirectory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private static final CallCenterId CALL_CENTER = CallCenterId.of("00D000000000000", "Dev");
  private static final VendorCallKey FIRST = new VendorCallKey("first/1 é");
  private static final VendorCallKey LEG = new VendorCallKey("leg");
  private static final VendorCallKey STRANGER = new VendorCallKey("stranger");
  private static final Optional<ProviderName> PROVIDER = Optional.of(new ProviderName("p"));
  private static final EventBatch BATCH = EventBatch.of("S", CategoryEvent.of("V", 1));
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:04.391Z");

  private final List<Submission> submissions = new ArrayList<>();
  private final Calls calls = new Calls();
  private Function<Submission, CompletionStage<Acceptance>> answer =
      submission -> CompletableFuture.completedStage(new Acceptance.Accepted(7, true));

  private final class OneAnswer implements Transport {
    @Override
    public CompletionStage<Acceptance> accept(Submission submission) {
      submissions.add(submission);
      return answer.apply(submission);
    }

    @Override
    public Subscription subscribe(Subscriber subscriber) {
      return () -> {};
    }

    @Override
    public Subscription subscribeAsync(AsyncSubscriber subscriber) {
      return () -> {};
    }

    @Override
    public ShutdownReport shutdown(Duration deadline) {
      return new ShutdownReport(Map.of());
    }
  }

  private static final class Calls implements VoiceCallDirectory {
    RuntimeException failure;
    CompletionStage<Registration> registered;
    CompletableFuture<Void> caughtUp = CompletableFuture.completedFuture(null);
    boolean answerOfNone;

    @Override
    public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
      if (failure != null) {
        throw failure;
      }
      assertEquals(CALL_CENTER, callCenter);
      return key.equals(STRANGER) ? Optional.empty() : Optional.of(FIRST);
    }

    @Override
    public CompletionStage<Optional<VendorCallKey>> findFirstCall(
        CallCenterId callCenter, VendorCallKey key) {
      return caughtUp.thenApply(done -> answerOfNone ? null : firstCall(callCenter, key));
    }

    @Override
    public CompletionStage<Registration> register(CallCenterId callCenter, VoiceCall call) {
      if (failure != null) {
        throw failure;
      }
      return registered;
    }
  }

  private CompletionStage<IntakeResult> submitLater(
      UnaryOperator<Intake.Builder> choices, VendorCallKey key) {
    Clock clock = Clock.fixed(NOW.plusNanos(999_999), ZoneOffset.UTC);
    return choices
        .apply(Intake.builder(new OneAnswer(), calls).clock(clock))
        .build()
        .submit(CALL_CENTER, key, PROVIDER, BATCH);
  }

  private IntakeResult submit(UnaryOperator<Intake.Builder> choices, VendorCallKey key) {
    return submitLater(choices, key).toCompletableFuture().join();
  }

  private Problem refused(UnaryOperator<Intake.Builder> choices, VendorCallKey key) {
    return assertInstanceOf(IntakeResult.Refused.class, submit(choices, key)).problem();
  }

  private static void assertUnavailable(Problem rejected) {
    assertEquals(ProblemType.UNAVAILABLE, rejected.type());
    assertEquals(
        List.of(Clause.RES_4), rejected.violations().stream().map(Violation::clause).toList());
    assertTrue(rejected.retryAfter().isPresent());
    assertFalse(rejected.detail().contains("secret"), rejected.detail());
  }

  @Test
  void aLaterLegIsResolvedToTheFirstCall() {
    ConversationId conversation = new ConversationId(CALL_CENTER, FIRST);
    assertEquals(new IntakeResult.Accepted(conversation, 7, true), submit(b -> b, LEG));
    assertEquals(List.of(new Submission(conversation, LEG, PROVIDER, BATCH, NOW)), submissions);
    assertEquals(
        new DeliveredBatch(conversation, LEG, PROVIDER, BATCH, NOW, 3, false),
        submissions.get(0).delivered(3, false));
  }

  @Test
  void aBatchWaitsUntilTheDirectoryHasCaughtUp() {
    calls.caughtUp = new CompletableFuture<>();
    CompletableFuture<IntakeResult> result = submitLater(b -> b, LEG).toCompletableFuture();
    assertFalse(result.isDone());
    assertEquals(List.of(), submissions);
    calls.caughtUp.complete(null);
    ConversationId conversation = new ConversationId(CALL_CENTER, FIRST);
    assertEquals(new IntakeResult.Accepted(conversation, 7, true), result.join());
  }

  @Test
  void aDirectoryThatCannotCatchUpIsUnavailable() {
    calls.caughtUp.obtrudeException(new IOException("secret"));
    assertEquals(ProblemType.UNAVAILABLE, refused(b -> b, LEG).type());
    assertEquals(List.of(), submissions);
  }

  @Test
  void aRegistrationInDoubtIsUnknown() {
    calls.registered = CompletableFuture.completedStage(new Registration.Unknown("no answer"));
    assertEquals(
        new IntakeResult.Unknown("no answer"),
        Intake.of(new OneAnswer(), calls)
            .register(CALL_CENTER, VoiceCall.of(FIRST, InitiationMethod.INBOUND))
            .toCompletableFuture()
            .join());
  }

  @Test
  void anUnknownCallIsAFirstCallOfItsOwn() {
    ConversationId conversation = new ConversationId(CALL_CENTER, STRANGER);
    assertEquals(new IntakeResult.Accepted(conversation, 7, true), submit(b -> b, STRANGER));
    assertEquals(conversation, submissions.get(0).conversation());
    // Strictness about legs is none about unknown calls.
    assertInstanceOf(IntakeResult.Accepted.class, submit(b -> b.strict(true), STRANGER));
  }

  @Test
  void inStrictModeALaterLegIsRefusedAndTheFirstKeyNamed() {
    Problem rejected = refused(b -> b.strict(true), LEG);
    assertEquals(ProblemType.LATER_LEG, rejected.type());
    assertEquals(Clause.KEY_3, rejected.violations().get(0).clause());
    assertTrue(rejected.detail().contains(FIRST.value()), rejected.detail());
    assertEquals(Optional.empty(), rejected.retryAfter());
    assertEquals(List.of(), submissions);
    assertInstanceOf(IntakeResult.Accepted.class, submit(b -> b.strict(true), FIRST));
  }

  @Test
  void whereCallsMustBeKnownAnUnknownOneIsRefused() {
    Problem rejected = refused(b -> b.requireKnownCalls(true), STRANGER);
    assertEquals(ProblemType.UNKNOWN_CALL, rejected.type());
    assertEquals(Clause.KEY_4, rejected.violations().get(0).clause());
    assertEquals(List.of(), submissions);
    assertInstanceOf(IntakeResult.Accepted.class, submit(b -> b.requireKnownCalls(true), LEG));
    assertInstanceOf(IntakeResult.Accepted.class, submit(b -> b.requireKnownCalls(true), FIRST));
  }

  @Test
  void aTransportsRefusalIsAnswered() {
    answer =
        submission ->
            CompletableFuture.completedStage(
                new Acceptance.Refused(Clause.DLV_5, "Full.", Duration.ofMillis(2500)));
    assertEquals(
        new IntakeResult.Refused(
            new Problem(
                ProblemType.UNAVAILABLE,
                List.of(new Violation(Clause.DLV_5, "", "Full.")),
                Optional.of(Duration.ofSeconds(3)))),
        submit(b -> b, FIRST));
  }

  @Test
  void aBatchThatIsRefusedBehindTheTransportIsInvalid() {
    List<Violation> violations =
        List.of(
            new Violation(Clause.BODY_2, "/service", "Not there."),
            new Violation(Clause.EVT_1, "/events/0/type", "Nor that."));
    answer = submission -> CompletableFuture.completedStage(new Acceptance.Invalid(violations));
    assertEquals(
        new IntakeResult.Refused(Problem.of(ProblemType.INVALID_BODY, violations)),
        submit(b -> b, FIRST));
  }

  @Test
  void aBatchInDoubtIsUnknown() {
    answer = submission -> CompletableFuture.completedStage(new Acceptance.Unknown("no answer"));
    assertEquals(new IntakeResult.Unknown("no answer"), submit(b -> b, FIRST));
  }

  @Test
  void whatFailedMayBeTriedAgainAfterASecond() {
    answer = submission -> CompletableFuture.failedStage(new IOException("secret"));
    assertEquals(
        new IntakeResult.Refused(
            Problem.temporary(
                ProblemType.UNAVAILABLE,
                Clause.RES_4,
                "The server can't take this now: try again, nothing of it was taken.",
                Duration.ofSeconds(1))),
        submit(b -> b, FIRST));
  }

  @Test
  void aDirectoryWithoutAnAnswerIsUnavailable() {
    calls.answerOfNone = true;
    assertUnavailable(refused(b -> b, FIRST));
    calls.caughtUp = null;
    assertUnavailable(refused(b -> b, FIRST));
    assertEquals(List.of(), submissions);
  }

  @Test
  void withoutAClockTheSystemsSaysWhenABatchWasReceived() {
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Intake.of(new OneAnswer(), calls)
        .submit(CALL_CENTER, FIRST, PROVIDER, BATCH)
        .toCompletableFuture()
        .join();
    assertFalse(submissions.get(0).receivedAt().isBefore(before));
  }

  @Test
  void aTransportThatFailsIsUnavailable() {
    List<Function<Submission, CompletionStage<Acceptance>>> failures =
        List.of(
            submission -> {
              throw new IllegalStateException("secret");
            },
            submission -> CompletableFuture.failedStage(new IOException("secret")),
            submission -> CompletableFuture.completedStage(null),
            submission -> null);
    for (Function<Submission, CompletionStage<Acceptance>> failure : failures) {
      answer = failure;
      assertUnavailable(refused(b -> b, FIRST));
    }
  }

  @Test
  void theAnswerWaitsForTheTransports() {
    CompletableFuture<Acceptance> later = new CompletableFuture<>();
    answer = submission -> later;
    CompletionStage<IntakeResult> result = submitLater(b -> b, FIRST);
    assertFalse(result.toCompletableFuture().isDone());
    later.complete(new Acceptance.Accepted(0, false));
    assertEquals(
        new IntakeResult.Accepted(new ConversationId(CALL_CENTER, FIRST), 0, false),
        result.toCompletableFuture().join());

    CompletableFuture<Acceptance> never = new CompletableFuture<>();
    answer = submission -> never;
    CompletionStage<IntakeResult> failed = submitLater(b -> b, FIRST);
    never.completeExceptionally(new IllegalStateException("secret"));
    assertUnavailable(
        assertInstanceOf(IntakeResult.Refused.class, failed.toCompletableFuture().join())
            .problem());
  }

  @Test
  void aDirectoryThatFailsIsUnavailable() {
    calls.failure = new IllegalStateException("secret");
    assertUnavailable(refused(b -> b, FIRST));
    assertEquals(List.of(), submissions);
    assertUnavailable(assertInstanceOf(IntakeResult.Refused.class, register()).problem());
  }

  @Test
  void aRegistrationIsTheDirectorys() {
    Registration registration =
        new Registration.Registered(new VoiceCallId("0LQ000000000001"), FIRST);
    calls.registered = CompletableFuture.completedStage(registration);
    assertEquals(
        new IntakeResult.Registered(new VoiceCallId("0LQ000000000001"), FIRST, Optional.empty()),
        register());
    calls.registered =
        CompletableFuture.completedStage(
            new Registration.Registered(
                new VoiceCallId("0LQ000000000001"), FIRST, Optional.of("No recording.")));
    assertEquals(
        new IntakeResult.Registered(
            new VoiceCallId("0LQ000000000001"), FIRST, Optional.of("No recording.")),
        register());
    calls.registered = CompletableFuture.completedStage(new Registration.UnknownParent("p"));
    assertProblem(ProblemType.INVALID_BODY, Clause.CALL_2, register());
    Violation other = new Violation(Clause.CALL_3, "/parentVoiceCallId", "Another conversation.");
    calls.registered = CompletableFuture.completedStage(new Registration.Invalid(List.of(other)));
    assertProblem(ProblemType.INVALID_BODY, Clause.CALL_3, register());
    calls.registered =
        CompletableFuture.completedStage(
            new Registration.Refused(Clause.CALL_5, "Full.", Duration.ofSeconds(3)));
    assertProblem(ProblemType.UNAVAILABLE, Clause.CALL_5, register());
    for (CompletionStage<Registration> failure :
        List.of(
            CompletableFuture.<Registration>failedStage(new IllegalStateException("secret")),
            CompletableFuture.<Registration>completedStage(null))) {
      calls.registered = failure;
      assertUnavailable(assertInstanceOf(IntakeResult.Refused.class, register()).problem());
    }
  }

  private static void assertProblem(ProblemType type, Clause clause, IntakeResult result) {
    Problem problem = assertInstanceOf(IntakeResult.Refused.class, result).problem();
    assertEquals(type, problem.type());
    assertEquals(clause, problem.violations().get(0).clause());
  }

  private IntakeResult register() {
    return Intake.of(new OneAnswer(), calls)
        .register(CALL_CENTER, VoiceCall.of(FIRST, InitiationMethod.INBOUND))
        .toCompletableFuture()
        .join();
  }
}
