package dev.signalbox.testkit.internal.oracle;

import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.RawRequest.Header;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.RawHttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Sends recorded requests to an endpoint, one after the other, and compares the answers. */
public final class OracleRun {
  /** Headers that are made anew for each request, or that a client would not read. */
  private static final Set<String> NOT_SENT =
      Set.of(
          "authorization",
          "accept-encoding",
          "connection",
          "content-length",
          "date",
          "expect",
          "host",
          "transfer-encoding");

  private final RawHttpClient client;
  private final ReplayedTokens tokens;
  private final ReplayedNames names;

  /**
   * A run.
   *
   * @param client sends to the endpoint
   * @param tokens of the call center in whose name requests are sent
   * @param recording all of it
   * @param run a few letters and digits that no other run has
   */
  public OracleRun(
      RawHttpClient client, TokenFactory tokens, List<RecordedExchange> recording, String run) {
    this.client = client;
    this.tokens = new ReplayedTokens(tokens, recording);
    names = new ReplayedNames(run, tokens.callCenter().apiName());
  }

  /**
   * What became of one recorded request.
   *
   * @param exchange the recorded one
   * @param notSent why it was not sent; empty where it was
   * @param unreachable why there was no connection; empty where there was one
   * @param differences how the answer differs
   */
  public record ReplayedExchange(
      RecordedExchange exchange,
      Optional<String> notSent,
      Optional<String> unreachable,
      List<Difference> differences) {
    static ReplayedExchange notSent(RecordedExchange exchange, String reason) {
      return new ReplayedExchange(exchange, Optional.of(reason), Optional.empty(), List.of());
    }
  }

  /** Sends one request; all of a recording go in their order. */
  public ReplayedExchange replay(RecordedExchange exchange) {
    if (exchange.failure().isPresent()) {
      return skipped(
          exchange, "its recorded answer is not the endpoint's: " + exchange.failure().get());
    }
    if (!exchange.request().body().isWhole()) {
      return skipped(
          exchange,
          "its body was not recorded whole: " + exchange.request().body().missing().get());
    }
    Optional<String> missing = names.missing(exchange.request());
    if (missing.isPresent()) {
      return skipped(
          exchange, "it needs the id " + missing.get() + ", which no answer of this run gave");
    }
    HttpAnswer answer = client.send(request(exchange));
    if (answer.kind() == HttpAnswer.AnswerKind.UNREACHABLE
        || answer.kind() == HttpAnswer.AnswerKind.INSECURE) {
      return new ReplayedExchange(
          exchange, Optional.empty(), Optional.of(answer.note()), List.of());
    }
    boolean accepted = exchange.answer().status() / 100 == 2;
    if (accepted) {
      names.learn(exchange.answer().body(), answer.isSuccess() ? answer.body() : new byte[0]);
    }
    return new ReplayedExchange(
        exchange,
        Optional.empty(),
        Optional.empty(),
        AnswerComparison.of(exchange.answer(), answer, names::ids));
  }

  private ReplayedExchange skipped(RecordedExchange exchange, String reason) {
    names.learn(exchange.answer().body(), new byte[0]);
    return ReplayedExchange.notSent(exchange, reason);
  }

  private RawRequest request(RecordedExchange exchange) {
    RecordedExchange.Request recorded = exchange.request();
    List<Header> headers = new ArrayList<>();
    for (Header header : recorded.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (name.equals("authorization")) {
        headers.add(new Header("Authorization", authorization(exchange, header.value())));
      } else if (!NOT_SENT.contains(name) && !header.value().equals(SecretRemover.REMOVED)) {
        headers.add(header);
      }
    }
    boolean chunked = RecordedHeaders.first(recorded.headers(), "Transfer-Encoding").isPresent();
    return new RawRequest(
        recorded.method(),
        names.target(recorded.target()),
        headers,
        names.body(recorded.body()),
        chunked);
  }

  /** What can't be signed again is sent as it was recorded, and refused as it was. */
  private String authorization(RecordedExchange exchange, String recorded) {
    String scheme = recorded.replace(SecretRemover.REMOVED, "");
    return exchange
        .request()
        .token()
        .filter(token -> scheme.strip().equalsIgnoreCase("Bearer"))
        .map(token -> scheme + tokens.token(exchange, token))
        .orElse(recorded);
  }
}
