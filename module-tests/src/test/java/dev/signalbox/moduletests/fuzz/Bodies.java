package dev.signalbox.moduletests.fuzz;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.VoiceCallValidator;
import java.util.Map;

/** What holds of any body in any format. */
final class Bodies {
  private static final BatchValidator VALIDATOR = new BatchValidator(ContractOptions.STANDARD);

  private Bodies() {}

  /** Reading throws nothing, is repeatable, and what is valid survives being written and read. */
  static void check(BodyFormat format, byte[] body) {
    Validated<EventBatch> batch = format.readBatch(body, VALIDATOR);
    Held.refusalIsBounded(batch, body.length);
    Held.equal(batch, format.readBatch(body, VALIDATOR), "a second reading differs");
    Held.equal(
        batch,
        format.readBatch(body).flatMap(VALIDATOR::validate),
        "the validator judges a raw batch in another way than while it is read");
    if (batch.isValid()) {
      byte[] written = format.writeBatch(batch.orThrow());
      Held.equal(batch, format.readBatch(written, VALIDATOR), "a batch changes when written");
    }
    Validated<Map<String, DocumentValue>> members = format.readVoiceCall(body);
    Held.refusalIsBounded(members, body.length);
    Validated<VoiceCall> call = members.flatMap(VoiceCallValidator::validate);
    Held.refusalIsBounded(call, body.length);
    if (call.isValid()) {
      Held.equal(
          call,
          format
              .readVoiceCall(format.writeVoiceCall(call.orThrow()))
              .flatMap(VoiceCallValidator::validate),
          "a voice call changes when written");
    }
  }
}
