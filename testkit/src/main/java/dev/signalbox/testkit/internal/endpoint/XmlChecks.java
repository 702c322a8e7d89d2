package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;
import static dev.signalbox.testkit.internal.endpoint.Expectation.refused;
import static dev.signalbox.testkit.internal.endpoint.Expectation.status;

import dev.signalbox.core.Clause;
import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.Generator;
import dev.signalbox.testkit.HostileBytes;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.Mutation;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.http.ProblemBody;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** CheckSection 4 once more, in XML: a mapping that this project decided. */
public final class XmlChecks extends CheckSection<EndpointProber> {
  public XmlChecks() {
    super("xml");
    ours(
        "BODY-6/any-valid",
        "every valid batch is taken as XML too",
        p -> p.forAll(p.valid(), p::xmlBatch, batch -> accepted()));
    Map<Clause, List<Mutation>> flaws = new LinkedHashMap<>();
    for (Mutation flaw : Mutation.all()) {
      if (flaw.inXml()) {
        flaws.merge(
            flaw.clause(), List.of(flaw), (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
      }
    }
    flaws.forEach(this::flaws);
    ours(
        "EVT-4/descending",
        "a batch out of order gets 400 as XML too",
        p ->
            p.expect(
                p.xmlBatch(
                    BodyChecks.withEvents(
                        BatchGenerators.category(2), BatchGenerators.category(1))),
                OrderingChecks.violations(p, Set.of("EVT-4 /events/1/startTime"))));
    ours(
        "VAL-1/several",
        "violations of several events are all reported for XML too",
        p ->
            p.expect(
                p.xmlBatch(
                    BodyChecks.withEvents(
                            BatchGenerators.category(2).without("type"),
                            BatchGenerators.category(3).with("value", JsonDocument.str(" ")))
                        .without("service")),
                OrderingChecks.violations(
                    p,
                    Set.of("BODY-1 /service", "EVT-1 /events/0/type", "EVT-2 /events/1/value"))));
    bytes();
    forbidden();
    forms();
  }

  private void flaws(Clause clause, List<Mutation> flaws) {
    ours(
        clause + "/refused",
        "what breaks " + clause + " in JSON gets 400 as XML too",
        p -> {
          List<Mutation> known =
              flaws.stream()
                  .filter(f -> p.profile() == Profile.V67 || !f.needsSentiment())
                  .toList();
          Generator<JsonDocument.Obj> valid = p.valid(BatchGenerators.valid(1, 3));
          for (Mutation flaw : known) {
            p.forAll(
                flaw.batches(valid),
                flawed -> p.xmlBatch(flawed.document()),
                flawed -> refused(p.ours(), 400, flaw.clauses(), flawed.pointer()));
          }
        });
  }

  private void bytes() {
    for (Map.Entry<String, byte[]> hostile : HostileBytes.xml().entrySet()) {
      check(
          "BODY-4/bytes-" + hostile.getKey(),
          "an XML body with this gets 400: " + hostile.getKey().replace('-', ' '),
          p ->
              p.expect(
                  p.xmlBatch(BatchGenerators.smallest()).body(hostile.getValue()),
                  refused(p.ours(), 400, Set.of(Clause.BODY_4, Clause.BODY_5), "")));
    }
  }

  private void forbidden() {
    for (String name : HostileBytes.forbiddenXml("http://localhost/").keySet()) {
      check(
          "BODY-5/" + name,
          "an XML body with this gets 400, and nothing is fetched: " + name.replace('-', ' '),
          p -> {
            byte[] body =
                Objects.requireNonNull(HostileBytes.forbiddenXml(p.trap().url()).get(name));
            fetchesNothing(
                p,
                p.xmlBatch(BatchGenerators.smallest()).body(body),
                refused(p.ours(), 400, Set.of(Clause.BODY_4, Clause.BODY_5), ""));
          });
    }
    check(
        "BODY-5/schema-location",
        "a schema location is not followed",
        p ->
            fetchesNothing(
                p,
                xml(
                    p,
                    "<realtimeConversationEvents"
                        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                        + " xsi:noNamespaceSchemaLocation=\""
                        + p.trap().url()
                        + "a.xsd\">",
                    "</realtimeConversationEvents>"),
                accepted()));
  }

  private static void fetchesNothing(
      EndpointProber p, RawRequest request, Expectation expectation) {
    int before = p.trap().contacts();
    p.expect(request, expectation);
    AuthorizationChecks.untouched(p, request, before);
  }

  private void forms() {
    taken("declaration", "an XML declaration", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%s");
    taken("byte-order-mark", "a UTF-8 byte order mark", "\uFEFF%s");
    taken("comment", "comments before, inside and after", "<!-- a -->%s<!-- b -->");
    taken("white-space", "white space after the root", "%s\r\n ");
    ours(
        "BODY-6/persist-digits",
        "in XML persist may be 1 or 0",
        p -> {
          for (String digit : List.of("1", "0", "true", "false")) {
            p.expect(
                p.xmlBatch(BatchGenerators.smallest().with("persist", JsonDocument.lit(digit))),
                accepted());
          }
        });
    ours(
        "BODY-6/attributes",
        "attributes and a default namespace are ignored",
        p ->
            p.expect(
                xml(
                    p,
                    "<realtimeConversationEvents xmlns=\"urn:a\" b=\"c\">",
                    "</realtimeConversationEvents>"),
                accepted()));
    ours(
        "BODY-6/prefixed",
        "prefixed elements are unknown properties",
        p ->
            p.expect(
                xml(
                    p,
                    "<realtimeConversationEvents xmlns:a=\"urn:a\"><a:service>1</a:service>"
                        + "<a:events/>",
                    "</realtimeConversationEvents>"),
                accepted()));
    ours(
        "EVT-2/cdata",
        "CDATA is text, and a comment does not cut it",
        p ->
            p.expect(
                p.xmlBatch(
                    BodyChecks.withEvents(
                        BatchGenerators.category(1)
                            .with("value", JsonDocument.lit("<![CDATA[<a> & b]]><!-- c -->d")))),
                accepted()));
    ours(
        "EVT-3/white-space",
        "white space around a number is part of no number's form, and at most collapsed",
        p ->
            p.expect(
                p.xmlBatch(
                    BodyChecks.withEvents(
                        BatchGenerators.category(1).with("startTime", JsonDocument.lit(" 1\n")))),
                status(202, 400)));
    ours(
        "RES-1/xml",
        "an accepted XML batch is answered with <response><status>202 Accepted</status></response>",
        p ->
            p.expect(
                p.xmlBatch(BatchGenerators.smallest()),
                accepted()
                    .and(
                        "that body",
                        a ->
                            ProblemBody.xml(a)
                                .filter(root -> root.getLocalName().equals("response"))
                                .filter(
                                    root -> ProblemBody.text(root, "status").equals("202 Accepted"))
                                .isPresent())));
  }

  private void taken(String name, String title, String around) {
    ours(
        "BODY-4/" + name,
        "an XML body with this is taken: " + title,
        p -> {
          String xml = BatchGenerators.smallest().xml(BatchGenerators.XML_ROOT);
          p.expect(
              p.xmlBatch(BatchGenerators.smallest())
                  .body(String.format(around, xml).getBytes(StandardCharsets.UTF_8)),
              accepted());
        });
  }

  private static RawRequest xml(EndpointProber p, String start, String end) {
    String xml = BatchGenerators.smallest().xml("r");
    String children = xml.substring("<r>".length(), xml.length() - "</r>".length());
    return p.xmlBatch(BatchGenerators.smallest()).body(start + children + end);
  }
}
