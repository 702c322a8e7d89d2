package dev.signalbox.sender;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.format.xml.XmlFormat;
import dev.signalbox.sender.internal.Backoff;
import dev.signalbox.sender.internal.Sending;
import dev.signalbox.sender.internal.Timers;
import dev.signalbox.tokens.PrivateKeys;
import dev.signalbox.tokens.TokenSigner;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to an endpoint of the contract, Salesforce's or another: in order, once, under the
 * right key. Thread-safe; one sender serves all conversations of a call center, with a few threads
 * however many they are.
 *
 * <p>It keeps the contract for its caller. Events are sorted by start time (EVT-4); a batch that
 * the contract refuses never leaves; a later leg's key is replaced by the first call's where the
 * voice-call directory knows it (KEY-3); tokens are made as the endpoint wants them (AUTH-2 to
 * AUTH-5).
 *
 * <p>Of one conversation, one request is under way at a time, and none overtakes another, tries
 * included. A request that could not be made, or was answered with 429, 502, 503 or 504, is made
 * again until the batch's deadline, ever more slowly and when {@code Retry-After} says; no other
 * answer is tried again. A request that went out whole and got no answer is not repeated unless
 * {@link Builder#repeatUnanswered} says so: the endpoint may have taken it. After many failures in
 * a row, requests stop for a while.
 *
 * <p>Every batch ends in exactly one {@link SendOutcome}, which its stage and the {@link
 * SenderListener} get. Stages complete on the sender's threads, those of one conversation in order:
 * what hangs on them must be quick, or go elsewhere by an {@code Async} method.
 */
public final class SignalSender implements AutoCloseable {
  /** How long a batch is tried, unless the caller says otherwise. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

  private final Sending sending;
  private final Optional<String> service;

  private SignalSender(Builder builder) {
    service = builder.service;
    sending = new Sending(builder.settings());
  }

  /**
   * Begins a sender.
   *
   * @param endpoint the endpoint's address, such as {@code
   *     https://MyDomain.my.salesforce-scrt.com}, with or without {@code /telephony/v1}
   * @param callCenter who sends
   * @param key the call center's private key, of any security provider; {@link PrivateKeys} reads
   *     one from PEM
   * @return a builder with the defaults
   * @throws IllegalArgumentException when the address can't be used, or the key is not for RSA
   */
  public static Builder builder(URI endpoint, CallCenterId callCenter, PrivateKey key) {
    return new Builder(endpoint, callCenter, key);
  }

  /**
   * Checks an endpoint's address as {@link #builder} does.
   *
   * @param endpoint an address, with or without {@code /telephony/v1}
   * @return the same without it, and without a slash at its end
   * @throws IllegalArgumentException when it can't be used; the message says why
   */
  public static URI address(URI endpoint) {
    return Sending.base(endpoint);
  }

  /**
   * Sends events of the service that the builder named.
   *
   * @param key the call's key; a later leg's is fine
   * @param events in any order
   * @return a stage with the outcome; it does not fail
   */
  public CompletionStage<SendOutcome> send(VendorCallKey key, ConversationEvent... events) {
    return send(key, List.of(events));
  }

  /**
   * Sends events of the service that the builder named.
   *
   * @param key the call's key; a later leg's is fine
   * @param events in any order
   * @return a stage with the outcome; it does not fail
   */
  public CompletionStage<SendOutcome> send(
      VendorCallKey key, List<? extends ConversationEvent> events) {
    return sending.send(key, service, events);
  }

  /**
   * Sends a batch.
   *
   * @param key the call's key; a later leg's is fine
   * @param batch the batch, with its own service
   * @return a stage with the outcome; it does not fail
   */
  public CompletionStage<SendOutcome> send(VendorCallKey key, EventBatch batch) {
    return sending.send(key, batch);
  }

  /**
   * Registers a voice call with the endpoint (CALL-1). It keeps its place in the conversation's
   * order: batches that are sent after it arrive after it. The sender's directory learns it at
   * once.
   *
   * @param call the record
   * @return a stage with the outcome; it does not fail
   */
  public CompletionStage<CallOutcome> register(VoiceCall call) {
    return sending.register(call);
  }

  /**
   * How many batches and records are held: waiting, under way, or between two tries.
   *
   * @return 0 or more
   */
  public int pending() {
    return sending.pending();
  }

  /**
   * Takes nothing more, goes on with what there is until the deadline, and gives up the rest. A
   * second call waits for the first and returns the same report.
   *
   * @param deadline from now; when the calling thread is interrupted, the deadline is now
   * @return what was cut short
   */
  public SenderReport close(Duration deadline) {
    return sending.close(deadline);
  }

  /** {@link #close(Duration)} with ten seconds. */
  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }

  Sending sending() {
    return sending;
  }

  /** Builds a {@link SignalSender}. Not thread-safe. */
  public static final class Builder {
    private final URI endpoint;
    private final CallCenterId callCenter;
    private final PrivateKey key;
    private Optional<ProviderName> providerName = Optional.empty();
    private Optional<String> service = Optional.empty();
    private BodyFormat form = JsonFormat.INSTANCE;
    private ContractOptions contract = ContractOptions.STANDARD;
    private VoiceCallDirectory calls = Sending.NO_CALLS;
    private Duration tokenLifetime = Duration.ofMinutes(15);
    private Optional<String> audience = Optional.empty();
    private boolean freshTokens;
    private Duration deadline = DEFAULT_DEADLINE;
    private Duration requestTimeout = Duration.ofSeconds(10);
    private int parallelism = 64;
    private int maxBatches = 10_000;
    private int maxBatchesPerConversation = Integer.MAX_VALUE;
    private long maxBytes = 64L << 20;
    private boolean block;
    private int maxBody = ContractOptions.DEFAULT_MAX_BODY;
    private Duration joinWithin = Duration.ZERO;
    private boolean repeatUnanswered;
    private Duration firstBackoff = Duration.ofMillis(200);
    private Duration mostBackoff = Duration.ofSeconds(5);
    private int breakerFailures = 10;
    private Duration breakerDelay = Duration.ofSeconds(2);
    private SenderListener listener = SenderListener.NONE;
    private Optional<HttpClient> client = Optional.empty();
    private Clock clock = Clock.systemUTC();
    private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    private @Nullable Timers timers;

    private Builder(URI endpoint, CallCenterId callCenter, PrivateKey key) {
      this.endpoint = Sending.base(endpoint);
      this.callCenter = Objects.requireNonNull(callCenter, "callCenter");
      this.key = Objects.requireNonNull(key, "key");
      // Fails now rather than with the first batch.
      TokenSigner.builder(callCenter, key);
    }

    /**
     * The telephony provider, for the header {@code Telephony-Provider-Name} (HDR-2). Default:
     * none.
     *
     * @param providerName printable ASCII, which is all that the HTTP client can carry
     * @return this
     * @throws IllegalArgumentException when it has other characters
     */
    public Builder providerName(ProviderName providerName) {
      if (!Sending.isCarried(providerName)) {
        throw new IllegalArgumentException(
            "HDR-2: the provider's name is to be sent in an HTTP header and must be printable ASCII.");
      }
      this.providerName = Optional.of(providerName);
      return this;
    }

    /**
     * The intelligence source of events that are sent without one (BODY-1). Default: none, and such
     * events are refused.
     *
     * @param service such as {@code CXoneAgentAssistService}
     * @return this
     */
    public Builder service(String service) {
      this.service = Optional.of(service);
      return this;
    }

    /**
     * The form of the bodies. Default: {@link JsonFormat#INSTANCE}.
     *
     * @param form JSON or {@link XmlFormat#INSTANCE}
     * @return this
     */
    public Builder form(BodyFormat form) {
      this.form = Objects.requireNonNull(form, "form");
      return this;
    }

    /**
     * What the endpoint takes, by which batches are judged before they leave. Its ordering has no
     * effect: what is sent is sorted. Default: {@link ContractOptions#STANDARD}.
     *
     * @param contract the endpoint's choices
     * @return this
     */
    public Builder contract(ContractOptions contract) {
      this.contract = Objects.requireNonNull(contract, "contract");
      return this;
    }

    /**
     * Knows which keys are those of later legs (KEY-3). Default: nobody does, and every key is sent
     * as it is.
     *
     * @param calls also learns the calls that are registered through the sender
     * @return this
     */
    public Builder calls(VoiceCallDirectory calls) {
      this.calls = Objects.requireNonNull(calls, "calls");
      return this;
    }

    /**
     * How long each token is valid (AUTH-4). Default: 15 minutes.
     *
     * @param lifetime whole seconds, from 1 second to 24 hours
     * @return this
     * @throws IllegalArgumentException when it is something else
     */
    public Builder tokenLifetime(Duration lifetime) {
      TokenSigner.builder(callCenter, key).lifetime(lifetime);
      this.tokenLifetime = lifetime;
      return this;
    }

    /**
     * What tokens say in {@code aud} (AUTH-4). Default: there is no {@code aud}.
     *
     * @param audience such as {@code https://scrt.salesforce.com}
     * @return this
     */
    public Builder audience(String audience) {
      this.audience = Optional.of(audience);
      return this;
    }

    /**
     * Whether every request, tries included, has a token of its own with a fresh {@code jti}, which
     * is good for that one request (AUTH-5). It costs a signature each. Default: false; one token
     * without {@code jti} is used until shortly before it expires.
     *
     * @param fresh true for a token per request
     * @return this
     */
    public Builder freshTokens(boolean fresh) {
      this.freshTokens = fresh;
      return this;
    }

    /**
     * How long a batch is tried, from when it is handed in; then it is given up. Default: 30
     * seconds.
     *
     * @param deadline more than zero
     * @return this
     * @throws IllegalArgumentException when it is not
     */
    public Builder deadline(Duration deadline) {
      this.deadline = Sending.positive("deadline", deadline);
      return this;
    }

    /**
     * How long one request may take, from its beginning to the answer's status; for an error, to
     * the end of the answer. Default: 10 seconds.
     *
     * @param timeout more than zero
     * @return this
     * @throws IllegalArgumentException when it is not
     */
    public Builder requestTimeout(Duration timeout) {
      this.requestTimeout = Sending.positive("requestTimeout", timeout);
      return this;
    }

    /**
     * How many requests, each of another conversation, are under way at once. Default: 64.
     *
     * @param parallelism 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder parallelism(int parallelism) {
      this.parallelism = (int) Sending.positive("parallelism", parallelism);
      return this;
    }

    /**
     * How many batches are held at once. Default: 10,000.
     *
     * @param maxBatches 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxBatches(int maxBatches) {
      this.maxBatches = (int) Sending.positive("maxBatches", maxBatches);
      return this;
    }

    /**
     * How many batches of one conversation are held at once. Default: as many as there may be in
     * all.
     *
     * @param maxBatches 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxBatchesPerConversation(int maxBatches) {
      this.maxBatchesPerConversation =
          (int) Sending.positive("maxBatchesPerConversation", maxBatches);
      return this;
    }

    /**
     * How many bytes of bodies are held at once. A batch takes about three times the memory of its
     * body. Default: 64 MiB.
     *
     * @param maxBytes 1 or more; a batch with a larger body is never taken
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxBytes(long maxBytes) {
      this.maxBytes = Sending.positive("maxBytes", maxBytes);
      return this;
    }

    /**
     * Whether a caller that finds the sender full waits for room, until its batch's deadline or the
     * sender's closing. Default: false; the batch is given up at once. Never do those wait who send
     * from what hangs on the sender's own stages.
     *
     * @param block true to wait
     * @return this
     */
    public Builder blockWhenFull(boolean block) {
      this.block = block;
      return this;
    }

    /**
     * The largest body that the endpoint takes (BODY-4). A batch with a larger one is split into
     * several requests, in order; a single event with a larger one is refused. Default: {@value
     * Endpoint#DEFAULT_MAX_BODY} bytes.
     *
     * @param maxBody bytes, 1 or more
     * @return this
     * @throws IllegalArgumentException when it is less
     */
    public Builder maxBody(int maxBody) {
      this.maxBody = (int) Sending.positive("maxBody", maxBody);
      return this;
    }

    /**
     * Joins batches that wait for the same conversation and agree in service and persist into one
     * request. Default: zero, never; batches arrive as they were sent.
     *
     * @param delay how long a batch waits for others at the most
     * @return this
     * @throws IllegalArgumentException when it is negative
     */
    public Builder joinWithin(Duration delay) {
      this.joinWithin = delay.isZero() ? delay : Sending.positive("joinWithin", delay);
      return this;
    }

    /**
     * Whether a request that went out whole and got no answer is made again. Default: false; the
     * batch ends as {@link SendOutcome.Ambiguous}. With true fewer batches are lost, and some
     * arrive twice.
     *
     * @param repeat true to repeat
     * @return this
     */
    public Builder repeatUnanswered(boolean repeat) {
      this.repeatUnanswered = repeat;
      return this;
    }

    /**
     * How long to wait before a request is made again: a random time, up to a bound that doubles
     * with each failure. Default: 200 ms to 5 s.
     *
     * @param first the bound after the first failure, more than zero
     * @param most the largest bound, at least the first
     * @return this
     * @throws IllegalArgumentException when they are something else
     */
    public Builder backoff(Duration first, Duration most) {
      Sending.positive("backoff", first);
      if (most.compareTo(first) < 0) {
        throw new IllegalArgumentException(
            "backoff: the largest bound, " + most + ", is less than the first, " + first + ".");
      }
      this.firstBackoff = first;
      this.mostBackoff = most;
      return this;
    }

    /**
     * When requests stop for a while: no answer, or 502, 503 or 504, so many times in a row over
     * all conversations. Default: 10 failures, 2 seconds.
     *
     * @param failures 1 or more
     * @param delay how long until a single request looks whether the endpoint is back
     * @return this
     * @throws IllegalArgumentException when they are something else
     */
    public Builder circuitBreaker(int failures, Duration delay) {
      this.breakerFailures = (int) Sending.positive("circuitBreaker", failures);
      this.breakerDelay = Sending.positive("circuitBreaker", delay);
      return this;
    }

    /**
     * Who is told. Default: nobody.
     *
     * @param listener a listener
     * @return this
     */
    public Builder listener(SenderListener listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * Makes the requests, where a proxy, a client certificate or HTTP/2 are needed. Default: one
     * that speaks HTTP/1.1 and connects within the request's timeout.
     *
     * @param client stays the caller's. It must not follow redirects
     * @return this
     * @throws IllegalArgumentException when it follows redirects
     */
    public Builder httpClient(HttpClient client) {
      if (client.followRedirects() != HttpClient.Redirect.NEVER) {
        throw new IllegalArgumentException(
            "The HTTP client follows redirects, which would take tokens elsewhere: use"
                + " Redirect.NEVER.");
      }
      this.client = Optional.of(client);
      return this;
    }

    /**
     * The clock that dates tokens and reads {@code Retry-After}. Default: the system's.
     *
     * @param clock a clock
     * @return this
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    Builder timers(Timers timers) {
      this.timers = timers;
      return this;
    }

    Builder random(RandomGenerator random) {
      this.random = random;
      return this;
    }

    private Sending.Settings settings() {
      TokenSigner.Builder signer =
          TokenSigner.builder(callCenter, key)
              .lifetime(tokenLifetime)
              .jti(freshTokens)
              .clock(clock);
      audience.ifPresent(signer::audience);
      return new Sending.Settings(
          endpoint,
          callCenter,
          signer.build(),
          !freshTokens,
          tokenLifetime,
          providerName,
          form,
          contract,
          calls,
          deadline,
          requestTimeout,
          parallelism,
          maxBatches,
          maxBatchesPerConversation,
          maxBytes,
          block,
          maxBody,
          joinWithin,
          repeatUnanswered,
          new Backoff(firstBackoff, mostBackoff, random),
          breakerFailures,
          breakerDelay,
          listener,
          client,
          clock,
          Optional.ofNullable(timers));
    }

    /**
     * The sender. It makes no request before there is something to send.
     *
     * @return a new sender
     */
    public SignalSender build() {
      return new SignalSender(this);
    }
  }
}
