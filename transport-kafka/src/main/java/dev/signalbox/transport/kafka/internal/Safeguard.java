package dev.signalbox.transport.kafka.internal;

/**
 * What the promises rest on. All are in place but in tests, which show that the checker finds what
 * goes wrong without one.
 */
public enum Safeguard {
  /** A batch waits until its call center's registrations are known here. */
  READ_BARRIER,
  /** An offset is committed when its batch is delivered. */
  COMMIT_AFTER_DELIVERY,
  /** A batch's conversation is found before it is appended. */
  RESOLVE_BEFORE_APPEND,
  /** A claim is known by a mark of its own, and not by what it claims. */
  CLAIM_MARK,
  /** Lateness begins with what was known at the committed offset. */
  LATENESS_OF_COMMIT
}
