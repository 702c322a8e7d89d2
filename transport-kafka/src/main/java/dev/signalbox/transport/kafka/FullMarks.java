package dev.signalbox.transport.kafka;

import dev.signalbox.core.ConversationId;
import dev.signalbox.transport.kafka.internal.calls.LoggedCalls;
import dev.signalbox.transport.kafka.internal.consume.FullConversations;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which conversations are full, here and in other instances. Thread-safe. */
final class FullMarks implements FullConversations {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.kafka");

  private final LoggedCalls calls;

  /** Conversations that are full for a subscriber of this process. */
  private final Set<ConversationId> full = ConcurrentHashMap.newKeySet();

  /** Marks that were taken back here, until the log says so too. */
  private final Set<Mark> takenBack = ConcurrentHashMap.newKeySet();

  /** That a conversation is full for a group. */
  private record Mark(ConversationId conversation, String group) {}

  FullMarks(LoggedCalls calls) {
    this.calls = calls;
  }

  boolean isFull(ConversationId conversation) {
    if (full.contains(conversation)) {
      return true;
    }
    for (String group : calls.fullFor(conversation)) {
      if (!takenBack.contains(new Mark(conversation, group))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void mark(Optional<String> group, ConversationId conversation, boolean isFull) {
    if (isFull) {
      LOG.log(
          Level.WARNING,
          "the conversation " + conversation + " is full: its batches are refused (DLV-5)");
      full.add(conversation);
    } else {
      full.remove(conversation);
    }
    group.ifPresent(
        id -> {
          Mark mark = new Mark(conversation, id);
          if (isFull) {
            takenBack.remove(mark);
          } else {
            takenBack.removeIf(m -> !calls.fullFor(m.conversation()).contains(m.group()));
            takenBack.add(mark);
          }
          calls.mark(conversation, id, isFull);
        });
  }

  @Override
  public List<ConversationId> fullOf(String group) {
    return calls.fullOf(group);
  }
}
