package dev.signalbox.standalone;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.mediatype.ContentAnalyser;
import io.vertx.openapi.mediatype.ContentAnalyserFactory;
import io.vertx.openapi.mediatype.MediaTypePredicate;
import io.vertx.openapi.mediatype.MediaTypeRegistry;
import io.vertx.openapi.mediatype.impl.DefaultMediaTypeRegistration;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import io.vertx.openapi.validation.impl.ValidatableRequestImpl;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A description in OpenAPI 3.1, as the validator of Vert.x reads it. It checks the description
 * itself as well, by the schema of OpenAPI.
 */
final class OpenApiDescription implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final OpenAPIContract contract;
  private final RequestValidator requests;
  private final ResponseValidator answers;

  OpenApiDescription(Path file) throws Exception {
    MediaTypeRegistry types =
        MediaTypeRegistry.createEmpty()
            .register(
                new DefaultMediaTypeRegistration(
                    MediaTypePredicate.ofExactTypes("application/json", "application/problem+json"),
                    ContentAnalyserFactory.json()))
            .register(
                new DefaultMediaTypeRegistration(
                    MediaTypePredicate.ofExactTypes(
                        "application/xml", "text/xml", "application/problem+xml"),
                    (type, body, context) -> new PlainText(body)));
    contract =
        done(
            OpenAPIContract.builder(vertx)
                .setContractPath(file.toString())
                .mediaTypeRegistry(types)
                .build());
    requests = RequestValidator.create(vertx, contract);
    answers = ResponseValidator.create(vertx, contract);
  }

  /** The operation of a request, if it is described. */
  Optional<Operation> operation(String method, String path) {
    return Optional.ofNullable(contract.findOperation(path, HttpMethod.valueOf(method)));
  }

  Set<String> operations() {
    return contract.operations().stream()
        .map(Operation::getOperationId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What is wrong with a request, by its description. */
  Optional<String> wrong(Operation operation, OpenApiExchange exchange) {
    return failure(
        () ->
            requests.validate(
                new ValidatableRequestImpl(
                    Map.of(),
                    parameters(exchange.requestHeaders()),
                    parameters(pathParameters(operation.getOpenAPIPath(), exchange.path())),
                    parameters(exchange.query()),
                    new RequestParameterImpl(
                        exchange.requestBody().isEmpty()
                            ? null
                            : Buffer.buffer(exchange.requestBody())),
                    exchange.requestHeaders().get("content-type")),
                operation.getOperationId()));
  }

  /** What is wrong with an answer, by its description. */
  Optional<String> wrongAnswer(Operation operation, OpenApiExchange exchange) {
    return failure(
        () ->
            answers.validate(
                exchange.answerBody().isEmpty()
                    ? ValidatableResponse.create(exchange.status(), exchange.answerHeaders())
                    : ValidatableResponse.create(
                        exchange.status(),
                        exchange.answerHeaders(),
                        Buffer.buffer(exchange.answerBody()),
                        exchange.answerHeaders().get("content-type")),
                operation.getOperationId()));
  }

  private static Map<String, RequestParameter> parameters(Map<String, String> values) {
    Map<String, RequestParameter> parameters = new HashMap<>();
    values.forEach((name, value) -> parameters.put(name, new RequestParameterImpl(value)));
    return parameters;
  }

  private static Map<String, String> pathParameters(String template, String path) {
    String[] names = template.split("/", -1);
    String[] segments = path.split("/", -1);
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      if (names[i].startsWith("{")) {
        values.put(
            names[i].substring(1, names[i].length() - 1),
            URLDecoder.decode(segments[i].replace("+", "%2B"), StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  /** XML, whose elements the description leaves to the XML Schemas. */
  private record PlainText(Buffer body) implements ContentAnalyser {
    @Override
    public void checkSyntacticalCorrectness() {}

    @Override
    public Object transform() {
      return body.toString();
    }
  }

  private interface Validation {
    Future<?> start();
  }

  private static Optional<String> failure(Validation validation) {
    try {
      done(validation.start());
      return Optional.empty();
    } catch (Exception e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      return Optional.of(String.valueOf(cause.getMessage()));
    }
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
