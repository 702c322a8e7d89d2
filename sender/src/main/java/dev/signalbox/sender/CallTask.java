package dev.signalbox.sender;

import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.sender.internal.AnswerParser;
import dev.signalbox.sender.internal.PreparedRequest;
import dev.signalbox.sender.internal.Reply;
import java.util.Optional;
import java.util.function.Consumer;

/** Registers a voice call. */
final class CallTask extends SendTask {
  private final PreparedRequest request;
  private final Consumer<CallOutcome> completion;
  private Optional<VoiceCallId> voiceCallId = Optional.empty();
  private Optional<String> errors = Optional.empty();

  CallTask(
      VendorCallKey conversation,
      PreparedRequest request,
      long deadline,
      Consumer<CallOutcome> completion) {
    super(conversation, deadline, request.body().length);
    this.request = request;
    this.completion = completion;
  }

  @Override
  PreparedRequest nextRequest() {
    return request;
  }

  @Override
  boolean accepted(Reply.Answer answer) {
    voiceCallId = AnswerParser.voiceCallId(answer.body());
    errors = AnswerParser.partialErrors(answer.body());
    return true;
  }

  @Override
  int eventsAccepted() {
    return 0;
  }

  @Override
  boolean joinable() {
    return false;
  }

  @Override
  void complete(SendOutcome outcome) {
    completion.accept(
        outcome instanceof SendOutcome.Accepted
            ? new CallOutcome.Registered(voiceCallId, outcome.tries(), errors)
            : new CallOutcome.Failed(outcome));
  }
}
