package dev.signalbox.rules;

import dev.signalbox.core.internal.retry.Backoff;
import dev.signalbox.core.internal.retry.RetryAfter;
import dev.signalbox.rules.internal.action.WebhookClient;
import dev.signalbox.rules.internal.action.WebhookClient.Answered;
import dev.signalbox.rules.internal.action.WebhookClient.ConnectionFailed;
import dev.signalbox.rules.internal.action.WebhookClient.PostResult;
import dev.signalbox.rules.internal.action.WebhookClient.TimedOut;
import dev.signalbox.rules.model.FiredRule;
import dev.signalbox.rules.spi.ActionHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Posts each action to a URL, as {@link FiredRule#toJson} (RUL-4). Any 2xx is success. It tries
 * again after connection errors, timeouts and the statuses 429, 502, 503 and 504, with exponential
 * backoff and full jitter and as {@code Retry-After} asks, until its deadline; after any other
 * status it does not. The status alone counts: an answer's body is discarded, and it is cut when it
 * is long or slow. A receiver may get an action twice; the header {@code Idempotency-Key}, which is
 * the id in the body, is then the same. Redirects are not followed. Thread-safe.
 *
 * <pre>{@code
 * WebhookHandler webhook =
 *     WebhookHandler.builder(URI.create("https://example.com/alerts"))
 *         .header("Authorization", "Bearer " + token)
 *         .build();
 * }</pre>
 */
public final class WebhookHandler implements ActionHandler {
  private static final Set<Integer> WORTH_ANOTHER_TRY = Set.of(429, 502, 503, 504);
  private static final int PARALLELISM = 8;

  private final URI url;
  private final Duration deadline;
  private final Duration timeout;
  private final Duration firstDelay;
  private final Clock clock;
  private final WebhookClient client;
  private final CountDownLatch closed = new CountDownLatch(1);

  private WebhookHandler(Builder builder) {
    url = builder.url;
    deadline = builder.deadline;
    timeout = builder.timeout;
    firstDelay = builder.firstDelay;
    clock = builder.clock;
    client = new WebhookClient(url, builder.headers, timeout);
  }

  /**
   * A builder of a handler.
   *
   * @param url an absolute http or https URL
   * @return a new builder
   * @throws IllegalArgumentException when the URL is another one
   */
  public static Builder builder(URI url) {
    return new Builder(url);
  }

  /** Builds a handler. Not thread-safe. */
  public static final class Builder {
    private final URI url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Duration deadline = Duration.ofSeconds(30);
    private Duration timeout = Duration.ofSeconds(10);
    private Duration firstDelay = Duration.ofMillis(200);
    private Clock clock = Clock.systemUTC();

    private Builder(URI url) {
      if (!Set.of("http", "https").contains(String.valueOf(url.getScheme()))
          || url.getHost() == null) {
        throw new IllegalArgumentException(
            "a webhook needs an absolute http or https URL with a host");
      }
      this.url = url;
    }

    /**
     * A header of every request, such as {@code Authorization}. Its value is never logged.
     *
     * @param name the header
     * @param value its value
     * @return this builder
     * @throws IllegalArgumentException when HTTP does not allow the name or the value, or the
     *     client sets this header itself
     */
    public Builder header(String name, String value) {
      try {
        HttpRequest.newBuilder().setHeader(name, value);
      } catch (IllegalArgumentException e) {
        // The JDK's message quotes the value, which may be secret.
        throw new IllegalArgumentException(
            "the header \"" + name + "\" of a webhook has a name or a value that can't be sent");
      }
      headers.put(name, value);
      return this;
    }

    /**
     * How long an action is tried, counted from its first try; 30 seconds by default.
     *
     * @param duration positive
     * @return this builder
     */
    public Builder deadline(Duration duration) {
      deadline = positive(duration);
      return this;
    }

    /**
     * How long one try may take; by default 10 seconds.
     *
     * @param duration positive
     * @return this builder
     */
    public Builder timeout(Duration duration) {
      timeout = positive(duration);
      return this;
    }

    /**
     * The longest delay before the second try, doubled for each further one; by default 200
     * milliseconds.
     *
     * @param duration positive
     * @return this builder
     */
    public Builder firstDelay(Duration duration) {
      firstDelay = positive(duration);
      return this;
    }

    /**
     * The clock by which a date in {@code Retry-After} is read.
     *
     * @param clock any
     * @return this builder
     */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Builds the handler.
     *
     * @return a new handler
     */
    public WebhookHandler build() {
      return new WebhookHandler(this);
    }

    private static Duration positive(Duration duration) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException("a webhook's durations must be positive");
      }
      return duration;
    }
  }

  /** The action could not be posted. */
  public static final class WebhookException extends IOException {
    private static final long serialVersionUID = 1;

    WebhookException(String message) {
      super(message);
    }
  }

  @Override
  public int parallelism() {
    return PARALLELISM;
  }

  @Override
  public void handle(FiredRule fired) throws WebhookException, InterruptedException {
    String body = fired.toJson();
    String id = fired.id().toString();
    long until = System.nanoTime() + deadline.toNanos();
    String reason = "";
    for (int tries = 1; ; tries++) {
      Duration left = Duration.ofNanos(Math.max(1, until - System.nanoTime()));
      PostResult result = client.post(body, id, left.compareTo(timeout) < 0 ? left : timeout);
      if (result instanceof Answered answer && answer.status() / 100 == 2) {
        return;
      }
      // A last try that the deadline cuts short says less than the one before it.
      if (tries == 1 || !(result instanceof TimedOut)) {
        reason = reason(result);
      }
      Duration delay = delay(result, tries);
      if (!isWorthAnotherTry(result)
          || delay.compareTo(Duration.ofNanos(until - System.nanoTime())) >= 0
          || closed.await(delay.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new WebhookException(
            "gave up after " + tries + (tries == 1 ? " try: " : " tries: ") + reason);
      }
    }
  }

  private static boolean isWorthAnotherTry(PostResult result) {
    return !(result instanceof Answered answer) || WORTH_ANOTHER_TRY.contains(answer.status());
  }

  private static String reason(PostResult result) {
    if (result instanceof Answered answer) {
      return "the answer was " + answer.status();
    }
    return result instanceof ConnectionFailed failed ? failed.reason() : "no answer in time";
  }

  private Duration delay(PostResult result, int tries) {
    Optional<Duration> asked =
        result instanceof Answered answer
            ? answer.retryAfter().flatMap(value -> RetryAfter.parse(value, clock.instant()))
            : Optional.empty();
    return asked.orElseGet(
        () ->
            Duration.ofNanos(
                new Backoff(firstDelay, deadline)
                    .nanos(tries, ThreadLocalRandom.current().nextDouble())));
  }

  /** Ends waiting between tries. */
  @Override
  public void close() {
    closed.countDown();
  }

  /** Names only the host: path and query of a webhook are often secret. */
  @Override
  public String toString() {
    return "the webhook at " + url.getHost();
  }
}
