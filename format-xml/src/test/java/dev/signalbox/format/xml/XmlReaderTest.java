package dev.signalbox.format.xml;

import static dev.signalbox.format.xml.XmlTesting.assertUnreadable;
import static dev.signalbox.format.xml.XmlTesting.batch;
import static dev.signalbox.format.xml.XmlTesting.json;
import static dev.signalbox.format.xml.XmlTesting.read;
import static dev.signalbox.format.xml.XmlTesting.utf8;
import static dev.signalbox.format.xml.XmlTesting.violations;
import static dev.signalbox.format.xml.XmlTesting.with;
import static dev.signalbox.format.xml.XmlTesting.withEvent;
import static dev.signalbox.format.xml.XmlTesting.withValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventDetails;
import dev.signalbox.core.Participant;
import dev.signalbox.core.Score;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.Ordering;
import dev.signalbox.core.format.Profile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 4 of the contract for documents in XML. */
class XmlReaderTest {
  private static String value(String valueElement) {
    return batch(withValue(valueElement)).orThrow().events().get(0).value();
  }

  @Test
  void theRequestOfApiVersion58() {
    String xml =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <realtimeConversationEvents>
          <service>AmazonConnectContactLens</service>
          <events>
            <type>IntelligenceSignal__Category</type>
            <value>OrderStatusCheckingHelp</value>
            <startTime>1573503300</startTime>
          </events>
          <events>
            <type>IntelligenceSignal__Category</type>
            <value>CustomerAngry</value>
            <startTime>1573503450</startTime>
          </events>
        </realtimeConversationEvents>
        """;
    for (Profile profile : Profile.values()) {
      ContractOptions contract = new ContractOptions(profile, Set.of(), Ordering.REJECT);
      assertEquals(
          EventBatch.of(
              "AmazonConnectContactLens",
              CategoryEvent.of("OrderStatusCheckingHelp", 1573503300L),
              CategoryEvent.of("CustomerAngry", 1573503450L)),
          read(xml).flatMap(new BatchValidator(contract)::validate).orThrow());
    }
  }

  @Test
  void theSentimentRequestOfApiVersion67() {
    EventBatch batch =
        batch(
                """
                <realtimeConversationEvents>
                  <service>CxoneAgentAssistService</service>
                  <persist>false</persist>
                  <events>
                    <type>IntelligenceSignal__Sentiment</type>
                    <value>400.13</value>
                    <startTime>16898867880000</startTime>
                    <score>10</score>
                    <participant>CUSTOMER</participant>
                  </events>
                </realtimeConversationEvents>
                """)
            .orThrow();
    assertEquals(
        new EventBatch(
            "CxoneAgentAssistService",
            Optional.of(false),
            List.of(
                new SentimentEvent(
                    "400.13",
                    16898867880000L,
                    OptionalLong.empty(),
                    Optional.of(Score.of("10")),
                    Participant.CUSTOMER,
                    Optional.empty()))),
        batch);
  }

  @Test
  void whatTheContactLensFunctionSends() {
    EventBatch batch =
        batch(
                """
                <realtimeConversationEvents><service>AmazonConnectContactLens</service>
                <events><type>IntelligenceSignal__Category</type><value>Refund</value>
                  <startTime>1763885279123</startTime>
                  <details><BeginOffsetMillis>1200</BeginOffsetMillis>
                    <EndOffsetMillis>4800</EndOffsetMillis></details></events>
                <events><type>IntelligenceSignal__Category</type><value>Escalation</value>
                  <startTime>1763885279123</startTime>
                  <details><BeginOffsetMillis>1200</BeginOffsetMillis>
                    <EndOffsetMillis>4800</EndOffsetMillis></details></events>
                <persist>0</persist></realtimeConversationEvents>
                """)
            .orThrow();
    assertEquals(Optional.of(false), batch.persist());
    assertEquals(
        List.of("Refund", "Escalation"), batch.events().stream().map(e -> e.value()).toList());
    assertEquals(Optional.of(EventDetails.of(1200, 4800)), batch.events().get(1).details());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<batch/>",
        "<x:realtimeConversationEvents xmlns:x='urn:x'/>",
        "<realtimeconversationevents/>",
        "<voiceCall/>"
      })
  void anotherRootIsRefusedWithTheRootThatIsExpected(String xml) {
    assertTrue(assertUnreadable(Clause.BODY_4, xml).contains("realtimeConversationEvents"));
  }

  @Test
  void aRootWithTextIsNoObject() {
    assertUnreadable(
        Clause.BODY_4, "<realtimeConversationEvents>text</realtimeConversationEvents>");
  }

  @Test
  void anEmptyRootLacksEverything() {
    assertEquals(
        List.of("BODY-1 /service", "BODY-3 /events"), violations("<realtimeConversationEvents/>"));
  }

  @Test
  void eventsStandAnywhereAndKeepTheirOrder() {
    EventBatch batch =
        batch(
                "<realtimeConversationEvents><events><type>IntelligenceSignal__Category</type>"
                    + "<value>a</value><startTime>1</startTime></events><service>s</service>"
                    + "<events><startTime> +01 </startTime><value>b</value>"
                    + "<type>IntelligenceSignal__Category</type></events><other/>"
                    + "</realtimeConversationEvents>")
            .orThrow();
    assertEquals(EventBatch.of("s", CategoryEvent.of("a", 1), CategoryEvent.of("b", 1)), batch);
  }

  @Test
  void anEmptyEventIsAnObjectAndOneWithTextIsNone() {
    for (String empty : List.of("", " \n", "<!-- x -->", "<![CDATA[ ]]>")) {
      assertEquals(
          List.of("EVT-1 /events/0/type", "EVT-2 /events/0/value", "EVT-3 /events/0/startTime"),
          violations(withEvent(empty)).stream().sorted().toList());
    }
    assertEquals(List.of("BODY-4 /events/0"), violations(withEvent("text")));
  }

  @Test
  void emptyDetailsAreAnObjectAndThoseWithTextAreNone() {
    for (String empty :
        List.of("<details/>", "<details> </details>", "<details><x:y/></details>")) {
      assertEquals(
          Optional.of(new EventDetails(OptionalLong.empty(), OptionalLong.empty())),
          batch(withValue("<value>v</value>" + empty)).orThrow().events().get(0).details());
    }
    assertEquals(
        List.of("EVT-7 /events/0/details"),
        violations(withValue("<value>v</value><details>1</details>")));
  }

  @Test
  void aPropertyWithChildElementsIsAnObject() {
    assertEquals(List.of("EVT-2 /events/0/value"), violations(withValue("<value><b/></value>")));
    assertEquals(
        List.of("EVT-7 /events/0/details/EndOffsetMillis"),
        violations(
            withValue(
                "<value>v</value><details><EndOffsetMillis><ms>1</ms></EndOffsetMillis>"
                    + "</details>")));
    assertEquals(List.of("BODY-6 /persist"), violations(with("<persist><true/></persist>")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<service>t</service>",
        "<persist>1</persist><persist>1</persist>",
        "<unknown/><other/><unknown/>",
        "<events><value>v</value><type/><value>v</value></events>",
        "<events><unknown/><unknown/></events>",
        "<events><details/><details/></events>",
        "<events><details><EndOffsetMillis>1</EndOffsetMillis><EndOffsetMillis>1</EndOffsetMillis>"
            + "</details></events>",
        "<events><details><unknown/><unknown/></details></events>"
      })
  void anElementThatOccursTwiceIsNamed(String twice) {
    String detail = assertUnreadable(Clause.BODY_4, with(twice));
    assertTrue(
        List.of("service", "persist", "unknown", "value", "details", "EndOffsetMillis").stream()
            .anyMatch(name -> detail.contains('"' + name + '"')),
        detail);
    assertTrue(detail.contains("see line 1, column "), detail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<list><item/><item/></list>",
        "<x:a/><x:a/><x:service/>",
        "<events xmlns='urn:d'><type>IntelligenceSignal__Category</type><value>v</value>"
            + "<startTime>2</startTime><x:value>w</x:value><x:value><b/><b/></x:value>"
            + "<y><z/><z/></y></events>",
        "<undeclared:prefix undeclared:attribute='1'/>",
        "<a:b:c xsi:nil='true'/>",
        "<?target data?><!-- comment -->"
      })
  void whatNobodyListedIsIgnored(String unknown) {
    assertEquals("s", batch(with(unknown)).orThrow().service());
  }

  @Test
  void namespacesAndAttributesChangeNothing() {
    assertEquals(
        batch(with("")).orThrow(),
        batch(
                with("")
                    .replace(
                        "<realtimeConversationEvents>",
                        "<realtimeConversationEvents xmlns='urn:x' version='1' q:z='&lt;'>")
                    .replace("<value>", "<value lang='en' xmlns='urn:y'>"))
            .orThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "<unknown>text<b/></unknown>",
        "<unknown><b/>text</unknown>",
        "<unknown><b/><c/><![CDATA[text]]></unknown>",
        "<unknown><b><c/>&#160;</b></unknown>",
        "<x:unknown><b/>&amp;</x:unknown>",
        "<events>text<type/></events>",
        "<events><type/>text</events>",
        "<events><details><unknown/>text</details></events>",
        "<events><value>text<b/></value></events>"
      })
  void textBesideChildElementsIsRefused(String mixed) {
    String detail = assertUnreadable(Clause.BODY_4, with(mixed));
    assertTrue(detail.contains("text"), detail);
  }

  @Test
  void whiteSpaceBesideChildElementsIsFine() {
    assertTrue(batch(with("\n\t<u> <b/>\r\n<![CDATA[ ]]>&#32;&#9;</u>\n")).isValid());
  }

  @Test
  void elementsNestSixtyFourDeep() {
    assertTrue(batch(with("<a>".repeat(63) + "</a>".repeat(63))).isValid());
    assertTrue(
        assertUnreadable(Clause.BODY_4, with("<a>".repeat(64) + "</a>".repeat(64)))
            .contains("64 deep"));
    assertTrue(assertUnreadable(Clause.BODY_4, with("<a>".repeat(100_000))).contains("64 deep"));
    assertUnreadable(
        Clause.BODY_4,
        XmlFormat.INSTANCE.readVoiceCall(utf8("<voiceCall>" + "<a>".repeat(100_000))));
  }

  @Test
  void textIsJoinedAndKeptExactly() {
    assertEquals("ab", value("<value>a<!-- x -->b</value>"));
    assertEquals("ab", value("<value>a<?x y?>b</value>"));
    assertEquals("a<&>b", value("<value>a<![CDATA[<&>]]>b</value>"));
    assertEquals(
        " a&<>\"'é\u20AC\uD83D\uDE00 ",
        value("<value> a&amp;&lt;&gt;&quot;&apos;é&#x20ac;&#128512; </value>"));
    assertEquals("a\nb\nc\rd\te", value("<value>a\r\nb\rc&#13;d\te</value>"));
    assertEquals("x".repeat(100_000), value("<value>" + "x".repeat(100_000) + "</value>"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n<!-- only a comment -->",
        "text",
        "{\"service\":\"s\"}",
        "<realtimeConversationEvents>",
        "<realtimeConversationEvents/>text",
        "<realtimeConversationEvents/><realtimeConversationEvents/>",
        "<realtimeConversationEvents/>&#32;",
        "<realtimeConversationEvents/><![CDATA[]]>",
        "<realtimeConversationEvents></realtimeConversationEvent>",
        "<realtimeConversationEvents><a></b></realtimeConversationEvents>",
        "<realtimeConversationEvents a='1' a='2'/>",
        "<realtimeConversationEvents a=1/>",
        "<realtimeConversationEvents a='<'/>",
        "<realtimeConversationEvents a='&undeclared;'/>",
        "<realtimeConversationEvents>&undeclared;</realtimeConversationEvents>",
        "<realtimeConversationEvents><a>&undeclared;</a></realtimeConversationEvents>",
        "<realtimeConversationEvents>&</realtimeConversationEvents>",
        "<realtimeConversationEvents><a>]]></a></realtimeConversationEvents>",
        "<realtimeConversationEvents><a>&#0;</a></realtimeConversationEvents>",
        "<realtimeConversationEvents><a>&#xD800;</a></realtimeConversationEvents>",
        "<realtimeConversationEvents><a>&#xD83D;&#xDE00;</a></realtimeConversationEvents>",
        "<realtimeConversationEvents><a>&#xFFFE;</a></realtimeConversationEvents>",
        "<realtimeConversationEvents><a>&#x110000;</a></realtimeConversationEvents>",
        "<realtimeConversationEvents><a>&#99999999999999999999;</a></realtimeConversationEvents>",
        "<realtimeConversationEvents><a>&#1;</a></realtimeConversationEvents>",
        "<realtimeConversationEvents><a>\0</a></realtimeConversationEvents>",
        "<realtimeConversationEvents><a>\u0001</a></realtimeConversationEvents>",
        "<realtimeConversationEvents><a>\uFFFE</a></realtimeConversationEvents>",
        "<realtimeConversationEvents><a b='\uFFFF'/></realtimeConversationEvents>",
        "<realtimeConversationEvents><!-- -- --></realtimeConversationEvents>",
        "<realtimeConversationEvents><?xml version='1.0'?></realtimeConversationEvents>",
        " <?xml version='1.0'?><realtimeConversationEvents/>",
        "<?xml version='2.0'?><realtimeConversationEvents/>",
        "\uFEFF\uFEFF<realtimeConversationEvents/>",
        "<realtimeConversationEvents/><!DOCTYPE realtimeConversationEvents>"
      })
  void whatIsNotWellFormedIsRefused(String xml) {
    assertUnreadable(Clause.BODY_4, xml);
  }

  @Test
  void theDetailSaysWhere() {
    String detail = assertUnreadable(Clause.BODY_4, "<realtimeConversationEvents>\n  <a></b>");
    assertTrue(detail.contains("see line 2, column "), detail);
  }

  @Test
  void theDocumentMayEndWithCommentsInstructionsAndWhiteSpace() {
    assertTrue(batch("<!-- a --><?b?>\n" + with("") + "\n<!-- a --><?b?>\n").isValid());
  }

  @Test
  void aByteOrderMarkIsFine() {
    assertTrue(batch("\uFEFF" + with("")).isValid());
    assertTrue(batch("\uFEFF<?xml version='1.0' encoding='utf-8'?>" + with("")).isValid());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "ISO-8859-1", "UTF-32", "EBCDIC-CP-US", "x-nobody-knows-this"})
  void utf8IsReadAsUtf8WhateverIsDeclared(String encoding) {
    String xml = "<?xml version='1.0' encoding='" + encoding + "'?>";
    assertEquals(
        "é\u20AC",
        batch(xml + withValue("<value>é\u20AC</value>")).orThrow().events().get(0).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "IBM1047"})
  void noOtherEncodingIsRead(String encoding) {
    String xml =
        "<?xml version='1.0' encoding='" + encoding + "'?>" + withValue("<value>é</value>");
    assertUnreadable(
        Clause.BODY_4, XmlFormat.INSTANCE.readBatch(xml.getBytes(Charset.forName(encoding))));
  }

  @Test
  void whatUtf8ForbidsIsRefused() {
    for (byte[] bytes :
        List.of(
            new byte[] {(byte) 0xC0, (byte) 0x80}, // overlong U+0000
            new byte[] {(byte) 0xC1, (byte) 0xA1}, // overlong a
            new byte[] {(byte) 0xE0, (byte) 0x80, (byte) 0xAF}, // overlong slash
            new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // a surrogate
            new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, // over U+10FFFF
            new byte[] {(byte) 0xC3}, // cut off
            new byte[] {(byte) 0xFF})) {
      ByteArrayOutputStream xml = new ByteArrayOutputStream();
      xml.writeBytes("<realtimeConversationEvents><a>".getBytes(StandardCharsets.US_ASCII));
      xml.writeBytes(bytes);
      xml.writeBytes("</a></realtimeConversationEvents>".getBytes(StandardCharsets.US_ASCII));
      String detail =
          assertUnreadable(Clause.BODY_4, XmlFormat.INSTANCE.readBatch(xml.toByteArray()));
      assertTrue(detail.contains("UTF-8"), detail);
    }
  }

  @Test
  void xml11IsReadAndTheContractsCharactersStayThoseOfXml10() {
    String declared = "<?xml version='1.1'?>";
    assertTrue(batch(declared + with("")).isValid());
    assertEquals(
        List.of("EVT-2 /events/0/value"), violations(declared + withValue("<value>a&#1;</value>")));
    assertUnreadable(Clause.BODY_4, declared + withValue("<value>\u0001</value>"));
    assertUnreadable(Clause.BODY_5, declared + "<!DOCTYPE realtimeConversationEvents>" + with(""));
  }

  @Test
  void numbersHaveAtMostAThousandDigits() {
    String thousand = "0".repeat(999) + "7";
    assertEquals(
        7,
        batch(
                withEvent(
                    "<type>IntelligenceSignal__Category</type><value>v</value><startTime>"
                        + thousand
                        + "</startTime>"))
            .orThrow()
            .events()
            .get(0)
            .startTime());
    String more = "1" + thousand;
    for (String number :
        List.of(
            "<startTime>" + more + "</startTime>",
            "<endTime> -" + more + " </endTime>",
            "<score>0." + more + "</score>",
            "<score>1e" + more + "</score>",
            "<details><BeginOffsetMillis>" + more + "</BeginOffsetMillis></details>",
            "<details><EndOffsetMillis>" + more + "</EndOffsetMillis></details>")) {
      assertTrue(
          assertUnreadable(Clause.BODY_4, with("<events>" + number + "</events>"))
              .contains("1000 digits"));
    }
    // Text is not a number, however long.
    assertEquals(
        List.of("EVT-6 /events/0/score"),
        violations(withValue("<value>v</value><score>" + "1".repeat(1001) + "x</score>")));
    assertTrue(batch(withValue("<value>" + more + "</value>")).isValid());
    assertTrue(batch(with("<unknown>" + more + "</unknown>")).isValid());
  }

  @Test
  void attributesAreBoundedAndOtherwiseIgnored() {
    StringBuilder attributes = new StringBuilder("<unknown");
    for (int i = 0; i < 1000; i++) {
      attributes.append(" a").append(i).append("='1'");
    }
    assertTrue(batch(with(attributes + "/>")).isValid());
    assertTrue(
        assertUnreadable(Clause.BODY_4, with(attributes + " b='1'/>")).contains("1000 attributes"));
    assertTrue(batch(with("<unknown a='" + "x".repeat(900_000) + "'/>")).isValid());
  }

  @Test
  void aVoiceCallIsReadAsText() {
    Map<String, DocumentValue> call =
        XmlFormat.INSTANCE
            .readVoiceCall(
                utf8(
                    """
                    <voiceCall xmlns="urn:x">
                      <vendorCallKey> key </vendorCallKey>
                      <initiationMethod>Inbound</initiationMethod>
                      <to/>
                      <x:ignored/><x:ignored/>
                      <contact id="7"><name>"A"&#10;</name><tags>1</tags><tags/><x:y/></contact>
                    </voiceCall>
                    """))
            .orThrow();
    assertEquals(
        Map.of(
            "vendorCallKey", new DocumentValue.Text(" key "),
            "initiationMethod", new DocumentValue.Text("Inbound"),
            "to", new DocumentValue.Text(""),
            "contact", json("{\"name\":\"\\\"A\\\"\\n\",\"tags\":[\"1\",\"\"]}")),
        call);
    assertEquals(
        List.of("vendorCallKey", "initiationMethod", "to", "contact"), List.copyOf(call.keySet()));
  }

  @Test
  void participantsAreAListHoweverMany() {
    String one = "<participants><type>EndUser</type></participants>";
    assertEquals(participants("[{\"type\":\"EndUser\"}]"), participantsOf(one));
    assertEquals(
        participants("[{\"type\":\"EndUser\"},{\"type\":\"Agent\"},\"x\"]"),
        participantsOf(
            one
                + "<to>1</to><participants><type>Agent</type></participants>"
                + "<participants>x</participants>"));
    assertEquals(Optional.empty(), participantsOf(""));
  }

  private static Optional<DocumentValue> participants(String json) {
    return Optional.of(json(json));
  }

  private static Optional<DocumentValue> participantsOf(String content) {
    return Optional.ofNullable(
        XmlFormat.INSTANCE
            .readVoiceCall(utf8("<voiceCall>" + content + "</voiceCall>"))
            .orThrow()
            .get("participants"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<realtimeConversationEvents/>",
        "<voiceCall>text</voiceCall>",
        "<voiceCall><to>1</to><to>2</to></voiceCall>",
        "<voiceCall><contact>text<b/></contact></voiceCall>",
        "<voiceCall><participants>text<b/></participants></voiceCall>",
        "<voiceCall/>text"
      })
  void aVoiceCallThatCantBeReadIsRefused(String xml) {
    assertUnreadable(Clause.BODY_4, XmlFormat.INSTANCE.readVoiceCall(utf8(xml)));
  }

  @Test
  void jsonAndXmlOfTheContractsExampleAreTheSameBatch() {
    String json =
        """
        {"service":"s","persist":true,"events":[
          {"type":"IntelligenceSignal__Category","value":"a\\nb","startTime":5,"endTime":6,
           "score":"87.50","participant":"AGENT","details":{"EndOffsetMillis":0}}]}
        """;
    String xml =
        """
        <realtimeConversationEvents><service>s</service><persist> 1 </persist><events>
          <type>IntelligenceSignal__Category</type><value>a
        b</value><startTime>5</startTime><endTime>6</endTime><score>87.50</score>
          <participant>AGENT</participant>
          <details><EndOffsetMillis>0</EndOffsetMillis></details></events>
        </realtimeConversationEvents>
        """;
    Validated<EventBatch> fromJson =
        JsonFormat.INSTANCE
            .readBatch(utf8(json))
            .flatMap(new BatchValidator(ContractOptions.STANDARD)::validate);
    assertEquals(fromJson.orThrow(), batch(xml).orThrow());
  }
}
