package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;

import dev.signalbox.core.Clause;
import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.HostileBytes;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.Mutation;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.check.Check;
import dev.signalbox.testkit.internal.check.CheckBlockedException;
import dev.signalbox.testkit.internal.check.CheckFailedException;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.endpoint.EndpointProber.Expected;
import dev.signalbox.testkit.internal.http.AnswerFormat;
import dev.signalbox.testkit.internal.http.HttpAnswer;
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
        "takes every valid batch as XML too",
        p -> {
          p.needs(Control.XML);
          p.forAllTaken(p.valid(), p::xmlBatch);
        });
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
        "rejects a batch out of order as XML too (400)",
        p -> {
          JsonDocument.Obj unsorted =
              p.withEvents(
                  BatchGenerators.category(EndpointProber.TIME + 1),
                  BatchGenerators.category(EndpointProber.TIME));
          violations(p, unsorted, Expected.of(Clause.EVT_4, "/events/1/startTime", unsorted));
        });
    ours(
        "VAL-1/several",
        "reports the violations of several events for XML too",
        p -> {
          JsonDocument.Obj event = BatchGenerators.category(EndpointProber.TIME);
          JsonDocument.Obj blank =
              BatchGenerators.category(EndpointProber.TIME + 1000)
                  .with("value", JsonDocument.str(" "));
          violations(
              p,
              p.withEvents(event.without("type"), blank).without("service"),
              Expected.of(Clause.BODY_1, "/service", p.smallest().without("service")),
              Expected.of(Clause.EVT_1, "/events/0/type", p.withEvents(event.without("type"))),
              Expected.of(Clause.EVT_2, "/events/1/value", p.withEvents(event, blank)));
        });
    bytes();
    forbidden();
    forms();
  }

  @Override
  protected Check.Body<EndpointProber> prepared(Check.Body<EndpointProber> body) {
    return p -> {
      p.needs(Control.XML);
      body.run(p);
    };
  }

  private void flaws(Clause clause, List<Mutation> flaws) {
    ours(
        clause + "/refused",
        "rejects what breaks " + clause + " in JSON as XML too (400)",
        p -> {
          List<Mutation> known =
              flaws.stream()
                  .filter(f -> p.profile() == Profile.V67 || !f.needsSentiment())
                  .toList();
          for (Mutation flaw : known) {
            p.needs(BodyChecks.controls(flaw));
            try {
              p.forAll(
                  flaw.batches(BodyChecks.plain(p, flaw)),
                  flawed -> p.xmlBatch(flawed.document()),
                  flawed -> p.refused(RefusalKind.BATCH, flaw.clauses(), flawed.pointer()));
            } catch (CheckFailedException failed) {
              throw SharedReading.cause(p, flaw, p::xmlBatch).map(failed::because).orElse(failed);
            }
          }
        });
  }

  private void bytes() {
    for (Map.Entry<String, byte[]> hostile : HostileBytes.xml().entrySet()) {
      check(
          "BODY-4/bytes-" + hostile.getKey(),
          "rejects an XML body with this: " + hostile.getKey().replace('-', ' ') + " (400)",
          p -> {
            p.needs(Control.XML);
            p.expect(
                p.xmlBatch(p.smallest()).body(hostile.getValue()),
                p.refused(RefusalKind.DOCUMENT, Set.of(Clause.BODY_4, Clause.BODY_5), ""));
          });
    }
  }

  private void forbidden() {
    for (String name : HostileBytes.forbiddenXml("http://localhost/").keySet()) {
      check(
          "BODY-5/" + name,
          "rejects an XML body with this, and fetches nothing: "
              + name.replace('-', ' ')
              + " (400)",
          p -> {
            byte[] body =
                Objects.requireNonNull(HostileBytes.forbiddenXml(p.trap().url()).get(name));
            fetchesNothing(
                p,
                p.xmlBatch(p.smallest()).body(body),
                p.refused(RefusalKind.DOCUMENT, Set.of(Clause.BODY_4, Clause.BODY_5), ""));
          });
    }
    check(
        "BODY-5/schema-location",
        "follows no schema location",
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
        "takes persist 1 and 0 in XML",
        p -> {
          for (String digit : List.of("1", "0", "true", "false")) {
            p.expect(p.xmlBatch(p.smallest().with("persist", JsonDocument.lit(digit))), accepted());
          }
        });
    ours(
        "BODY-6/attributes",
        "ignores attributes and a default namespace",
        p ->
            p.expect(
                xml(
                    p,
                    "<realtimeConversationEvents xmlns=\"urn:a\" b=\"c\">",
                    "</realtimeConversationEvents>"),
                accepted()));
    ours(
        "BODY-6/prefixed",
        "ignores prefixed elements",
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
        "takes CDATA as text, which a comment does not cut",
        p ->
            p.expect(
                p.xmlBatch(
                    p.withEvents(
                        BatchGenerators.category(EndpointProber.TIME)
                            .with("value", JsonDocument.lit("<![CDATA[<a> & b]]><!-- c -->d")))),
                accepted()));
    ours(
        "EVT-3/white-space",
        "takes or rejects white space around a number (202 or 400)",
        p ->
            p.expect(
                p.xmlBatch(
                    p.withEvents(
                        BatchGenerators.category(EndpointProber.TIME)
                            .with(
                                "startTime", JsonDocument.lit(" " + EndpointProber.TIME + "\n")))),
                new Expectation("status 202 or 400", a -> a.isSuccess() || a.isRefusal())));
    ours(
        "EVT-3/xml-long",
        "takes a number in XML with a plus sign, or with zeros in front, as xs:long does",
        p -> {
          for (String sign : List.of("+", "000", "+0")) {
            p.expect(
                p.xmlBatch(
                    p.withEvents(
                        BatchGenerators.category(EndpointProber.TIME)
                            .with("startTime", JsonDocument.lit(sign + EndpointProber.TIME)))),
                accepted());
          }
        });
    ours(
        "RES-1/xml",
        "answers an accepted XML batch with <response><status>202 Accepted</status></response>",
        p -> {
          RawRequest request = p.xmlBatch(p.smallest());
          HttpAnswer answer = p.expect(request, accepted());
          if (AnswerFormat.of(answer).isJson()) {
            throw new CheckBlockedException(Clause.HDR_3, "XML is answered in XML");
          }
          boolean thatBody =
              ProblemBody.xml(answer)
                  .filter(root -> root.getLocalName().equals("response"))
                  .filter(root -> ProblemBody.text(root, "status").equals("202 Accepted"))
                  .isPresent();
          if (!thatBody) {
            throw p.failed(request, "that body", answer);
          }
        });
  }

  private void taken(String name, String title, String around) {
    ours(
        "BODY-4/" + name,
        "takes an XML body with " + title,
        p -> {
          String xml = p.smallest().xml(BatchGenerators.XML_ROOT);
          p.expect(
              p.xmlBatch(p.smallest())
                  .body(String.format(around, xml).getBytes(StandardCharsets.UTF_8)),
              accepted());
        });
  }

  private static RawRequest xml(EndpointProber p, String start, String end) {
    String xml = p.smallest().xml("r");
    String children = xml.substring("<r>".length(), xml.length() - "</r>".length());
    return p.xmlBatch(p.smallest()).body(start + children + end);
  }

  private static void violations(EndpointProber p, JsonDocument.Obj batch, Expected... expected) {
    p.expectViolations(p.xmlBatch(batch), List.of(expected), true, p::xmlBatch);
  }
}
