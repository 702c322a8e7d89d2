package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.transport.inmemory.internal.delivery.ConversationMailbox;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a voice call's record would change, before it does. */
public final class PlannedCall {
  /** Null when there is a change to make. */
  private final @Nullable Registration answer;

  final Scope scope;
  final VoiceCall call;

  /** The conversation that the call belongs to; null for a new one. */
  final @Nullable Conversation target;

  /** The conversation that the key leaves; null where it leaves none. */
  private final @Nullable Conversation left;

  final @Nullable Parent parent;
  final byte @Nullable [] attributes;
  final long number;

  /** Whether the key has a record already, whose attributes give way to those of the new one. */
  private final boolean again;

  PlannedCall(
      @Nullable Registration answer,
      Scope scope,
      VoiceCall call,
      @Nullable Conversation target,
      @Nullable Conversation left,
      @Nullable Parent parent,
      byte @Nullable [] attributes,
      long number,
      boolean again) {
    this.answer = answer;
    this.scope = scope;
    this.call = call;
    this.target = target;
    this.left = left;
    this.parent = parent;
    this.attributes = attributes;
    this.number = number;
    this.again = again;
  }

  static PlannedCall answered(Registration answer, Scope scope, VoiceCall call) {
    return new PlannedCall(answer, scope, call, null, null, null, null, 0, false);
  }

  /** A change that an earlier process has made. */
  static PlannedCall restored(
      Scope scope,
      VoiceCall call,
      Conversation target,
      @Nullable Parent parent,
      byte @Nullable [] attributes,
      long number) {
    return new PlannedCall(null, scope, call, target, null, parent, attributes, number, false);
  }

  /** The answer where nothing changes: a refusal, or the id that the call has. */
  public Optional<Registration> answer() {
    return Optional.ofNullable(answer);
  }

  public CallCenterId callCenter() {
    return scope.callCenter;
  }

  public VoiceCall call() {
    return call;
  }

  public Optional<ConversationMailbox> target() {
    return Optional.ofNullable(target);
  }

  public Optional<ConversationMailbox> left() {
    return Optional.ofNullable(left);
  }

  public boolean isAgain() {
    return again;
  }

  /** The new record's number, of which its voiceCallId is made. */
  public long number() {
    return number;
  }

  /** What the record says beside its keys, as JSON; null when nothing, or too much. */
  public byte @Nullable [] attributes() {
    return attributes == null ? null : attributes.clone();
  }
}
