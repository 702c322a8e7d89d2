package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.transport.inmemory.internal.delivery.ConversationMailbox;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All live conversations, for the directory and the transport. Thread-safe: a batch of a known key
 * takes no lock here; a new conversation and a record take one lock for all.
 */
public final class Conversations extends ConversationIndex {
  private static final String PARENT = "/parentVoiceCallId";

  private final boolean reusesIds;

  /**
   * A store.
   *
   * @param limits its bounds
   * @param reusesIds whether a key that is registered again keeps its id (CALL-1, profile v58)
   * @param millis the time in milliseconds
   */
  public Conversations(CallLimits limits, boolean reusesIds, LongSupplier millis) {
    super(limits, millis);
    this.reusesIds = reusesIds;
  }

  /** See the directory's method of the same name. */
  public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
    CallLeg leg = leg(callCenter, key);
    if (leg == null || leg.latest == null) {
      return Optional.empty();
    }
    return Optional.of(leg.conversation.id().firstKey());
  }

  /** See the directory's method of the same name. */
  public Optional<VendorCallKey> find(CallCenterId callCenter, VoiceCallId id) {
    Scope scope = scopes.get(callCenter);
    synchronized (lock) {
      return Optional.ofNullable(records.find(id.value()))
          .map(CallRecord::leg)
          .filter(leg -> leg.conversation.scope == scope)
          .map(leg -> leg.key);
    }
  }

  /** See the directory's method of the same name. */
  public Optional<VoiceCall> call(CallCenterId callCenter, VendorCallKey key) {
    CallLeg leg = leg(callCenter, key);
    if (leg == null) {
      return Optional.empty();
    }
    synchronized (lock) {
      return Optional.ofNullable(leg.latest).map(CallRecord::voiceCall);
    }
  }

  @Override
  public @Nullable Conversation open(ConversationId id) {
    CallCenterId callCenter = id.callCenter();
    Scope scope = scopes.get(callCenter);
    CallLeg known = scope == null ? null : scope.legs.get(id.firstKey());
    if (known != null) {
      Conversation conversation = known.conversation;
      if (use(conversation, now())) {
        return conversation;
      }
    }
    synchronized (lock) {
      long now = now();
      scope = scopes.computeIfAbsent(callCenter, Scope::new);
      CallLeg leg = live(scope, id.firstKey(), now);
      if (leg == null) {
        leg = begin(scope, id.firstKey(), now);
      }
      return leg == null ? null : leg.conversation;
    }
  }

  @Override
  public Acceptance.Refused full() {
    return CallRefusals.noRoomForBatch();
  }

  /** See the directory's method of the same name. */
  public Registration register(CallCenterId callCenter, VoiceCall call) {
    byte[] attributes = Attributes.encode(call.attributes());
    synchronized (lock) {
      PlannedCall planned = plan(callCenter, call, attributes);
      return planned.answer().orElseGet(() -> apply(planned));
    }
  }

  /**
   * What a record would change, for a directory that writes before it answers: one thread plans,
   * writes, and applies, before it plans the next.
   */
  public PlannedCall plan(CallCenterId callCenter, VoiceCall call) {
    byte[] attributes = Attributes.encode(call.attributes());
    synchronized (lock) {
      return plan(callCenter, call, attributes);
    }
  }

  /** Makes a planned change. */
  public Registration apply(PlannedCall planned) {
    synchronized (lock) {
      CallLeg leg = planned.scope.legs.get(planned.call.vendorCallKey());
      Conversation target = planned.target;
      if (target == null) {
        leg = begin(planned.scope, planned.call.vendorCallKey(), now());
        if (leg == null) {
          return CallRefusals.noRoom();
        }
      } else if (leg == null) {
        leg = add(planned.call.vendorCallKey(), target);
      } else if (leg.conversation != target) {
        moveTo(leg, target);
      }
      return registered(records.add(leg, planned));
    }
  }

  private PlannedCall plan(CallCenterId callCenter, VoiceCall call, byte @Nullable [] attributes) {
    long now = now();
    Scope scope = scopes.computeIfAbsent(callCenter, Scope::new);
    sweep(now);
    Parent parent = null;
    if (call.parent().isPresent()) {
      parent = parent(scope, call.parent().get(), now);
      if (parent == null) {
        return PlannedCall.answered(
            new Registration.UnknownParent(call.parent().get()), scope, call);
      }
    }
    CallLeg leg = live(scope, call.vendorCallKey(), now);
    boolean link = leg != null && parent != null && leg.conversation != parent.leg().conversation;
    if (leg != null && link && !isBare(leg)) {
      return PlannedCall.answered(CallRefusals.otherConversation(), scope, call);
    }
    Conversation target =
        parent != null ? parent.leg().conversation : leg != null ? leg.conversation : null;
    if (target != null && target.calls >= limits.callsPerConversation()) {
      return PlannedCall.answered(
          CallRefusals.fullConversation(limits.callsPerConversation()), scope, call);
    }
    if (reusesIds && leg != null && leg.latest != null && !link) {
      return PlannedCall.answered(registered(leg.latest), scope, call);
    }
    if (!records.hasRoom(scope)) {
      return PlannedCall.answered(CallRefusals.full(), scope, call);
    }
    if (target == null && !hasRoomForConversation(scope)) {
      return PlannedCall.answered(CallRefusals.noRoom(), scope, call);
    }
    return new PlannedCall(
        null,
        scope,
        call,
        target,
        link && leg != null ? leg.conversation : null,
        parent,
        records.fitting(leg, attributes),
        records.freshNumber(),
        leg != null && leg.latest != null);
  }

  /**
   * Remembers a conversation that an earlier process has written.
   *
   * @param lastUsed in this store's milliseconds
   * @param detached whether its key was linked to another conversation since
   */
  public ConversationMailbox restore(ConversationId id, long lastUsed, boolean detached) {
    synchronized (lock) {
      Scope scope = scopes.computeIfAbsent(id.callCenter(), Scope::new);
      if (detached) {
        Conversation own = new Conversation(id, scope, lastUsed);
        own.close();
        this.detached.add(own);
        return own;
      }
      return insert(scope, id.firstKey(), lastUsed).conversation;
    }
  }

  /** Remembers a record that an earlier process has written, after its conversation and parent. */
  public void restore(ConversationMailbox mailbox, VoiceCall call, long number) {
    synchronized (lock) {
      Conversation conversation = (Conversation) mailbox;
      Scope scope = conversation.scope;
      CallLeg leg = scope.legs.get(call.vendorCallKey());
      if (leg == null) {
        leg = add(call.vendorCallKey(), conversation);
      }
      // A conversation whose batches still wait may be older than calls live.
      Parent parent = call.parent().map(text -> known(scope, text)).orElse(null);
      byte[] attributes = records.fitting(leg, Attributes.encode(call.attributes()));
      records.add(leg, PlannedCall.restored(scope, call, conversation, parent, attributes, number));
    }
  }

  private static Registration registered(CallRecord record) {
    return new Registration.Registered(
        record.voiceCallId(), record.leg().conversation.id().firstKey());
  }

  /** Whether a key has only received batches so far: such a key can be linked. */
  private static boolean isBare(CallLeg leg) {
    return leg.latest == null && leg.conversation.legs == leg && leg.sibling == null;
  }

  /** The lock is held, as in every method below. */
  private void moveTo(CallLeg leg, Conversation target) {
    Conversation own = leg.conversation;
    boolean busy;
    synchronized (own) {
      busy = own.undelivered() > 0;
      if (busy) {
        detached.add(own);
      }
      own.close();
      own.legs = null;
      add(leg, target);
      leg.conversation = target;
    }
    if (busy) {
      detached.removeIf(conversation -> conversation.undelivered() == 0);
    }
    live--;
    own.scope.conversations--;
  }

  private @Nullable Parent parent(Scope scope, String text, long now) {
    Parent known = known(scope, text);
    return known == null || live(scope, known.leg().key, now) == null ? null : known;
  }

  /** A parent by either of its ids, however long ago it was used. */
  private @Nullable Parent known(Scope scope, String text) {
    if (VoiceCallId.isVoiceCallId(text)) {
      CallRecord record = records.find(text);
      return record == null || record.leg().conversation.scope != scope ? null : record;
    }
    return VendorCallKey.parse(text, PARENT).isValid()
        ? scope.legs.get(new VendorCallKey(text))
        : null;
  }
}
