package dev.signalbox.format.xml;

import static dev.signalbox.format.xml.XmlTesting.json;
import static dev.signalbox.format.xml.XmlTesting.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.Score;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.format.RawBatch;
import dev.signalbox.core.format.VoiceCallValidator;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What the XML format writes, and that it reads what it writes. */
class XmlWriterTest {
  private static final VoiceCall CALL =
      VoiceCall.of(new VendorCallKey("key"), InitiationMethod.INBOUND);

  private static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Validated<EventBatch> judged(Validated<RawBatch> raw) {
    return raw.flatMap(new BatchValidator(ContractOptions.STANDARD)::validate);
  }

  @Provide
  Arbitrary<EventBatch> batches() {
    return Batches.batches();
  }

  @Property
  void aBatchIsReadAsItWasWritten(@ForAll("batches") EventBatch batch) {
    EventBatch read =
        judged(XmlFormat.INSTANCE.readBatch(XmlFormat.INSTANCE.writeBatch(batch))).orThrow();
    assertEquals(withScoresAsText(batch), read);
  }

  @Property
  void bothFormsCarryTheSameBatches(@ForAll("batches") EventBatch batch) {
    EventBatch json =
        judged(JsonFormat.INSTANCE.readBatch(JsonFormat.INSTANCE.writeBatch(batch))).orThrow();
    EventBatch xml =
        judged(XmlFormat.INSTANCE.readBatch(XmlFormat.INSTANCE.writeBatch(batch))).orThrow();
    assertEquals(batch, json);
    assertEquals(withScoresAsText(json), xml);
  }

  /** XML has no numbers: a score that was one comes back as text. */
  private static EventBatch withScoresAsText(EventBatch batch) {
    return new EventBatch(
        batch.service(),
        batch.persist(),
        batch.events().stream().map(XmlWriterTest::withScoreAsText).toList());
  }

  private static ConversationEvent withScoreAsText(ConversationEvent event) {
    Optional<Score> score = event.score().map(s -> Score.of(s.decimal()));
    if (event instanceof SentimentEvent sentiment) {
      return new SentimentEvent(
          event.value(),
          event.startTime(),
          event.endTime(),
          score,
          sentiment.speaker(),
          event.details());
    }
    return new CategoryEvent(
        event.value(),
        event.startTime(),
        event.endTime(),
        score,
        event.participant(),
        event.details());
  }

  @Test
  void aBatchIsWrittenWithoutADeclaration() {
    assertEquals(
        "<realtimeConversationEvents><service>a&amp;b</service><persist>true</persist><events>"
            + "<type>IntelligenceSignal__Category</type><value>&lt;]]&gt;&#13;\n\té</value>"
            + "<startTime>5</startTime></events></realtimeConversationEvents>",
        string(
            XmlFormat.INSTANCE.writeBatch(
                new EventBatch(
                    "a&b", Optional.of(true), List.of(CategoryEvent.of("<]]>\r\n\té", 5))))));
  }

  @Test
  void theAnswers() {
    assertEquals("application/xml", XmlFormat.INSTANCE.mediaType());
    assertEquals("application/problem+xml", XmlFormat.INSTANCE.problemMediaType());
    assertArrayEquals(
        utf8("<response><status>202 Accepted</status></response>"),
        XmlFormat.INSTANCE.writeAccepted());
    assertNotSame(XmlFormat.INSTANCE.writeAccepted(), XmlFormat.INSTANCE.writeAccepted());
    VoiceCallId id = new VoiceCallId("0LQ000000000001");
    assertEquals(
        "<response><voiceCallId>" + id.value() + "</voiceCallId><errors/></response>",
        string(XmlFormat.INSTANCE.writeRegistered(id)));
    assertEquals(
        "<response><voiceCallId>"
            + id.value()
            + "</voiceCallId><errors>no &lt;recording&gt;</errors></response>",
        string(XmlFormat.INSTANCE.writeRegistered(id, "no <recording>")));
  }

  @Test
  void aProblemIsRfc9457sElement() throws Exception {
    Problem rejected =
        Problem.of(
            ProblemType.INVALID_BODY,
            List.of(
                new Violation(Clause.EVT_4, "/events/1/startTime", "Sort & <send> again."),
                new Violation(
                    Clause.BODY_1, "/service", "Bad: \0 \u001B \uD800 \uFFFF \uD83D\uDE00")));
    byte[] body = XmlFormat.INSTANCE.writeProblem(rejected);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
    Element problem =
        factory.newDocumentBuilder().parse(new ByteArrayInputStream(body)).getDocumentElement();
    assertEquals("urn:ietf:rfc:7807", problem.getNamespaceURI());
    assertEquals("problem", problem.getLocalName());
    assertEquals(
        List.of("type", "title", "status", "detail", "errors"),
        children(problem).stream().map(Element::getLocalName).toList());
    assertEquals(
        List.of(rejected.type().uri(), rejected.type().title(), "400", rejected.detail()),
        children(problem).stream().limit(4).map(Element::getTextContent).toList());
    List<Element> errors = children(children(problem).get(4));
    assertEquals(List.of("error", "error"), errors.stream().map(Element::getLocalName).toList());
    assertEquals(
        List.of("EVT-4", "/events/1/startTime", "Sort & <send> again."),
        children(errors.get(0)).stream().map(Element::getTextContent).toList());
    assertEquals(
        List.of("BODY-1", "/service", "Bad: \uFFFD \uFFFD \uFFFD \uFFFD \uD83D\uDE00"),
        children(errors.get(1)).stream().map(Element::getTextContent).toList());
    assertEquals(
        List.of("clause", "pointer", "detail"),
        children(errors.get(1)).stream().map(Element::getLocalName).toList());
  }

  private static List<Element> children(Element element) {
    List<Element> children = new ArrayList<>();
    for (int i = 0; i < element.getChildNodes().getLength(); i++) {
      children.add((Element) element.getChildNodes().item(i));
    }
    return children;
  }

  @Test
  void aVoiceCallsAttributesAreWrittenByTheirContent() {
    Map<String, DocumentValue> attributes = new LinkedHashMap<>();
    attributes.put("to", new DocumentValue.Text("+49 \0&"));
    attributes.put("startTime", new DocumentValue.Numeral("1e5"));
    attributes.put("recorded", new DocumentValue.Bool(true));
    attributes.put("from", new DocumentValue.Null());
    attributes.put("not a name", new DocumentValue.Text("x"));
    attributes.put("", new DocumentValue.Text("x"));
    attributes.put("a:b", new DocumentValue.Text("x"));
    attributes.put("empty", json("{}"));
    attributes.put(
        "contact",
        json("{\"a\":[1,[true,null],{\"b\":\"c\"}],\"d e\":[1],\"f g\":{\"x\":1},\"h\":2.50}"));
    attributes.put("tags", json("[\"a\",[\"b\"],{}]"));
    attributes.put("participants", json("[{\"k\":1},{\"k\":2}]"));
    VoiceCall call =
        new VoiceCall(
            CALL.vendorCallKey(), InitiationMethod.TRANSFER, Optional.of("parent"), attributes);
    assertEquals(
        "<voiceCall><vendorCallKey>key</vendorCallKey>"
            + "<initiationMethod>Transfer</initiationMethod>"
            + "<parentVoiceCallId>parent</parentVoiceCallId>"
            + "<to>+49 \uFFFD&amp;</to><startTime>1e5</startTime><recorded>true</recorded>"
            + "<empty></empty>"
            + "<contact><a>1</a><a><item>true</item></a><a><b>c</b></a><h>2.50</h></contact>"
            + "<tags><item>a</item><item><item>b</item></item><item></item></tags>"
            + "<participants><k>1</k></participants><participants><k>2</k></participants>"
            + "</voiceCall>",
        string(XmlFormat.INSTANCE.writeVoiceCall(call)));
  }

  @Test
  void whatIsNestedTooDeeplyForXmlIsLeftOut() {
    // 64 deep in JSON with the record itself; the text in the innermost would be the 65th element.
    String deep = "{\"a\":".repeat(62) + "{\"b\":1}" + "}".repeat(62);
    String json = "{\"vendorCallKey\":\"key\",\"initiationMethod\":\"Inbound\",\"c\":" + deep + "}";
    VoiceCall call =
        JsonFormat.INSTANCE
            .readVoiceCall(utf8(json))
            .flatMap(VoiceCallValidator::validate)
            .orThrow();
    String xml = string(XmlFormat.INSTANCE.writeVoiceCall(call));
    assertTrue(xml.contains("<a></a>"), xml);
    assertTrue(XmlFormat.INSTANCE.readVoiceCall(utf8(xml)).isValid());
  }

  @Property
  void aVoiceCallsTextsAreReadAsTheyWereWritten(
      @ForAll("texts") String parent, @ForAll("texts") String attribute) {
    VoiceCall call =
        new VoiceCall(
            CALL.vendorCallKey(),
            InitiationMethod.TRANSFER,
            Optional.of(parent),
            Map.of(
                "to",
                new DocumentValue.Text(attribute),
                "participants",
                json("[{\"a\":\"1\",\"b\":[\"2\",\"3\"]}]")));
    assertEquals(
        call,
        XmlFormat.INSTANCE
            .readVoiceCall(XmlFormat.INSTANCE.writeVoiceCall(call))
            .flatMap(VoiceCallValidator::validate)
            .orThrow());
  }

  @Provide
  Arbitrary<String> texts() {
    return Batches.texts();
  }

  /** Whatever JSON's record says beside the contract, its XML can be read. */
  @Property
  void everyVoiceCallIsWrittenSoThatItCanBeRead(@ForAll("objects") String json) {
    VoiceCall call =
        JsonFormat.INSTANCE
            .readVoiceCall(
                utf8(
                    "{\"vendorCallKey\":\"key\",\"initiationMethod\":\"Inbound\","
                        + json.substring(1)))
            .flatMap(VoiceCallValidator::validate)
            .orThrow();
    byte[] xml = XmlFormat.INSTANCE.writeVoiceCall(call);
    VoiceCall read =
        XmlFormat.INSTANCE.readVoiceCall(xml).flatMap(VoiceCallValidator::validate).orThrow();
    assertEquals(CALL.vendorCallKey(), read.vendorCallKey());
    // What has come through once comes through again.
    assertArrayEquals(xml, XmlFormat.INSTANCE.writeVoiceCall(read), () -> string(xml));
  }

  @Provide
  Arbitrary<String> objects() {
    return object(2);
  }

  private static Arbitrary<String> jsonText(int depth) {
    Arbitrary<String> leaf =
        Arbitraries.of(
            "null", "true", "1", "-2.5e3", "1e99999999", "\"\"", "\"<x>\"", "\"\\u0000\"");
    return depth == 0
        ? leaf
        : Arbitraries.oneOf(
            leaf,
            Arbitraries.lazy(() -> object(depth - 1)),
            Arbitraries.lazy(
                () ->
                    jsonText(depth - 1)
                        .list()
                        .ofMaxSize(3)
                        .map(values -> "[" + String.join(",", values) + "]")));
  }

  private static Arbitrary<String> object(int depth) {
    Arbitrary<String> name =
        Arbitraries.oneOf(
            Arbitraries.of("to", "participants", "item", "xml", "é", "a-b", "1", "a:b", "😀", "·"),
            Arbitraries.strings().alpha().ofMaxLength(4));
    return Combinators.combine(
            name.list().uniqueElements().ofMinSize(1).ofMaxSize(4),
            jsonText(depth).list().ofSize(4))
        .as(
            (names, values) -> {
              List<String> members = new ArrayList<>();
              for (int i = 0; i < names.size(); i++) {
                members.add("\"" + names.get(i) + "\":" + values.get(i));
              }
              return "{" + String.join(",", members) + "}";
            });
  }
}
