package dev.signalbox.testkit.history;

/**
 * What a client knows of its request.
 *
 * @since 0.2.0
 */
public enum OperationOutcome {
  /** 202 for a batch, 201 for a voice call. */
  ACCEPTED,
  /** Any other answer: nothing of it was taken. */
  REFUSED,
  /** No answer: it was taken whole or not at all, then or later (RES-2). */
  UNKNOWN
}
