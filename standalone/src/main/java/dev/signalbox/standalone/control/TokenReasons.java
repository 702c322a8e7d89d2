package dev.signalbox.standalone.control;

import dev.signalbox.core.Violation;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.internal.text.Text;
import dev.signalbox.standalone.cli.Redaction;
import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointAnswer.HeaderLine;
import dev.signalbox.transport.http.EndpointOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * In development mode: tells the client in headers why its token was refused, which the body does
 * not say (AUTH-1).
 */
final class TokenReasons {
  private static final int MAX_REASON = 500;

  private TokenReasons() {}

  /** The answer, with the two headers where a token was refused. */
  static EndpointAnswer explained(EndpointAnswer answer) {
    return answer instanceof EndpointAnswer.Response response
            && response.outcome().isPresent()
            && response.outcome().get() instanceof EndpointOutcome.Refused refused
            && refused.problem().type() == ProblemType.UNAUTHORIZED
        ? explained(response, refused.cause())
        : answer;
  }

  private static EndpointAnswer.Response explained(
      EndpointAnswer.Response response, Violation cause) {
    List<HeaderLine> headers = new ArrayList<>(response.headers());
    headers.add(new HeaderLine("Signalbox-Clause", cause.clause().id()));
    headers.add(new HeaderLine("Signalbox-Reason", ascii(Redaction.of(cause.detail()))));
    return new EndpointAnswer.Response(
        response.status(), headers, response.body(), response.outcome());
  }

  /** What a header can carry. */
  private static String ascii(String text) {
    return Text.printable(text, MAX_REASON).replaceAll("[^ -~]", "?");
  }
}
