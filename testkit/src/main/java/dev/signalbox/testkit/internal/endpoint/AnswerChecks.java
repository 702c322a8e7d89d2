package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.ProblemBody;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** CheckSection 5: what the sender gets back. */
public final class AnswerChecks extends CheckSection<EndpointProber> {
  public AnswerChecks() {
    super("answer");
    check("RES-1/202", "an accepted batch gets 202", p -> p.expect(p.batch(), accepted()));
    check(
        "RES-1/body",
        "the body of an accepted batch is {\"status\":\"202 Accepted\"}",
        p ->
            p.expect(
                p.batch(),
                accepted()
                    .and(
                        "that body",
                        a ->
                            ProblemBody.json(a)
                                .filter(o -> o.size() == 1)
                                .filter(AnswerChecks::saysAccepted)
                                .isPresent())));
    check(
        "RES-1/type",
        "the answer to JSON is application/json",
        p ->
            p.expect(
                p.batch(),
                accepted().and("that type", a -> a.mediaType().equals("application/json"))));
    errors().forEach(this::problem);
    check(
        "RES-3/framing",
        "a request with two different lengths is never taken",
        p ->
            p.expect(
                p.batch().with("Content-Length", "5").plus("Content-Length", "6"),
                Expectation.neverTaken()));
    check(
        "RES-3/length-no-number",
        "a request whose length is no number is never taken",
        p -> p.expect(p.batch().with("Content-Length", "five"), Expectation.neverTaken()));
    check(
        "RES-3/negative-length",
        "a request of negative length is never taken",
        p -> p.expect(p.batch().with("Content-Length", "-5"), Expectation.neverTaken()));
    check(
        "RES-3/request-line",
        "a malformed request line is never taken",
        p -> p.expect(p.batch().target(""), Expectation.neverTaken()));
  }

  private static boolean saysAccepted(JsonObject object) {
    return object.get("status") instanceof JsonString s && s.getString().equals("202 Accepted");
  }

  /** One error of each kind, by its name. */
  private static Map<String, Function<EndpointProber, RawRequest>> errors() {
    Map<String, Function<EndpointProber, RawRequest>> all = new TreeMap<>();
    all.put("404", p -> p.batch().target("/other"));
    all.put("405", p -> p.batch().method("PUT"));
    all.put("401", p -> p.batch().without("Authorization"));
    all.put(
        "401-token",
        p ->
            EndpointProber.withToken(
                p.batch(), p.tokens().signed(p.tokens().claims().without("exp"))));
    all.put("415", p -> p.batch().with("Content-Type", "text/plain"));
    all.put("400-key", p -> p.batch().target(ContractPaths.pathOfSegment("%20")));
    all.put("400-bytes", p -> p.batch().body("{"));
    all.put("400-body", p -> p.batch().body("{}"));
    all.put("413", p -> p.batch().body(new byte[(1 << 20) + 1]));
    all.put("400-call", p -> p.batch().target(ContractPaths.CALLS).body("{}"));
    return all;
  }

  private void problem(String name, Function<EndpointProber, RawRequest> error) {
    int status = Integer.parseInt(name.substring(0, 3));
    check(
        "RES-3/problem-" + name,
        "the error " + name.replace('-', ' ') + " is a whole problem document in JSON",
        p ->
            p.expect(
                error.apply(p),
                Expectation.status(status)
                    .and(
                        "type application/problem+json",
                        a -> a.mediaType().equals("application/problem+json"))
                    .and("a whole problem document", a -> whole(a, status))));
    check(
        "RES-3/problem-xml-" + name,
        "the error " + name.replace('-', ' ') + " is a whole problem document in XML",
        p ->
            p.expect(
                error.apply(p).with("Accept", "application/xml"),
                Expectation.status(status)
                    .and(
                        "type application/problem+xml",
                        a -> a.mediaType().equals("application/problem+xml"))
                    .and(
                        "RFC 9457's element",
                        a ->
                            ProblemBody.xml(a)
                                .filter(root -> root.getLocalName().equals("problem"))
                                .filter(root -> "urn:ietf:rfc:7807".equals(root.getNamespaceURI()))
                                .isPresent())
                    .and("a whole problem document", a -> whole(a, status))));
    check(
        "RES-3/secrets-" + name,
        "the error " + name.replace('-', ' ') + " shows nothing that is nobody's business",
        p -> {
          RawRequest request = error.apply(p);
          String token = request.header("Authorization").orElse("Bearer .").substring(7);
          p.expect(
              request,
              Expectation.status(status)
                  .and("no stack trace, class name or token", a -> discreet(a, token)));
        });
  }

  private static boolean whole(HttpAnswer answer, int status) {
    Optional<ProblemBody> problem = ProblemBody.of(answer);
    return problem.isPresent()
        && problem
            .get()
            .members()
            .keySet()
            .containsAll(List.of("type", "title", "status", "detail"))
        && Integer.toString(status).equals(problem.get().members().get("status"))
        && !problem.get().errors().isEmpty()
        && problem.get().errors().stream()
            .allMatch(
                e ->
                    Clause.byId(e.clause()).isPresent()
                        && (e.pointer().isEmpty() || e.pointer().startsWith("/"))
                        && !e.detail().isBlank());
  }

  private static boolean discreet(HttpAnswer answer, String token) {
    String text = answer.text();
    return !text.matches("(?s).*\\bat [\\w.$]+\\([\\w]+\\.java.*")
        && !text.matches("(?s).*\\b[a-z]+(\\.[a-z0-9]+)+\\.[A-Z]\\w*(Exception|Error)\\b.*")
        && !text.matches("(?s).*\\b\\w+Exception\\b.*")
        && (token.length() < 20 || !text.contains(token));
  }
}
