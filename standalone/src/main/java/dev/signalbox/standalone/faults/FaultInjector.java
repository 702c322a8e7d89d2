package dev.signalbox.standalone.faults;

import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointFilter;
import dev.signalbox.transport.http.EndpointRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Does to a request what a fault says. */
public final class FaultInjector {
  private FaultInjector() {}

  /**
   * Answers a request that meets a fault.
   *
   * @param body gives the request's body, where that is asked for; the request can still be read
   *     then
   */
  public static CompletionStage<EndpointAnswer> answer(
      FaultHit hit, EndpointRequest request, Supplier<byte[]> body, EndpointFilter.Next next) {
    Fault fault = hit.active().fault();
    CompletionStage<EndpointAnswer> answer = undelayed(hit, request, body, next);
    if (fault.delay().isZero()) {
      return answer;
    }
    return answer.thenCompose(
        given -> {
          CompletableFuture<EndpointAnswer> later = new CompletableFuture<>();
          return later.completeOnTimeout(given, fault.delay().toMillis(), TimeUnit.MILLISECONDS);
        });
  }

  private static CompletionStage<EndpointAnswer> undelayed(
      FaultHit hit, EndpointRequest request, Supplier<byte[]> body, EndpointFilter.Next next) {
    Fault fault = hit.active().fault();
    if (fault.preset().isPresent()) {
      return switch (fault.preset().get()) {
        case RATE_LIMIT -> done(FaultAnswers.of(429, hit, request));
        case FORBIDDEN -> done(FaultAnswers.of(403, hit, request));
        case TOKEN_CLOCK -> done(FaultAnswers.of(401, hit, request));
        case TRANSCRIPTS_EXHAUSTED -> ExhaustedTranscripts.answer(hit, request, body.get(), next);
      };
    }
    if (fault.drop().isEmpty()) {
      return fault.status().isPresent()
          ? done(FaultAnswers.of(fault.status().get(), hit, request))
          : next.handle(request)
              .thenApply(
                  answer ->
                      answer instanceof EndpointAnswer.Response response
                          ? FaultAnswers.marked(response, hit)
                          : answer);
    }
    return switch (fault.drop().get()) {
      case BEFORE -> done(dropped(hit));
      case AFTER -> next.handle(request).thenApply(answer -> dropped(hit));
      case MIDWAY ->
          (fault.status().isPresent()
                  ? done(FaultAnswers.of(fault.status().get(), hit, request))
                  : next.handle(request))
              .thenApply(answer -> cut(answer, hit));
    };
  }

  private static CompletionStage<EndpointAnswer> done(EndpointAnswer answer) {
    return CompletableFuture.completedStage(answer);
  }

  private static EndpointAnswer dropped(FaultHit hit) {
    return new EndpointAnswer.Abort("fault " + hit.summary());
  }

  /** An answer without a body is cut by closing the connection before it. */
  private static EndpointAnswer cut(EndpointAnswer answer, FaultHit hit) {
    return answer instanceof EndpointAnswer.Response response && response.body().length > 0
        ? new EndpointAnswer.Cut(
            FaultAnswers.marked(response, hit),
            response.body().length / 2,
            "fault " + hit.summary())
        : dropped(hit);
  }
}
