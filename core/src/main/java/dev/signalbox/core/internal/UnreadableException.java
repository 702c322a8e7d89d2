package dev.signalbox.core.internal;

/** A document that can't be read (BODY-4). Its message is for the peer. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableException(String message) {
    super(message, null, false, false);
  }
}
