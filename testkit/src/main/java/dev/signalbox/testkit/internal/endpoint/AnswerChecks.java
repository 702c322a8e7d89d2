package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;
import static dev.signalbox.testkit.internal.endpoint.Expectation.status;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.check.CheckBlockedException;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.http.AnswerFormat;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.Disclosure;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.ProblemBody;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Section 5: what the sender gets back. */
public final class AnswerChecks extends CheckSection<EndpointProber> {
  public AnswerChecks() {
    super("answer");
    check("RES-1/202", "answers an accepted batch with 202", p -> p.expect(p.batch(), status(202)));
    check(
        "RES-1/body",
        "answers an accepted batch with {\"status\":\"202 Accepted\"}",
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
        "answers an accepted batch in JSON with application/json",
        p ->
            p.expect(
                p.batch(),
                accepted().and("that type", a -> a.mediaType().equals("application/json"))));
    errors().forEach(this::problem);
    list();
    check(
        "RES-3/framing",
        "rejects a request with two different lengths",
        p ->
            p.expect(
                p.batch().with("Content-Length", "5").plus("Content-Length", "6"),
                Expectation.neverTaken()));
    check(
        "RES-3/two-hosts",
        "rejects a request with two Host headers",
        p ->
            p.expect(
                p.batch().with("Host", "127.0.0.1").plus("Host", "localhost"),
                Expectation.neverTaken()));
    check(
        "RES-3/length-no-number",
        "rejects a request whose length is no number",
        p -> {
          RawRequest batch = p.batch();
          int length = batch.body().length;
          for (String value : List.of("five", "+" + length, length + ".0", "0x" + length)) {
            p.expect(batch.with("Content-Length", value), Expectation.neverTaken());
          }
        });
    check(
        "RES-3/negative-length",
        "rejects a request of negative length",
        p -> p.expect(p.batch().with("Content-Length", "-5"), Expectation.neverTaken()));
    check(
        "RES-3/request-line",
        "rejects a malformed request line",
        p -> p.expect(p.batch().target(""), Expectation.neverTaken()));
  }

  private static boolean saysAccepted(JsonObject object) {
    return object.get("status") instanceof JsonString s && s.getString().equals("202 Accepted");
  }

  /** One error of each kind, by its name. */
  private record Example(RefusalKind kind, Function<EndpointProber, RawRequest> request) {
    static Example of(RefusalKind kind) {
      return new Example(kind, kind::request);
    }
  }

  private static Map<String, Example> errors() {
    Map<String, Example> all = new TreeMap<>();
    all.put("404", new Example(RefusalKind.PATH, p -> p.batch().target("/other")));
    all.put("405", Example.of(RefusalKind.METHOD));
    all.put("401", Example.of(RefusalKind.NO_TOKEN));
    all.put("401-token", new Example(RefusalKind.TOKEN, AnswerChecks::badToken));
    all.put("415", Example.of(RefusalKind.TYPE));
    all.put("400-key", Example.of(RefusalKind.KEY));
    all.put("400-bytes", Example.of(RefusalKind.DOCUMENT));
    all.put("400-body", new Example(RefusalKind.BATCH, p -> p.batch().body("{}")));
    all.put("413", Example.of(RefusalKind.SIZE));
    all.put(
        "400-call",
        new Example(RefusalKind.RECORD, p -> p.batch().target(ContractPaths.CALLS).body("{}")));
    return all;
  }

  /** A long one, so that it is seen where an answer repeats it. */
  private static RawRequest badToken(EndpointProber p) {
    return EndpointProber.withToken(p.batch(), "a.b." + "c".repeat(100));
  }

  private void problem(String name, Example error) {
    String shown = name.replace('-', ' ');
    check(
        "RES-3/problem-" + name,
        "answers the error " + shown + " with a whole problem document in JSON",
        p ->
            judged(
                p,
                error.request().apply(p),
                error.kind(),
                "application/problem+json",
                a -> a.mediaType().equals("application/problem+json")));
    check(
        "RES-3/problem-xml-" + name,
        "answers the error " + shown + " with a whole problem document in XML",
        p -> {
          p.needs(Control.XML);
          judged(
              p,
              error.request().apply(p).with("Accept", "application/xml"),
              error.kind(),
              "application/problem+xml, RFC 9457's element",
              a ->
                  a.mediaType().equals("application/problem+xml")
                      && ProblemBody.xml(a)
                          .filter(root -> root.getLocalName().equals("problem"))
                          .filter(root -> "urn:ietf:rfc:7807".equals(root.getNamespaceURI()))
                          .isPresent());
        });
    check(
        "RES-3/secrets-" + name,
        "shows nothing of its inside in the error " + shown,
        p -> {
          RawRequest request = error.request().apply(p);
          String token = request.header("Authorization").orElse("Bearer .").substring(7);
          p.expect(
              request,
              new Expectation(
                  "no stack trace, class name, file or token",
                  a -> Disclosure.in(a, token).isEmpty()));
        });
  }

  private static void judged(
      EndpointProber p,
      RawRequest request,
      RefusalKind kind,
      String form,
      Predicate<HttpAnswer> formHolds) {
    HttpAnswer answer = p.send(request);
    if (!answer.isRefusal()) {
      throw new CheckBlockedException(kind.clause(), "this is refused");
    }
    boolean asked = request.header("Accept").isPresent();
    // A refusal that is no problem at all is RES-3's, in whatever form it comes.
    boolean problem = answer.mediaType().contains("problem");
    if (asked && problem && AnswerFormat.of(answer).isJson()) {
      throw new CheckBlockedException(Clause.HDR_3, "problems are in XML where XML is asked for");
    }
    if (!formHolds.test(answer) || !whole(answer)) {
      throw p.failed(request, "a whole problem document, " + form, answer);
    }
  }

  private static boolean whole(HttpAnswer answer) {
    Optional<ProblemBody> problem = ProblemBody.of(answer);
    return problem.isPresent()
        && problem
            .get()
            .members()
            .keySet()
            .containsAll(List.of("type", "title", "status", "detail"))
        && Integer.toString(answer.status()).equals(problem.get().members().get("status"))
        && !problem.get().errors().isEmpty()
        && problem.get().errors().stream()
            .allMatch(
                e ->
                    Clause.byId(e.clause()).isPresent()
                        && (e.pointer().isEmpty() || e.pointer().startsWith("/"))
                        && !e.detail().isBlank());
  }

  /** The list of errors, judged here in general, and elsewhere one by one. */
  private void list() {
    ours(
        "RES-3/errors-clause",
        "names the clause in the errors of a problem",
        p -> general(p, "an error of BODY-1", p.run().baseline().namesClauses()));
    ours(
        "RES-3/errors-pointer",
        "names the place in the errors of a problem, by a JSON Pointer of the JSON form",
        p -> general(p, "an error at \"/service\"", p.run().baseline().namesPlaces()));
    ours(
        "RES-3/errors-count",
        "lists one violation once",
        p -> general(p, "one error", p.run().baseline().countsErrors()));
    ours(
        "RES-3/pointer-outside",
        "leaves the pointer empty for what is not in the body",
        AnswerChecks::placeOutside);
    ours(
        "RES-2/closing",
        "says so in the answer where it closes the connection",
        AnswerChecks::closing);
  }

  /** The place of what is not in the body. */
  private static void placeOutside(EndpointProber p) {
    if (!p.run().baseline().listsErrors()) {
      throw new CheckBlockedException(Clause.RES_3, "problems list errors");
    }
    RawRequest provider = p.batch().with("Telephony-Provider-Name", "p".repeat(256));
    List<RawRequest> requests =
        Stream.concat(
                Stream.of(
                        RefusalKind.PATH,
                        RefusalKind.METHOD,
                        RefusalKind.NO_TOKEN,
                        RefusalKind.TYPE,
                        RefusalKind.KEY,
                        RefusalKind.SIZE)
                    .map(kind -> kind.request(p)),
                Stream.of(provider))
            .toList();
    for (RawRequest request : requests) {
      p.expect(
          request,
          new Expectation(
              "a problem whose errors have the pointer \"\"",
              a ->
                  !a.isRefusal()
                      || ProblemBody.of(a).map(ProblemBody::errors).orElse(List.of()).stream()
                          .allMatch(error -> error.pointer().isEmpty())));
    }
  }

  /** An endpoint that closes a connection says so in its last answer. */
  private static void closing(EndpointProber p) {
    RawRequest last = p.batch().with("Connection", "close");
    HttpAnswer answer = p.send(last);
    if (answer.kind() == HttpAnswer.AnswerKind.ANSWERED && !announcesClose(answer)) {
      throw p.failed(last, "Connection: close, as the client asks for", answer);
    }
    for (RefusalKind kind :
        List.of(
            RefusalKind.PATH,
            RefusalKind.NO_TOKEN,
            RefusalKind.TYPE,
            RefusalKind.KEY,
            RefusalKind.DOCUMENT,
            RefusalKind.BATCH)) {
      RawRequest request = kind.request(p).with("Connection", "keep-alive");
      List<HttpAnswer> answers =
          p.run().send(List.of(request, p.batch().with("Connection", "keep-alive")));
      if (answers.get(0).isRefusal()
          && !announcesClose(answers.get(0))
          && answers.get(1).kind() == HttpAnswer.AnswerKind.CLOSED) {
        throw p.failed(request, "Connection: close, or an open connection", answers.get(0));
      }
    }
  }

  private static boolean announcesClose(HttpAnswer answer) {
    return answer.headers("Connection").stream()
        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("close"));
  }

  private static void general(EndpointProber p, String expected, boolean holds) {
    EndpointBaseline baseline = p.run().baseline();
    if (!baseline.seesViolations()) {
      throw new CheckBlockedException(Clause.BODY_1, "a batch without service is refused");
    }
    if (!holds && baseline.listsErrors()) {
      RawRequest request = p.batch(p.smallest().without("service"));
      throw p.failed(request, expected, p.send(request));
    }
    if (!holds) {
      throw new CheckBlockedException(Clause.RES_3, "problems list errors");
    }
  }
}
