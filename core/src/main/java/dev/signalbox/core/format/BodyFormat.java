package dev.signalbox.core.format;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One of the forms in which the contract's documents travel, such as JSON: how they are read and
 * written (section 4, section 5). What a document says is judged elsewhere, so that every form is
 * judged alike. Implementations are thread-safe.
 *
 * @since 0.2.0
 */
public interface BodyFormat {
  /**
   * The media type of requests and answers.
   *
   * @return such as {@code application/json}
   */
  String mediaType();

  /**
   * The media type of problems (RES-3).
   *
   * @return such as {@code application/problem+json}
   */
  String problemMediaType();

  /**
   * Checks that the parser which the format uses is present and usable. Parts that read bodies call
   * this when they are built, so that a missing library ends the start and not the first request.
   *
   * @throws IllegalStateException when it is not; the message names the artifacts to add
   */
  default void requireParser() {}

  /**
   * Reads a request's batch and hands its parts to a handler.
   *
   * @param body the whole body
   * @param handler takes the parts; when the document can't be read, what it took means nothing
   * @return empty; or the violation of BODY-4 or BODY-5, when the document can't be read
   */
  Optional<Violation> readBatch(byte[] body, BatchHandler handler);

  /**
   * Reads a request's batch and judges it at once. This holds less memory than to read it first and
   * judge it then.
   *
   * @param body the whole body
   * @param validator judges what the document says
   * @return the batch; or its violations
   */
  default Validated<EventBatch> readBatch(byte[] body, BatchValidator validator) {
    return validator.validate(handler -> readBatch(body, handler));
  }

  /**
   * Reads a request's batch.
   *
   * @param body the whole body
   * @return what the document says; or one violation of BODY-4 or BODY-5, when it can't be read
   */
  default Validated<RawBatch> readBatch(byte[] body) {
    RawBatch.Collector collector = new RawBatch.Collector();
    Optional<Violation> unreadable = readBatch(body, collector);
    return unreadable.isPresent()
        ? Validated.invalid(List.of(unreadable.get()))
        : Validated.valid(collector.batch());
  }

  /**
   * Reads a voice call's record.
   *
   * @param body the whole body
   * @return its properties in their order; or one violation of BODY-4 or BODY-5, when the document
   *     can't be read
   */
  Validated<Map<String, DocumentValue>> readVoiceCall(byte[] body);

  /**
   * Reads the document of another resource of the telephony API (section 9).
   *
   * @param body the whole body
   * @param root the name of an XML document's root element
   * @param lists the properties that are lists, wherever they stand: a format whose lists are
   *     repeated properties can't tell one element from none
   * @return its properties in their order; or one violation of BODY-4 or BODY-5, when the document
   *     can't be read
   */
  Validated<Map<String, DocumentValue>> readObject(byte[] body, String root, Set<String> lists);

  /**
   * Writes the document of another resource of the telephony API (section 9).
   *
   * @param root the name of an XML document's root element
   * @param members its properties, in this order
   * @return a body
   */
  byte[] writeObject(String root, Map<String, DocumentValue> members);

  /**
   * Writes a batch as a request carries it.
   *
   * @param batch the batch
   * @return a body that {@link #readBatch(byte[])} reads
   */
  byte[] writeBatch(EventBatch batch);

  /**
   * Writes a voice call's record as a request carries it.
   *
   * @param call the record
   * @return a body that {@link #readVoiceCall} reads
   */
  byte[] writeVoiceCall(VoiceCall call);

  /**
   * The answer to an accepted batch (RES-1).
   *
   * @return a body
   */
  byte[] writeAccepted();

  /**
   * The answer to a registered voice call (CALL-1).
   *
   * @param voiceCallId the record's new id
   * @return a body
   */
  byte[] writeRegistered(VoiceCallId voiceCallId);

  /**
   * The answer to a voice call that was registered in part (CALL-1).
   *
   * @param voiceCallId the record's new id
   * @param errors what could not be done with a part of the record
   * @return a body
   */
  byte[] writeRegistered(VoiceCallId voiceCallId, String errors);

  /**
   * The answer to a refused request (RES-3).
   *
   * @param rejected why it was refused
   * @return a body
   */
  byte[] writeProblem(Problem rejected);
}
