package dev.signalbox.testkit.internal.http;

import dev.signalbox.testkit.RawRequest.Header;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an error must not tell (RES-3): stack traces, class names and files of the languages that
 * endpoints are written in, and the token. A server's banner is no disclosure.
 */
public final class Disclosure {
  private static final Set<String> BANNERS = Set.of("server", "x-powered-by", "via", "date");
  private static final Map<String, Pattern> PATTERNS = patterns();

  private Disclosure() {}

  private static Map<String, Pattern> patterns() {
    Map<String, Pattern> all = new LinkedHashMap<>();
    put(all, "a stack trace (Java)", "\\bat [\\w.$]+\\([\\w$]+\\.(java|kt|scala):?\\d*\\)");
    put(all, "a stack trace (Java)", "\\bCaused by: ");
    put(
        all,
        "a stack trace (JavaScript)",
        "\\bat (\\S+ )?\\(?(file:|node:|[A-Za-z]:)?/?[^\\s()]+:\\d+:\\d+\\)?");
    put(all, "a stack trace (Python)", "Traceback \\(most recent call last\\)");
    put(all, "a stack trace (Python)", "File \"[^\"]+\", line \\d+");
    put(all, "a stack trace (.NET)", "\\bat [\\w.`<>]+\\([^)]*\\)( in \\S+:line \\d+)");
    put(all, "a stack trace (PHP)", "(?m)(Fatal error: |Stack trace:\\s*#0 | on line <?b?>?\\d+)");
    put(all, "a stack trace (Ruby)", "\\.rb:\\d+:in [`']");
    put(all, "a stack trace (Go)", "goroutine \\d+ \\[|\\bpanic: |runtime error: |\\.go:\\d+");
    put(all, "a class name", "\\b[a-z]\\w*(\\.[a-z]\\w*)+\\.[A-Z]\\w*(Exception|Error)\\b");
    put(all, "a class name", "\\b[A-Z]\\w*Exception\\b");
    put(
        all,
        "a class name",
        "\\b(Type|Reference|Syntax|Range|URI|Eval|Key|Value|Attribute|Index|Name|Unicode\\w+"
            + "|JSONDecode|NoMethod|Argument|ZeroDivision|Runtime|Assertion|Import|ModuleNotFound"
            + "|StackOverflow|OutOfMemory|Lookup|OS|NotImplemented|Recursion|JsonWebToken|TokenExpired"
            + "|InvalidSignature|InvalidToken|Decode|Parse)Error\\b");
    put(all, "a class name", "\\bActiveRecord::|\\bActionController::|\\bJSON::ParserError\\b");
    put(
        all,
        "a file's path",
        "(?<![\\w:/.])/(usr|home|var|opt|srv|root|etc|tmp|Users|app|workspace|node_modules)/[\\w.@-]+(/[\\w.@-]+)*");
    put(all, "a file's path", "\\b[A-Za-z]:\\\\[\\w.-]+\\\\");
    put(all, "a file's path", "\\b[\\w/.-]+\\.(py|rb|php|cs|mjs|cjs|ts)\\b:?(line )?\\d+");
    put(all, "a key", "-----BEGIN [A-Z ]+-----");
    return all;
  }

  private static void put(Map<String, Pattern> all, String what, String pattern) {
    all.put(what + " " + all.size(), Pattern.compile(pattern));
  }

  /** What an answer tells, in words; empty where it is discreet. */
  public static Optional<String> in(HttpAnswer answer, String token) {
    StringBuilder text = new StringBuilder(answer.text());
    for (Header header : answer.headers()) {
      if (!BANNERS.contains(header.name().toLowerCase(Locale.ROOT))) {
        text.append('\n').append(header.name()).append(": ").append(header.value());
      }
    }
    if (token.length() >= 20 && text.indexOf(token) >= 0) {
      return Optional.of("the token");
    }
    return PATTERNS.entrySet().stream()
        .filter(entry -> entry.getValue().matcher(text).find())
        .map(entry -> entry.getKey().replaceFirst(" \\d+$", ""))
        .findFirst();
  }
}
