package dev.signalbox.rules.internal.action;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON to one URL. An exchange is bounded in time as a whole, its answer's body included, and
 * at most {@value #MAX_BODY} bytes of that body are read.
 */
public final class WebhookClient {
  /** How much of a body is read, so that its connection can be used again. */
  static final int MAX_BODY = 64 * 1024;

  private final URI url;
  private final Map<String, String> headers;
  private final HttpClient client;

  public WebhookClient(URI url, Map<String, String> headers, Duration connectTimeout) {
    this.url = url;
    this.headers = Map.copyOf(headers);
    client =
        HttpClient.newBuilder()
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /** How an exchange ended. */
  public sealed interface PostResult {}

  /** There was an answer, whether or not its body came to an end. */
  public record Answered(int status, Optional<String> retryAfter) implements PostResult {}

  /** There was no answer in time. */
  public record TimedOut() implements PostResult {}

  /** The connection failed. The reason never holds the URL, which may be secret. */
  public record ConnectionFailed(String reason) implements PostResult {}

  /**
   * Posts once.
   *
   * @param id the same for each try of one action
   * @param limit how long the whole exchange may take
   */
  public PostResult post(String body, String id, Duration limit) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", id)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::setHeader);
    AnswerReader answer = new AnswerReader();
    CompletableFuture<HttpResponse<Void>> exchange = client.sendAsync(request.build(), answer);
    PostResult failure = new TimedOut();
    try {
      exchange.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // The answer may have begun.
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof IOException)) {
        throw new IllegalStateException("the request could not be sent", e.getCause());
      }
      failure = new ConnectionFailed(e.getCause().getClass().getSimpleName());
    } finally {
      // Both do nothing when the exchange has ended.
      answer.end();
      exchange.cancel(true);
    }
    ResponseInfo info = answer.info;
    return info == null
        ? failure
        : new Answered(info.statusCode(), info.headers().firstValue("Retry-After"));
  }

  /** Keeps status and headers, and discards the body within its bound. */
  private static final class AnswerReader implements BodyHandler<Void>, BodySubscriber<Void> {
    private final CompletableFuture<Void> body = new CompletableFuture<>();
    private volatile @Nullable ResponseInfo info;
    private volatile Flow.@Nullable Subscription subscription;
    private long left = MAX_BODY;

    @Override
    public BodySubscriber<Void> apply(ResponseInfo responseInfo) {
      info = responseInfo;
      return this;
    }

    @Override
    public CompletionStage<Void> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
      subscription = newSubscription;
      newSubscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        left -= buffer.remaining();
      }
      if (left < 0) {
        end();
      }
    }

    @Override
    public void onError(Throwable failure) {
      // The status says what became of the action, whatever happens to the body.
      body.complete(null);
    }

    @Override
    public void onComplete() {
      body.complete(null);
    }

    void end() {
      Flow.Subscription current = subscription;
      if (current != null && !body.isDone()) {
        current.cancel();
      }
      body.complete(null);
    }
  }
}
