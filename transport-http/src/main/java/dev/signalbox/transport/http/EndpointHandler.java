package dev.signalbox.transport.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.signalbox.transport.http.internal.EngineCapabilities;
import dev.signalbox.transport.http.internal.JdkServerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Puts an {@link Endpoint} on an {@code HttpServer}: mount it on the context {@code /}, so that
 * every other path is answered as the contract says (REQ-1). {@link EndpointServer} does so on a
 * server of its own. Thread-safe.
 *
 * <p>It works on every engine behind the {@code com.sun.net.httpserver} interface. Where an answer
 * comes later, it is written by the server's executor on engines known to allow that, the JDK's,
 * Netty's and robaho's, or, once that executor takes nothing any more, by the thread that completes
 * it; on others the handler waits up to a minute.
 */
public final class EndpointHandler implements HttpHandler {
  /** How long the handler waits for a later answer on an engine that needs that. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How many threads may read on after a refusal. */
  private static final int MAX_DRAINING = 64;

  private static final System.Logger LOG = System.getLogger("dev.signalbox.http");

  private final Endpoint endpoint;
  private final Semaphore draining = new Semaphore(MAX_DRAINING);
  private final Object lock = new Object();

  /** Requests that were taken up and are not answered. */
  private final AtomicInteger unanswered = new AtomicInteger();

  /** Whether the server ends, and waits for those. */
  private volatile boolean ending;

  /**
   * A handler for a server that the program made itself. It warns once where the JDK's server runs
   * with settings that cost 40 ms an answer, or that close busy connections.
   *
   * @param endpoint answers
   */
  public EndpointHandler(Endpoint endpoint) {
    this(endpoint, true);
  }

  EndpointHandler(Endpoint endpoint, boolean foreignServer) {
    this.endpoint = endpoint;
    if (foreignServer) {
      JdkServerSettings.warnOnce();
    }
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    boolean later = false;
    count(1);
    try {
      if (ending) {
        throw new IOException("the server is closed");
      }
      CompletableFuture<EndpointResponse> answer =
          endpoint.handle(new Request(exchange)).toCompletableFuture();
      if (answer.isDone()) {
        respond(exchange, answer.join());
      } else if (EngineCapabilities.mayFinishLater(exchange)) {
        later = true;
        respondLater(exchange, answer);
      } else {
        respond(exchange, await(answer));
      }
    } catch (IOException | RuntimeException e) {
      // The client is gone, or there is no honest answer: a closed connection says "unknown".
      ended(e);
      if (!later) {
        abort(exchange);
      }
      throw e;
    } finally {
      if (!later) {
        count(-1);
      }
    }
  }

  private void respondLater(HttpExchange exchange, CompletionStage<EndpointResponse> answer) {
    Executor executor = exchange.getHttpContext().getServer().getExecutor();
    answer.whenCompleteAsync(
        (response, e) -> {
          try {
            if (e != null) {
              throw new IllegalStateException("the endpoint did not answer", e);
            }
            respond(exchange, response);
          } catch (IOException | RuntimeException noAnswer) {
            ended(noAnswer);
            abort(exchange);
          } finally {
            count(-1);
          }
        },
        task -> execute(executor, task));
  }

  /**
   * The thread that completes is the transport's, which must not wait for a client that reads
   * slowly: another one writes the answer, unless none is to be had any more.
   */
  private static void execute(@Nullable Executor executor, Runnable task) {
    if (executor == null) {
      task.run();
      return;
    }
    try {
      executor.execute(task);
    } catch (RejectedExecutionException closing) {
      task.run();
    }
  }

  private void count(int change) {
    if (unanswered.addAndGet(change) == 0 && ending) {
      synchronized (lock) {
        lock.notifyAll();
      }
    }
  }

  /**
   * Takes up nothing new, and waits until every request that was taken up is answered; at most so
   * many nanoseconds.
   */
  void awaitAnswered(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    ending = true;
    synchronized (lock) {
      for (long left = nanos; unanswered.get() > 0 && left > 0; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(lock, left);
      }
    }
  }

  private static void ended(Exception e) {
    // A client that goes away is nothing new; whatever else it is should not be.
    LOG.log(
        e instanceof IOException ? Level.DEBUG : Level.ERROR,
        "a connection ended without an answer",
        e);
  }

  private static EndpointResponse await(CompletableFuture<EndpointResponse> answer)
      throws IOException {
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException("no answer from the transport", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the transport", e);
    }
  }

  private void respond(HttpExchange exchange, EndpointResponse response) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    for (EndpointResponse.Header header : response.headers()) {
      headers.set(header.name(), header.value());
    }
    byte[] body = response.body();
    if (exchange.getRequestMethod().equals("HEAD")) {
      // Without a body the exchange ends with the head.
      drain(exchange.getRequestBody());
      exchange.sendResponseHeaders(response.status(), -1);
      exchange.close();
      return;
    }
    exchange.sendResponseHeaders(response.status(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
      if (response.status() >= 400) {
        // The client reads the answer while it is still sending; what it sends is read on, within
        // reason, so that the connection stays usable.
        out.flush();
        drain(exchange.getRequestBody());
      }
    }
  }

  /**
   * Reads what is left of a refused request, a little more than an accepted one may have. A client
   * needs no token to keep a thread busy so, therefore only few may do it at once; beyond them,
   * connections are closed.
   */
  private void drain(InputStream rest) throws IOException {
    if (!draining.tryAcquire()) {
      return;
    }
    try {
      // Mostly a small body that is there already.
      byte[] buffer = new byte[Math.max(512, Math.min(8192, rest.available()))];
      long left = endpoint.maxBody() + 65_536L;
      int n;
      while (left > 0 && (n = rest.read(buffer)) >= 0) {
        left -= n;
      }
    } finally {
      draining.release();
    }
  }

  private static void abort(HttpExchange exchange) {
    try {
      exchange.close();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "a connection could not be closed", e);
    }
  }

  /** An exchange as the endpoint sees it. */
  private record Request(HttpExchange exchange) implements EndpointRequest {
    @Override
    public String method() {
      return exchange.getRequestMethod();
    }

    @Override
    public String rawPath() {
      String path = exchange.getRequestURI().getRawPath();
      return path == null ? "" : path;
    }

    @Override
    public List<String> headers(String name) {
      List<String> values = exchange.getRequestHeaders().get(name);
      return values == null ? List.of() : values;
    }

    @Override
    public InputStream body() {
      return exchange.getRequestBody();
    }
  }
}
