package dev.signalbox.core;

import dev.signalbox.core.internal.JsonReading;
import dev.signalbox.core.internal.JsonWriting;
import dev.signalbox.core.internal.ToolkitReading;
import dev.signalbox.core.spi.BodyForm;
import dev.signalbox.core.spi.RawBatch;
import dev.signalbox.core.spi.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The JSON form of the contract's documents. Thread-safe. */
public final class JsonForm implements BodyForm {
  /** The form; it has no state. */
  public static final JsonForm INSTANCE = new JsonForm();

  private static final byte[] ACCEPTED = utf8("{\"status\":\"202 Accepted\"}");

  private JsonForm() {}

  @Override
  public String mediaType() {
    return "application/json";
  }

  @Override
  public String problemMediaType() {
    return "application/problem+json";
  }

  @Override
  public Checked<RawBatch> readBatch(byte[] body) {
    return JsonReading.batch(body);
  }

  @Override
  public Checked<Map<String, RawValue>> readVoiceCall(byte[] body) {
    return readObject(body);
  }

  /**
   * Reads any JSON object, as strictly as a body (BODY-4).
   *
   * @param document the whole document
   * @return its members in their order, objects and arrays with their JSON text; or one BODY-4
   *     violation
   */
  public Checked<Map<String, RawValue>> readObject(byte[] document) {
    return JsonReading.object(document);
  }

  @Override
  public byte[] writeBatch(EventBatch batch) {
    return utf8(JsonWriting.batch(batch));
  }

  @Override
  public byte[] writeVoiceCall(VoiceCall call) {
    return utf8(JsonWriting.voiceCall(call));
  }

  @Override
  public byte[] writeAccepted() {
    return ACCEPTED.clone();
  }

  @Override
  public byte[] writeRegistered(VoiceCallId voiceCallId) {
    return utf8(JsonWriting.registered(voiceCallId));
  }

  @Override
  public byte[] writeProblem(Rejected rejected) {
    return utf8(JsonWriting.problem(rejected));
  }

  /**
   * A delivered batch as the toolkit's event (TLK-1).
   *
   * @param batch the batch
   * @return JSON text on one line
   */
  public String toolkitEvent(DeliveredBatch batch) {
    return JsonWriting.toolkitEvent(batch);
  }

  /**
   * Reads a toolkit event, as {@link #toolkitEvent} writes it. Members that TLK-1 does not name are
   * passed over.
   *
   * @param event JSON text
   * @return the batch that it shows; or all violations: of TLK-1, of the clauses of its parts, and
   *     of BODY-4 when it can't be read
   */
  public Checked<DeliveredBatch> readToolkitEvent(String event) {
    return ToolkitReading.read(event);
  }

  /**
   * An event as it stands in the array of a batch.
   *
   * @param event the event
   * @return JSON text on one line
   */
  public String event(ConversationEvent event) {
    return JsonWriting.event(event);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
