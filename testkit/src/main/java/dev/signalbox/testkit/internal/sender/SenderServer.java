package dev.signalbox.testkit.internal.sender;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.testkit.CallKeyGenerators;
import dev.signalbox.testkit.RawRequest.Header;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An endpoint that a sender is pointed at: it plays a scenario and keeps what it gets. */
public final class SenderServer implements AutoCloseable {
  /**
   * What is read of a request; the contract's limit is lower, and memory is not for giving away.
   */
  private static final int MAX_BODY = 4 << 20;

  private final HttpServer server;
  private final Scenario scenario;
  private final Duration slowness;
  private final Duration retryAfter;
  private final CountDownLatch left;
  private final List<ReceivedRequest> received = new ArrayList<>();
  // A client that does not end its request holds a thread, and must not hold up the others.
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<String> jtis = new HashSet<>();
  private int batches;
  private int calls;
  private int registrations;

  /**
   * Starts.
   *
   * @param address where it listens
   * @param scenario what it plays
   * @param requests how many requests it waits for
   * @param slowness how long an answer takes, in the scenario that is slow
   * @param retryAfter what a sender is told to wait, in whole seconds, in those that tell it to
   * @throws IOException when it can't listen
   */
  public SenderServer(
      InetSocketAddress address,
      Scenario scenario,
      int requests,
      Duration slowness,
      Duration retryAfter)
      throws IOException {
    this.scenario = scenario;
    this.slowness = slowness;
    this.retryAfter = retryAfter;
    left = new CountDownLatch(requests);
    server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Waits until as many requests were answered as were asked for. */
  public boolean await(Duration patience) throws InterruptedException {
    return left.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  public synchronized List<ReceivedRequest> received() {
    return List.copyOf(received);
  }

  private void handle(HttpExchange exchange) throws IOException {
    List<Header> headers = new ArrayList<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> values.forEach(v -> headers.add(new Header(name, v))));
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
    ReceivedRequest request = remember(exchange, headers, body);
    if (request.status() == 0) {
      exchange.close();
      left.countDown();
    } else if (scenario == Scenario.SLOW) {
      CompletableFuture.delayedExecutor(slowness.toMillis(), TimeUnit.MILLISECONDS, threads)
          .execute(() -> answer(exchange, request));
    } else {
      answer(exchange, request);
    }
  }

  private synchronized ReceivedRequest remember(
      HttpExchange exchange, List<Header> headers, byte[] body) {
    ReceivedRequest plain =
        new ReceivedRequest(
            received.size() + 1,
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            headers,
            body,
            System.nanoTime(),
            Clock.systemUTC().instant().getEpochSecond(),
            0,
            registrations);
    int status = status(plain);
    ReceivedRequest request =
        new ReceivedRequest(
            plain.number(),
            plain.method(),
            plain.path(),
            headers,
            body,
            plain.nanos(),
            plain.epochSeconds(),
            status,
            registrations);
    received.add(request);
    if (status == 201) {
      registrations++;
    }
    return request;
  }

  private int status(ReceivedRequest request) {
    if (request.isCall()) {
      calls++;
      return scenario == Scenario.SWALLOWED_ERRORS && calls == 1 ? 503 : 201;
    }
    if (!request.isBatch()) {
      return 404;
    }
    batches++;
    return switch (scenario) {
      case UNAVAILABLE_THEN_OK -> batches == 1 ? 503 : 202;
      case FRESH_JTI -> freshJti(request) ? batches == 1 ? 503 : 202 : 401;
      case RATE_LIMITED -> batches == 1 ? 429 : 202;
      case REFUSED -> batches == 1 ? 400 : 202;
      case CONNECTION_RESET -> batches == 1 ? 0 : 202;
      default -> 202;
    };
  }

  private boolean freshJti(ReceivedRequest request) {
    return SenderTokenChecks.jti(request).map(jtis::add).orElse(true);
  }

  /** Whether a batch was refused for a while and has not come again. */
  public boolean owed() {
    return scenario.refusesForAWhile()
        && !SenderSummary.lost(
                new SenderEvidence(
                    received(), scenario, Optional.empty(), Optional.empty(), retryAfter, 0))
            .isEmpty();
  }

  private void answer(HttpExchange exchange, ReceivedRequest request) {
    int status = request.status();
    String type = status < 300 ? "application/json" : "application/problem+json";
    String body =
        switch (status) {
          case 201 -> {
            String id = String.format("0LQ%012d", request.afterRegistrations() + 1);
            yield "{\"voiceCallId\":\"" + id + CallKeyGenerators.checksum(id) + "\",\"errors\":[]}";
          }
          case 202 -> "{\"status\":\"202 Accepted\"}";
          default ->
              "{\"type\":\"about:blank\",\"title\":\"Refused\",\"status\":"
                  + status
                  + ",\"detail\":\"Scenario "
                  + scenario.label()
                  + ".\",\"errors\":[{\"clause\":\""
                  + (status == 404
                      ? "REQ-1"
                      : status == 400 ? "BODY-3" : status == 401 ? "AUTH-1" : "RES-4")
                  + "\",\"pointer\":\"\",\"detail\":\"Refused as the scenario wants it.\"}]}";
        };
    if (status == 503 || status == 429) {
      exchange.getResponseHeaders().set("Retry-After", Long.toString(retryAfter.toSeconds()));
    }
    exchange.getResponseHeaders().set("Content-Type", type);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      // The sender did not wait for the answer: what it does then is what counts.
    } finally {
      left.countDown();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
