package dev.signalbox.telephony.model;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.VendorCallKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a conversation's telephony system has told beside its signals, as of one moment.
 *
 * @param id the conversation
 * @param participants their types by their keys, from the calls' records
 * @param transcript the messages, in the order in which they came
 * @param postCallEvents the events that were sent after the call, in the order in which they came
 *     (SIB-4)
 * @param calls the calls of which something was told, by their keys
 * @since 0.2.0
 */
public record TelephonyConversation(
    ConversationId id,
    Map<String, String> participants,
    List<TranscriptMessage> transcript,
    List<DocumentValue> postCallEvents,
    Map<VendorCallKey, CallProgress> calls) {
  /**
   * Copies the parts.
   *
   * @param id the conversation
   * @param participants their types by their keys
   * @param transcript the messages
   * @param postCallEvents the events that were sent after the call
   * @param calls the calls of which something was told
   */
  public TelephonyConversation {
    participants = Collections.unmodifiableMap(new LinkedHashMap<>(participants));
    transcript = List.copyOf(transcript);
    postCallEvents = List.copyOf(postCallEvents);
    calls = Collections.unmodifiableMap(new LinkedHashMap<>(calls));
  }
}
