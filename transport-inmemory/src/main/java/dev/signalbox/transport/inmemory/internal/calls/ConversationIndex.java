package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.transport.inmemory.internal.delivery.ConversationMailbox;
import dev.signalbox.transport.inmemory.internal.delivery.MailboxDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The live conversations by their legs, each until its time to live is over (CALL-5). Its users
 * hold the lock where a method says so.
 *
 * <p>Expiry is exact and costs a batch one write of the time. A heap orders the conversations by a
 * time that is never after their expiry; one that has been used since goes back in.
 */
abstract class ConversationIndex implements MailboxDirectory {
  /** How many expired conversations a new one removes: more than one, and few. */
  private static final int SWEEP = 16;

  final CallLimits limits;
  final long timeToLive;
  private final LongSupplier millis;

  final ConcurrentHashMap<CallCenterId, Scope> scopes = new ConcurrentHashMap<>();

  /** Conversations that were linked to another one while they had undelivered batches. */
  final Queue<Conversation> detached = new ConcurrentLinkedQueue<>();

  final Object lock = new Object();

  // Guarded by the lock.
  final CallRecords records;
  final PriorityQueue<Conversation> checks =
      new PriorityQueue<>((a, b) -> Long.compare(a.checkAt, b.checkAt));
  int live;
  private Consumer<ConversationId> forgotten = conversation -> {};

  ConversationIndex(CallLimits limits, LongSupplier millis) {
    this.limits = limits;
    this.millis = millis;
    records = new CallRecords(limits);
    timeToLive = limits.timeToLiveMillis();
  }

  @Override
  public long now() {
    return millis.getAsLong();
  }

  /** See the directory's method of the same name. */
  public void onForgotten(Consumer<ConversationId> listener) {
    synchronized (lock) {
      forgotten = listener;
    }
  }

  /** How many conversations are remembered, including those that have expired meanwhile. */
  public int size() {
    synchronized (lock) {
      return live;
    }
  }

  /** The leg of a live key. Its conversation counts as used. */
  @Nullable CallLeg leg(CallCenterId callCenter, VendorCallKey key) {
    Scope scope = scopes.get(callCenter);
    CallLeg leg = scope == null ? null : scope.legs.get(key);
    if (scope == null || leg == null || use(leg.conversation, now())) {
      return leg;
    }
    synchronized (lock) {
      return live(scope, key, now());
    }
  }

  /** The mailbox of a conversation that is still remembered; otherwise null. */
  public @Nullable ConversationMailbox find(ConversationId id) {
    Scope scope = scopes.get(id.callCenter());
    CallLeg leg = scope == null ? null : scope.legs.get(id.firstKey());
    return leg == null || !leg.conversation.id().equals(id) ? null : leg.conversation;
  }

  /** The leg of a live key. Its conversation counts as used; an expired one is forgotten first. */
  @Nullable CallLeg live(Scope scope, VendorCallKey key, long now) {
    CallLeg leg = scope.legs.get(key);
    if (leg == null || forget(leg.conversation, now)) {
      return null;
    }
    leg.conversation.use(now);
    return leg;
  }

  @Nullable CallLeg begin(Scope scope, VendorCallKey key, long now) {
    sweep(now);
    return hasRoomForConversation(scope) ? insert(scope, key, now) : null;
  }

  boolean hasRoomForConversation(Scope scope) {
    return live < limits.conversations()
        && scope.conversations < limits.conversationsPerCallCenter();
  }

  CallLeg insert(Scope scope, VendorCallKey key, long now) {
    Conversation conversation =
        new Conversation(new ConversationId(scope.callCenter, key), scope, now);
    conversation.checkAt = now + timeToLive;
    checks.add(conversation);
    live++;
    scope.conversations++;
    return add(key, conversation);
  }

  static CallLeg add(VendorCallKey key, Conversation conversation) {
    CallLeg leg = new CallLeg(key, conversation);
    add(leg, conversation);
    conversation.scope.legs.put(key, leg);
    return leg;
  }

  static void add(CallLeg leg, Conversation conversation) {
    leg.sibling = conversation.legs;
    conversation.legs = leg;
  }

  void sweep(long now) {
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
  boolean forget(Conversation conversation, long now) {
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
    forgotten.accept(conversation.id());
    return true;
  }

  /** Uses a conversation without the lock; false when it takes the lock to see if it is live. */
  boolean use(Conversation conversation, long now) {
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

  /** See the directory's method of the same name. */
  public void clear() {
    synchronized (lock) {
      for (Scope scope : scopes.values()) {
        for (CallLeg leg : scope.legs.values()) {
          Conversation conversation = leg.conversation;
          synchronized (conversation) {
            if (!conversation.isClosed() && conversation.undelivered() > 0) {
              detached.add(conversation);
            }
            conversation.close();
          }
          conversation.legs = null;
          if (leg.key.equals(conversation.id().firstKey())) {
            forgotten.accept(conversation.id());
          }
        }
        scope.clear();
      }
      records.clear();
      checks.clear();
      live = 0;
    }
    detached.removeIf(conversation -> conversation.undelivered() == 0);
  }
}
