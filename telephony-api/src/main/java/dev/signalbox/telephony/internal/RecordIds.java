package dev.signalbox.telephony.internal;

import dev.signalbox.core.VoiceCallId;
import java.security.SecureRandom;

/** Makes ids of records that a callback would create. */
public final class RecordIds {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final SecureRandom RANDOM = new SecureRandom();

  private RecordIds() {}

  /** A new id; the vendor's own example has a voice call's prefix. */
  public static String next() {
    StringBuilder id = new StringBuilder("0LQ");
    while (id.length() < 15) {
      id.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
    }
    return new VoiceCallId(id.toString()).value();
  }
}
