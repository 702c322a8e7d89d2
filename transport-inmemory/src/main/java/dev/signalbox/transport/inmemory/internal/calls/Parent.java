package dev.signalbox.transport.inmemory.internal.calls;

/** A record's parent: a leg, named by its key, or a record, named by its id (CALL-2). */
sealed interface Parent permits CallLeg, CallRecord {
  CallLeg leg();

  /** The parent as the record named it, a voiceCallId in its 18-character form. */
  String text();
}
