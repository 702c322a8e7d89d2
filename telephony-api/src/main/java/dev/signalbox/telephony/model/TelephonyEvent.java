package dev.signalbox.telephony.model;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something that a telephony system has told of a call: for consoles and streams. It is no batch,
 * and no subscriber gets it.
 *
 * @param type what it is
 * @param conversation whose
 * @param vendorCallKey the call that the request named
 * @param providerName the telephony provider; or empty
 * @param receivedAt when it came
 * @param message the message of a transcript; empty in events of another type
 * @param content what else was told: the members that are the type's own
 * @since 0.2.0
 */
public record TelephonyEvent(
    Type type,
    ConversationId conversation,
    VendorCallKey vendorCallKey,
    Optional<ProviderName> providerName,
    Instant receivedAt,
    Optional<TranscriptMessage> message,
    Map<String, DocumentValue> content) {
  /** What was told. */
  public enum Type {
    /** One message (SIB-2, SIB-3): {@code message}. */
    TRANSCRIPT,
    /** A change of a call's record (SIB-1): {@code changes}, {@code ended}. */
    CALL_UPDATE,
    /** Events after a call (SIB-4): {@code service}, {@code events}. */
    POST_CALL_EVENTS,
    /** A routing (SIB-5, SIB-6, SIB-8): {@code action}, {@code request}. */
    CALL_ROUTING,
    /** A callback (SIB-7): {@code callbackNumber}, {@code recordId}. */
    CALLBACK_REQUEST
  }

  /**
   * Copies the content.
   *
   * @param type what it is
   * @param conversation whose
   * @param vendorCallKey the call that the request named
   * @param providerName the telephony provider
   * @param receivedAt when it came
   * @param message the message of a transcript
   * @param content what else was told
   */
  public TelephonyEvent {
    content = Collections.unmodifiableMap(new LinkedHashMap<>(content));
  }

  /**
   * The event in the outer form of the toolkit's events (TLK-1).
   *
   * @return JSON text on one line: {@code {"type":…,"detail":{…}}}
   */
  public String toJson() {
    Map<String, DocumentValue> detail = new LinkedHashMap<>();
    detail.put("callId", new DocumentValue.Text(conversation.firstKey().value()));
    detail.put("vendorCallKey", new DocumentValue.Text(vendorCallKey.value()));
    detail.put("orgId", new DocumentValue.Text(conversation.callCenter().orgId().value()));
    detail.put("callCenter", new DocumentValue.Text(conversation.callCenter().apiName()));
    providerName.ifPresent(
        name -> detail.put("providerName", new DocumentValue.Text(name.value())));
    detail.put(
        "serverReceivedTimestamp",
        new DocumentValue.Numeral(Long.toString(receivedAt.toEpochMilli())));
    message.ifPresent(m -> detail.put("message", m.toDocument()));
    detail.putAll(content);
    Map<String, DocumentValue> event = new LinkedHashMap<>();
    event.put("type", new DocumentValue.Text(type.name()));
    event.put("detail", new DocumentValue.Structure(detail));
    return new String(JsonFormat.INSTANCE.writeObject(event), StandardCharsets.UTF_8);
  }

  /**
   * Type and call; not what was told, which may be personal.
   *
   * @return a line for a log
   */
  @Override
  public String toString() {
    return type + " of call " + vendorCallKey;
  }
}
