package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.transport.inmemory.internal.delivery.MailboxDirectory;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private static final String NO_ROOM =
      "The server has as many conversations as it can keep apart, or this call center its share of"
          + " them; a new one has to wait until others have ended.";

  /** When to try again after a refusal: expiry has to make room first. */
  private static final Duration RETRY = Duration.ofMinutes(1);

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

  private final SecureRandom random = new SecureRandom();
  private final Object lock = new Object();

  // Guarded by the lock.
  private final Map<PackedVoiceCallId, CallRecord> records = new HashMap<>();
  private final PriorityQueue<Conversation> checks =
      new PriorityQueue<>((a, b) -> Long.compare(a.checkAt, b.checkAt));
  private int live;
  private long attributeBytes;

  /**
   * A store.
   *
   * @param limits its bounds
   * @param reusesIds whether a key that is registered again keeps its id (CALL-1, profile v58)
   * @param millis the time in milliseconds
   */
  public Conversations(CallLimits limits, boolean reusesIds, LongSupplier millis) {
    this.limits = limits;
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
    return new Acceptance.Refused(Clause.CALL_5, NO_ROOM, RETRY);
  }

  /** See the directory's method of the same name. */
  public Registration register(CallCenterId callCenter, VoiceCall call) {
    byte[] attributes = Attributes.encode(call.attributes());
    long number = random.nextLong();
    synchronized (lock) {
      long now = now();
      Scope scope = scopes.computeIfAbsent(callCenter, Scope::new);
      Parent parent = null;
      if (call.parent().isPresent()) {
        parent = parent(scope, call.parent().get(), now);
        if (parent == null) {
          return new Registration.UnknownParent(call.parent().get());
        }
      }
      CallLeg leg = live(scope, call.vendorCallKey(), now);
      boolean link = leg != null && parent != null && leg.conversation != parent.leg().conversation;
      if (leg != null && link && !leg.isBare()) {
        return invalid(
            Clause.CALL_3,
            "The parent belongs to another conversation than the voice call, which is known"
                + " already: a voice call stays in its conversation.");
      }
      Conversation target =
          parent != null ? parent.leg().conversation : leg != null ? leg.conversation : null;
      if (target != null && target.calls >= limits.callsPerConversation()) {
        return full(
            "The conversation has as many voice calls as this server remembers of one, which is "
                + limits.callsPerConversation()
                + ".");
      }
      if (reusesIds && leg != null && leg.latest != null && !link) {
        return leg.latest.registered();
      }
      if (!hasRoomForCall(scope)) {
        sweep(now);
        if (!hasRoomForCall(scope)) {
          return full("The server remembers as many voice calls as it can; try again later.");
        }
      }
      if (target == null) {
        leg = begin(scope, call.vendorCallKey(), now);
        if (leg == null) {
          return full(NO_ROOM);
        }
      } else if (leg == null) {
        leg = new CallLeg(call.vendorCallKey(), target);
        target.add(leg);
        scope.legs.put(leg.key, leg);
      } else if (link) {
        moveTo(leg, target);
      }
      return record(leg, call, parent, attributes, number);
    }
  }

  private Registration record(
      CallLeg leg,
      VoiceCall call,
      @Nullable Parent parent,
      byte @Nullable [] attributes,
      long number) {
    Conversation conversation = leg.conversation;
    CallRecord previous = leg.latest;
    if (previous != null) {
      dropAttributes(previous);
    }
    if (attributes != null) {
      if (attributeBytes + attributes.length > limits.attributeBytes()) {
        attributes = null;
      } else {
        attributeBytes += attributes.length;
      }
    }
    long unique = number;
    while (records.containsKey(new PackedVoiceCallId(unique))) {
      unique = random.nextLong();
    }
    CallRecord record =
        new CallRecord(unique, leg, call.initiationMethod(), parent, attributes, previous);
    records.put(record, record);
    leg.latest = record;
    conversation.calls++;
    conversation.scope.calls++;
    return record.registered();
  }

  private boolean hasRoomForCall(Scope scope) {
    return records.size() < limits.calls() && scope.calls < limits.callsPerCallCenter();
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
      target.add(leg);
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
      PackedVoiceCallId id = PackedVoiceCallId.parse(text);
      CallRecord record = id == null ? null : records.get(id);
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
    if (live >= limits.conversations()
        || scope.conversations >= limits.conversationsPerCallCenter()) {
      return null;
    }
    Conversation conversation =
        new Conversation(new ConversationId(scope.callCenter, key), scope, now);
    conversation.checkAt = now + timeToLive;
    CallLeg leg = new CallLeg(key, conversation);
    conversation.add(leg);
    checks.add(conversation);
    live++;
    scope.conversations++;
    scope.legs.put(key, leg);
    return leg;
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
      for (CallRecord record = leg.latest; record != null; record = record.previous) {
        dropAttributes(record);
        records.remove(record);
        conversation.scope.calls--;
      }
    }
    conversation.legs = null;
    live--;
    conversation.scope.conversations--;
    return true;
  }

  private void dropAttributes(CallRecord record) {
    if (record.attributes != null) {
      attributeBytes -= record.attributes.length;
      record.attributes = null;
    }
  }

  /** See the directory's method of the same name. */
  public void clear() {
    synchronized (lock) {
      scopes.values().forEach(scope -> scope.clear(detached));
      records.clear();
      checks.clear();
      live = 0;
      attributeBytes = 0;
    }
    detached.removeIf(conversation -> conversation.undelivered() == 0);
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

  private static Registration invalid(Clause clause, String detail) {
    return new Registration.Invalid(List.of(new Violation(clause, PARENT, detail)));
  }

  private static Registration full(String detail) {
    return new Registration.Refused(Clause.CALL_5, detail, RETRY);
  }
}
