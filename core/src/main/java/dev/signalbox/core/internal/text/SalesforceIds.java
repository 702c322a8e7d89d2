package dev.signalbox.core.internal.text;

/**
 * Salesforce record ids: 15 case-sensitive letters and digits, or 18, of which the last three are a
 * checksum that says which of the 15 are upper-case letters.
 */
public final class SalesforceIds {
  private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

  private SalesforceIds() {}

  /** Whether the text is a record id of the object with this three-character prefix. */
  public static boolean isId(String text, String prefix) {
    if ((text.length() != 15 && text.length() != 18) || !text.startsWith(prefix)) {
      return false;
    }
    for (int i = 0; i < 15; i++) {
      if (!Text.isLetterOrDigit(text.charAt(i))) {
        return false;
      }
    }
    return text.length() == 15 || text.endsWith(checksum(text));
  }

  /** The 18-character form of an id for which {@link #isId} holds. */
  public static String to18(String id) {
    return id.length() == 18 ? id : id + checksum(id);
  }

  private static String checksum(String id) {
    char[] sum = new char[3];
    for (int chunk = 0; chunk < 3; chunk++) {
      int bits = 0;
      for (int i = 0; i < 5; i++) {
        char c = id.charAt(chunk * 5 + i);
        if (c >= 'A' && c <= 'Z') {
          bits |= 1 << i;
        }
      }
      sum[chunk] = DIGITS.charAt(bits);
    }
    return new String(sum);
  }
}
