package dev.signalbox.sender.internal;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.sender.CallOutcome;
import dev.signalbox.sender.SendOutcome;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Hands batches and voice calls on to the far side of a relay. Thread-safe. */
public final class Relay {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.relay");
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final String CALL_CENTER = "callCenterApiName";

  private final Sending sending;
  private final AtomicBoolean namesLost = new AtomicBoolean();

  public Relay(Sending sending) {
    this.sending = sending;
  }

  /** Where it goes, for people. */
  public String address() {
    return sending.address();
  }

  /** Sends a batch as it came; its time runs from when it was received. */
  public CompletionStage<SendOutcome> send(
      VendorCallKey key,
      VendorCallKey firstKey,
      EventBatch batch,
      Optional<ProviderName> providerName,
      Instant receivedAt) {
    if (providerName.isPresent()
        && !Sending.isCarried(providerName.get())
        && namesLost.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "HDR-2: a provider's name has characters that the HTTP client can't send; batches that"
              + " have one are relayed without it");
    }
    return sending.relay(
        key,
        firstKey,
        batch,
        providerName,
        Duration.between(receivedAt, sending.clock().instant()));
  }

  /** Delivers here what the far side has taken. */
  public CompletionStage<Acceptance> deliver(Transport local, Submission submission) {
    return accept(local, submission)
        .handle(
            (acceptance, e) -> {
              if (acceptance instanceof Acceptance.Accepted) {
                return acceptance;
              }
              LOG.log(
                  Level.ERROR,
                  "DLV-1: the far side has taken a batch of call "
                      + submission.conversation().firstKey()
                      + ", and subscribers here don't get it: "
                      + (acceptance instanceof Acceptance.Refused refused
                          ? refused.detail()
                          : "the local transport failed"),
                  e);
              return new Acceptance.Accepted(-1, false);
            });
  }

  private static CompletionStage<Acceptance> accept(Transport local, Submission submission) {
    try {
      return local.accept(submission);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /**
   * What is wrong with what was sent; empty where something else is wrong, such as the relay's own
   * token, which is not for its peer to know.
   */
  public static List<Violation> violations(SendOutcome outcome) {
    if (!(outcome instanceof SendOutcome.Refused refused)) {
      return List.of();
    }
    int status = refused.status().orElse(400);
    if (status != 400 && status != 404 && status != 413 && status != 422) {
      LOG.log(Level.ERROR, "RES-4: the far side refuses what is relayed: " + refused.detail());
      return List.of();
    }
    return refused.violations().isEmpty()
        ? List.of(
            new Violation(
                status == 413 ? Clause.BODY_4 : Clause.RES_3,
                "",
                "The far side refuses this with status "
                    + status
                    + " and does not say why in the contract's form."))
        : refused.violations();
  }

  /** A directory that asks the far side first. */
  public VoiceCallDirectory calls(VoiceCallDirectory calls) {
    return new RelayedCalls(calls);
  }

  private final class RelayedCalls implements VoiceCallDirectory {
    /** Transfers soon follow their calls; what is older is linked by the far side alone. */
    private static final int MAX_IDS = 100_000;

    private final VoiceCallDirectory calls;
    private final Map<FarId, VendorCallKey> ids =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<FarId, VendorCallKey> eldest) {
            return size() > MAX_IDS;
          }
        };

    RelayedCalls(VoiceCallDirectory calls) {
      this.calls = calls;
    }

    @Override
    public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
      return calls.firstCall(callCenter, key);
    }

    @Override
    public CompletionStage<Registration> register(CallCenterId callCenter, VoiceCall call) {
      VoiceCall known = withKnownParent(callCenter, call);
      // Behind the conversation's batches, and before those that follow.
      VendorCallKey lane =
          parentKey(known)
              .map(parent -> calls.firstCall(callCenter, parent).orElse(parent))
              .or(() -> calls.firstCall(callCenter, call.vendorCallKey()))
              .orElse(call.vendorCallKey());
      return sending
          .forward(lane, ofFarSide(call), Optional.empty())
          .thenCompose(
              outcome ->
                  outcome instanceof CallOutcome.Registered registered
                      ? learn(callCenter, known, registered.voiceCallId())
                      : CompletableFuture.completedStage(
                          refused(((CallOutcome.Failed) outcome).outcome())));
    }

    /** The far side has a call center of its own, which the record has to agree with. */
    private VoiceCall ofFarSide(VoiceCall call) {
      if (!call.attributes().containsKey(CALL_CENTER)) {
        return call;
      }
      Map<String, DocumentValue> attributes = new LinkedHashMap<>(call.attributes());
      attributes.put(CALL_CENTER, new DocumentValue.Text(sending.callCenter().apiName()));
      return new VoiceCall(
          call.vendorCallKey(), call.initiationMethod(), call.parent(), attributes);
    }

    /** The same record, with a parent's key in place of the far side's id for it. */
    private VoiceCall withKnownParent(CallCenterId callCenter, VoiceCall call) {
      Optional<VendorCallKey> parent =
          call.parent()
              .filter(VoiceCallId::isVoiceCallId)
              .flatMap(id -> key(new FarId(callCenter, new VoiceCallId(id))));
      return parent.isEmpty()
          ? call
          : new VoiceCall(
              call.vendorCallKey(),
              call.initiationMethod(),
              parent.map(VendorCallKey::value),
              call.attributes());
    }

    private Optional<VendorCallKey> key(FarId id) {
      synchronized (ids) {
        return Optional.ofNullable(ids.get(id));
      }
    }

    private CompletionStage<Registration> learn(
        CallCenterId callCenter, VoiceCall call, Optional<VoiceCallId> farId) {
      farId.ifPresent(
          id -> {
            synchronized (ids) {
              ids.put(new FarId(callCenter, id), call.vendorCallKey());
            }
          });
      return registered(callCenter, call)
          .thenCompose(
              registration ->
                  isUnknownParent(registration)
                      ? withParent(callCenter, call)
                      : CompletableFuture.completedStage(registration))
          .handle((registration, e) -> answer(callCenter, call, farId, registration, e));
    }

    private CompletionStage<Registration> registered(CallCenterId callCenter, VoiceCall call) {
      try {
        return calls.register(callCenter, call);
      } catch (RuntimeException e) {
        return CompletableFuture.failedStage(e);
      }
    }

    private boolean isUnknownParent(Registration registration) {
      return registration instanceof Registration.UnknownParent;
    }

    /** The far side knows a parent that was not registered here: so it exists. */
    private CompletionStage<Registration> withParent(CallCenterId callCenter, VoiceCall call) {
      Optional<VendorCallKey> parent = parentKey(call);
      return parent.isEmpty()
          ? registered(callCenter, call)
          : registered(callCenter, VoiceCall.of(parent.get(), InitiationMethod.INBOUND))
              .thenCompose(first -> registered(callCenter, call));
    }

    private Registration answer(
        CallCenterId callCenter,
        VoiceCall call,
        Optional<VoiceCallId> farId,
        @Nullable Registration registration,
        @Nullable Throwable failure) {
      if (registration instanceof Registration.Registered registered) {
        return new Registration.Registered(
            farId.orElse(registered.voiceCallId()), registered.firstKey());
      }
      LOG.log(
          Level.WARNING,
          "CALL-3: the far side has registered the voice call "
              + call.vendorCallKey()
              + ", and it could not be learnt here: "
              + (registration == null ? "the directory failed" : registration),
          failure);
      return farId.isPresent()
          ? new Registration.Registered(
              farId.get(),
              calls.firstCall(callCenter, call.vendorCallKey()).orElse(call.vendorCallKey()))
          : unavailable();
    }

    private Registration refused(SendOutcome outcome) {
      List<Violation> violations = violations(outcome);
      return violations.isEmpty() ? unavailable() : new Registration.Invalid(violations);
    }

    private Registration unavailable() {
      return new Registration.Refused(
          Clause.RES_4, "The far side can't register the voice call now: try again.", RETRY);
    }
  }

  /** A record of the far side's. */
  private record FarId(CallCenterId callCenter, VoiceCallId id) {}

  /** A parent that is named by its vendorCallKey. */
  static Optional<VendorCallKey> parentKey(VoiceCall call) {
    return call.parent()
        .filter(text -> VendorCallKey.parse(text, "").isValid())
        .map(VendorCallKey::new);
  }
}
