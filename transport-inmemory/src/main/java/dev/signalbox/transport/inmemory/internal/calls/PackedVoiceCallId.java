package dev.signalbox.transport.inmemory.internal.calls;

import dev.signalbox.core.VoiceCallId;
import org.jspecify.annotations.Nullable;

/**
 * A voiceCallId in eight bytes, since there is one per record. Two are equal when their numbers
 * are, so a record is its own key in the index.
 */
class PackedVoiceCallId {
  private static final String PREFIX = "0LQ0";
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 15;

  final long number;

  PackedVoiceCallId(long number) {
    this.number = number;
  }

  /** Reads an id in either form; null when this class never makes it. */
  static @Nullable PackedVoiceCallId parse(String text) {
    if (!VoiceCallId.isVoiceCallId(text) || !text.startsWith(PREFIX)) {
      return null;
    }
    long number = 0;
    for (int i = PREFIX.length(); i < LENGTH; i++) {
      number = number * DIGITS.length() + DIGITS.indexOf(text.charAt(i));
    }
    PackedVoiceCallId id = new PackedVoiceCallId(number);
    // Eleven digits hold a little more than 64 bits: what overflowed reads back as another text.
    return id.voiceCallId().value().startsWith(text) ? id : null;
  }

  VoiceCallId voiceCallId() {
    char[] text = new char[LENGTH];
    PREFIX.getChars(0, PREFIX.length(), text, 0);
    long rest = number;
    for (int i = LENGTH - 1; i >= PREFIX.length(); i--) {
      text[i] = DIGITS.charAt((int) Long.remainderUnsigned(rest, DIGITS.length()));
      rest = Long.divideUnsigned(rest, DIGITS.length());
    }
    return new VoiceCallId(new String(text));
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof PackedVoiceCallId id && id.number == number;
  }

  @Override
  public final int hashCode() {
    return Long.hashCode(number);
  }
}
