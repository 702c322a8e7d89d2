package dev.signalbox.standalone.control;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.standalone.faults.FaultHit;
import dev.signalbox.standalone.faults.FaultInjector;
import dev.signalbox.standalone.faults.FaultList;
import dev.signalbox.standalone.identity.TokenText;
import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointFilter;
import dev.signalbox.transport.http.EndpointOutcome;
import dev.signalbox.transport.http.EndpointRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/** Has requests meet their faults, and records them with their answers. Thread-safe. */
final class LabFilter implements EndpointFilter {
  private static final String AUTHORIZATION = "Authorization";

  /** Headers that carry secrets, beside the token. */
  private static final List<String> SECRET = List.of("Cookie", "Proxy-Authorization", "X-Api-Key");

  private final FaultList faults;
  private final BoundedLog<RecordedRequest> requests;
  private final Replayer replayer;
  private final BiFunction<Duration, String, List<Violation>> explain;
  private final BiFunction<CallCenterId, VendorCallKey, Optional<VendorCallKey>> firstCall;
  private final FaultListener faulted;
  private final UnaryOperator<EndpointAnswer> finish;
  private final Clock clock;

  LabFilter(
      FaultList faults,
      BoundedLog<RecordedRequest> requests,
      Replayer replayer,
      BiFunction<Duration, String, List<Violation>> explain,
      BiFunction<CallCenterId, VendorCallKey, Optional<VendorCallKey>> firstCall,
      FaultListener faulted,
      UnaryOperator<EndpointAnswer> finish,
      Clock clock) {
    this.faults = faults;
    this.requests = requests;
    this.replayer = replayer;
    this.explain = explain;
    this.firstCall = firstCall;
    this.faulted = faulted;
    this.finish = finish;
    this.clock = clock;
  }

  @Override
  public CompletionStage<EndpointAnswer> filter(EndpointRequest request, Next next) {
    Arrival arrival = new Arrival(request);
    CompletionStage<EndpointAnswer> answer =
        arrival.hit.isPresent()
            ? FaultInjector.answer(arrival.hit.get(), arrival.copy, arrival.copy::whole, next)
            : next.handle(arrival.copy);
    // Refused before its body was read. The list of requests shows the body all the same.
    boolean readable = !answer.toCompletableFuture().isDone() || arrival.copy.takeArrived();
    return answer
        .thenApply(finish)
        .thenApply(made -> readable ? made : closing(made))
        .thenApply(arrival::answered);
  }

  /** An answer that says that the connection ends with it. */
  private static EndpointAnswer closing(EndpointAnswer answer) {
    if (!(answer instanceof EndpointAnswer.Response response)) {
      return answer;
    }
    List<EndpointAnswer.HeaderLine> headers = new ArrayList<>(response.headers());
    headers.add(new EndpointAnswer.HeaderLine("Connection", "close"));
    return new EndpointAnswer.Response(
        response.status(), headers, response.body(), response.outcome());
  }

  /** A request on its way. */
  private final class Arrival {
    private final Instant time = clock.instant();
    private final long begun = System.nanoTime();
    private final RequestCopy copy;
    private final RequestFacts facts;
    private final Optional<FaultHit> hit;
    private final Optional<Replayer.Pending> replay;

    Arrival(EndpointRequest request) {
      copy = new RequestCopy(request);
      facts = new RequestFacts(copy, explain, faults.matchCalls());
      hit = faults.isEmpty() ? Optional.empty() : faults.hit(facts);
      replay = replayer.pending(request.headers(Replayer.HEADER));
    }

    EndpointAnswer answered(EndpointAnswer answer) {
      RecordedRequest recorded = requests.add(recorded(answer));
      hit.ifPresent(met -> faulted.faulted(met.active(), recorded.id(), described(recorded)));
      replay.ifPresent(pending -> pending.recorded().complete(recorded));
      return answer;
    }

    /** The request as it is recorded under a number; what takes time is done before. */
    private LongFunction<RecordedRequest> recorded(EndpointAnswer answer) {
      Duration duration = Duration.ofNanos(System.nanoTime() - begun);
      Optional<EndpointAnswer.Response> response =
          answer instanceof EndpointAnswer.Response whole
              ? Optional.of(whole)
              : answer instanceof EndpointAnswer.Cut cut
                  ? Optional.of(cut.response())
                  : Optional.empty();
      Optional<Integer> status =
          answer instanceof EndpointAnswer.Response
              ? response.map(EndpointAnswer.Response::status)
              : Optional.empty();
      Optional<EndpointOutcome> outcome = response.flatMap(EndpointAnswer.Response::outcome);
      Optional<CallCenterId> callCenter = callCenter(response, outcome);
      Optional<String> conversation = conversation(outcome, callCenter);
      Map<String, List<String>> headers = headers();
      List<String> authorization =
          copy.headers(AUTHORIZATION).stream().map(TokenText::shown).toList();
      Optional<RecordedRequest.ShownToken> token = facts.token().flatMap(Arrival::shown);
      Optional<VendorPath> path = facts.path();
      byte[] body = copy.kept();
      Map<String, List<String>> answerHeaders =
          response.map(Arrival::answerHeaders).orElse(Map.of());
      List<String> violations = RequestJson.violations(outcome, response);
      return number ->
          new RecordedRequest(
              Long.toString(number),
              time,
              duration,
              copy.method(),
              copy.rawPath(),
              copy.target(),
              headers,
              authorization,
              token,
              path,
              callCenter,
              body,
              copy.isCut(),
              status,
              answerHeaders,
              response.map(EndpointAnswer.Response::body).orElse(new byte[0]),
              violations,
              conversation,
              hit.map(met -> met.active().id()),
              replay.map(Replayer.Pending::original));
    }

    private Optional<CallCenterId> callCenter(
        Optional<EndpointAnswer.Response> response, Optional<EndpointOutcome> outcome) {
      if (outcome.isPresent()) {
        EndpointOutcome of = outcome.get();
        if (of instanceof EndpointOutcome.Accepted accepted) {
          return Optional.of(accepted.callCenter());
        }
        if (of instanceof EndpointOutcome.Registered registered) {
          return Optional.of(registered.callCenter());
        }
        if (of instanceof EndpointOutcome.Served served) {
          return Optional.of(served.callCenter());
        }
        return ((EndpointOutcome.Refused) of).callCenter();
      }
      // A filter answered: that the token was good shows in a status of 2xx alone.
      return response.filter(r -> r.status() < 300).isPresent()
          ? facts.callCenter()
          : Optional.empty();
    }

    private Optional<String> conversation(
        Optional<EndpointOutcome> outcome, Optional<CallCenterId> callCenter) {
      if (outcome.isPresent() && outcome.get() instanceof EndpointOutcome.Accepted accepted) {
        return Optional.of(accepted.result().conversation().firstKey().value());
      }
      if (outcome.isPresent() && outcome.get() instanceof EndpointOutcome.Registered registered) {
        return Optional.of(registered.result().firstKey().value());
      }
      if (outcome.isPresent() && outcome.get() instanceof EndpointOutcome.Served served) {
        return served.conversation().map(of -> of.firstKey().value());
      }
      Optional<String> call = facts.path().flatMap(VendorPath::call);
      if (callCenter.isEmpty()
          || call.isEmpty()
          || !VendorCallKey.parse(call.get(), "").isValid()) {
        return Optional.empty();
      }
      return firstCall
          .apply(callCenter.get(), new VendorCallKey(call.get()))
          .map(VendorCallKey::value);
    }

    private static Optional<RecordedRequest.ShownToken> shown(String token) {
      return TokenText.part(token, 1)
          .map(
              claims ->
                  new RecordedRequest.ShownToken(
                      TokenText.part(token, 0).map(TokenText::json).orElse("null"),
                      TokenText.json(claims)));
    }

    private Map<String, List<String>> headers() {
      Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      headers.putAll(copy.headers());
      headers.remove(AUTHORIZATION);
      headers.remove(Replayer.HEADER);
      for (String name : SECRET) {
        headers.computeIfPresent(name, (key, values) -> List.of("(hidden)"));
      }
      return headers;
    }

    private static Map<String, List<String>> answerHeaders(EndpointAnswer.Response response) {
      Map<String, List<String>> headers = new LinkedHashMap<>();
      response
          .headers()
          .forEach(
              line ->
                  headers
                      .computeIfAbsent(line.name(), name -> new ArrayList<>())
                      .add(line.value()));
      return headers;
    }

    private static String described(RecordedRequest recorded) {
      return recorded.method()
          + " "
          + recorded.target()
          + recorded.status().map(status -> " with " + status).orElse(" without a whole answer");
    }
  }
}
