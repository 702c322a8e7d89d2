package dev.signalbox.transport.inmemory.internal.delivery;

import dev.signalbox.core.spi.Submission;

/** Lets the tests of other packages into a mailbox. */
public final class MailboxAccess {
  private MailboxAccess() {}

  /** Takes the next sequence number, whether or not the mailbox is closed. */
  public static long nextSequence(ConversationMailbox mailbox, Submission submission) {
    synchronized (mailbox) {
      return mailbox.number(submission).sequence();
    }
  }
}
