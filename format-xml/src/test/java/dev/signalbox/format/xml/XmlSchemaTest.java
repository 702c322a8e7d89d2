package dev.signalbox.format.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.SAXException;

/** The published schemas describe what is written here and in the documents. */
class XmlSchemaTest {
  private static final Schema SCHEMA = schema(XmlFormat.schema());
  private static final Schema PROBLEMS = schema(XmlFormat.problemSchema());

  private static Schema schema(URL url) {
    try {
      return SchemaFactory.newDefaultInstance().newSchema(url);
    } catch (SAXException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void validate(Schema schema, byte[] xml) throws SAXException, IOException {
    schema.newValidator().validate(new StreamSource(new ByteArrayInputStream(xml)));
  }

  @Property
  void batchesAreValid(@ForAll("batches") EventBatch batch) throws Exception {
    validate(SCHEMA, XmlFormat.INSTANCE.writeBatch(batch));
  }

  @Provide
  Arbitrary<EventBatch> batches() {
    return Batches.batches();
  }

  @Test
  void voiceCallsAreValid() throws Exception {
    VendorCallKey key = new VendorCallKey("key");
    for (InitiationMethod method : InitiationMethod.values()) {
      VoiceCall call = new VoiceCall(key, method, Optional.of("parent"), Map.of());
      validate(SCHEMA, XmlFormat.INSTANCE.writeVoiceCall(call));
    }
    Map<String, DocumentValue> attributes = new LinkedHashMap<>();
    for (String name : List.of("callCenterApiName", "to", "from", "startTime")) {
      attributes.put(name, new DocumentValue.Text(name));
    }
    Map<String, DocumentValue> members = new LinkedHashMap<>();
    members.put("participantKey", new DocumentValue.Text("+1"));
    members.put("type", new DocumentValue.Text("END_USER"));
    DocumentValue participant = new DocumentValue.Structure(members);
    attributes.put("participants", new DocumentValue.Sequence(List.of(participant, participant)));
    validate(
        SCHEMA,
        XmlFormat.INSTANCE.writeVoiceCall(
            new VoiceCall(key, InitiationMethod.INBOUND, Optional.empty(), attributes)));
  }

  @Test
  void answersAreValid() throws Exception {
    validate(SCHEMA, XmlFormat.INSTANCE.writeAccepted());
    validate(SCHEMA, XmlFormat.INSTANCE.writeRegistered(new VoiceCallId("0LQ000000000001")));
    for (ProblemType type : ProblemType.values()) {
      validate(
          PROBLEMS,
          XmlFormat.INSTANCE.writeProblem(
              Problem.of(type, List.of(new Violation(Clause.EVT_4, "/events/1", "Sort <them>.")))));
    }
  }

  /** Prefixed elements and any attributes are what a client may add. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<x:y xmlns:x='urn:x'>1</x:y>",
        "<x:y xmlns:x='urn:x' z='1'><x:y/></x:y><q:r xmlns:q='urn:q'/>",
      })
  void extensionsAreValidAndIgnored(String extension) throws Exception {
    String xml = XmlTesting.with(extension).replace("</startTime>", "</startTime>" + extension);
    validate(SCHEMA, XmlTesting.utf8(xml.replace("<events>", "<events a='b'>")));
    assertEquals(XmlTesting.batch(XmlTesting.with("")), XmlTesting.batch(xml));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<type>Other</type><value>v</value><startTime>1</startTime>",
        "<type>IntelligenceSignal__Category</type><value></value><startTime>1</startTime>",
        "<type>IntelligenceSignal__Category</type><value>v</value>",
        "<type>IntelligenceSignal__Category</type><value>v</value><startTime>1.0</startTime>",
        "<type>IntelligenceSignal__Category</type><value>v</value><startTime>-1</startTime>",
        "<type>IntelligenceSignal__Category</type><value>v</value>"
            + "<startTime>9223372036854775808</startTime>",
        "<type>IntelligenceSignal__Category</type><value>v</value><startTime>1</startTime>"
            + "<participant>agent</participant>",
        "<type>IntelligenceSignal__Category</type><value>v</value><startTime>1</startTime>"
            + "<score>1001</score>",
        "<type>IntelligenceSignal__Category</type><value>v</value><startTime>1</startTime>"
            + "<score>1e2</score>",
        "<type>IntelligenceSignal__Category</type><value>v</value><startTime>1</startTime>"
            + "<details>x</details>",
        "<type>IntelligenceSignal__Category</type><value>v</value><startTime>1</startTime>"
            + "<details><BeginOffsetMillis>-1</BeginOffsetMillis></details>",
      })
  void whatTheEndpointRefusesIsInvalid(String event) {
    String xml = XmlTesting.withEvent(event);
    assertTrue(!XmlTesting.violations(xml).isEmpty());
    assertThrows(SAXException.class, () -> validate(SCHEMA, XmlTesting.utf8(xml)));
  }

  @Test
  void theDocumentsExamplesAreValid() throws Exception {
    for (String document : List.of("../docs/contract.md", "../docs/xml.md")) {
      Matcher block =
          Pattern.compile("```xml\n(<(\\w+).*?)```", Pattern.DOTALL)
              .matcher(Files.readString(Path.of(document)));
      int examples = 0;
      for (; block.find(); examples++) {
        validate(
            block.group(2).equals("problem") ? PROBLEMS : SCHEMA, XmlTesting.utf8(block.group(1)));
      }
      assertTrue(examples > 0, document);
    }
  }

  /** The page shows the schemas as they are. */
  @Test
  void thePageHasTheSchemas() throws Exception {
    String page = Files.readString(Path.of("../docs/xml.md"));
    for (URL schema : List.of(XmlFormat.schema(), XmlFormat.problemSchema())) {
      String path = schema.getPath();
      String name = path.substring(path.lastIndexOf('/') + 1);
      Matcher link = Pattern.compile("\\]\\((\\.\\./[^)]*" + name + ")\\)").matcher(page);
      assertTrue(link.find(), name);
      assertEquals(
          new String(schema.openStream().readAllBytes(), StandardCharsets.UTF_8),
          Files.readString(Path.of("../docs").resolve(link.group(1))));
    }
  }
}
