package dev.signalbox.standalone.cli;

import java.util.regex.Pattern;

/** Takes tokens and private keys out of texts that are shown. */
public final class Redaction {
  /** What stands in place of a secret. */
  public static final String REMOVED = "(removed)";

  /** The three parts of a JWS; the first begins with the encoded brace of its header. */
  private static final Pattern TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{5,}(\\.[A-Za-z0-9_-]*)?");

  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(-----END [A-Z ]{0,40}PRIVATE KEY-----|$)",
          Pattern.DOTALL);

  private static final Pattern PARAMETER =
      Pattern.compile(
          "([?&](?:access_token|token|assertion|id_token|client_secret|password)=)[^&#\\s]+",
          Pattern.CASE_INSENSITIVE);

  private Redaction() {}

  /** The text without what looks like a token or a private key. */
  public static String of(String text) {
    String shown = text;
    if (shown.contains("eyJ")) {
      shown = TOKEN.matcher(shown).replaceAll(REMOVED);
    }
    if (shown.contains("PRIVATE KEY-----")) {
      shown = KEY.matcher(shown).replaceAll(REMOVED);
    }
    return shown.indexOf('=') < 0 ? shown : PARAMETER.matcher(shown).replaceAll("$1" + REMOVED);
  }
}
