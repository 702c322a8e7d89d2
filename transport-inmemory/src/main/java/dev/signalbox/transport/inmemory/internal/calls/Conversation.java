package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.ConversationId;
import dev.signalbox.transport.inmemory.internal.delivery.ConversationMailbox;
import org.jspecify.annotations.Nullable;

/**
 * A conversation: its legs, and its mailbox, which are forgotten together (CALL-5). The store's
 * lock guards what is here, and is taken before the mailbox's monitor where both are needed. The
 * mailbox is closed under both.
 */
final class Conversation extends ConversationMailbox {
  final Scope scope;

  /** When to check whether it has expired: never after the time at which it does. */
  long checkAt;

  int calls;
  @Nullable CallLeg legs;

  Conversation(ConversationId id, Scope scope, long now) {
    super(id, now);
    this.scope = scope;
  }
}
