package dev.signalbox.core.format;

import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.internal.json.ParssonParsers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON form of the contract's documents. Thread-safe.
 *
 * @since 0.2.0
 */
public final class JsonFormat implements BodyFormat {
  /** The form; it has no state. */
  public static final JsonFormat INSTANCE = new JsonFormat();

  private static final byte[] ACCEPTED = utf8("{\"status\":\"202 Accepted\"}");

  private JsonFormat() {}

  @Override
  public String mediaType() {
    return "application/json";
  }

  @Override
  public String problemMediaType() {
    return "application/problem+json";
  }

  /** {@inheritDoc} It needs Parsson, {@code org.eclipse.parsson:parsson}. */
  @Override
  public void requireParser() {
    ParssonParsers.require();
  }

  @Override
  public Optional<Violation> readBatch(byte[] body, BatchHandler handler) {
    return JsonReader.batch(body, handler);
  }

  @Override
  public Validated<Map<String, DocumentValue>> readVoiceCall(byte[] body) {
    return readObject(body);
  }

  /**
   * Reads any JSON object, as strictly as a body (BODY-4).
   *
   * @param document the whole document
   * @return its members in their order; or one BODY-4 violation
   */
  public Validated<Map<String, DocumentValue>> readObject(byte[] document) {
    return JsonReader.object(document);
  }

  /**
   * Reads any JSON object, as strictly as a body (BODY-4).
   *
   * @param document the whole document
   * @param subject what a violation's sentence begins with, such as "The file"
   * @return its members in their order; or one BODY-4 violation
   */
  public Validated<Map<String, DocumentValue>> readObject(byte[] document, String subject) {
    return JsonReader.object(document, subject);
  }

  /**
   * Writes any JSON object.
   *
   * @param members the object's members, in this order
   * @return a document that {@link #readObject(byte[])} reads
   */
  public byte[] writeObject(Map<String, DocumentValue> members) {
    return utf8(JsonWriter.object(members));
  }

  @Override
  public Validated<Map<String, DocumentValue>> readObject(
      byte[] body, String root, Set<String> lists) {
    return JsonReader.object(body);
  }

  @Override
  public byte[] writeObject(String root, Map<String, DocumentValue> members) {
    return writeObject(members);
  }

  @Override
  public byte[] writeBatch(EventBatch batch) {
    return utf8(JsonWriter.batch(batch));
  }

  @Override
  public byte[] writeVoiceCall(VoiceCall call) {
    return utf8(JsonWriter.voiceCall(call));
  }

  @Override
  public byte[] writeAccepted() {
    return ACCEPTED.clone();
  }

  @Override
  public byte[] writeRegistered(VoiceCallId voiceCallId) {
    return utf8(JsonWriter.registered(voiceCallId, null));
  }

  @Override
  public byte[] writeRegistered(VoiceCallId voiceCallId, String errors) {
    return utf8(JsonWriter.registered(voiceCallId, errors));
  }

  @Override
  public byte[] writeProblem(Problem rejected) {
    return utf8(JsonWriter.problem(rejected));
  }

  /**
   * A delivered batch as the toolkit's event (TLK-1).
   *
   * @param batch the batch
   * @return JSON text on one line
   */
  public String toolkitEvent(DeliveredBatch batch) {
    return JsonWriter.toolkitEvent(batch);
  }

  /**
   * Reads a toolkit event, as {@link #toolkitEvent} writes it. Members that TLK-1 does not name are
   * passed over.
   *
   * @param event JSON text
   * @return the batch that it shows; or all violations: of TLK-1, of the clauses of its parts, and
   *     of BODY-4 when it can't be read
   */
  public Validated<DeliveredBatch> readToolkitEvent(String event) {
    return ToolkitEventReader.read(event);
  }

  /**
   * Reads a toolkit event that has been read as a document already.
   *
   * @param event the document's members
   * @return the batch that it shows; or all violations, of TLK-1 and of the clauses of its parts
   */
  public Validated<DeliveredBatch> readToolkitEvent(Map<String, DocumentValue> event) {
    return ToolkitEventReader.event(event);
  }

  /**
   * An event as it stands in the array of a batch.
   *
   * @param event the event
   * @return JSON text on one line
   */
  public String event(ConversationEvent event) {
    return JsonWriter.event(event);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
