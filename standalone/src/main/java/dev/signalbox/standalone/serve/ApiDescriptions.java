package dev.signalbox.standalone.serve;

import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointAnswer.HeaderLine;
import dev.signalbox.transport.http.EndpointFilter;
import dev.signalbox.transport.http.EndpointRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Serves the descriptions of the server's interfaces: OpenAPI, and AsyncAPI for the stream. */
final class ApiDescriptions implements EndpointFilter {
  private static final Map<String, String> FILES =
      Map.of("/openapi.yaml", "openapi.yaml", "/asyncapi.yaml", "asyncapi.yaml");

  @Override
  public CompletionStage<EndpointAnswer> filter(EndpointRequest request, Next next) {
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    return Optional.ofNullable(FILES.get(request.rawPath()))
        .filter(file -> reads)
        .map(file -> CompletableFuture.completedStage(answer(file)))
        .orElseGet(() -> next.handle(request));
  }

  private static EndpointAnswer answer(String file) {
    return new EndpointAnswer.Response(
        200,
        List.of(new HeaderLine("Content-Type", "application/yaml; charset=utf-8")),
        read(file));
  }

  private static byte[] read(String file) {
    try (InputStream in = ApiDescriptions.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing in the program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
