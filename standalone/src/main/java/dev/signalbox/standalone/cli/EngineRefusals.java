package dev.signalbox.standalone.cli;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requests that the JDK's HTTP server refuses before the endpoint sees them. It tells its log
 * alone, at level DEBUG, in a line such as {@code GET /%zz HTTP/1.1 [400 Bad Request] (URISyntax
 * exception thrown)}; the line of an answer that a handler gave has no reason in brackets.
 */
public final class EngineRefusals {
  /** The logger of the JDK's HTTP server. */
  static final String LOGGER = "com.sun.net.httpserver";

  private static final Pattern REFUSAL =
      Pattern.compile("(.*) \\[([45]\\d\\d) ([^\\]]*)] \\((.+)\\)", Pattern.DOTALL);

  /** The JDK names its own exceptions, which are nothing to a reader. */
  private static final Pattern CLASS_NAME = Pattern.compile("\\w*Exception( thrown)?");

  private static volatile Consumer<String> listener = line -> {};

  private EngineRefusals() {}

  /** Has each refusal go to a listener, as a sentence. */
  public static void listen(Consumer<String> to) {
    listener = to;
  }

  /** A line of the JDK's server's log. */
  static void accept(@Nullable String line) {
    // Most lines are of answers, and cost as little as possible.
    if (line == null || !line.endsWith(")")) {
      return;
    }
    Matcher refusal = REFUSAL.matcher(line);
    if (refusal.matches()) {
      String request = refusal.group(1).equals("null") ? "a request" : refusal.group(1);
      String reason = CLASS_NAME.matcher(refusal.group(4)).replaceAll("").strip();
      listener.accept(
          "the HTTP server refused "
              + (request.length() > 200 ? request.substring(0, 200) + "…" : request)
              + " with "
              + refusal.group(2)
              + " before the endpoint saw it: "
              + (reason.isEmpty() ? refusal.group(3).strip() : reason));
    }
  }
}
