package dev.signalbox.sender;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.internal.retry.Backoff;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.sender.internal.Scheduler;
import dev.signalbox.tokens.TokenSigner;
import java.net.http.HttpClient;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link SenderOptions}. A value out of its range is refused at once, with an {@link
 * IllegalArgumentException} that names the option. Durations are more than zero and at most a year.
 * Not thread-safe.
 *
 * @since 0.2.0
 */
public final class SenderOptionsBuilder {
  /** Earlier versions may drop a request's own Authorization where there is an authenticator. */
  private static final int DROPS_TOKENS_BEFORE = 25;

  private static final Duration MAX_DURATION = Duration.ofDays(365);

  final EndpointAddress endpoint;
  final CallCenterId callCenter;
  final TokenSigner.Builder signer;
  Duration tokenLifetime = Duration.ofMinutes(15);
  boolean freshTokens;
  @Nullable ProviderName providerName;
  @Nullable String service;
  BodyFormat form = JsonFormat.INSTANCE;
  ContractOptions contract = ContractOptions.STANDARD;
  @Nullable VoiceCallDirectory calls;
  Duration deadline = Duration.ofSeconds(30);
  Duration requestTimeout = Duration.ofSeconds(10);
  int parallelism = 64;
  int maxBatches = 10_000;
  int maxBatchesPerConversation = Integer.MAX_VALUE;
  long maxBytes = 64L << 20;
  boolean blockWhenFull;
  int maxBody = ContractOptions.DEFAULT_MAX_BODY;
  Duration joinWithin = Duration.ZERO;
  Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
  boolean repeatUnanswered;
  int breakerFailures = 10;
  Duration breakerDelay = Duration.ofSeconds(2);
  SenderListener listener = SenderListener.NONE;
  @Nullable HttpClient httpClient;
  Clock clock = Clock.systemUTC();
  @Nullable Scheduler scheduler;

  SenderOptionsBuilder(EndpointAddress endpoint, CallCenterId callCenter, PrivateKey key) {
    this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
    this.callCenter = Objects.requireNonNull(callCenter, "callCenter");
    signer = TokenSigner.builder(callCenter, key).lifetime(tokenLifetime);
  }

  /**
   * The header {@code Telephony-Provider-Name} (HDR-2). Default: none.
   *
   * @param providerName printable ASCII, which is all that the HTTP client can carry
   * @return this
   */
  public SenderOptionsBuilder providerName(ProviderName providerName) {
    if (!isCarried(providerName)) {
      throw new IllegalArgumentException(
          "HDR-2: the provider's name is sent in an HTTP header and must be printable ASCII.");
    }
    this.providerName = providerName;
    return this;
  }

  /**
   * The intelligence source of events that are sent without one (BODY-1). Default: none, and such
   * events are refused.
   *
   * @param service such as {@code CXoneAgentAssistService}
   * @return this
   */
  public SenderOptionsBuilder service(String service) {
    this.service = Objects.requireNonNull(service, "service");
    return this;
  }

  /**
   * The form of the bodies. Default: JSON.
   *
   * @param form {@link JsonFormat#INSTANCE}, or {@code XmlFormat.INSTANCE} of {@code format-xml}
   * @return this
   */
  public SenderOptionsBuilder form(BodyFormat form) {
    this.form = Objects.requireNonNull(form, "form");
    return this;
  }

  /**
   * What the endpoint accepts; batches are checked against it before they are sent. Its ordering
   * has no effect: what is sent is sorted. Default: {@link ContractOptions#STANDARD}.
   *
   * @param contract the endpoint's choices
   * @return this
   */
  public SenderOptionsBuilder contract(ContractOptions contract) {
    this.contract = Objects.requireNonNull(contract, "contract");
    return this;
  }

  /**
   * Knows which keys belong to later legs (KEY-3). Default: none, and every key is sent as it is.
   *
   * @param calls also learns the calls that are registered through the sender
   * @return this
   */
  public SenderOptionsBuilder calls(VoiceCallDirectory calls) {
    this.calls = Objects.requireNonNull(calls, "calls");
    return this;
  }

  /**
   * How long each token is valid (AUTH-4). Default: 15 minutes.
   *
   * @param lifetime whole seconds, from 1 second to 24 hours
   * @return this
   */
  public SenderOptionsBuilder tokenLifetime(Duration lifetime) {
    signer.lifetime(lifetime);
    this.tokenLifetime = lifetime;
    return this;
  }

  /**
   * The claim {@code aud} of tokens (AUTH-4). Default: none.
   *
   * @param audience such as {@code https://scrt.salesforce.com}
   * @return this
   */
  public SenderOptionsBuilder audience(String audience) {
    signer.audience(audience);
    return this;
  }

  /**
   * Whether every request, retries included, gets a token of its own with a fresh {@code jti}
   * (AUTH-5), at the cost of a signature each. Default: false; one token without {@code jti} is
   * used until shortly before it expires.
   *
   * @param fresh true for a token per request
   * @return this
   */
  public SenderOptionsBuilder freshTokens(boolean fresh) {
    this.freshTokens = fresh;
    return this;
  }

  /**
   * How long a batch is tried, counted from {@code send}. Default: 30 seconds.
   *
   * @param deadline more than zero
   * @return this
   */
  public SenderOptionsBuilder deadline(Duration deadline) {
    this.deadline = positive("deadline", deadline);
    return this;
  }

  /**
   * How long one request may take, from its beginning to the end of the answer. Where a status has
   * arrived by then, it counts. Default: 10 seconds.
   *
   * @param timeout more than zero
   * @return this
   */
  public SenderOptionsBuilder requestTimeout(Duration timeout) {
    this.requestTimeout = positive("requestTimeout", timeout);
    return this;
  }

  /**
   * How many requests, each of another conversation, are in flight at once. Default: 64.
   *
   * @param parallelism 1 or more
   * @return this
   */
  public SenderOptionsBuilder parallelism(int parallelism) {
    this.parallelism = positive("parallelism", parallelism);
    return this;
  }

  /**
   * How many batches the sender holds. Default: 10,000.
   *
   * @param maxBatches 1 or more
   * @return this
   */
  public SenderOptionsBuilder maxBatches(int maxBatches) {
    this.maxBatches = positive("maxBatches", maxBatches);
    return this;
  }

  /**
   * How many batches of one conversation the sender holds. Default: no bound but {@link
   * #maxBatches}.
   *
   * @param maxBatches 1 or more
   * @return this
   */
  public SenderOptionsBuilder maxBatchesPerConversation(int maxBatches) {
    this.maxBatchesPerConversation = positive("maxBatchesPerConversation", maxBatches);
    return this;
  }

  /**
   * How many bytes of bodies the sender holds. A batch takes about three times the memory of its
   * body. Default: 64 MiB.
   *
   * @param maxBytes 1 or more; a batch with a larger body is never taken
   * @return this
   */
  public SenderOptionsBuilder maxBytes(long maxBytes) {
    this.maxBytes = positive("maxBytes", maxBytes);
    return this;
  }

  /**
   * Whether {@code send} waits while the sender is full, until the batch's deadline or the sender's
   * shutdown. Calls made from a callback of the sender's own stages never block; they are refused
   * at once. Default: false; the batch is given up at once.
   *
   * @param block true to wait
   * @return this
   */
  public SenderOptionsBuilder blockWhenFull(boolean block) {
    this.blockWhenFull = block;
    return this;
  }

  /**
   * The largest body that the endpoint accepts, in bytes (BODY-4). A larger batch is split into
   * several requests, in order; a single event that is larger is refused. Default: 1 MiB.
   *
   * @param maxBody 1 or more
   * @return this
   */
  public SenderOptionsBuilder maxBody(int maxBody) {
    this.maxBody = positive("maxBody", maxBody);
    return this;
  }

  /**
   * Joins batches of one conversation with the same service and persist into one request. Default:
   * zero, never.
   *
   * @param delay how long a batch waits for others at most; zero or more
   * @return this
   */
  public SenderOptionsBuilder joinWithin(Duration delay) {
    this.joinWithin = delay.isZero() ? delay : positive("joinWithin", delay);
    return this;
  }

  /**
   * Whether a request that was sent whole and got no answer is sent again. Default: false; the
   * batch ends as {@link SendOutcome.Ambiguous}. With true fewer batches are lost, and some arrive
   * twice.
   *
   * @param repeat true to repeat
   * @return this
   */
  public SenderOptionsBuilder repeatUnanswered(boolean repeat) {
    this.repeatUnanswered = repeat;
    return this;
  }

  /**
   * How long to wait before a request is sent again: a random time up to a bound, which doubles
   * with each failure. Default: 200 ms to 5 s.
   *
   * @param first the bound after the first failure, more than zero
   * @param most the largest bound, at least the first
   * @return this
   */
  public SenderOptionsBuilder backoff(Duration first, Duration most) {
    if (positive("backoff", most).compareTo(positive("backoff", first)) < 0) {
      throw new IllegalArgumentException(
          "backoff: the largest bound, " + most + ", is less than the first, " + first + ".");
    }
    this.backoff = new Backoff(first, most);
    return this;
  }

  /**
   * Stops all requests for a while after so many failures in a row over all conversations: no
   * answer, or 502, 503 or 504. Default: 10 failures, 2 seconds.
   *
   * @param failures 1 or more
   * @param delay how long until a single request tests whether the endpoint is back
   * @return this
   */
  public SenderOptionsBuilder circuitBreaker(int failures, Duration delay) {
    this.breakerFailures = positive("circuitBreaker", failures);
    this.breakerDelay = positive("circuitBreaker", delay);
    return this;
  }

  /**
   * Is notified of what the sender does. Default: {@link SenderListener#NONE}.
   *
   * @param listener a listener
   * @return this
   */
  public SenderOptionsBuilder listener(SenderListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /**
   * Makes the requests, where a proxy, a client certificate or HTTP/2 is needed. Default: a client
   * that speaks HTTP/1.1 and connects within the request's timeout.
   *
   * @param client stays the caller's; it must not follow redirects, and before Java 25 have no
   *     {@code Authenticator}, for which the JDK's client drops the token
   * @return this
   */
  public SenderOptionsBuilder httpClient(HttpClient client) {
    if (client.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException(
          "The HTTP client follows redirects, which would take tokens elsewhere: use"
              + " Redirect.NEVER.");
    }
    if (client.authenticator().isPresent() && Runtime.version().feature() < DROPS_TOKENS_BEFORE) {
      throw new IllegalArgumentException(
          "The HTTP client has an authenticator: this version of Java then sends no token (AUTH-1)."
              + " Use a client without one, or Java "
              + DROPS_TOKENS_BEFORE
              + ".");
    }
    this.httpClient = client;
    return this;
  }

  /**
   * Dates tokens and reads the dates of {@code Retry-After}. Default: the system's clock.
   *
   * @param clock a clock
   * @return this
   */
  public SenderOptionsBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  SenderOptionsBuilder scheduler(Scheduler scheduler) {
    this.scheduler = scheduler;
    return this;
  }

  /**
   * The options.
   *
   * @return immutable options, which later changes to this builder leave alone
   */
  public SenderOptions build() {
    return new SenderOptions(this);
  }

  /** Whether an HTTP header carries a provider's name unchanged (HDR-2). */
  static boolean isCarried(ProviderName name) {
    return name.value().equals(name.value().strip())
        && name.value().chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static Duration positive(String name, Duration duration) {
    if (duration.isZero() || duration.isNegative() || duration.compareTo(MAX_DURATION) > 0) {
      throw new IllegalArgumentException(name + " must be more than zero, and a year at the most.");
    }
    return duration;
  }

  private static <N extends Number> N positive(String name, N number) {
    if (number.longValue() < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, not " + number + ".");
    }
    return number;
  }
}
