package dev.signalbox.standalone;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request and its answer, as the program recorded them. Names of headers are in lower case.
 *
 * @param path without the query, still encoded
 * @param query its parameters
 */
record OpenApiExchange(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> requestHeaders,
    String requestBody,
    int status,
    Map<String, String> answerHeaders,
    String answerBody) {

  static List<OpenApiExchange> read(Path recording) throws IOException {
    return Files.readAllLines(recording).stream()
        .map(OpenApiExchange::object)
        // An answer of the recorder's own says why it is none of the server's.
        .filter(exchange -> !exchange.containsKey("failure"))
        .map(OpenApiExchange::of)
        .toList();
  }

  static JsonObject object(String json) {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }

  private static OpenApiExchange of(JsonObject exchange) {
    JsonObject request = exchange.getJsonObject("request");
    JsonObject answer = exchange.getJsonObject("answer");
    String[] target = request.getString("target").split("[?]", 2);
    Map<String, String> query = new HashMap<>();
    if (target.length == 2) {
      for (String parameter : target[1].split("&", -1)) {
        String[] parts = parameter.split("=", 2);
        query.put(parts[0], parts.length == 2 ? parts[1] : "");
      }
    }
    return new OpenApiExchange(
        request.getString("method"),
        target[0],
        query,
        headers(request.getJsonObject("headers")),
        body(request),
        answer.getInt("status"),
        headers(answer.getJsonObject("headers")),
        body(answer));
  }

  private static Map<String, String> headers(JsonObject of) {
    Map<String, String> headers = new HashMap<>();
    of.forEach(
        (name, value) ->
            headers.put(
                name.toLowerCase(Locale.ROOT),
                value.getValueType() == JsonValue.ValueType.ARRAY
                    ? ((JsonArray) value).getString(0)
                    : ((JsonString) value).getString()));
    // The name of a media type is in any case.
    headers.computeIfPresent("content-type", (name, type) -> type.toLowerCase(Locale.ROOT));
    return headers;
  }

  private static String body(JsonObject of) {
    return of.containsKey("bodyBase64")
        ? new String(Base64.getDecoder().decode(of.getString("bodyBase64")), StandardCharsets.UTF_8)
        : of.getString("body", "");
  }

  /** The clauses of a problem in JSON. */
  List<String> clauses() {
    if (!"application/problem+json".equals(answerHeaders.get("content-type"))) {
      return List.of();
    }
    return object(answerBody).getJsonArray("errors").stream()
        .map(e -> e.asJsonObject().getString("clause"))
        .toList();
  }

  /** The request in one short line. */
  String line() {
    String text =
        method + " " + path + " " + requestHeaders.get("content-type") + " " + requestBody;
    return text.substring(0, Math.min(400, text.length())) + " was answered " + status;
  }
}
