package dev.signalbox.core.internal.json;

/** A document that can't be read (BODY-4). Its message is for the peer. */
public final class UnreadableJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableJsonException(String message) {
    super(message, null, false, false);
  }
}
