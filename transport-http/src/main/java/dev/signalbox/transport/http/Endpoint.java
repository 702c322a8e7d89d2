package dev.signalbox.transport.http;

import dev.signalbox.core.Clause;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.format.xml.XmlFormat;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.internal.RequestEvent;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.FlightRecorder;

/**
 * The contract's endpoint as a function from a request to a response, which may come later. It
 * knows no HTTP server: {@link EndpointHandler} puts it on one. Thread-safe.
 *
 * <p>The checks stand in the order of REQ-2; the first that fails answers, with the status of its
 * row in {@link ProblemType}.
 */
public final class Endpoint {
  /** The largest body that is read, unless the operator says otherwise (BODY-4): 1 MiB. */
  public static final int DEFAULT_MAX_BODY = ContractOptions.DEFAULT_MAX_BODY;

  private static final System.Logger LOG = System.getLogger("dev.signalbox.endpoint");

  private final Intake intake;
  private final TokenVerifier tokens;
  private final BatchValidator validator;
  private final ContractOptions contract;
  private final BodyBudget budget;
  private final int maxBody;
  private final EndpointListener listener;
  private final RateLimit rateLimit;

  private final List<EndpointResource> resources;
  private final Problem noSuchResource;

  /** The innermost first. */
  private final List<EndpointFilter> filters;

  private Endpoint(Builder builder) {
    intake = builder.intake;
    tokens = builder.tokens;
    validator = new BatchValidator(builder.contract);
    contract = builder.contract;
    budget = new BodyBudget(Math.max(builder.maxBodies, builder.maxBody));
    maxBody = builder.maxBody;
    listener = builder.listener;
    rateLimit = builder.rateLimit;
    filters = List.copyOf(builder.filters);
    resources = List.copyOf(builder.resources);
    noSuchResource = Refusals.noSuchResource(resources);
    JsonFormat.INSTANCE.requireParser();
    XmlFormat.INSTANCE.requireParser();
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
   * @return a stage with the answer; it does not fail
   */
  public CompletionStage<EndpointAnswer> handle(EndpointRequest request) {
    return filtered(request, last -> new EndpointExchange(this, last).answer());
  }

  /** The answer to a request that is no proper HTTP, which some engines let through (RES-3). */
  CompletionStage<EndpointAnswer> malformed(EndpointRequest request, String detail) {
    Problem problem = Problem.of(ProblemType.MALFORMED_REQUEST, Clause.RES_3, detail);
    return filtered(
        request,
        last ->
            CompletableFuture.completedStage(new EndpointExchange(this, last).refused(problem)));
  }

  /** What another resource has at a path. */
  Optional<EndpointResource.ResourceOperation> operation(String rawPath) {
    return resources.stream().flatMap(resource -> resource.at(rawPath).stream()).findFirst();
  }

  Problem noSuchResource() {
    return noSuchResource;
  }

  /** The answer to a request for which there is no time: quick, and before its token is judged. */
  CompletionStage<EndpointAnswer> overloaded(EndpointRequest request) {
    return filtered(
        request,
        last ->
            CompletableFuture.completedStage(
                new EndpointExchange(this, last).refused(Refusals.OVERLOADED)));
  }

  private CompletionStage<EndpointAnswer> filtered(
      EndpointRequest request, EndpointFilter.Next endpoint) {
    if (!FlightRecorder.isInitialized()) {
      return unrecorded(request, endpoint);
    }
    RequestEvent event = new RequestEvent();
    event.begin();
    return unrecorded(request, endpoint).thenApply(answer -> recorded(event, request, answer));
  }

  private static EndpointAnswer recorded(
      RequestEvent event, EndpointRequest request, EndpointAnswer answer) {
    int status = 0;
    String clause = "";
    if (answer instanceof EndpointAnswer.Response response) {
      status = response.status();
      if (response.outcome().orElse(null) instanceof EndpointOutcome.Refused refused) {
        clause = refused.cause().clause().id();
      }
    }
    event.commit(request.method(), request.rawPath(), status, clause);
    return answer;
  }

  private CompletionStage<EndpointAnswer> unrecorded(
      EndpointRequest request, EndpointFilter.Next endpoint) {
    if (filters.isEmpty()) {
      return endpoint.handle(request);
    }
    AtomicBoolean judged = new AtomicBoolean();
    EndpointFilter.Next next =
        last -> {
          judged.set(true);
          return endpoint.handle(last);
        };
    for (EndpointFilter filter : filters) {
      EndpointFilter.Next behind = next;
      next = passed -> filter.filter(passed, behind);
    }
    try {
      return next.handle(request).exceptionally(e -> failed(request, e, judged.get()));
    } catch (RuntimeException e) {
      return CompletableFuture.completedStage(failed(request, e, judged.get()));
    }
  }

  /** A filter failed. Once the endpoint had the request, its batch may have been taken (RES-2). */
  private EndpointAnswer failed(EndpointRequest request, Throwable e, boolean judged) {
    if (!judged) {
      return new EndpointExchange(this, request).failed(e);
    }
    LOG.log(Level.ERROR, "a filter failed", e);
    return new EndpointAnswer.Abort("a filter failed after the request was judged");
  }

  Intake intake() {
    return intake;
  }

  TokenVerifier tokens() {
    return tokens;
  }

  BatchValidator validator() {
    return validator;
  }

  ContractOptions contract() {
    return contract;
  }

  BodyBudget budget() {
    return budget;
  }

  RateLimit rateLimit() {
    return rateLimit;
  }

  EndpointListener listener() {
    return listener;
  }

  /** Builds an {@link Endpoint}. Not thread-safe. */
  public static final class Builder {
    private final Intake intake;
    private final TokenVerifier tokens;
    private ContractOptions contract = ContractOptions.STANDARD;
    private int maxBody = DEFAULT_MAX_BODY;
    private long maxBodies = Runtime.getRuntime().maxMemory() / 32;
    private EndpointListener listener = EndpointListener.logging();
    private RateLimit rateLimit = RateLimit.NONE;
    private final Deque<EndpointFilter> filters = new ArrayDeque<>();
    private final List<EndpointResource> resources = new ArrayList<>(0);

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
     * The most bytes of bodies that are read and judged at once. A request beyond gets 503 with
     * Retry-After (RES-4). Judging takes a multiple of a body's size, so that the default, a 32nd
     * of the heap, keeps most of the heap free.
     *
     * @param bytes 1 or more; {@link #maxBody} counts where it is larger
     * @return this
     * @throws IllegalArgumentException when it is out of range
     */
    public Builder maxBodiesInProgress(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("RES-4: bodies in progress need 1 byte or more.");
      }
      this.maxBodies = bytes;
      return this;
    }

    /**
     * What is notified of answers. Default: {@link EndpointListener#logging}.
     *
     * @param listener a listener
     * @return this
     */
    public Builder listener(EndpointListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * How often a sender may ask. Default: {@link RateLimit#NONE}.
     *
     * @param limit counts each request whose token is accepted
     * @return this
     * @since 0.2.0
     */
    public Builder rateLimit(RateLimit limit) {
      this.rateLimit = limit;
      return this;
    }

    /**
     * Puts a filter before the endpoint, behind the filters that were added before it.
     *
     * @param filter a filter
     * @return this
     */
    public Builder filter(EndpointFilter filter) {
      filters.addFirst(filter);
      return this;
    }

    /**
     * Adds resources beside the contract's two. Default: there are none (REQ-1).
     *
     * @param resource what has them
     * @return this
     */
    public Builder resource(EndpointResource resource) {
      resources.add(resource);
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
