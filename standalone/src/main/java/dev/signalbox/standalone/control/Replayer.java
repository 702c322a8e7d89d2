package dev.signalbox.standalone.control;

import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Sends recorded requests again, through all filters of the endpoint. Thread-safe. */
final class Replayer {
  /** Tells the filter which request is a replay, by a number that cannot be guessed. */
  static final String HEADER = "Signalbox-Replay";

  private static final long PATIENCE_SECONDS = 60;

  private final Map<String, Pending> pending = new ConcurrentHashMap<>();
  private volatile Function<EndpointRequest, CompletionStage<EndpointAnswer>> endpoint =
      request -> CompletableFuture.failedStage(new IllegalStateException("there is no endpoint"));

  /**
   * A replay that is not answered.
   *
   * @param original the id of the request that is repeated
   * @param recorded what came of it
   */
  record Pending(String original, CompletableFuture<RecordedRequest> recorded) {}

  void endpoint(Function<EndpointRequest, CompletionStage<EndpointAnswer>> handle) {
    endpoint = handle;
  }

  Optional<Pending> pending(List<String> header) {
    return header.size() == 1 ? Optional.ofNullable(pending.get(header.get(0))) : Optional.empty();
  }

  /**
   * Sends a request again.
   *
   * @return the new request; empty where it was not answered in time
   */
  Optional<RecordedRequest> replay(RecordedRequest original, String token, byte[] body)
      throws InterruptedException {
    String secret = UUID.randomUUID().toString();
    Pending replay = new Pending(original.id(), new CompletableFuture<>());
    pending.put(secret, replay);
    try {
      return Optional.of(
          endpoint
              .apply(new Replay(original, token, body, secret))
              .thenCombine(replay.recorded(), (answer, recorded) -> recorded)
              .toCompletableFuture()
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      pending.remove(secret);
    }
  }

  /** A recorded request as a new one. */
  private static final class Replay implements EndpointRequest {
    private final RecordedRequest original;
    private final byte[] body;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Replay(RecordedRequest original, String token, byte[] body, String secret) {
      this.original = original;
      this.body = body;
      headers.putAll(original.headers());
      headers.remove("Transfer-Encoding");
      headers.put("Content-Length", List.of(Integer.toString(body.length)));
      headers.put("Authorization", List.of("Bearer " + token));
      headers.put(HEADER, List.of(secret));
    }

    @Override
    public String method() {
      return original.method();
    }

    @Override
    public String rawPath() {
      return original.rawPath();
    }

    @Override
    public String target() {
      return original.target();
    }

    @Override
    public List<String> headers(String name) {
      return headers.getOrDefault(name, List.of());
    }

    @Override
    public Map<String, List<String>> headers() {
      return headers;
    }

    @Override
    public InputStream body() {
      return new ByteArrayInputStream(body);
    }
  }
}
