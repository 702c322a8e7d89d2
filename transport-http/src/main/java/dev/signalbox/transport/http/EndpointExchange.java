package dev.signalbox.transport.http;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.format.VoiceCallValidator;
import dev.signalbox.core.intake.IntakeResult;
import dev.signalbox.format.xml.XmlFormat;
import dev.signalbox.tokens.TokenVerdict;
import dev.signalbox.transport.http.EndpointAnswer.HeaderLine;
import dev.signalbox.transport.http.internal.ContentNegotiation;
import dev.signalbox.transport.http.internal.RequestStage;
import dev.signalbox.transport.http.internal.Route;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** One request on its way through the checks. Used by one thread at a time. */
final class EndpointExchange {
  private static final int BATCH_WEIGHT = 1;

  /** A voice call and other documents are kept as a tree, which holds about 40 times their text. */
  private static final int DOCUMENT_WEIGHT = 4;

  private static final System.Logger LOG = System.getLogger("dev.signalbox.endpoint");

  private static final String POST = "POST";
  private static final String INTAKE = "intake";

  private final Endpoint endpoint;
  private final EndpointRequest request;
  private final Optional<BodyFormat> form;
  private final BodyFormat answerForm;
  private Optional<CallCenterId> callCenter = Optional.empty();
  private Optional<byte[]> body = Optional.empty();
  private String allowed = POST;
  private boolean acceptsXml = true;
  private boolean tokenGiven;
  private boolean jtiUsed;
  private Optional<CompletionStage<Void>> untilJtiKept = Optional.empty();

  EndpointExchange(Endpoint endpoint, EndpointRequest request) {
    this.endpoint = endpoint;
    this.request = request;
    form = ContentNegotiation.ofContent(request.headers("Content-Type"));
    answerForm =
        ContentNegotiation.ofAnswer(request.headers("Accept"), form.orElse(JsonFormat.INSTANCE));
  }

  /** Checks the request in the order of REQ-2. The stage does not fail. */
  CompletionStage<EndpointAnswer> answer() {
    CompletionStage<EndpointAnswer> answer = judged();
    return untilJtiKept.isEmpty()
        ? answer
        : answer
            .thenCombine(untilJtiKept.get(), (given, kept) -> given)
            .exceptionally(EndpointExchange::lost);
  }

  /** An answer says that the jti is used up, which can't be said now (AUTH-5): there is none. */
  private static EndpointAnswer lost(Throwable e) {
    return new EndpointAnswer.Abort("the use of the token's jti was not written: " + e);
  }

  private CompletionStage<EndpointAnswer> judged() {
    try {
      return judge().exceptionally(this::failed);
    } catch (RefusedException e) {
      return CompletableFuture.completedStage(refused(e.problem, e.cause));
    } catch (Throwable e) {
      return CompletableFuture.completedStage(failed(e));
    }
  }

  /** What a part of the embedding program throws, errors included, is answered by RES-4. */
  EndpointAnswer failed(Throwable e) {
    LOG.log(Level.ERROR, "a request could not be judged; nothing of it was accepted", e);
    return refused(Refusals.UNAVAILABLE);
  }

  private CompletionStage<EndpointAnswer> judge() throws RefusedException {
    Optional<Route> route = Route.of(request.rawPath());
    if (route.isEmpty()) {
      return CompletableFuture.completedStage(served(operation()));
    }
    method();
    CallCenterId caller = token();
    rate(
        caller,
        route.get() instanceof Route.Events ? RateLimit.Resource.EVENTS : RateLimit.Resource.CALLS);
    BodyFormat requestForm = mediaType();
    if (route.get() instanceof Route.Events events) {
      VendorCallKey key = key(events);
      Optional<ProviderName> provider = provider();
      EventBatch batch =
          body(BATCH_WEIGHT, bytes -> requestForm.readBatch(bytes, endpoint.validator()));
      RequestStage stage = RequestStage.begin(INTAKE);
      return endpoint
          .intake()
          .submit(caller, key, provider, batch)
          .thenApply(
              result -> {
                stage.end();
                return answered(caller, key, batch, result);
              });
    }
    VoiceCall call =
        body(
            DOCUMENT_WEIGHT,
            bytes ->
                requestForm
                    .readVoiceCall(bytes)
                    .flatMap(raw -> VoiceCallValidator.validate(raw, endpoint.contract())));
    RequestStage stage = RequestStage.begin(INTAKE);
    return endpoint
        .intake()
        .register(caller, call)
        .thenApply(
            result -> {
              stage.end();
              return answered(caller, call, result);
            });
  }

  private EndpointResource.ResourceOperation operation() throws RefusedException {
    return endpoint
        .operation(request.rawPath())
        .orElseThrow(
            () ->
                new RefusedException(
                    request.rawPath().startsWith("//")
                        ? Refusals.DOUBLED_SLASH
                        : endpoint.noSuchResource()));
  }

  /** Checks a request to another resource, and has it served. */
  private EndpointAnswer served(EndpointResource.ResourceOperation operation)
      throws RefusedException {
    allowed = operation.method();
    acceptsXml = operation.accepts(XmlFormat.INSTANCE);
    method();
    CallCenterId caller = token();
    rate(caller, RateLimit.Resource.OTHER);
    BodyFormat requestForm = operation.readsBody() ? mediaType() : JsonFormat.INSTANCE;
    if (!operation.keyViolations().isEmpty()) {
      throw new RefusedException(Problem.of(ProblemType.INVALID_KEY, operation.keyViolations()));
    }
    Optional<ProviderName> provider = provider();
    ResourceAnswer answer =
        body(
            DOCUMENT_WEIGHT,
            bytes ->
                Validated.valid(
                    operation.answer(new ResourceRequest(caller, provider, requestForm, bytes))));
    if (answer instanceof ResourceAnswer.Refused refused) {
      return refused(refused.problem());
    }
    ResourceAnswer.Served served = (ResourceAnswer.Served) answer;
    List<HeaderLine> headers = new ArrayList<>(2);
    served.firstKey().ifPresent(first -> headers.add(firstKey(first)));
    return response(
        served.status(),
        headers,
        answerForm.mediaType(),
        answerForm.writeObject("response", served.members()),
        new EndpointOutcome.Served(caller, served.conversation()));
  }

  private static HeaderLine firstKey(VendorCallKey first) {
    return new HeaderLine("Signalbox-First-Vendor-Call-Key", first.encoded());
  }

  private void method() throws RefusedException {
    if (!request.method().equals(allowed)) {
      throw new RefusedException(
          allowed.equals(POST)
              ? Refusals.METHOD_NOT_ALLOWED
              : Problem.of(
                  ProblemType.METHOD_NOT_ALLOWED,
                  Clause.REQ_1,
                  "This resource takes " + allowed + " and nothing else."));
    }
  }

  private CallCenterId token() throws RefusedException {
    RequestStage stage = RequestStage.begin("token");
    TokenVerdict verdict = endpoint.tokens().verify(request.headers("Authorization"));
    stage.end();
    if (verdict instanceof TokenVerdict.Accepted accepted) {
      jtiUsed = accepted.jtiUsed();
      untilJtiKept = accepted.untilKept();
      callCenter = Optional.of(accepted.callCenter());
      notifyListener(to -> to.authorized(accepted.callCenter(), accepted.expiresAt()));
      return accepted.callCenter();
    }
    if (verdict instanceof TokenVerdict.MemoryFull full) {
      throw new RefusedException(
          Problem.temporary(
              ProblemType.REPLAY_MEMORY_FULL,
              Clause.AUTH_5,
              "The token's jti can't be remembered now, so it can't be accepted: try again later,"
                  + " or use a token without jti.",
              full.retryAfter()));
    }
    TokenVerdict.Refused refused = (TokenVerdict.Refused) verdict;
    tokenGiven = refused.tokenGiven();
    throw new RefusedException(
        Refusals.UNAUTHORIZED, new Violation(refused.clause(), "", refused.reason()));
  }

  private void rate(CallCenterId caller, RateLimit.Resource resource) throws RefusedException {
    Optional<Duration> wait = endpoint.rateLimit().take(caller, resource);
    if (wait.isPresent()) {
      throw new RefusedException(
          Problem.temporary(
              ProblemType.RATE_LIMITED,
              Clause.RES_4,
              "There are more requests than the sender may make: wait, then send this one again;"
                  + " nothing of it was taken.",
              wait.get()));
    }
  }

  private BodyFormat mediaType() throws RefusedException {
    if (form.isEmpty()) {
      throw new RefusedException(Refusals.UNSUPPORTED_TYPE);
    }
    if (!acceptsXml && form.get() != JsonFormat.INSTANCE) {
      throw RefusedException.of(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          Clause.HDR_1,
          "The Content-Type must be application/json here, in UTF-8.");
    }
    for (String encoding : request.headers("Content-Encoding")) {
      if (!encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
        throw new RefusedException(Refusals.UNSUPPORTED_ENCODING);
      }
    }
    return form.get();
  }

  private VendorCallKey key(Route.Events events) throws RefusedException {
    Validated<VendorCallKey> key = VendorCallKey.ofPathSegment(events.key());
    if (!key.isValid()) {
      throw new RefusedException(Problem.of(ProblemType.INVALID_KEY, key.violations()));
    }
    return key.orThrow();
  }

  private Optional<ProviderName> provider() throws RefusedException {
    List<String> values = request.headers("Telephony-Provider-Name");
    if (values.size() > 1) {
      throw RefusedException.of(
          ProblemType.INVALID_HEADER,
          Clause.HDR_2,
          "Telephony-Provider-Name is there more than once: name one provider.");
    }
    if (values.isEmpty()) {
      return Optional.empty();
    }
    Validated<Optional<ProviderName>> name = ProviderName.ofHeader(values.get(0));
    if (!name.isValid()) {
      throw new RefusedException(Problem.of(ProblemType.INVALID_HEADER, name.violations()));
    }
    return name.orThrow();
  }

  /** Reads the body, within the bounds of one and of all, and judges it. */
  private <T> T body(int weight, Function<byte[], Validated<T>> judge) throws RefusedException {
    RequestStage stage = RequestStage.begin("body");
    BodyReader reader = new BodyReader(endpoint.budget(), endpoint.maxBody(), weight);
    try {
      byte[] bytes = reader.read(request);
      body = Optional.of(bytes);
      Validated<T> judged = judge.apply(bytes);
      if (!judged.isValid()) {
        throw new RefusedException(Problem.of(ProblemType.INVALID_BODY, judged.violations()));
      }
      return judged.orThrow();
    } finally {
      reader.release();
      stage.end();
    }
  }

  private EndpointAnswer answered(
      CallCenterId caller, VendorCallKey key, EventBatch batch, IntakeResult result) {
    if (result instanceof IntakeResult.Refused refused) {
      return refused(refused.problem());
    }
    if (result instanceof IntakeResult.Unknown unknown) {
      return new EndpointAnswer.Abort(unknown.detail());
    }
    IntakeResult.Accepted accepted = (IntakeResult.Accepted) result;
    var outcome = new EndpointOutcome.Accepted(caller, key, accepted, batch);
    notifyListener(l -> l.accepted(outcome));
    List<HeaderLine> headers = new ArrayList<>(2);
    VendorCallKey first = accepted.conversation().firstKey();
    if (!first.equals(key)) {
      headers.add(firstKey(first));
    }
    return response(202, headers, answerForm.mediaType(), answerForm.writeAccepted(), outcome);
  }

  private EndpointAnswer answered(CallCenterId caller, VoiceCall call, IntakeResult result) {
    if (result instanceof IntakeResult.Refused refused) {
      return refused(refused.problem());
    }
    if (result instanceof IntakeResult.Unknown unknown) {
      return new EndpointAnswer.Abort(unknown.detail());
    }
    IntakeResult.Registered registered = (IntakeResult.Registered) result;
    var outcome = new EndpointOutcome.Registered(caller, call, registered);
    notifyListener(l -> l.registered(outcome));
    return response(
        201,
        new ArrayList<>(1),
        answerForm.mediaType(),
        registered
            .errors()
            .map(errors -> answerForm.writeRegistered(registered.voiceCallId(), errors))
            .orElseGet(() -> answerForm.writeRegistered(registered.voiceCallId())),
        outcome);
  }

  EndpointAnswer refused(Problem problem) {
    return refused(problem, problem.violations().get(0));
  }

  EndpointAnswer refused(Problem problem, Violation cause) {
    Problem sent = jtiUsed ? Refusals.withUsedJti(problem) : problem;
    var outcome =
        new EndpointOutcome.Refused(
            request.method(), request.target(), sent, cause, callCenter, body);
    notifyListener(l -> l.refused(outcome));
    List<HeaderLine> headers = new ArrayList<>(2);
    switch (problem.type()) {
      case METHOD_NOT_ALLOWED -> headers.add(new HeaderLine("Allow", allowed));
      case UNAUTHORIZED ->
          headers.add(
              new HeaderLine(
                  "WWW-Authenticate", tokenGiven ? "Bearer error=\"invalid_token\"" : "Bearer"));
      case UNSUPPORTED_MEDIA_TYPE -> {
        String accepted = acceptsXml ? ContentNegotiation.ACCEPTED : "application/json";
        headers.add(new HeaderLine("Accept-Post", accepted));
        if (allowed.equals("PATCH")) {
          // RFC 5789 has a header of its own for it.
          headers.add(new HeaderLine("Accept-Patch", accepted));
        }
      }
      default -> {}
    }
    problem
        .retryAfter()
        .ifPresent(d -> headers.add(new HeaderLine("Retry-After", Long.toString(d.toSeconds()))));
    return response(
        problem.type().status(),
        headers,
        answerForm.problemMediaType(),
        Refusals.write(sent, answerForm),
        outcome);
  }

  private EndpointAnswer response(
      int status,
      List<HeaderLine> headers,
      String mediaType,
      byte[] content,
      EndpointOutcome outcome) {
    headers.add(new HeaderLine("Content-Type", mediaType));
    return new EndpointAnswer.Response(status, headers, content, Optional.of(outcome));
  }

  private void notifyListener(Consumer<EndpointListener> what) {
    try {
      what.accept(endpoint.listener());
    } catch (Throwable e) {
      LOG.log(Level.WARNING, "the endpoint's listener failed", e);
    }
  }
}
