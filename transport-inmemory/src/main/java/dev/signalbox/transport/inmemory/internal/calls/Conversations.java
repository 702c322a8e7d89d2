package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.transport.inmemory.internal.delivery.ConversationMailbox;
import dev.signalbox.transport.inmemory.internal.delivery.MailboxDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All live conversations, for the directory and the transport. Thread-safe: a batch of a known key
 * takes no lock here; a new conversation and a record take one lock for all.
 *
 * <p>Expiry is exact and costs a batch one write of the time. A heap orders the conversations by a
 * time that is never after their expiry; one that has been used since goes back in.
 */
public final class Conversations implements MailboxDirectory {
  /** How many expired conversations a new one removes: more than one, and few. */
  private static final int SWEEP = 16;

  private static final String PARENT = "/parentVoiceCallId";

  private final CallLimits limits;
  private final boolean reusesIds;
  private final long timeToLive;
  private final LongSupplier millis;

  private final ConcurrentHashMap<CallCenterId, Scope> scopes = new ConcurrentHashMap<>();

  /** Conversations that were linked to another one while they had undelivered batches. */
  private final Queue<Conversation> detached = new ConcurrentLinkedQueue<>();

  private final Object lock = new Object();

  // Guarded by the lock.
  private final CallRecords records;
  private final PriorityQueue<Conversation> checks =
      new PriorityQueue<>((a, b) -> Long.compare(a.checkAt, b.checkAt));
  private int live;

  /**
   * A store.
   *
   * @param limits its bounds
   * @param reusesIds whether a key that is registered again keeps its id (CALL-1, profile v58)
   * @param millis the time in milliseconds
   */
  public Conversations(CallLimits limits, boolean reusesIds, LongSupplier millis) {
    this.limits = limits;
    records = new CallRecords(limits);
    this.reusesIds = reusesIds;
    this.millis = millis;
    timeToLive = limits.timeToLiveMillis();
  }

  @Override
  public long now() {
    return millis.getAsLong();
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
  public Optional<VoiceCall> call(CallCenterId callCenter, VendorCallKey key) {
    CallLeg leg = leg(callCenter, key);
    if (leg == null) {
      return Optional.empty();
    }
    synchronized (lock) {
      return Optional.ofNullable(leg.latest).map(CallRecord::voiceCall);
    }
  }

  /** How many conversations are remembered, including those that have expired meanwhile. */
  public int size() {
    synchronized (lock) {
      return live;
    }
  }

  /** The leg of a live key. Its conversation counts as used. */
  private @Nullable CallLeg leg(CallCenterId callCenter, VendorCallKey key) {
    Scope scope = scopes.get(callCenter);
    CallLeg leg = scope == null ? null : scope.legs.get(key);
    if (scope == null || leg == null || use(leg.conversation, now())) {
      return leg;
    }
    synchronized (lock) {
      return live(scope, key, now());
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
        attributes,
        records.freshNumber());
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
      Parent parent = call.parent().map(text -> parent(scope, text, now())).orElse(null);
      records.add(leg, PlannedCall.restored(scope, call, conversation, parent, number));
    }
  }

  /** The mailbox of a conversation that is still remembered; otherwise null. */
  public @Nullable ConversationMailbox find(ConversationId id) {
    Scope scope = scopes.get(id.callCenter());
    CallLeg leg = scope == null ? null : scope.legs.get(id.firstKey());
    return leg == null || !leg.conversation.id().equals(id) ? null : leg.conversation;
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
    if (VoiceCallId.isVoiceCallId(text)) {
      CallRecord record = records.find(text);
      if (record == null || record.leg().conversation.scope != scope) {
        return null;
      }
      return live(scope, record.leg().key, now) == null ? null : record;
    }
    return VendorCallKey.parse(text, PARENT).isValid()
        ? live(scope, new VendorCallKey(text), now)
        : null;
  }

  /** The leg of a live key. Its conversation counts as used; an expired one is forgotten first. */
  private @Nullable CallLeg live(Scope scope, VendorCallKey key, long now) {
    CallLeg leg = scope.legs.get(key);
    if (leg == null || forget(leg.conversation, now)) {
      return null;
    }
    leg.conversation.use(now);
    return leg;
  }

  private @Nullable CallLeg begin(Scope scope, VendorCallKey key, long now) {
    sweep(now);
    return hasRoomForConversation(scope) ? insert(scope, key, now) : null;
  }

  private boolean hasRoomForConversation(Scope scope) {
    return live < limits.conversations()
        && scope.conversations < limits.conversationsPerCallCenter();
  }

  private CallLeg insert(Scope scope, VendorCallKey key, long now) {
    Conversation conversation =
        new Conversation(new ConversationId(scope.callCenter, key), scope, now);
    conversation.checkAt = now + timeToLive;
    checks.add(conversation);
    live++;
    scope.conversations++;
    return add(key, conversation);
  }

  private static CallLeg add(VendorCallKey key, Conversation conversation) {
    CallLeg leg = new CallLeg(key, conversation);
    add(leg, conversation);
    conversation.scope.legs.put(key, leg);
    return leg;
  }

  private static void add(CallLeg leg, Conversation conversation) {
    leg.sibling = conversation.legs;
    conversation.legs = leg;
  }

  private void sweep(long now) {
    int forgotten = 0;
    while (forgotten < SWEEP) {
      Conversation conversation = checks.peek();
      if (conversation == null || conversation.checkAt > now) {
        return;
      }
      checks.remove();
      if (conversation.isClosed()) {
        continue;
      }
      if (forget(conversation, now)) {
        forgotten++;
      } else {
        // Has undelivered batches: it is used again when the last of them is finished.
        long used = conversation.lastUsed();
        conversation.checkAt = (now - used < timeToLive ? used : now) + timeToLive;
        checks.add(conversation);
      }
    }
  }

  /** Forgets a conversation as a whole, if it has expired. */
  private boolean forget(Conversation conversation, long now) {
    synchronized (conversation) {
      if (conversation.undelivered() > 0 || now - conversation.lastUsed() < timeToLive) {
        return false;
      }
      conversation.close();
    }
    for (CallLeg leg = conversation.legs; leg != null; leg = leg.sibling) {
      conversation.scope.legs.remove(leg.key);
      records.removeAll(leg);
    }
    conversation.legs = null;
    live--;
    conversation.scope.conversations--;
    return true;
  }

  /** Uses a conversation without the lock; false when it takes the lock to see if it is live. */
  private boolean use(Conversation conversation, long now) {
    long last = conversation.lastUsed();
    if (conversation.isClosed() || now - last >= timeToLive) {
      return false;
    }
    if (now != last) {
      conversation.use(now);
    }
    return true;
  }

  @Override
  public List<Conversation> all() {
    List<Conversation> all = new ArrayList<>();
    scopes.values().forEach(scope -> scope.legs.values().forEach(l -> all.add(l.conversation)));
    // After the legs, since a conversation that is linked meanwhile is added here first.
    all.addAll(detached);
    return all;
  }
}
