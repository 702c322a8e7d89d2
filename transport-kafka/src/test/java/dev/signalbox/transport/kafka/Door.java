package dev.signalbox.transport.kafka;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.intake.IntakeResult;
import dev.signalbox.testkit.history.OperationOutcome;
import java.util.Map;
import java.util.Optional;

/** Where clients go in: an endpoint, in this process or in another one. */
interface Door {
  /**
   * What became of a request.
   *
   * @param outcome what the client knows
   * @param voiceCallId of a voice call that was registered
   */
  record Answer(OperationOutcome outcome, Optional<String> voiceCallId) {
    static Answer of(OperationOutcome outcome) {
      return new Answer(outcome, Optional.empty());
    }
  }

  Answer post(String key, EventBatch batch);

  Answer register(String key, Optional<String> parent);

  static VoiceCall call(String key, Optional<String> parent) {
    return new VoiceCall(new VendorCallKey(key), InitiationMethod.INBOUND, parent, Map.of());
  }

  /** An instance in this process, without HTTP. */
  static Door of(KafkaTransport transport) {
    Intake intake = Intake.of(transport, transport.calls());
    return new Door() {
      @Override
      public Answer post(String key, EventBatch batch) {
        return answer(
            intake
                .submit(Posts.CENTER, new VendorCallKey(key), Optional.empty(), batch)
                .toCompletableFuture()
                .join());
      }

      @Override
      public Answer register(String key, Optional<String> parent) {
        return answer(
            intake.register(Posts.CENTER, call(key, parent)).toCompletableFuture().join());
      }
    };
  }

  private static Answer answer(IntakeResult result) {
    if (result instanceof IntakeResult.Registered registered) {
      return new Answer(OperationOutcome.ACCEPTED, Optional.of(registered.voiceCallId().value()));
    }
    return Answer.of(
        result instanceof IntakeResult.Accepted
            ? OperationOutcome.ACCEPTED
            : result instanceof IntakeResult.Refused
                ? OperationOutcome.REFUSED
                : OperationOutcome.UNKNOWN);
  }
}
