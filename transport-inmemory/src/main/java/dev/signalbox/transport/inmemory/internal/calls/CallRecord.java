package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VoiceCall;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A voice call's record (CALL-1). The store's lock guards what is not final. */
final class CallRecord extends PackedVoiceCallId implements Parent {
  private final CallLeg leg;
  private final InitiationMethod method;
  private final @Nullable Parent parent;

  /** Null when there are none, or no room for them. */
  byte @Nullable [] attributes;

  /** The record before this one of the same key. */
  final @Nullable CallRecord previous;

  CallRecord(
      long number,
      CallLeg leg,
      InitiationMethod method,
      @Nullable Parent parent,
      byte @Nullable [] attributes,
      @Nullable CallRecord previous) {
    super(number);
    this.leg = leg;
    this.method = method;
    this.parent = parent;
    this.attributes = attributes;
    this.previous = previous;
  }

  @Override
  public CallLeg leg() {
    return leg;
  }

  @Override
  public String text() {
    return voiceCallId().value();
  }

  VoiceCall voiceCall() {
    return new VoiceCall(
        leg.key,
        method,
        Optional.ofNullable(parent).map(Parent::text),
        Attributes.decode(attributes));
  }
}
