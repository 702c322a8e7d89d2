package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;
import static dev.signalbox.testkit.internal.endpoint.Expectation.status;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.check.CheckBlockedException;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.http.AnswerFormat;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import java.util.function.Function;

/** CheckSection 3: what is sent beside the body. */
public final class HeaderChecks extends CheckSection<EndpointProber> {
  private static final String PROVIDER = "Telephony-Provider-Name";

  public HeaderChecks() {
    super("headers");
    contentType();
    providerName();
    accept();
  }

  private void contentType() {
    for (String[] type :
        new String[][] {
          {"json", "application/json"},
          {"json-utf-8", "application/json; charset=utf-8"},
          {"json-utf-8-upper", "application/json;charset=UTF-8"},
          {"json-utf-8-quoted", "application/json; charset=\"utf-8\""},
          {"json-other-case", "Application/JSON"},
        }) {
      check(
          "HDR-1/" + type[0],
          "takes Content-Type: " + type[1],
          p -> p.expect(p.batch().with("Content-Type", type[1]), accepted()));
    }
    for (String[] type :
        new String[][] {
          {"xml", "application/xml"},
          {"text-xml", "text/xml"},
          {"xml-utf-8", "application/xml; charset=utf-8"},
        }) {
      check(
          "HDR-1/" + type[0],
          "takes Content-Type: " + type[1],
          p ->
              p.expect(
                  p.xmlBatch(BatchGenerators.smallest()).with("Content-Type", type[1]),
                  accepted()));
    }
    for (String[] type :
        new String[][] {
          {"text", "text/plain"},
          {"form", "application/x-www-form-urlencoded"},
          {"json-suffix", "application/vnd.example+json"},
          {"any", "*/*"},
          {"json-latin-1", "application/json; charset=iso-8859-1"},
          {"json-utf-16", "application/json; charset=utf-16"},
          {"xml-latin-1", "application/xml; charset=ISO-8859-1"},
          {"broken", "application"},
        }) {
      check(
          "HDR-1/refused-" + type[0],
          "rejects Content-Type: " + type[1] + " (415)",
          p -> {
            boolean xml = type[0].startsWith("xml");
            if (xml) {
              p.needs(Control.XML);
            }
            RawRequest good = xml ? p.xmlBatch(p.smallest()) : p.batch();
            p.expect(good.with("Content-Type", type[1]), status(415));
          });
    }
    check(
        "HDR-1/refused-missing",
        "rejects a missing Content-Type (415)",
        p -> p.expect(p.batch().without("Content-Type"), status(415)));
    check(
        "HDR-1/identity",
        "takes Content-Encoding: identity",
        p -> p.expect(p.batch().with("Content-Encoding", "identity"), accepted()));
    for (String encoding : new String[] {"gzip", "deflate", "br"}) {
      check(
          "HDR-1/refused-encoding-" + encoding,
          "rejects Content-Encoding: " + encoding + " (415)",
          p -> p.expect(p.batch().with("Content-Encoding", encoding), status(415)));
    }
    ours(
        "HDR-1/accept-post",
        "sends Accept-Post with both types where it rejects a Content-Type",
        p ->
            p.expect(
                p.batch().with("Content-Type", "text/plain"),
                new Expectation("a refusal", HttpAnswer::isRefusal)
                    .withHeader(
                        "Accept-Post",
                        v -> v.contains("application/json") && v.contains("application/xml"),
                        ": application/json, application/xml")));
  }

  private void providerName() {
    for (String[] name :
        new String[][] {
          {"plain", "amazon-connect"},
          {"escaped", "a%20b%zz"},
          {"escaped-line", "a%0Ab"},
          {"latin", "t\u00C3\u00A9l\u00C3\u00A9phone"},
          {"latin-1", "t\u00E9l\u00E9phone"},
          {"comma", "a, b"},
        }) {
      check(
          "HDR-2/" + name[0],
          "takes the provider name " + name[1] + " as it stands",
          p -> p.expect(p.batch().with(PROVIDER, name[1]), accepted()));
    }
    check(
        "HDR-2/blank",
        "takes a blank provider name as absent",
        p -> p.expect(p.batch().with(PROVIDER, "  "), accepted()));
    check(
        "HDR-2/absent",
        "takes a batch without a provider name",
        p -> p.expect(p.batch().without(PROVIDER), accepted()));
    ours(
        "HDR-2/255",
        "takes a provider name of 255 characters",
        p -> p.expect(p.batch().with(PROVIDER, "p".repeat(255)), accepted()));
    ours(
        "HDR-2/256",
        "rejects a provider name of 256 characters (400)",
        p ->
            p.expect(
                p.batch().with(PROVIDER, "p".repeat(256)),
                p.strictly(RefusalKind.KEY, Clause.HDR_2)));
    ours(
        "HDR-2/control",
        "rejects a provider name with a control character (400)",
        p -> p.expect(p.batch().with(PROVIDER, "a\u0001b"), p.strictly(RefusalKind.KEY)));
  }

  private void accept() {
    for (String[] json :
        new String[][] {
          {"json", "application/json"},
          {"client", "application/json, text/plain, */*"},
          {"q-values", "application/xml;q=0.5, application/json;q=0.9"},
          {"q-zero", "application/xml;q=0, */*"},
          {"wildcard-below", "application/json;q=0.8, application/*;q=0.1"},
          {"nothing-acceptable", "text/html"},
          {"tie", "application/xml, application/json"},
          {"any", "*/*"},
        }) {
      format(
          "json-by-" + json[0],
          "answers a JSON request with Accept: " + json[1] + " in JSON",
          AnswerFormat.JSON,
          p -> p.batch().with("Accept", json[1]));
    }
    for (String[] xml :
        new String[][] {
          {"xml", "application/xml"},
          {"q-values", "application/json;q=0.5, application/xml;q=0.9"},
          {"q-zero", "application/json;q=0, */*"},
        }) {
      format(
          "xml-by-" + xml[0],
          "answers a JSON request with Accept: " + xml[1] + " in XML",
          AnswerFormat.XML,
          p -> {
            p.needs(Control.XML);
            return p.batch().with("Accept", xml[1]);
          });
    }
    format(
        "own-format-json",
        "answers a JSON request without Accept in JSON",
        AnswerFormat.JSON,
        EndpointProber::batch);
    for (String accept : new String[] {"", "*/*", "text/html"}) {
      format(
          "own-format-xml"
              + (accept.isEmpty() ? "" : accept.equals("*/*") ? "-any" : "-nothing-acceptable"),
          "answers an XML request "
              + (accept.isEmpty() ? "without Accept" : "with Accept: " + accept)
              + " in XML",
          AnswerFormat.XML,
          p -> {
            p.needs(Control.XML);
            RawRequest request = p.xmlBatch(p.smallest());
            return accept.isEmpty() ? request : request.with("Accept", accept);
          });
    }
    format(
        "json-for-xml",
        "answers an XML request with Accept: application/json in JSON",
        AnswerFormat.JSON,
        p -> {
          p.needs(Control.XML);
          return p.xmlBatch(p.smallest()).with("Accept", "application/json");
        });
    check(
        "HDR-3/no-format",
        "answers a request of no known format in JSON",
        p -> answeredIn(p, p.batch().without("Content-Type"), AnswerFormat.JSON));
  }

  /** An accepted and a refused request are answered in the same form. */
  private void format(
      String name,
      String title,
      AnswerFormat format,
      Function<EndpointProber, RawRequest> request) {
    check(
        "HDR-3/" + name,
        title,
        p -> {
          RawRequest good = request.apply(p);
          answeredIn(p, good, format);
          answeredIn(p, good.body("{"), format);
        });
  }

  private static void answeredIn(EndpointProber p, RawRequest request, AnswerFormat format) {
    HttpAnswer answer = p.send(request);
    AnswerFormat came = AnswerFormat.of(answer);
    boolean notAcceptable =
        answer.is(406) && p.run().baseline().usualStatus(RefusalKind.TYPE) != 406;
    if (came == format && !notAcceptable) {
      return;
    }
    boolean noProblem =
        !answer.isSuccess() && came.isJson() && !answer.mediaType().contains("problem");
    if ((came == AnswerFormat.UNKNOWN || noProblem) && !notAcceptable) {
      throw new CheckBlockedException(
          answer.isSuccess() ? Clause.RES_1 : Clause.RES_3, "the answer is in JSON or XML");
    }
    throw p.failed(request, "an answer in " + format, answer);
  }
}
