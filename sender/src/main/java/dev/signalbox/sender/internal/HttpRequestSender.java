package dev.signalbox.sender.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
 * Makes single requests, and tells apart what the sender has to know: was it answered; if not, can
 * anybody have acted on it?
 */
final class HttpRequestSender {
  /** No more of an answer is read: enough for a hundred violations. */
  static final int MAX_ANSWER = 64 * 1024;

  private final HttpClient client;
  private final URI base;

  HttpRequestSender(HttpClient client, URI base) {
    this.client = client;
    this.base = base;
  }

  /** A request that is made when its call is started. */
  Call prepare(PreparedRequest outgoing, String token) {
    return new Call(outgoing, token);
  }

  /** How far a request has come. */
  private enum Progress {
    /** The client has not been given the end of the body. */
    INCOMPLETE,
    /** The client has it all. */
    HANDED_OVER,
    /** Given up before; the client won't get the rest. */
    WITHHELD
  }

  /** One request. Thread-safe. */
  final class Call {
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.INCOMPLETE);
    private final PreparedRequest outgoing;
    private final String token;
    private volatile @Nullable CompletableFuture<?> exchange;
    private volatile @Nullable Answering answering;

    private Call(PreparedRequest outgoing, String token) {
      this.outgoing = outgoing;
      this.token = token;
    }

    /** Completes once and never fails. */
    CompletionStage<Reply> reply() {
      return reply;
    }

    void start() {
      CompletableFuture<HttpResponse<byte[]>> sent;
      try {
        sent = client.sendAsync(request(), this::answering);
      } catch (RuntimeException e) {
        // What the client throws may quote a header, and one of them is the token.
        unanswered("the HTTP client refused the request (" + e.getClass().getSimpleName() + ")");
        return;
      }
      exchange = sent;
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
              unanswered(describe(e));
            }
          });
    }

    /** Ends the request where it is. What has arrived of an answer counts. */
    void abort(String why) {
      Answering begun = answering;
      if (begun != null) {
        reply.complete(new Reply.Answer(begun.status, begun.headers, begun.taken()));
        begun.cancel();
      } else {
        unanswered(why);
      }
      CompletableFuture<?> running = exchange;
      if (running != null) {
        running.cancel(true);
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
          HttpRequest.newBuilder(URI.create(base + outgoing.path()))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", outgoing.mediaType())
              // Problems are read as JSON, whatever form was sent (HDR-3).
              .header("Accept", "application/json, application/problem+json")
              .header("User-Agent", "signalbox")
              .POST(new Body(outgoing.body(), progress));
      outgoing
          .providerName()
          .ifPresent(name -> request.header("Telephony-Provider-Name", name.value()));
      return request.build();
    }

    private BodySubscriber<byte[]> answering(ResponseInfo info) {
      boolean success = info.statusCode() / 100 == 2;
      boolean statusSuffices = success && !outgoing.answerWanted();
      Answering begun = new Answering(info.statusCode(), info.headers(), statusSuffices);
      answering = begun;
      return begun;
    }
  }

  /** Notices when the client has been given the last of a body, and can keep it back. */
  private static final class Body implements HttpRequest.BodyPublisher {
    private final byte[] bytes;
    private final AtomicReference<Progress> progress;

    Body(byte[] bytes, AtomicReference<Progress> progress) {
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
                    subscriber.onError(new IOException("the request was given up"));
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

  /** Reads an answer's body up to a bound, and makes do with what there is when it breaks off. */
  private static final class Answering implements BodySubscriber<byte[]> {
    private final int status;
    private final HttpHeaders headers;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ArrayDeque<byte[]> parts = new ArrayDeque<>();
    private final boolean statusSuffices;
    private int size;
    private volatile Flow.@Nullable Subscription subscription;

    Answering(int status, HttpHeaders headers, boolean statusSuffices) {
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
      return cause.getCause() != null
              && cause.getCause().getCause() instanceof UnresolvedAddressException
          ? "the endpoint's host is unknown"
          : "no connection to the endpoint";
    }
    if (cause instanceof SSLException) {
      return "no secure connection to the endpoint: " + cause.getMessage();
    }
    return "the connection broke (" + cause.getClass().getSimpleName() + ")";
  }
}
