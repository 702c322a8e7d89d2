package dev.signalbox.standalone.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointRequest;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiDescriptionsTest {
  @ParameterizedTest
  @CsvSource({"/openapi.yaml, openapi: 3.1.0", "/asyncapi.yaml, asyncapi: 3.0.0"})
  void aDescriptionIsServed(String path, String firstLine) {
    EndpointAnswer.Response answer = answer("GET", path);
    assertEquals(200, answer.status());
    assertTrue(new String(answer.body(), StandardCharsets.UTF_8).startsWith(firstLine + "\n"));
  }

  @Test
  void whatIsNoDescriptionGoesOn() {
    assertEquals(404, answer("POST", "/openapi.yaml").status());
    assertEquals(404, answer("GET", "/other.yaml").status());
  }

  private static EndpointAnswer.Response answer(String method, String path) {
    EndpointRequest request =
        new EndpointRequest() {
          @Override
          public String method() {
            return method;
          }

          @Override
          public String rawPath() {
            return path;
          }

          @Override
          public List<String> headers(String name) {
            return List.of();
          }

          @Override
          public InputStream body() {
            return InputStream.nullInputStream();
          }
        };
    return (EndpointAnswer.Response)
        new ApiDescriptions()
            .filter(
                request,
                next ->
                    CompletableFuture.completedStage(
                        new EndpointAnswer.Response(404, List.of(), new byte[0])))
            .toCompletableFuture()
            .join();
  }
}
