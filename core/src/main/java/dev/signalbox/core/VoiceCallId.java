package dev.signalbox.core;

import dev.signalbox.core.internal.text.SalesforceIds;
import dev.signalbox.core.internal.text.Text;

/**
 * The id of a VoiceCall record (CALL-1). It is not a {@link VendorCallKey}, and the contract
 * refuses it as one (KEY-2). The 15- and the 18-character form name the same record; this type
 * holds the latter.
 *
 * @param value 18 letters and digits, beginning with {@code 0LQ}
 */
public record VoiceCallId(String value) {
  /**
   * A voice call id from either form.
   *
   * @param value 18 letters and digits, beginning with {@code 0LQ}
   * @throws ContractViolationException with CALL-1, when the text is no voice call id
   */
  public VoiceCallId {
    if (!isVoiceCallId(value)) {
      throw new ContractViolationException(
          Validated.invalid(
                  Clause.CALL_1,
                  "",
                  Text.quote(value)
                      + " is not a voiceCallId: 0LQ and 12 letters or digits, or the"
                      + " same with its three-character checksum.")
              .violations());
    }
    value = SalesforceIds.to18(value);
  }

  /**
   * Whether the text has the form of a VoiceCall record's id: 15 characters, or 18 with the right
   * checksum.
   *
   * @param text any text
   * @return whether {@link #VoiceCallId} takes it
   */
  public static boolean isVoiceCallId(String text) {
    return SalesforceIds.isId(text, "0LQ");
  }

  @Override
  public String toString() {
    return value;
  }
}
