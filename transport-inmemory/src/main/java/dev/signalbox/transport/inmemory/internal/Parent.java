package dev.signalbox.transport.inmemory.internal;

/** What a record names as its parent: a leg by its key, or a record by its id (CALL-2). */
sealed interface Parent permits Leg, CallRecord {
  Leg leg();

  /** What the record said, a voiceCallId in its 18-character form. */
  String text();
}
