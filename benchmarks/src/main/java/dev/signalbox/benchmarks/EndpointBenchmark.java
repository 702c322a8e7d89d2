package dev.signalbox.benchmarks;

import dev.signalbox.core.intake.Intake;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointRequest;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A whole request without HTTP: what the endpoint costs above its engine. Nobody subscribes, so
 * that nothing waits.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EndpointBenchmark {
  /** What comes. */
  @Param public Kind kind = Kind.JSON_REUSED;

  private final InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
  private final InMemoryTransport transport = InMemoryTransport.of(calls);
  private final Endpoint endpoint = Endpoint.of(Intake.of(transport, calls), Samples.verifier());
  private final AtomicInteger call = new AtomicInteger();
  private final String[] paths = new String[1024];
  private Map<String, List<String>> headers = Map.of();
  private byte[] body = {};

  /** Kinds of requests, and how they are answered. */
  public enum Kind {
    /** A token that may be used again. */
    JSON_REUSED(202),
    /** A token that may be used again. */
    XML_REUSED(202),
    /** A token with a jti. */
    JSON_DISTINCT(202),
    /** A path that does not exist. */
    WRONG_PATH(404),
    /** A token without a signature. */
    UNSIGNED(401),
    /** A token of yesterday. */
    EXPIRED(401),
    /** A body of another type. */
    WRONG_TYPE(415),
    /** A body with a violation. */
    WRONG_BODY(400);

    private final int status;

    Kind(int status) {
      this.status = status;
    }
  }

  /** Makes the request. */
  @Setup
  public void prepare() {
    String token =
        switch (kind) {
          case JSON_DISTINCT -> Samples.token(true);
          case UNSIGNED -> Samples.unsignedToken();
          case EXPIRED -> Samples.expiredToken();
          default -> Samples.token(false);
        };
    body =
        switch (kind) {
          case XML_REUSED -> Samples.xml(2);
          case WRONG_BODY -> "{\"service\":\"\"}".getBytes(StandardCharsets.UTF_8);
          default -> Samples.json(2);
        };
    headers =
        Map.of(
            "Authorization", List.of("Bearer " + token),
            "Content-Type",
                List.of(
                    switch (kind) {
                      case XML_REUSED -> "application/xml";
                      case WRONG_TYPE -> "text/plain";
                      default -> "application/json";
                    }),
            "Content-Length", List.of(Integer.toString(body.length)),
            "Accept", List.of("*/*"));
    for (int i = 0; i < paths.length; i++) {
      paths[i] =
          kind == Kind.WRONG_PATH ? "/" + i : Samples.PATH.replace(Samples.CALL, "call-" + i);
    }
    int status = ((EndpointAnswer.Response) request()).status();
    if (status != kind.status) {
      throw new IllegalStateException(kind + " was answered with " + status);
    }
  }

  /** Ends the transport's threads. */
  @TearDown
  public void close() {
    transport.close();
  }

  /** One request, on one of 1,024 calls. */
  @Benchmark
  public EndpointAnswer request() {
    String path = paths[call.getAndIncrement() & (paths.length - 1)];
    return endpoint.handle(new Request(path, headers, body)).toCompletableFuture().join();
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Request(String rawPath, Map<String, List<String>> all, byte[] bytes)
      implements EndpointRequest {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public List<String> headers(String name) {
      return all.getOrDefault(name, List.of());
    }

    @Override
    public InputStream body() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
