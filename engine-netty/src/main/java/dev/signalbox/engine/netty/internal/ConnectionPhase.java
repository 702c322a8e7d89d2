package dev.signalbox.engine.netty.internal;

/** What a connection waits for, which decides how long it may. */
enum ConnectionPhase {
  /** The next request. */
  IDLE,
  /** The rest of a request. */
  READING,
  /** The handler. */
  WORKING,
  /** The client's end, after an answer that is the last. */
  LINGERING
}
