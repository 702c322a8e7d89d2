package dev.signalbox.sender;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.internal.text.Text;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.VoiceCallDirectory;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A directory that registers each voice call with a relay's upstream first. Thread-safe. */
final class RelayedCalls implements VoiceCallDirectory {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.relay");
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final String CALL_CENTER = "callCenterApiName";

  /**
   * Transfers soon follow their calls; the parents of others are resolved by the upstream alone.
   */
  private static final int MAX_IDS = 100_000;

  /** An upstream's record. */
  private record UpstreamCallId(CallCenterId callCenter, VoiceCallId id) {}

  private final SignalSender sender;
  private final VoiceCallDirectory calls;
  private final Map<UpstreamCallId, VendorCallKey> ids =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UpstreamCallId, VendorCallKey> eldest) {
          return size() > MAX_IDS;
        }
      };

  RelayedCalls(SignalSender sender, VoiceCallDirectory calls) {
    this.sender = sender;
    this.calls = calls;
  }

  @Override
  public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
    return calls.firstCall(callCenter, key);
  }

  @Override
  public CompletionStage<Registration> register(CallCenterId callCenter, VoiceCall call) {
    VoiceCall known = withKnownParent(callCenter, call);
    VendorCallKey conversation;
    try {
      conversation = conversation(callCenter, known);
    } catch (Throwable e) {
      return CompletableFuture.failedStage(e);
    }
    return sender
        .register(conversation, forUpstream(call), Optional.empty())
        .thenCompose(
            outcome ->
                outcome instanceof CallOutcome.Registered registered
                    ? learn(callCenter, known, registered)
                    : CompletableFuture.completedStage(
                        refused(((CallOutcome.Failed) outcome).outcome())));
  }

  /** Where the record has its place: after the conversation's batches so far, before later ones. */
  private VendorCallKey conversation(CallCenterId callCenter, VoiceCall call) {
    return Relay.parentKey(call)
        .map(parent -> calls.firstCall(callCenter, parent).orElse(parent))
        .or(() -> calls.firstCall(callCenter, call.vendorCallKey()))
        .orElse(call.vendorCallKey());
  }

  /** The record has to name the upstream's call center, which strict endpoints require. */
  private VoiceCall forUpstream(VoiceCall call) {
    Map<String, DocumentValue> attributes = new LinkedHashMap<>(call.attributes());
    attributes.put(CALL_CENTER, new DocumentValue.Text(sender.options().callCenter.apiName()));
    return new VoiceCall(call.vendorCallKey(), call.initiationMethod(), call.parent(), attributes);
  }

  /** The same record, with the parent's key in place of the upstream's id for it. */
  private VoiceCall withKnownParent(CallCenterId callCenter, VoiceCall call) {
    Optional<VendorCallKey> parent =
        call.parent()
            .filter(VoiceCallId::isVoiceCallId)
            .flatMap(id -> key(new UpstreamCallId(callCenter, new VoiceCallId(id))));
    return parent.isEmpty()
        ? call
        : new VoiceCall(
            call.vendorCallKey(),
            call.initiationMethod(),
            parent.map(VendorCallKey::value),
            call.attributes());
  }

  private Optional<VendorCallKey> key(UpstreamCallId id) {
    synchronized (ids) {
      return Optional.ofNullable(ids.get(id));
    }
  }

  private CompletionStage<Registration> learn(
      CallCenterId callCenter, VoiceCall call, CallOutcome.Registered upstream) {
    upstream
        .voiceCallId()
        .ifPresent(
            id -> {
              synchronized (ids) {
                ids.put(new UpstreamCallId(callCenter, id), call.vendorCallKey());
              }
            });
    upstream
        .errors()
        .ifPresent(
            errors ->
                LOG.log(
                    Level.WARNING,
                    "CALL-1: the upstream has registered the voice call "
                        + call.vendorCallKey()
                        + " in part: "
                        + Text.printable(errors, 500)));
    return registered(callCenter, call)
        .thenCompose(
            registration ->
                registration instanceof Registration.UnknownParent
                    ? withParent(callCenter, call)
                    : CompletableFuture.completedStage(registration))
        .handle((registration, e) -> answer(callCenter, call, upstream, registration, e));
  }

  private CompletionStage<Registration> registered(CallCenterId callCenter, VoiceCall call) {
    try {
      return calls.register(callCenter, call);
    } catch (Throwable e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** The upstream knows a parent that was not registered here: so it exists. */
  private CompletionStage<Registration> withParent(CallCenterId callCenter, VoiceCall call) {
    Optional<VendorCallKey> parent = Relay.parentKey(call);
    return parent.isEmpty()
        ? registered(callCenter, call)
        : registered(callCenter, VoiceCall.of(parent.get(), InitiationMethod.INBOUND))
            .thenCompose(first -> registered(callCenter, call));
  }

  private Registration answer(
      CallCenterId callCenter,
      VoiceCall call,
      CallOutcome.Registered upstream,
      @Nullable Registration registration,
      @Nullable Throwable failure) {
    if (registration instanceof Registration.Registered here) {
      return new Registration.Registered(
          upstream.voiceCallId().orElse(here.voiceCallId()), here.firstKey(), upstream.errors());
    }
    LOG.log(
        Level.WARNING,
        "CALL-3: the upstream has registered the voice call "
            + call.vendorCallKey()
            + ", and it could not be learnt here: "
            + (registration == null ? "the directory failed" : registration),
        failure);
    return upstream
        .voiceCallId()
        .<Registration>map(
            id -> new Registration.Registered(id, firstKey(callCenter, call), upstream.errors()))
        .orElseGet(RelayedCalls::unavailable);
  }

  /** The directory may be failing. */
  private VendorCallKey firstKey(CallCenterId callCenter, VoiceCall call) {
    try {
      return calls.firstCall(callCenter, call.vendorCallKey()).orElse(call.vendorCallKey());
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "the voice-call directory failed (KEY-3)", e);
      return call.vendorCallKey();
    }
  }

  private static Registration refused(SendOutcome outcome) {
    List<Violation> violations = Relay.violations(outcome);
    return violations.isEmpty() ? unavailable() : new Registration.Invalid(violations);
  }

  private static Registration unavailable() {
    return new Registration.Refused(
        Clause.RES_4,
        "The endpoint that this server relays to can't register the voice call now: try again.",
        RETRY);
  }
}
