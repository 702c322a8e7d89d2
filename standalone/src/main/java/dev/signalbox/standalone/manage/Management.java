package dev.signalbox.standalone.manage;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What probes and metrics get: {@code /healthz}, {@code /readyz} and {@code /metrics}. None of it
 * is logged or counted. Thread-safe.
 */
public final class Management {
  static final String HEALTH = "/healthz";
  static final String READINESS = "/readyz";
  static final String METRICS = "/metrics";

  private static final String TEXT = "text/plain; charset=utf-8";

  private final Readiness readiness;
  private final Function<String, Metrics.Exposition> metrics;
  private final Access access;
  private final Optional<OperatorToken> token;

  /** Who may read the metrics. */
  public enum Access {
    /** Every client. */
    ALL,
    /** Those with the operator's token. */
    OPERATOR
  }

  /**
   * Pages of a server.
   *
   * @param metrics makes the page of the metrics, for a value of {@code Accept}
   * @param token the operator's, where there is one
   */
  public Management(
      Readiness readiness,
      Function<String, Metrics.Exposition> metrics,
      Access access,
      Optional<OperatorToken> token) {
    this.readiness = readiness;
    this.metrics = metrics;
    this.access = access;
    this.token = token;
  }

  /**
   * An answer.
   *
   * @param header one more header, a name and its value
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Page(int status, String type, Optional<Map.Entry<String, String>> header, byte[] body) {
    static Page text(int status, String text) {
      return text(status, Optional.empty(), text);
    }

    static Page text(int status, Optional<Map.Entry<String, String>> header, String text) {
      return new Page(status, TEXT, header, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  static boolean has(String path) {
    return path.equals(HEALTH) || path.equals(READINESS) || path.equals(METRICS);
  }

  /** Whether making the page takes long enough to keep it off an event loop. */
  static boolean takesTime(String path) {
    return path.equals(METRICS);
  }

  /** The answer to a request for one of the three. */
  Page page(String method, String path, Function<String, List<String>> headers) {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Page.text(
          405, Optional.of(Map.entry("Allow", "GET, HEAD")), "This takes GET and HEAD.\n");
    }
    return switch (path) {
      case HEALTH -> Page.text(200, "ok\n");
      case READINESS -> readiness();
      default -> metrics(headers);
    };
  }

  private Page readiness() {
    Map<String, String> reasons = readiness.reasons();
    if (reasons.isEmpty()) {
      return Page.text(200, "ready\n");
    }
    StringBuilder text = new StringBuilder("not ready\n");
    reasons.forEach((part, why) -> text.append(part).append(": ").append(why).append('\n'));
    return Page.text(503, text.toString());
  }

  private Page metrics(Function<String, List<String>> headers) {
    if (access == Access.OPERATOR
        && token.filter(operator -> operator.isIn(headers.apply("Authorization"))).isEmpty()) {
      return Page.text(
          401,
          Optional.of(Map.entry("WWW-Authenticate", "Bearer")),
          token.isPresent()
              ? "The metrics are for the operator: Authorization: Bearer and the operator's token.\n"
              : "The metrics are for the operator, and this server has no operator's token: start"
                  + " it with --operator-token-file, or with --management-port.\n");
    }
    Metrics.Exposition page = metrics.apply(String.join(",", headers.apply("Accept")));
    return new Page(200, page.type(), Optional.empty(), page.body());
  }
}
