package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;
import static dev.signalbox.testkit.internal.endpoint.Expectation.refused;
import static dev.signalbox.testkit.internal.endpoint.Expectation.status;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.ProblemBody;

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
          "Content-Type: " + type[1] + " is taken",
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
          "Content-Type: " + type[1] + " is taken",
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
          "Content-Type: " + type[1] + " gets 415",
          p -> p.expect(p.batch().with("Content-Type", type[1]), status(415)));
    }
    check(
        "HDR-1/refused-missing",
        "a missing Content-Type gets 415",
        p -> p.expect(p.batch().without("Content-Type"), status(415)));
    check(
        "HDR-1/identity",
        "Content-Encoding: identity is taken",
        p -> p.expect(p.batch().with("Content-Encoding", "identity"), accepted()));
    for (String encoding : new String[] {"gzip", "deflate", "br"}) {
      check(
          "HDR-1/refused-encoding-" + encoding,
          "Content-Encoding: " + encoding + " gets 415",
          p -> p.expect(p.batch().with("Content-Encoding", encoding), status(415)));
    }
    ours(
        "HDR-1/accept-post",
        "415 comes with Accept-Post, which names both types",
        p ->
            p.expect(
                p.batch().with("Content-Type", "text/plain"),
                status(415)
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
          {"latin", "t\u00C3\u00A9l\u00C3\u00A9phone"},
          {"comma", "a, b"},
        }) {
      check(
          "HDR-2/" + name[0],
          "the provider name is taken as it stands: " + name[0],
          p -> p.expect(p.batch().with(PROVIDER, name[1]), accepted()));
    }
    check(
        "HDR-2/blank",
        "a blank provider name counts as absent",
        p -> p.expect(p.batch().with(PROVIDER, "  "), accepted()));
    check(
        "HDR-2/absent",
        "the provider name is optional",
        p -> p.expect(p.batch().without(PROVIDER), accepted()));
    ours(
        "HDR-2/255",
        "a provider name may have 255 characters",
        p -> p.expect(p.batch().with(PROVIDER, "p".repeat(255)), accepted()));
    ours(
        "HDR-2/256",
        "a provider name of 256 characters gets 400",
        p ->
            p.expect(
                p.batch().with(PROVIDER, "p".repeat(256)), refused(p.ours(), 400, Clause.HDR_2)));
    ours(
        "HDR-2/control",
        "a provider name with a control character gets 400",
        p -> p.expect(p.batch().with(PROVIDER, "a\u0001b"), status(400)));
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
      check(
          "HDR-3/json-by-" + json[0],
          "a JSON request with Accept: " + json[1] + " is answered in JSON",
          p -> {
            p.expect(p.batch().with("Accept", json[1]), accepted().and("JSON", HeaderChecks::json));
            p.expect(
                p.batch().with("Accept", json[1]).body("{"),
                status(400).and("JSON", HeaderChecks::json));
          });
    }
    for (String[] xml :
        new String[][] {
          {"xml", "application/xml"},
          {"q-values", "application/json;q=0.5, application/xml;q=0.9"},
          {"q-zero", "application/json;q=0, */*"},
        }) {
      check(
          "HDR-3/xml-by-" + xml[0],
          "a JSON request with Accept: " + xml[1] + " is answered in XML",
          p -> {
            p.expect(p.batch().with("Accept", xml[1]), accepted().and("XML", HeaderChecks::xml));
            p.expect(
                p.batch().with("Accept", xml[1]).body("{"),
                status(400).and("XML", HeaderChecks::xml));
          });
    }
    check(
        "HDR-3/own-format-json",
        "without Accept a JSON request is answered in JSON",
        p -> p.expect(p.batch(), accepted().and("JSON", HeaderChecks::json)));
    for (String accept : new String[] {"", "*/*", "text/html"}) {
      check(
          "HDR-3/own-format-xml"
              + (accept.isEmpty() ? "" : accept.equals("*/*") ? "-any" : "-nothing-acceptable"),
          "an XML request is answered in XML"
              + (accept.isEmpty() ? " without Accept" : " with Accept: " + accept),
          p -> {
            RawRequest request = p.xmlBatch(BatchGenerators.smallest());
            RawRequest accepting = accept.isEmpty() ? request : request.with("Accept", accept);
            p.expect(accepting, accepted().and("XML", HeaderChecks::xml));
            p.expect(accepting.body("<"), status(400).and("XML", HeaderChecks::xml));
          });
    }
    check(
        "HDR-3/json-for-xml",
        "an XML request with Accept: application/json is answered in JSON",
        p ->
            p.expect(
                p.xmlBatch(BatchGenerators.smallest()).with("Accept", "application/json"),
                accepted().and("JSON", HeaderChecks::json)));
    check(
        "HDR-3/no-format",
        "a request of no known format is answered in JSON",
        p ->
            p.expect(
                p.batch().without("Content-Type"), status(415).and("JSON", HeaderChecks::json)));
  }

  public static boolean json(HttpAnswer answer) {
    return answer.mediaType().endsWith("json") && ProblemBody.json(answer).isPresent();
  }

  public static boolean xml(HttpAnswer answer) {
    return answer.mediaType().endsWith("xml") && ProblemBody.xml(answer).isPresent();
  }
}
