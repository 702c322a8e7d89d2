package dev.signalbox.transport.http;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.format.VoiceCallValidator;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.intake.IntakeResult;
import dev.signalbox.core.internal.text.TelephonyPaths;
import dev.signalbox.format.xml.XmlFormat;
import dev.signalbox.tokens.TokenVerdict;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.EndpointResponse.Header;
import dev.signalbox.transport.http.internal.ContentNegotiation;
import dev.signalbox.transport.http.internal.Route;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The contract's endpoint as a function from a request to a response, which may come later. It
 * knows no HTTP server: {@link EndpointHandler} puts it on one. Thread-safe.
 *
 * <p>The checks stand in the order of REQ-2; the first that fails answers, with the status of its
 * row in {@link ProblemType}.
 */
public final class Endpoint {
  /** The largest body that is read, unless the operator says otherwise (BODY-4): 1 MiB. */
  public static final int DEFAULT_MAX_BODY = 1 << 20;

  private static final System.Logger LOG = System.getLogger("dev.signalbox.endpoint");

  /** Refusals with one text each, which anybody can ask for as often as they like. */
  private static final Problem NO_SUCH_RESOURCE =
      Problem.of(
          ProblemType.NO_SUCH_RESOURCE,
          Clause.REQ_1,
          "There is nothing at this path. Two resources exist, both for POST: "
              + TelephonyPaths.CALLS
              + "/{vendorCallKey}"
              + TelephonyPaths.EVENTS
              + " and "
              + TelephonyPaths.CALLS
              + ".");

  private static final Problem METHOD_NOT_ALLOWED =
      Problem.of(
          ProblemType.METHOD_NOT_ALLOWED,
          Clause.REQ_1,
          "This resource takes POST and nothing else.");

  // From outside every refusal of a token looks the same; the cause is for the log.
  private static final Problem UNAUTHORIZED =
      Problem.of(
          ProblemType.UNAUTHORIZED,
          Clause.AUTH_1,
          "A valid token of a registered call center is required: one Authorization header,"
              + " Bearer and a JWT signed with RS256.");

  private static final Problem UNSUPPORTED_TYPE =
      Problem.of(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          Clause.HDR_1,
          "The Content-Type must be application/json or application/xml, in UTF-8.");

  private static final Problem UNSUPPORTED_ENCODING =
      Problem.of(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          Clause.HDR_1,
          "A Content-Encoding is not supported: send the body as it is.");

  private static final Set<Problem> FIXED =
      Set.of(
          NO_SUCH_RESOURCE,
          METHOD_NOT_ALLOWED,
          UNAUTHORIZED,
          UNSUPPORTED_TYPE,
          UNSUPPORTED_ENCODING);

  /** Their problems, each of which is written once. */
  private static final Map<BodyFormat, Map<Problem, byte[]>> WRITTEN =
      Map.of(
          JsonFormat.INSTANCE,
          written(JsonFormat.INSTANCE),
          XmlFormat.INSTANCE,
          written(XmlFormat.INSTANCE));

  private static Map<Problem, byte[]> written(BodyFormat form) {
    return FIXED.stream().collect(Collectors.toUnmodifiableMap(r -> r, form::writeProblem));
  }

  private final Intake intake;
  private final TokenVerifier tokens;
  private final BatchValidator validator;
  private final int maxBody;
  private final EndpointListener listener;

  private Endpoint(Builder builder) {
    intake = builder.intake;
    tokens = builder.tokens;
    validator = new BatchValidator(builder.contract);
    maxBody = builder.maxBody;
    listener = builder.listener;
  }

  /**
   * An endpoint with the defaults.
   *
   * @param intake takes what is accepted
   * @param tokens judges who may ask
   * @return an endpoint
   */
  public static Endpoint of(Intake intake, TokenVerifier tokens) {
    return builder(intake, tokens).build();
  }

  /**
   * Begins an endpoint with choices.
   *
   * @param intake takes what is accepted
   * @param tokens judges who may ask
   * @return a builder with the defaults
   */
  public static Builder builder(Intake intake, TokenVerifier tokens) {
    return new Builder(intake, tokens);
  }

  /**
   * The largest body that is read.
   *
   * @return bytes
   */
  public int maxBody() {
    return maxBody;
  }

  /**
   * Answers a request. The body is read on the calling thread; nothing else blocks.
   *
   * @param request the request
   * @return a stage with the response. It fails only where nobody knows whether the batch was taken
   *     ({@link IntakeResult.Unknown}): the one honest answer is then to close the connection
   * @throws IOException when the body can't be read to its end: the client is gone, there is nobody
   *     to answer, and nothing was accepted
   */
  public CompletionStage<EndpointResponse> handle(EndpointRequest request) throws IOException {
    Exchange exchange = new Exchange(request);
    try {
      return exchange.answer();
    } catch (RefusedException e) {
      return done(exchange.refused(e.rejected, e.cause));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a request could not be judged; nothing of it was accepted", e);
      return done(exchange.refused(unavailable()));
    }
  }

  private static Problem unavailable() {
    return Problem.temporary(
        ProblemType.UNAVAILABLE,
        Clause.RES_4,
        "The server can't take this now: nothing of it was taken.",
        Duration.ofSeconds(1));
  }

  private static CompletionStage<EndpointResponse> done(EndpointResponse response) {
    return CompletableFuture.completedStage(response);
  }

  /** Ends the checks; caught where they began. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem rejected;
    private final transient Violation cause;

    RefusedException(Problem rejected, Violation cause) {
      super(null, null, false, false);
      this.rejected = rejected;
      this.cause = cause;
    }

    RefusedException(Problem rejected) {
      this(rejected, rejected.violations().get(0));
    }
  }

  /** There is no answer that would be true. */
  private static final class UnansweredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnansweredException(String detail) {
      super(detail, null, false, false);
    }
  }

  /** One request on its way through the checks. */
  private final class Exchange {
    private final EndpointRequest request;
    private final Optional<BodyFormat> form;
    private final BodyFormat answerForm;
    private Optional<CallCenterId> callCenter = Optional.empty();
    private Optional<byte[]> body = Optional.empty();
    private boolean tokenGiven;

    Exchange(EndpointRequest request) {
      this.request = request;
      form = ContentNegotiation.ofContent(request.headers("Content-Type"));
      answerForm =
          ContentNegotiation.ofAnswer(request.headers("Accept"), form.orElse(JsonFormat.INSTANCE));
    }

    CompletionStage<EndpointResponse> answer() throws IOException, RefusedException {
      Route route = route();
      method();
      CallCenterId caller = token();
      callCenter = Optional.of(caller);
      BodyFormat requestForm = mediaType();
      if (route instanceof Route.Events events) {
        VendorCallKey key = key(events);
        Optional<ProviderName> provider = provider();
        EventBatch batch = valid(requestForm.readBatch(readBody()).flatMap(validator::validate));
        return intake
            .submit(caller, key, provider, batch)
            .thenApply(result -> answered(caller, key, batch, result));
      }
      VoiceCall call =
          valid(requestForm.readVoiceCall(readBody()).flatMap(VoiceCallValidator::validate));
      return intake.register(caller, call).thenApply(result -> answered(caller, call, result));
    }

    private Route route() throws RefusedException {
      Optional<Route> route = Route.of(request.rawPath());
      if (route.isEmpty()) {
        throw new RefusedException(NO_SUCH_RESOURCE);
      }
      return route.get();
    }

    private void method() throws RefusedException {
      if (!request.method().equals("POST")) {
        throw new RefusedException(METHOD_NOT_ALLOWED);
      }
    }

    private CallCenterId token() throws RefusedException {
      TokenVerdict verdict = tokens.verify(request.headers("Authorization"));
      if (verdict instanceof TokenVerdict.Accepted accepted) {
        tell(to -> to.authorized(accepted.callCenter(), accepted.expiresAt()));
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
          UNAUTHORIZED, new Violation(refused.clause(), "", refused.reason()));
    }

    private BodyFormat mediaType() throws RefusedException {
      if (form.isEmpty()) {
        throw new RefusedException(UNSUPPORTED_TYPE);
      }
      for (String encoding : request.headers("Content-Encoding")) {
        if (!encoding.strip().equalsIgnoreCase("identity")) {
          throw new RefusedException(UNSUPPORTED_ENCODING);
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
        throw refuse(
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

    private byte[] readBody() throws IOException, RefusedException {
      Optional<Long> announced = contentLength();
      if (announced.isPresent() && announced.get() > maxBody) {
        throw tooLarge();
      }
      InputStream in = request.body();
      byte[] bytes;
      if (announced.isPresent()) {
        bytes = in.readNBytes(announced.get().intValue());
        if (bytes.length < announced.get()) {
          throw new EOFException("the client ended the body before its announced end");
        }
        // Engines learn only from reading on that the body is over and the connection can be kept.
        if (in.read() >= 0) {
          throw new IOException("the body goes on behind its announced end");
        }
      } else {
        bytes = in.readNBytes(maxBody + 1);
        if (bytes.length > maxBody) {
          throw tooLarge();
        }
      }
      body = Optional.of(bytes);
      return bytes;
    }

    private Optional<Long> contentLength() {
      List<String> values = request.headers("Content-Length");
      if (values.size() != 1 || !request.headers("Transfer-Encoding").isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(Long.parseLong(values.get(0).strip())).filter(length -> length >= 0);
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    private RefusedException tooLarge() {
      return refuse(
          ProblemType.TOO_LARGE,
          Clause.BODY_4,
          "The body is larger than " + maxBody + " bytes: send the events in several batches.");
    }

    private <T> T valid(Validated<T> checked) throws RefusedException {
      if (!checked.isValid()) {
        throw new RefusedException(Problem.of(ProblemType.INVALID_BODY, checked.violations()));
      }
      return checked.orThrow();
    }

    private EndpointResponse answered(
        CallCenterId caller, VendorCallKey key, EventBatch batch, IntakeResult result) {
      if (result instanceof IntakeResult.Refused refused) {
        return refused(refused.problem());
      }
      if (result instanceof IntakeResult.Unknown unknown) {
        throw new UnansweredException(unknown.detail());
      }
      IntakeResult.Accepted accepted = (IntakeResult.Accepted) result;
      tell(l -> l.accepted(caller, key, accepted, batch));
      List<Header> headers = new ArrayList<>(2);
      VendorCallKey first = accepted.conversation().firstKey();
      if (!first.equals(key)) {
        headers.add(new Header("Signalbox-First-Vendor-Call-Key", first.encoded()));
      }
      return response(202, headers, answerForm.mediaType(), answerForm.writeAccepted());
    }

    private EndpointResponse answered(CallCenterId caller, VoiceCall call, IntakeResult result) {
      if (result instanceof IntakeResult.Refused refused) {
        return refused(refused.problem());
      }
      if (result instanceof IntakeResult.Unknown unknown) {
        throw new UnansweredException(unknown.detail());
      }
      IntakeResult.Registered registered = (IntakeResult.Registered) result;
      tell(l -> l.registered(caller, call, registered));
      return response(
          201,
          new ArrayList<>(1),
          answerForm.mediaType(),
          answerForm.writeRegistered(registered.voiceCallId()));
    }

    EndpointResponse refused(Problem rejected) {
      return refused(rejected, rejected.violations().get(0));
    }

    EndpointResponse refused(Problem rejected, Violation cause) {
      tell(
          l ->
              l.refused(
                  new EndpointListener.Refusal(
                      request.method(), request.rawPath(), rejected, cause, callCenter, body)));
      List<Header> headers = new ArrayList<>(2);
      switch (rejected.type()) {
        case METHOD_NOT_ALLOWED -> headers.add(new Header("Allow", "POST"));
        case UNAUTHORIZED ->
            headers.add(
                new Header(
                    "WWW-Authenticate", tokenGiven ? "Bearer error=\"invalid_token\"" : "Bearer"));
        case UNSUPPORTED_MEDIA_TYPE ->
            headers.add(new Header("Accept-Post", ContentNegotiation.ACCEPTED));
        default -> {}
      }
      rejected
          .retryAfter()
          .ifPresent(d -> headers.add(new Header("Retry-After", Long.toString(d.toSeconds()))));
      return response(
          rejected.type().status(), headers, answerForm.problemMediaType(), problem(rejected));
    }

    private byte[] problem(Problem rejected) {
      byte[] written = WRITTEN.getOrDefault(answerForm, Map.of()).get(rejected);
      return written == null ? answerForm.writeProblem(rejected) : written;
    }

    private EndpointResponse response(
        int status, List<Header> headers, String mediaType, byte[] content) {
      headers.add(new Header("Content-Type", mediaType));
      return new EndpointResponse(status, headers, content);
    }

    private void tell(Consumer<EndpointListener> what) {
      try {
        what.accept(listener);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "the endpoint's listener failed", e);
      }
    }

    private static RefusedException refuse(ProblemType reason, Clause clause, String detail) {
      return new RefusedException(Problem.of(reason, clause, detail));
    }
  }

  /** Builds an {@link Endpoint}. Not thread-safe. */
  public static final class Builder {
    private final Intake intake;
    private final TokenVerifier tokens;
    private ContractOptions contract = ContractOptions.STANDARD;
    private int maxBody = DEFAULT_MAX_BODY;
    private EndpointListener listener = EndpointListener.NONE;

    private Builder(Intake intake, TokenVerifier tokens) {
      this.intake = intake;
      this.tokens = tokens;
    }

    /**
     * Which bodies are accepted. Default: {@link ContractOptions#STANDARD}.
     *
     * @param contract the operator's choices
     * @return this
     */
    public Builder contract(ContractOptions contract) {
      this.contract = contract;
      return this;
    }

    /**
     * The largest body that is read. Default: {@value Endpoint#DEFAULT_MAX_BODY} bytes.
     *
     * @param maxBody bytes, 1 to 1 GiB
     * @return this
     * @throws IllegalArgumentException when it is out of range
     */
    public Builder maxBody(int maxBody) {
      if (maxBody < 1 || maxBody > 1 << 30) {
        throw new IllegalArgumentException("BODY-4: a body's limit is 1 byte to 1 GiB.");
      }
      this.maxBody = maxBody;
      return this;
    }

    /**
     * Who is told of answers. Default: nobody.
     *
     * @param listener a listener
     * @return this
     */
    public Builder listener(EndpointListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * The endpoint.
     *
     * @return a new endpoint
     */
    public Endpoint build() {
      return new Endpoint(this);
    }
  }
}
