package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.spi.Acceptance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the mailboxes of conversations. Thread-safe. */
public interface MailboxDirectory {
  /**
   * The mailbox of a conversation, which may be new; null when there is no room for another one.
   * The mailbox may be closed by the time that it is used: then ask again.
   */
  @Nullable ConversationMailbox open(ConversationId id);

  /** The refusal of a batch whose conversation finds no room. */
  Acceptance.Refused full();

  /** Every mailbox that may hold undelivered batches; some more than once. */
  List<? extends ConversationMailbox> all();

  /** The time in milliseconds by which conversations expire. */
  long now();
}
