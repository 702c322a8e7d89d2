package dev.signalbox.core.intake;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.VoiceCallDirectory;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where everything comes in: finds a batch's conversation and has the transport take the whole
 * batch, or nothing of it (KEY-3, KEY-4, RES-2). It knows no adapter and is used as it is by a
 * program that has no HTTP. Thread-safe; no method blocks.
 */
public final class Intake {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.intake");
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Transport transport;
  private final VoiceCallDirectory calls;
  private final boolean strict;
  private final boolean requireKnownCalls;
  private final Clock clock;

  private Intake(Builder builder) {
    transport = builder.transport;
    calls = builder.calls;
    strict = builder.strict;
    requireKnownCalls = builder.requireKnownCalls;
    clock = builder.clock;
  }

  /**
   * An intake with the defaults: later legs are resolved, unknown calls are first calls of their
   * own.
   *
   * @param transport takes the batches
   * @param calls knows the voice calls
   * @return an intake
   */
  public static Intake of(Transport transport, VoiceCallDirectory calls) {
    return builder(transport, calls).build();
  }

  /**
   * Begins an intake with choices.
   *
   * @param transport takes the batches
   * @param calls knows the voice calls
   * @return a builder with the defaults
   */
  public static Builder builder(Transport transport, VoiceCallDirectory calls) {
    return new Builder(transport, calls);
  }

  /**
   * Takes a batch.
   *
   * @param callCenter the scope of the key (CALL-4)
   * @param key the key under which the batch came in
   * @param providerName the telephony provider; or empty
   * @param batch a valid batch
   * @return a stage with the outcome; it does not fail
   */
  public CompletionStage<IntakeResult> submit(
      CallCenterId callCenter,
      VendorCallKey key,
      Optional<ProviderName> providerName,
      EventBatch batch) {
    Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    try {
      return calls
          .findFirstCall(callCenter, key)
          .thenCompose(
              first ->
                  submit(
                      Objects.requireNonNull(first, "the first call"),
                      callCenter,
                      key,
                      providerName,
                      batch,
                      receivedAt))
          .exceptionally(e -> new IntakeResult.Refused(unavailable(e)));
    } catch (Throwable e) {
      return refused(unavailable(e));
    }
  }

  private CompletionStage<IntakeResult> submit(
      Optional<VendorCallKey> first,
      CallCenterId callCenter,
      VendorCallKey key,
      Optional<ProviderName> providerName,
      EventBatch batch,
      Instant receivedAt) {
    if (first.isEmpty() && requireKnownCalls) {
      return refused(
          Problem.of(
              ProblemType.UNKNOWN_CALL,
              Clause.KEY_4,
              "The voice call is not known here: register it first, with POST to"
                  + " /telephony/v1/voiceCalls."));
    }
    VendorCallKey firstKey = first.orElse(key);
    if (strict && !firstKey.equals(key)) {
      return refused(
          Problem.of(
              ProblemType.LATER_LEG,
              Clause.KEY_3,
              "The key belongs to a later leg of a conversation: send its events under the first voice"
                  + " call's vendorCallKey, \""
                  + firstKey.value()
                  + "\"."));
    }
    ConversationId conversation = new ConversationId(callCenter, firstKey);
    return answered(
        () -> transport.accept(new Submission(conversation, key, providerName, batch, receivedAt)),
        acceptance -> result(conversation, acceptance),
        e -> new IntakeResult.Refused(unavailable(e)));
  }

  /**
   * Takes a voice call's record.
   *
   * @param callCenter the scope of its keys (CALL-4)
   * @param call the record
   * @return a stage with the outcome, which is not {@link IntakeResult.Accepted}; it does not fail
   */
  public CompletionStage<IntakeResult> register(CallCenterId callCenter, VoiceCall call) {
    return answered(
        () -> calls.register(callCenter, call),
        Intake::result,
        e -> new IntakeResult.Refused(unavailable(e)));
  }

  private static IntakeResult result(Registration registration) {
    if (registration instanceof Registration.Registered registered) {
      return new IntakeResult.Registered(
          registered.voiceCallId(), registered.firstKey(), registered.errors());
    }
    if (registration instanceof Registration.Unknown unknown) {
      return new IntakeResult.Unknown(unknown.detail());
    }
    return new IntakeResult.Refused(
        registration instanceof Registration.Refused refused
            ? Problem.temporary(
                ProblemType.UNAVAILABLE, refused.clause(), refused.detail(), refused.retryAfter())
            : Problem.of(ProblemType.INVALID_BODY, registration.violations()));
  }

  private static IntakeResult result(ConversationId conversation, Acceptance acceptance) {
    if (acceptance instanceof Acceptance.Accepted accepted) {
      return new IntakeResult.Accepted(conversation, accepted.sequence(), accepted.late());
    }
    if (acceptance instanceof Acceptance.Invalid invalid) {
      return new IntakeResult.Refused(Problem.of(ProblemType.INVALID_BODY, invalid.violations()));
    }
    if (acceptance instanceof Acceptance.Unknown unknown) {
      return new IntakeResult.Unknown(unknown.detail());
    }
    Acceptance.Refused refused = (Acceptance.Refused) acceptance;
    return new IntakeResult.Refused(
        Problem.temporary(
            ProblemType.UNAVAILABLE, refused.clause(), refused.detail(), refused.retryAfter()));
  }

  private static CompletionStage<IntakeResult> refused(Problem rejected) {
    return CompletableFuture.completedStage(new IntakeResult.Refused(rejected));
  }

  /**
   * Asks an implementation of an SPI. One that fails says no, with an error as with an exception:
   * the embedding program's class path is not ours.
   */
  private static <T, R> CompletionStage<R> answered(
      Supplier<CompletionStage<T>> asked, Function<T, R> answer, Function<Throwable, R> failure) {
    try {
      return asked.get().thenApply(answer).exceptionally(failure);
    } catch (Throwable e) {
      return CompletableFuture.completedStage(failure.apply(e));
    }
  }

  private static Problem unavailable(Throwable e) {
    String what = "the transport or the voice-call directory failed (RES-4)";
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    if (cause instanceof IOException || cause instanceof TimeoutException) {
      // Something outside is away, and every request meets it: where in the program does not help.
      LOG.log(Level.ERROR, what + ": " + cause);
    } else {
      LOG.log(Level.ERROR, what, e);
    }
    return Problem.temporary(
        ProblemType.UNAVAILABLE,
        Clause.RES_4,
        "The server can't take this now: try again, nothing of it was taken.",
        RETRY);
  }

  /** Builds an {@link Intake}. Not thread-safe. */
  public static final class Builder {
    private final Transport transport;
    private final VoiceCallDirectory calls;
    private boolean strict;
    private boolean requireKnownCalls;
    private Clock clock = Clock.systemUTC();

    private Builder(Transport transport, VoiceCallDirectory calls) {
      this.transport = transport;
      this.calls = calls;
    }

    /**
     * Whether a later leg's key is refused rather than resolved (KEY-3). Default: false.
     *
     * @param strict true for strict mode
     * @return this
     */
    public Builder strict(boolean strict) {
      this.strict = strict;
      return this;
    }

    /**
     * Whether a batch for a call without a record is refused (KEY-4). Default: false.
     *
     * @param requireKnownCalls true to refuse
     * @return this
     */
    public Builder requireKnownCalls(boolean requireKnownCalls) {
      this.requireKnownCalls = requireKnownCalls;
      return this;
    }

    /**
     * The clock that says when a batch was received. Default: the system's.
     *
     * @param clock a clock
     * @return this
     */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * The intake.
     *
     * @return a new intake
     */
    public Intake build() {
      return new Intake(this);
    }
  }
}
