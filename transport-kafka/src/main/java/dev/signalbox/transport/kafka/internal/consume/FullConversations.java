package dev.signalbox.transport.kafka.internal.consume;

import dev.signalbox.core.ConversationId;
import java.util.List;
import java.util.Optional;

/** The conversations that are full, for every instance to know. */
public interface FullConversations {
  /**
   * A conversation is full for a group, or no longer.
   *
   * @param group the group
   * @param conversation the conversation
   * @param full whether it is full
   */
  void mark(Optional<String> group, ConversationId conversation, boolean full);

  /**
   * The conversations that a group has marked full.
   *
   * @param group the group
   * @return their ids
   */
  List<ConversationId> fullOf(String group);
}
