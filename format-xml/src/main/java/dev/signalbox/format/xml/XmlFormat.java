package dev.signalbox.format.xml;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.BatchHandler;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.Problem;
import dev.signalbox.format.xml.internal.WoodstoxReaders;
import dev.signalbox.format.xml.internal.XmlReader;
import dev.signalbox.format.xml.internal.XmlWriter;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The XML format of the contract's documents (section 4). Thread-safe.
 *
 * <p>It reads UTF-8, whatever an XML declaration says, and writes UTF-8 without a declaration. A
 * document with a document type declaration or an XInclude is refused (BODY-5), and nothing is ever
 * fetched for one. So that hostile documents cost little to refuse, an element may have at most
 * 1,000 attributes, all of which are ignored, and a document at most 2,000 different names.
 *
 * @since 0.2.0
 */
public final class XmlFormat implements BodyFormat {
  /** The format; it has no state. */
  public static final XmlFormat INSTANCE = new XmlFormat();

  private static final byte[] ACCEPTED = utf8(XmlWriter.accepted());

  private XmlFormat() {}

  /**
   * The XML Schema of requests and answers.
   *
   * @return where it is, to be given to a {@code javax.xml.validation.SchemaFactory}
   */
  public static URL schema() {
    return resource("realtime-conversation-events.xsd");
  }

  /**
   * The XML Schema of problems, which have a namespace of their own (RES-3).
   *
   * @return where it is
   */
  public static URL problemSchema() {
    return resource("problem.xsd");
  }

  private static URL resource(String name) {
    return Objects.requireNonNull(XmlFormat.class.getResource(name), name);
  }

  @Override
  public String mediaType() {
    return "application/xml";
  }

  @Override
  public String problemMediaType() {
    return "application/problem+xml";
  }

  /**
   * {@inheritDoc} It needs Woodstox 6.4 or later, {@code com.fasterxml.woodstox:woodstox-core}, and
   * its {@code org.codehaus.woodstox:stax2-api}.
   */
  @Override
  public void requireParser() {
    WoodstoxReaders.require();
  }

  @Override
  public Optional<Violation> readBatch(byte[] body, BatchHandler handler) {
    return XmlReader.batch(body, handler);
  }

  /**
   * Reads a voice call's record. An element without child elements is text, one with child elements
   * an object, whose members are strings, objects, and arrays where a child is repeated. {@code
   * participants} is always an array, and may be repeated.
   *
   * @param body the whole body
   * @return its properties in their order; or one violation of BODY-4 or BODY-5, when the document
   *     can't be read
   */
  @Override
  public Validated<Map<String, DocumentValue>> readVoiceCall(byte[] body) {
    return XmlReader.voiceCall(body);
  }

  @Override
  public Validated<Map<String, DocumentValue>> readObject(
      byte[] body, String root, Set<String> lists) {
    return XmlReader.object(body, root, lists);
  }

  @Override
  public byte[] writeObject(String root, Map<String, DocumentValue> members) {
    return utf8(XmlWriter.object(root, members));
  }

  /**
   * Writes a batch as a request carries it. XML does not tell numbers from strings, so a score is
   * written as {@link dev.signalbox.core.Score#decimal}.
   *
   * @param batch the batch
   * @return a body that {@link #readBatch(byte[])} reads
   */
  @Override
  public byte[] writeBatch(EventBatch batch) {
    return utf8(XmlWriter.batch(batch));
  }

  /**
   * Writes a voice call's record as a request carries it. A JSON object becomes an element with a
   * child element per member, an array in it a repeated child element; an array of its own, other
   * than {@code participants}, becomes an element with {@code item} elements. What XML can't carry
   * is left out: null, members whose name is no XML name, and what is nested deeper than BODY-4
   * allows; a character that XML 1.0 does not allow becomes U+FFFD.
   *
   * @param call the record
   * @return a body that {@link #readVoiceCall} reads
   */
  @Override
  public byte[] writeVoiceCall(VoiceCall call) {
    return utf8(XmlWriter.voiceCall(call));
  }

  @Override
  public byte[] writeAccepted() {
    return ACCEPTED.clone();
  }

  @Override
  public byte[] writeRegistered(VoiceCallId voiceCallId) {
    return utf8(XmlWriter.registered(voiceCallId, null));
  }

  @Override
  public byte[] writeRegistered(VoiceCallId voiceCallId, String errors) {
    return utf8(XmlWriter.registered(voiceCallId, errors));
  }

  @Override
  public byte[] writeProblem(Problem rejected) {
    return utf8(XmlWriter.problem(rejected));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
