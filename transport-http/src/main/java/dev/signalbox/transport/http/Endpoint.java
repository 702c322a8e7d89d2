package dev.signalbox.transport.http;

import dev.signalbox.core.BatchValidator;
import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Checked;
import dev.signalbox.core.Clause;
import dev.signalbox.core.Contract;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Intake;
import dev.signalbox.core.IntakeResult;
import dev.signalbox.core.JsonForm;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Rejected;
import dev.signalbox.core.Rejection;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallValidator;
import dev.signalbox.core.spi.BodyForm;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.transport.http.EndpointResponse.Header;
import dev.signalbox.transport.http.internal.MediaTypes;
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
 * row in {@link Rejection}.
 */
public final class Endpoint {
  /** The largest body that is read, unless the operator says otherwise (BODY-4): 1 MiB. */
  public static final int DEFAULT_MAX_BODY = 1 << 20;

  private static final System.Logger LOG = System.getLogger("dev.signalbox.endpoint");

  /** Refusals with one text each, which anybody can ask for as often as they like. */
  private static final Rejected NO_SUCH_RESOURCE =
      Rejected.of(
          Rejection.NO_SUCH_RESOURCE,
          Clause.REQ_1,
          "There is nothing at this path. Two resources exist, both for POST: "
              + Route.CALLS
              + "/{vendorCallKey}"
              + Route.EVENTS
              + " and "
              + Route.CALLS
              + ".");

  private static final Rejected METHOD_NOT_ALLOWED =
      Rejected.of(
          Rejection.METHOD_NOT_ALLOWED, Clause.REQ_1, "This resource takes POST and nothing else.");

  // From outside every refusal of a token looks the same; the cause is for the log.
  private static final Rejected UNAUTHORIZED =
      Rejected.of(
          Rejection.UNAUTHORIZED,
          Clause.AUTH_1,
          "A valid token of a registered call center is required: one Authorization header,"
              + " Bearer and a JWT signed with RS256.");

  private static final Rejected UNSUPPORTED_TYPE =
      Rejected.of(
          Rejection.UNSUPPORTED_MEDIA_TYPE,
          Clause.HDR_1,
          "The Content-Type must be application/json or application/xml, in UTF-8.");

  private static final Rejected UNSUPPORTED_ENCODING =
      Rejected.of(
          Rejection.UNSUPPORTED_MEDIA_TYPE,
          Clause.HDR_1,
          "A Content-Encoding is not supported: send the body as it is.");

  private static final Set<Rejected> FIXED =
      Set.of(
          NO_SUCH_RESOURCE,
          METHOD_NOT_ALLOWED,
          UNAUTHORIZED,
          UNSUPPORTED_TYPE,
          UNSUPPORTED_ENCODING);

  /** Their problems, each of which is written once. */
  private static final Map<BodyForm, Map<Rejected, byte[]>> WRITTEN =
      Map.of(
          JsonForm.INSTANCE,
          written(JsonForm.INSTANCE),
          XmlForm.INSTANCE,
          written(XmlForm.INSTANCE));

  private static Map<Rejected, byte[]> written(BodyForm form) {
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

  private static Rejected unavailable() {
    return Rejected.temporary(
        Rejection.UNAVAILABLE,
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

    private final transient Rejected rejected;
    private final transient Violation cause;

    RefusedException(Rejected rejected, Violation cause) {
      super(null, null, false, false);
      this.rejected = rejected;
      this.cause = cause;
    }

    RefusedException(Rejected rejected) {
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
    private final Optional<BodyForm> form;
    private final BodyForm answerForm;
    private Optional<CallCenterId> callCenter = Optional.empty();
    private Optional<byte[]> body = Optional.empty();
    private boolean tokenGiven;

    Exchange(EndpointRequest request) {
      this.request = request;
      form = MediaTypes.ofContent(request.headers("Content-Type"));
      answerForm = MediaTypes.ofAnswer(request.headers("Accept"), form.orElse(JsonForm.INSTANCE));
    }

    CompletionStage<EndpointResponse> answer() throws IOException, RefusedException {
      Route route = route();
      method();
      CallCenterId caller = token();
      callCenter = Optional.of(caller);
      BodyForm requestForm = mediaType();
      if (route instanceof Route.Events events) {
        VendorCallKey key = key(events);
        Optional<ProviderName> provider = provider();
        EventBatch batch = valid(requestForm.readBatch(readBody()).then(validator::validate));
        return intake
            .submit(caller, key, provider, batch)
            .thenApply(result -> answered(caller, key, batch, result));
      }
      VoiceCall call =
          valid(requestForm.readVoiceCall(readBody()).then(VoiceCallValidator::validate));
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
            Rejected.temporary(
                Rejection.REPLAY_MEMORY_FULL,
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

    private BodyForm mediaType() throws RefusedException {
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
      Checked<VendorCallKey> key = VendorCallKey.ofPathSegment(events.key());
      if (!key.isValid()) {
        throw new RefusedException(Rejected.of(Rejection.INVALID_KEY, key.violations()));
      }
      return key.orThrow();
    }

    private Optional<ProviderName> provider() throws RefusedException {
      List<String> values = request.headers("Telephony-Provider-Name");
      if (values.size() > 1) {
        throw refuse(
            Rejection.INVALID_HEADER,
            Clause.HDR_2,
            "Telephony-Provider-Name is there more than once: name one provider.");
      }
      if (values.isEmpty()) {
        return Optional.empty();
      }
      Checked<Optional<ProviderName>> name = ProviderName.ofHeader(values.get(0));
      if (!name.isValid()) {
        throw new RefusedException(Rejected.of(Rejection.INVALID_HEADER, name.violations()));
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
          Rejection.TOO_LARGE,
          Clause.BODY_4,
          "The body is larger than " + maxBody + " bytes: send the events in several batches.");
    }

    private <T> T valid(Checked<T> checked) throws RefusedException {
      if (!checked.isValid()) {
        throw new RefusedException(Rejected.of(Rejection.INVALID_BODY, checked.violations()));
      }
      return checked.orThrow();
    }

    private EndpointResponse answered(
        CallCenterId caller, VendorCallKey key, EventBatch batch, IntakeResult result) {
      if (result instanceof IntakeResult.Refused refused) {
        return refused(refused.rejected());
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

    private EndpointResponse answered(
        CallCenterId caller, VoiceCall call, Registration registration) {
      if (registration instanceof Registration.Refused refused) {
        return refused(refused.rejected());
      }
      Registration.Registered registered = (Registration.Registered) registration;
      tell(l -> l.registered(caller, call, registered));
      return response(
          201,
          new ArrayList<>(1),
          answerForm.mediaType(),
          answerForm.writeRegistered(registered.voiceCallId()));
    }

    EndpointResponse refused(Rejected rejected) {
      return refused(rejected, rejected.violations().get(0));
    }

    EndpointResponse refused(Rejected rejected, Violation cause) {
      tell(
          l ->
              l.refused(
                  new EndpointListener.Refusal(
                      request.method(), request.rawPath(), rejected, cause, callCenter, body)));
      List<Header> headers = new ArrayList<>(2);
      switch (rejected.reason()) {
        case METHOD_NOT_ALLOWED -> headers.add(new Header("Allow", "POST"));
        case UNAUTHORIZED ->
            headers.add(
                new Header(
                    "WWW-Authenticate", tokenGiven ? "Bearer error=\"invalid_token\"" : "Bearer"));
        case UNSUPPORTED_MEDIA_TYPE -> headers.add(new Header("Accept-Post", MediaTypes.ACCEPTED));
        default -> {}
      }
      rejected
          .retryAfter()
          .ifPresent(d -> headers.add(new Header("Retry-After", Long.toString(d.toSeconds()))));
      return response(
          rejected.reason().status(), headers, answerForm.problemMediaType(), problem(rejected));
    }

    private byte[] problem(Rejected rejected) {
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

    private static RefusedException refuse(Rejection reason, Clause clause, String detail) {
      return new RefusedException(Rejected.of(reason, clause, detail));
    }
  }

  /** Builds an {@link Endpoint}. Not thread-safe. */
  public static final class Builder {
    private final Intake intake;
    private final TokenVerifier tokens;
    private Contract contract = Contract.STANDARD;
    private int maxBody = DEFAULT_MAX_BODY;
    private EndpointListener listener = EndpointListener.NONE;

    private Builder(Intake intake, TokenVerifier tokens) {
      this.intake = intake;
      this.tokens = tokens;
    }

    /**
     * Which bodies are accepted. Default: {@link Contract#STANDARD}.
     *
     * @param contract the operator's choices
     * @return this
     */
    public Builder contract(Contract contract) {
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
