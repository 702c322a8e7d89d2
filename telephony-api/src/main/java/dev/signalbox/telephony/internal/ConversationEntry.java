package dev.signalbox.telephony.internal;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.telephony.model.CallProgress;
import dev.signalbox.telephony.model.TelephonyConversation;
import dev.signalbox.telephony.model.TranscriptMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is kept of one conversation. The store's lock guards it. */
final class ConversationEntry {
  final Map<String, String> participants = new LinkedHashMap<>();

  /** By the messages' ids. */
  final Map<String, TranscriptMessage> transcript = new LinkedHashMap<>();

  final List<DocumentValue> postCallEvents = new ArrayList<>();
  private final Map<VendorCallKey, CallEntry> calls = new LinkedHashMap<>();
  private final ConversationId id;

  /** What it is counted with in all. */
  long bytes;

  long lastUsed;

  ConversationEntry(ConversationId id) {
    this.id = id;
  }

  CallEntry call(VendorCallKey key) {
    return calls.computeIfAbsent(key, k -> new CallEntry());
  }

  TelephonyConversation snapshot() {
    Map<VendorCallKey, CallProgress> progress = new LinkedHashMap<>();
    calls.forEach((key, call) -> progress.put(key, call.progress()));
    return new TelephonyConversation(
        id, participants, List.copyOf(transcript.values()), postCallEvents, progress);
  }
}
