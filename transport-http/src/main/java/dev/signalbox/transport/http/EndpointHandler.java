package dev.signalbox.transport.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.signalbox.transport.http.internal.JdkServerSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts an {@link Endpoint} on an {@code HttpServer}: mount it on the context {@code /}, so that
 * every other path is answered as the contract says (REQ-1). {@link EndpointServer} does so on a
 * server of its own. Thread-safe.
 *
 * <p>It works on every engine behind the {@code com.sun.net.httpserver} interface. Where an answer
 * comes later, the server's executor writes it on the JDK's engine and on those that allow it
 * ({@link HttpEngine#FINISHES_LATER}), or the executor that the engine names for it ({@link
 * HttpEngine#FINISHER}); once that executor takes nothing any more, the thread that completes the
 * answer does. On other engines the handler waits up to a minute.
 *
 * <p>Some engines let requests through that are no proper HTTP. What can be seen of that here is
 * refused with 400: another version than HTTP/1.x, a {@code Host} that is missing or there twice, a
 * {@code Content-Length} that is no number.
 */
public final class EndpointHandler implements HttpHandler {
  /** How long the handler waits for a later answer on an engine that needs that. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How many threads may read on after a refusal. */
  private static final int MAX_DRAINING = 64;

  /** How much more of a refused body is read than an accepted one may have. */
  private static final long DRAIN = 8L << 20;

  /** A client that has more to send does so within this time. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final System.Logger LOG = System.getLogger("dev.signalbox.http");

  private final Endpoint endpoint;
  private final Semaphore draining = new Semaphore(MAX_DRAINING);
  private final long maxDrain;
  private final int maxRequests;

  /** How many requests wait for a thread. */
  private final IntSupplier waiting;

  /** Requests that were taken up and are not answered. */
  private final AtomicInteger unanswered = new AtomicInteger();

  /** When the last one was taken up. */
  private volatile long lastTaken = System.nanoTime() - QUIET_NANOS;

  /** Whether each answer ends its connection, since the server is about to end. */
  private volatile boolean leaving;

  /**
   * A handler for a server that the program made itself. It warns once where the JDK's server runs
   * with settings that cost 40 ms an answer, or that close busy connections.
   *
   * @param endpoint answers
   */
  public EndpointHandler(Endpoint endpoint) {
    this(endpoint, Integer.MAX_VALUE, () -> 0);
    JdkServerSettings.warnOnce();
  }

  EndpointHandler(Endpoint endpoint, int maxRequests, IntSupplier waiting) {
    this.endpoint = endpoint;
    this.maxRequests = maxRequests;
    this.waiting = waiting;
    maxDrain = endpoint.maxBody() + DRAIN;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    boolean later = false;
    unanswered.incrementAndGet();
    lastTaken = System.nanoTime();
    try {
      ExchangeRequest request = new ExchangeRequest(exchange);
      CompletableFuture<EndpointAnswer> answer = answer(request).toCompletableFuture();
      if (answer.isDone()) {
        finish(request, answer.join());
      } else if (finishesLater(exchange)) {
        later = true;
        finishLater(request, answer);
      } else {
        finish(request, await(answer));
      }
    } catch (IOException | RuntimeException e) {
      // The client is gone, or no answer would be true. A closed connection says "unknown".
      LOG.log(Level.DEBUG, "a connection ended without an answer", e);
      if (!later) {
        abort(exchange);
      }
      throw e;
    } finally {
      if (!later) {
        unanswered.decrementAndGet();
      }
    }
  }

  private CompletionStage<EndpointAnswer> answer(ExchangeRequest request) {
    Optional<String> malformed = request.malformed();
    if (malformed.isEmpty() && unanswered.get() + waiting.getAsInt() > maxRequests) {
      return endpoint.overloaded(request);
    }
    return malformed.isPresent()
        ? endpoint.malformed(request, malformed.get())
        : endpoint.handle(request);
  }

  /** The JDK's own engine allows it, and others that say so. */
  private static boolean finishesLater(HttpExchange exchange) {
    return exchange.getClass().getModule().equals(HttpExchange.class.getModule())
        || Boolean.TRUE.equals(
            exchange.getHttpContext().getAttributes().get(HttpEngine.FINISHES_LATER));
  }

  private void finishLater(ExchangeRequest request, CompletionStage<EndpointAnswer> answer) {
    Executor executor =
        request.exchange().getAttribute(HttpEngine.FINISHER) instanceof Executor own
            ? own
            : request.exchange().getHttpContext().getServer().getExecutor();
    answer.whenCompleteAsync(
        (response, e) -> {
          try {
            finish(request, response);
          } catch (IOException | RuntimeException noAnswer) {
            LOG.log(Level.DEBUG, "a connection ended without an answer", noAnswer);
            abort(request.exchange());
          } finally {
            unanswered.decrementAndGet();
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

  /**
   * Has each answer end its connection from now on, and waits until no client sends anything more;
   * at most so many nanoseconds. A connection that the server closed instead would reset the
   * request that is on its way.
   */
  void awaitQuiet(long nanos) throws InterruptedException {
    leaving = true;
    long end = System.nanoTime() + nanos;
    while (true) {
      long now = System.nanoTime();
      long wait = unanswered.get() > 0 ? QUIET_NANOS : lastTaken + QUIET_NANOS - now;
      if (wait <= 0 || now - end >= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(wait, end - now));
    }
  }

  private static EndpointAnswer await(CompletableFuture<EndpointAnswer> answer) throws IOException {
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException("no answer from the transport", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the transport", e);
    }
  }

  private void finish(ExchangeRequest request, EndpointAnswer answer) throws IOException {
    if (answer instanceof EndpointAnswer.Abort abort) {
      LOG.log(
          Level.WARNING, "RES-2: a connection is closed without an answer: {0}", abort.reason());
      abort(request.exchange());
      return;
    }
    if (answer instanceof EndpointAnswer.Cut cut) {
      cut(request.exchange(), cut);
      return;
    }
    EndpointAnswer.Response response = (EndpointAnswer.Response) answer;
    if (leaving || request.isLast()) {
      request.closeAfterwards();
    }
    if (request.hasNothingLeft()) {
      // Also the end of a body is to be read, where nothing else is left, or the JDK's server
      // closes.
      send(request, response, true);
    } else if (discardsRest(request.exchange())) {
      send(request, response, false);
    } else if (draining.tryAcquire()) {
      // A client without a token can keep a thread busy so, therefore only few may at once.
      try {
        if (!request.drainable(maxDrain)) {
          request.closeAfterwards();
        }
        send(request, response, true);
      } finally {
        draining.release();
      }
    } else {
      request.closeAfterwards();
      send(request, response, false);
    }
  }

  private static boolean discardsRest(HttpExchange exchange) {
    return Boolean.TRUE.equals(
        exchange.getHttpContext().getAttributes().get(HttpEngine.DISCARDS_REST));
  }

  /**
   * Sends an answer. The client of a refused request reads it while it is still sending. What it
   * sends is read on within bounds, so that the answer is not lost to a reset, and so that the
   * connection stays usable where the rest of the body is known to be small.
   *
   * @param drains whether that is to be done here
   */
  private void send(ExchangeRequest request, EndpointAnswer.Response response, boolean drains)
      throws IOException {
    HttpExchange exchange = request.exchange();
    Headers headers = exchange.getResponseHeaders();
    for (EndpointAnswer.HeaderLine header : response.headers()) {
      headers.set(header.name(), header.value());
    }
    byte[] body = response.body();
    // To an HttpServer 0 means a body of unknown length.
    if (exchange.getRequestMethod().equals("HEAD") || body.length == 0) {
      // Without a body the exchange ends with the head.
      if (drains) {
        request.drain(maxDrain);
      }
      exchange.sendResponseHeaders(response.status(), -1);
      exchange.close();
      return;
    }
    if (drains && response.status() < 400) {
      // What a filter answers may have a body that was not read. The JDK's server would close.
      request.drain(maxDrain);
    }
    exchange.sendResponseHeaders(response.status(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
      if (drains && response.status() >= 400) {
        out.flush();
        request.drain(maxDrain);
      }
    }
  }

  private static void cut(HttpExchange exchange, EndpointAnswer.Cut cut) throws IOException {
    LOG.log(Level.WARNING, "RES-2: a connection is closed within an answer: {0}", cut.reason());
    EndpointAnswer.Response response = cut.response();
    for (EndpointAnswer.HeaderLine header : response.headers()) {
      exchange.getResponseHeaders().set(header.name(), header.value());
    }
    exchange.sendResponseHeaders(response.status(), response.body().length);
    exchange.getResponseBody().write(response.body(), 0, cut.bytes());
    exchange.getResponseBody().flush();
    abort(exchange);
  }

  private static void abort(HttpExchange exchange) {
    try {
      exchange.close();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "a connection could not be closed", e);
    }
  }
}
