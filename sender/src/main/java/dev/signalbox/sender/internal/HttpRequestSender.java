package dev.signalbox.sender.internal;

import dev.signalbox.core.internal.text.Text;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes single requests, and tells how each ended: it was answered, it was sent and not answered,
 * or it was not sent whole.
 */
public final class HttpRequestSender {
  /** The most that is read of an answer's body, in bytes: enough for a hundred violations. */
  static final int MAX_ANSWER = 64 * 1024;

  private final HttpClient client;

  public HttpRequestSender(HttpClient client) {
    this.client = client;
  }

  /** A request that is made when its exchange is started. */
  public Exchange prepare(PreparedRequest request, String token) {
    return new Exchange(client, request, token);
  }

  /** How far a request has come. */
  private enum Progress {
    /** The client has not been given the end of the body. */
    INCOMPLETE,
    /** The client has it all. */
    HANDED_OVER,
    /** Aborted before; the client won't get the rest. */
    WITHHELD
  }

  /** One request and its answer. Thread-safe. */
  public static final class Exchange {
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.INCOMPLETE);
    private final HttpClient client;
    private final PreparedRequest prepared;
    private final String token;
    private final AnswerHandler answer;
    private volatile @Nullable CompletableFuture<?> running;

    private Exchange(HttpClient client, PreparedRequest prepared, String token) {
      this.client = client;
      answer = new AnswerHandler(prepared.answerWanted());
      this.prepared = prepared;
      this.token = token;
    }

    /** Completes once and never fails. */
    public CompletionStage<Reply> reply() {
      return reply;
    }

    public void start() {
      CompletableFuture<HttpResponse<byte[]>> sent;
      try {
        sent = client.sendAsync(request(), answer);
      } catch (Throwable e) {
        // What the client throws may quote a header, and one of them is the token.
        unanswered("the HTTP client refused the request (" + e.getClass().getSimpleName() + ")");
        return;
      }
      running = sent;
      if (reply.isDone()) {
        sent.cancel(true);
      }
      CompletionStage<HttpResponse<byte[]>> answered = sent;
      answered.whenComplete(
          (response, e) -> {
            if (e == null) {
              reply.complete(
                  new Reply.Answer(response.statusCode(), response.headers(), response.body()));
            } else {
              end(describe(e));
            }
          });
    }

    /** Ends the exchange where it is. What has arrived of an answer counts. */
    public void abort(String why) {
      end(why);
      AnswerBody begun = answer.begun;
      if (begun != null) {
        begun.cancel();
      }
      CompletableFuture<?> exchange = running;
      if (exchange != null) {
        exchange.cancel(true);
      }
    }

    /** A status that has arrived counts, also where the rest is broken. */
    private void end(String why) {
      AnswerBody begun = answer.begun;
      if (begun == null) {
        unanswered(why);
      } else {
        reply.complete(new Reply.Answer(begun.status, begun.headers, begun.taken()));
      }
    }

    private void unanswered(String why) {
      boolean withheld =
          progress.compareAndSet(Progress.INCOMPLETE, Progress.WITHHELD)
              || progress.get() == Progress.WITHHELD;
      reply.complete(withheld ? new Reply.NotSent(why) : new Reply.NoAnswer(why));
    }

    private HttpRequest request() {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(prepared.target())
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", prepared.mediaType())
              // Problems are read as JSON, whatever form was sent (HDR-3).
              .header("Accept", "application/json, application/problem+json")
              .header("User-Agent", "signalbox")
              .POST(new TrackedBody(prepared.body(), progress));
      prepared
          .providerName()
          .ifPresent(name -> request.header("Telephony-Provider-Name", name.value()));
      return request.build();
    }
  }

  /**
   * Takes an answer once its head has arrived. A client that is no longer used goes with its idle
   * connections, which keep this handler: so it must not lead back to the client.
   */
  private static final class AnswerHandler implements BodyHandler<byte[]> {
    private final boolean wanted;
    private volatile @Nullable AnswerBody begun;

    AnswerHandler(boolean wanted) {
      this.wanted = wanted;
    }

    @Override
    public BodySubscriber<byte[]> apply(ResponseInfo info) {
      boolean success = info.statusCode() / 100 == 2;
      AnswerBody body = new AnswerBody(info.statusCode(), info.headers(), success && !wanted);
      begun = body;
      return body;
    }
  }

  /** Notices when the client gets the end of a body, and can withhold it. */
  private static final class TrackedBody implements HttpRequest.BodyPublisher {
    private final byte[] bytes;
    private final AtomicReference<Progress> progress;

    TrackedBody(byte[] bytes, AtomicReference<Progress> progress) {
      this.bytes = bytes;
      this.progress = progress;
    }

    @Override
    public long contentLength() {
      return bytes.length;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      HttpRequest.BodyPublishers.ofByteArray(bytes)
          .subscribe(
              new Flow.Subscriber<>() {
                private int left = bytes.length;

                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscriber.onSubscribe(subscription);
                }

                @Override
                public void onNext(ByteBuffer part) {
                  left -= part.remaining();
                  if (left == 0
                      && !progress.compareAndSet(Progress.INCOMPLETE, Progress.HANDED_OVER)
                      && progress.get() == Progress.WITHHELD) {
                    subscriber.onError(new IOException("the request was aborted"));
                    return;
                  }
                  subscriber.onNext(part);
                }

                @Override
                public void onError(Throwable failure) {
                  subscriber.onError(failure);
                }

                @Override
                public void onComplete() {
                  if (progress.get() != Progress.WITHHELD) {
                    subscriber.onComplete();
                  }
                }
              });
    }
  }

  /** Reads an answer's body up to a bound; a body that breaks off counts as far as it came. */
  private static final class AnswerBody implements BodySubscriber<byte[]> {
    private final int status;
    private final HttpHeaders headers;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ArrayDeque<byte[]> parts = new ArrayDeque<>();
    private final boolean statusSuffices;
    private int size;
    private volatile Flow.@Nullable Subscription subscription;

    AnswerBody(int status, HttpHeaders headers, boolean statusSuffices) {
      this.status = status;
      this.headers = headers;
      this.statusSuffices = statusSuffices;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      boolean full;
      synchronized (parts) {
        for (ByteBuffer buffer : buffers) {
          byte[] part = new byte[Math.min(buffer.remaining(), MAX_ANSWER - size)];
          buffer.get(part);
          size += part.length;
          if (!statusSuffices) {
            parts.add(part);
          }
        }
        full = size == MAX_ANSWER;
      }
      if (full) {
        cancel();
      }
    }

    @Override
    public void onError(Throwable failure) {
      body.complete(taken());
    }

    @Override
    public void onComplete() {
      body.complete(taken());
    }

    void cancel() {
      Flow.Subscription running = subscription;
      if (running != null) {
        running.cancel();
      }
      body.complete(taken());
    }

    byte[] taken() {
      synchronized (parts) {
        ByteBuffer whole = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(whole::put);
        return whole.array();
      }
    }
  }

  /** Says what failed without quoting what might be a secret. */
  private static String describe(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ConnectException) {
      boolean unknown = false;
      for (Throwable e = cause; e != null; e = e.getCause()) {
        unknown |= e instanceof UnresolvedAddressException;
      }
      return unknown ? "the endpoint's host is unknown" : "no connection to the endpoint";
    }
    if (cause instanceof SSLException) {
      return "no secure connection to the endpoint: "
          + Text.printable(String.valueOf(cause.getMessage()), 200);
    }
    return "the connection broke (" + cause.getClass().getSimpleName() + ")";
  }
}
