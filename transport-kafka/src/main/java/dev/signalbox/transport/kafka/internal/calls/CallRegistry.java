package dev.signalbox.transport.kafka.internal.calls;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The voice calls of one partition of the log (CALL-1 to CALL-5). It is what the records up to now
 * make of it, and nothing else: no clock, no chance. Thread-safe.
 *
 * <p>A conversation is forgotten when its last record is older than its time to live and a quarter.
 * The records of a conversation in use are written again when they are a quarter old, so none is
 * forgotten within its time to live.
 */
final class CallRegistry {
  private static final Duration RETRY = Duration.ofMinutes(1);
  private static final String PARENT = "/parentVoiceCallId";

  private final long timeToLive;
  private final Map<CallCenterId, Map<VendorCallKey, Leg>> scopes = new HashMap<>();
  private final Map<VoiceCallId, Leg> ids = new HashMap<>();

  /** From the one whose last record is the oldest. */
  private final LinkedHashSet<Conversation> byAge = new LinkedHashSet<>();

  private final Map<ConversationId, Set<String>> full = new HashMap<>();
  private Consumer<ConversationId> forgotten = none -> {};
  private long now;

  private static final class Conversation {
    final ConversationId id;
    final List<Leg> legs = new ArrayList<>(1);
    long recordedAt;
    int calls;

    Conversation(ConversationId id) {
      this.id = id;
    }
  }

  private static final class Leg {
    final VendorCallKey key;
    final Conversation conversation;
    final List<VoiceCallId> ids = new ArrayList<>(1);

    Leg(VendorCallKey key, Conversation conversation) {
      this.key = key;
      this.conversation = conversation;
    }
  }

  /**
   * An empty registry.
   *
   * @param timeToLive how long a conversation lives after its last use
   */
  CallRegistry(Duration timeToLive) {
    this.timeToLive = timeToLive.toMillis();
  }

  /** Has a listener notified of each conversation that is forgotten, while this is locked. */
  synchronized void onForgotten(Consumer<ConversationId> listener) {
    forgotten = listener;
  }

  /** The first call of the conversation of a call; empty when no record of the call exists. */
  synchronized Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
    return Optional.ofNullable(leg(callCenter, key)).map(leg -> leg.conversation.id.firstKey());
  }

  /** The call of a record's id; empty when there is no such record. */
  synchronized Optional<VendorCallKey> find(CallCenterId callCenter, VoiceCallId id) {
    return Optional.ofNullable(leg(callCenter, id)).map(leg -> leg.key);
  }

  /** The groups for which the conversation is full, so that its batches have to be refused. */
  synchronized Set<String> fullFor(ConversationId conversation) {
    return full.isEmpty() ? Set.of() : Set.copyOf(full.getOrDefault(conversation, Set.of()));
  }

  /** The conversations that a group has marked full. */
  synchronized Set<ConversationId> fullOf(String group) {
    Set<ConversationId> found = new HashSet<>();
    full.forEach(
        (conversation, groups) -> {
          if (groups.contains(group)) {
            found.add(conversation);
          }
        });
    return found;
  }

  /**
   * What has to be written again, because the conversation is in use and its records are old.
   *
   * @param time the time of the use, by the log
   * @return a command for each call of the conversation, or none
   */
  synchronized List<DirectoryCommand.Keep> toKeep(ConversationId id, long time) {
    Leg first = leg(id.callCenter(), id.firstKey());
    if (first == null || time - first.conversation.recordedAt < timeToLive / 4) {
      return List.of();
    }
    List<DirectoryCommand.Keep> all = new ArrayList<>();
    for (Leg leg : first.conversation.legs) {
      for (VoiceCallId voiceCallId : leg.ids) {
        all.add(new DirectoryCommand.Keep(id.callCenter(), voiceCallId, leg.key, id.firstKey()));
      }
    }
    return all;
  }

  synchronized int conversations() {
    return byAge.size();
  }

  /**
   * Applies a command.
   *
   * @param time the record's time
   * @return the outcome of a registration; of another command one without meaning
   */
  synchronized Registration apply(DirectoryCommand command, long time) {
    now = Math.max(now, time);
    forget();
    if (command instanceof DirectoryCommand.Register register) {
      return register(register);
    }
    if (command instanceof DirectoryCommand.Keep keep) {
      keep(keep);
    } else if (command instanceof DirectoryCommand.Full mark) {
      mark(mark);
    }
    return new Registration.Unknown("not a registration");
  }

  private void mark(DirectoryCommand.Full mark) {
    ConversationId id = new ConversationId(mark.callCenter(), mark.firstKey());
    if (mark.full()) {
      full.computeIfAbsent(id, none -> new HashSet<>()).add(mark.group());
      return;
    }
    Set<String> groups = full.get(id);
    if (groups != null && groups.remove(mark.group()) && groups.isEmpty()) {
      full.remove(id);
    }
  }

  private void keep(DirectoryCommand.Keep keep) {
    Leg first = leg(keep.callCenter(), keep.firstKey());
    Conversation conversation =
        first == null ? begin(keep.callCenter(), keep.firstKey()) : first.conversation;
    if (leg(keep.callCenter(), keep.key()) == null) {
      add(conversation, keep.key());
    }
    Leg leg = leg(keep.callCenter(), keep.key());
    if (leg != null && leg.conversation == conversation && !ids.containsKey(keep.id())) {
      record(leg, keep.id());
    }
    recorded(conversation);
  }

  private Registration register(DirectoryCommand.Register command) {
    CallCenterId callCenter = command.callCenter();
    VendorCallKey key = command.call().vendorCallKey();
    Leg known = ids.get(command.id());
    if (known != null) {
      // The same command once more, as an append that was in doubt leaves it.
      return known.key.equals(key) && known.conversation.id.callCenter().equals(callCenter)
          ? registered(known, command.id())
          : refused("The voiceCallId is taken; try again.");
    }
    Leg parent = null;
    if (command.call().parent().isPresent()) {
      parent = parent(callCenter, command.call().parent().get());
      if (parent == null) {
        return new Registration.UnknownParent(command.call().parent().get());
      }
    }
    Leg leg = leg(callCenter, key);
    if (leg != null && parent != null && leg.conversation != parent.conversation) {
      return new Registration.Invalid(
          List.of(
              new Violation(
                  Clause.CALL_3,
                  PARENT,
                  "The parent belongs to another conversation than the voice call, which is known"
                      + " already: a voice call stays in its conversation.")));
    }
    if (command.reuse() && leg != null && !leg.ids.isEmpty()) {
      recorded(leg.conversation);
      return registered(leg, leg.ids.get(leg.ids.size() - 1));
    }
    Conversation target =
        parent != null ? parent.conversation : leg != null ? leg.conversation : null;
    CallBounds limits = command.limits();
    if (target != null && target.calls >= limits.callsPerConversation()) {
      return refused("The conversation has as many voice calls as are remembered of one.");
    }
    if (ids.size() >= limits.calls()) {
      return refused("There are as many voice calls as can be remembered; try again later.");
    }
    if (target == null) {
      if (byAge.size() >= limits.conversations()) {
        return refused(
            "There are as many conversations as can be kept apart; a new one has to wait until"
                + " others have ended.");
      }
      target = begin(callCenter, key);
      leg = target.legs.get(0);
    }
    if (leg == null) {
      leg = add(target, key);
    }
    record(leg, command.id());
    recorded(target);
    return registered(leg, command.id());
  }

  private static Registration registered(Leg leg, VoiceCallId id) {
    return new Registration.Registered(id, leg.conversation.id.firstKey());
  }

  private static Registration refused(String detail) {
    return new Registration.Refused(Clause.CALL_5, detail, RETRY);
  }

  private @Nullable Leg parent(CallCenterId callCenter, String text) {
    if (VoiceCallId.isVoiceCallId(text)) {
      return leg(callCenter, new VoiceCallId(text));
    }
    return VendorCallKey.parse(text, PARENT).isValid()
        ? leg(callCenter, new VendorCallKey(text))
        : null;
  }

  private @Nullable Leg leg(CallCenterId callCenter, VendorCallKey key) {
    Map<VendorCallKey, Leg> scope = scopes.get(callCenter);
    return scope == null ? null : scope.get(key);
  }

  private @Nullable Leg leg(CallCenterId callCenter, VoiceCallId id) {
    Leg leg = ids.get(id);
    return leg != null && leg.conversation.id.callCenter().equals(callCenter) ? leg : null;
  }

  private Conversation begin(CallCenterId callCenter, VendorCallKey firstKey) {
    Conversation conversation = new Conversation(new ConversationId(callCenter, firstKey));
    add(conversation, firstKey);
    return conversation;
  }

  private Leg add(Conversation conversation, VendorCallKey key) {
    Leg leg = new Leg(key, conversation);
    conversation.legs.add(leg);
    scopes.computeIfAbsent(conversation.id.callCenter(), none -> new HashMap<>()).put(key, leg);
    return leg;
  }

  private void record(Leg leg, VoiceCallId id) {
    leg.ids.add(id);
    leg.conversation.calls++;
    ids.put(id, leg);
  }

  private void recorded(Conversation conversation) {
    conversation.recordedAt = now;
    byAge.remove(conversation);
    byAge.add(conversation);
  }

  private void forget() {
    Iterator<Conversation> oldest = byAge.iterator();
    while (oldest.hasNext()) {
      Conversation conversation = oldest.next();
      if (now - conversation.recordedAt <= timeToLive + timeToLive / 4) {
        return;
      }
      oldest.remove();
      Map<VendorCallKey, Leg> scope = scopes.get(conversation.id.callCenter());
      for (Leg leg : conversation.legs) {
        leg.ids.forEach(ids::remove);
        if (scope != null) {
          scope.remove(leg.key);
        }
      }
      forgotten.accept(conversation.id);
    }
  }
}
