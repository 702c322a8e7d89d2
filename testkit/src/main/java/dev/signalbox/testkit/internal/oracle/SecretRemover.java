package dev.signalbox.testkit.internal.oracle;

import dev.signalbox.core.internal.text.PercentCoding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what is recorded. Values of headers are kept only where the header is known
 * to be harmless. Texts lose tokens, private keys, and whatever is named like a secret. Texts are
 * changed in place and never parsed, so that a malformed body stays malformed in the same way.
 */
public final class SecretRemover {
  /** What stands in the place of a secret. */
  public static final String REMOVED = "(removed)";

  /** Headers whose values are recorded, as they are usually spelt. */
  private static final Map<String, String> HARMLESS = new LinkedHashMap<>();

  static {
    for (String name :
        List.of(
            "Accept",
            "Accept-Charset",
            "Accept-Encoding",
            "Accept-Language",
            "Accept-Patch",
            "Accept-Post",
            "Allow",
            "Cache-Control",
            "Content-Encoding",
            "Content-Language",
            "Content-Length",
            "Content-Type",
            "Date",
            "Host",
            "Location",
            "Retry-After",
            "Server",
            "Sforce-Limit-Info",
            "Signalbox-Clause",
            "Signalbox-First-Vendor-Call-Key",
            "Signalbox-Reason",
            "Telephony-Provider-Name",
            "Transfer-Encoding",
            "User-Agent",
            "Vary",
            "WWW-Authenticate")) {
      HARMLESS.put(name.toLowerCase(Locale.ROOT), name);
    }
  }

  /** Parts of names, without separators and in lower case, that stand for secrets. */
  private static final List<String> SECRET_NAMES =
      List.of(
          "secret",
          "password",
          "passwd",
          "passphrase",
          "token",
          "apikey",
          "accesskey",
          "privatekey",
          "credential",
          "authorization",
          "cookie",
          "assertion",
          "sessionid",
          "signature");

  private static final Pattern JWT = Pattern.compile("\\beyJ[\\w-]{6,}+(?:\\.[\\w-]*+){1,4}");

  /** What the vendor's login gives: the org's id, and behind it the session's. */
  private static final Pattern SESSION = Pattern.compile("\\b00D\\w{12,15}![\\w.]{8,}+");

  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*KEY-----|\\z)", Pattern.DOTALL);
  private static final Pattern CREDENTIALS =
      Pattern.compile(
          "\\b((?i:Bearer|Basic))\\s+(?=[\\w.~!+/-]*[0-9A-Z=])[\\w.~!+/-]{8,}+={0,2}(?![\"\\w=])");
  private static final Pattern JSON_NAME = Pattern.compile("\"([^\"\\\\]{1,64})\"\\s*:\\s*");
  private static final Pattern XML_OPEN =
      Pattern.compile("<((?:[\\w.-]{1,64}:)?([\\w.-]{1,64}))(?:\\s[^<>]*)?(?<!/)>");
  private static final Pattern QUOTED =
      Pattern.compile("\\b([\\w.-]{1,64})\\s*=\\s*(?:\"[^\"]*\"|'[^']*')");
  private static final Pattern PARAMETER =
      Pattern.compile("(^|[?&;])([^=&;?\\s\"'<>{}]{1,64})=([^&\\s\"'<>]*)");

  private SecretRemover() {}

  /** A header's name as it is usually spelt, or as it came. */
  public static String headerName(String name) {
    return HARMLESS.getOrDefault(name.toLowerCase(Locale.ROOT), name);
  }

  /** What is recorded of a header's value. */
  public static String headerValue(String name, String value) {
    if (name.equalsIgnoreCase("Authorization")) {
      int space = value.indexOf(' ');
      String scheme = space < 0 ? "" : value.substring(0, space);
      return scheme.matches("[A-Za-z]{1,20}") ? scheme + " " + REMOVED : REMOVED;
    }
    return HARMLESS.containsKey(name.toLowerCase(Locale.ROOT)) ? text(value) : REMOVED;
  }

  /** A text without its secrets. */
  public static String text(String text) {
    String clean = PRIVATE_KEY.matcher(text).replaceAll(REMOVED);
    clean = JWT.matcher(clean).replaceAll(REMOVED);
    clean = SESSION.matcher(clean).replaceAll(REMOVED);
    clean = CREDENTIALS.matcher(clean).replaceAll("$1 " + REMOVED);
    clean = jsonValues(clean, true, SecretRemover::isSecret, value -> REMOVED);
    clean = xmlValues(clean, SecretRemover::isSecret, value -> REMOVED);
    clean = replaced(QUOTED, clean, 1, match -> match.group(1) + "=\"" + REMOVED + "\"");
    return replaced(PARAMETER, clean, 2, match -> match.group(1) + match.group(2) + "=" + REMOVED);
  }

  private static String replaced(
      Pattern pattern, String text, int name, Function<MatchResult, String> replacement) {
    return pattern
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    isSecret(PercentCoding.decode(match.group(name)).orElse(match.group(name)))
                        ? replacement.apply(match)
                        : match.group()));
  }

  /**
   * Replaces values of JSON members wherever something looks like one, also in text that is no
   * JSON. The value of a string is what stands between its quotes.
   *
   * @param literals whether numbers are replaced as well, by strings
   */
  static String jsonValues(
      String text, boolean literals, Predicate<String> names, UnaryOperator<String> replacement) {
    StringBuilder out = new StringBuilder(text.length());
    Matcher name = JSON_NAME.matcher(text);
    int copied = 0;
    int from = 0;
    while (from <= text.length() && name.find(from)) {
      from = name.end();
      if (!names.test(name.group(1))) {
        continue;
      }
      boolean string = from < text.length() && text.charAt(from) == '"';
      int start = string ? from + 1 : from;
      int end = string ? endOfString(text, start) : endOfLiteral(text, start);
      String value = text.substring(start, end);
      if (string || (literals && value.matches("[-0-9].*"))) {
        String instead = replacement.apply(value);
        out.append(text, copied, start).append(string ? instead : '"' + instead + '"');
        copied = end;
        from = end;
      }
    }
    return out.append(text, copied, text.length()).toString();
  }

  private static int endOfString(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, text.length());
  }

  private static int endOfLiteral(String text, int from) {
    int at = from;
    while (at < text.length() && ",}] \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /** Replaces the contents of XML elements by their local names. */
  static String xmlValues(String text, Predicate<String> names, UnaryOperator<String> replacement) {
    StringBuilder out = new StringBuilder(text.length());
    Matcher open = XML_OPEN.matcher(text);
    int copied = 0;
    while (open.find()) {
      if (open.start() >= copied && names.test(open.group(2))) {
        int close = text.indexOf("</" + open.group(1), open.end());
        int end = close < 0 ? text.length() : close;
        out.append(text, copied, open.end())
            .append(replacement.apply(text.substring(open.end(), end)));
        copied = end;
      }
    }
    return out.append(text, copied, text.length()).toString();
  }

  static boolean isSecret(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return SECRET_NAMES.stream().anyMatch(plain::contains);
  }
}
