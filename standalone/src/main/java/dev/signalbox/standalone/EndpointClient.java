package dev.signalbox.standalone;

import dev.signalbox.core.VendorCallKey;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

/** Sends a request to an endpoint, and shows what it answers. */
final class EndpointClient {
  static final String DEFAULT_URL = "http://127.0.0.1:8080";

  static final Setting<URI> TO =
      Setting.one(
          "to",
          "URL",
          DEFAULT_URL,
          EndpointClient::base,
          "The endpoint: its address, with or without /telephony/v1 at the end.");

  private static final String API = "/telephony/v1";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final URI to;
  private final String token;
  private final PrintStream out;
  private final PrintStream err;

  EndpointClient(URI to, String token, PrintStream out, PrintStream err) {
    this.to = to;
    this.token = token;
    this.out = out;
    this.err = err;
  }

  /** An address with the end that all endpoints have, whether it was given or not. */
  static URI base(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException malformed) {
      throw Readings.not(text, "a URL such as " + DEFAULT_URL);
    }
    boolean http =
        "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    if (!http
        || uri.getHost() == null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw Readings.not(text, "a URL such as " + DEFAULT_URL);
    }
    String path = uri.getRawPath();
    String root = text.substring(0, text.length() - path.length());
    String trimmed = path.replaceAll("/+$", "");
    return URI.create(root + (trimmed.endsWith(API) ? trimmed : trimmed + API));
  }

  /** Sends a batch (REQ-1). */
  int sendBatch(VendorCallKey call, Optional<String> provider, String mediaType, byte[] body)
      throws CommandFailure {
    HttpRequest.Builder request = request(path(call), mediaType, body);
    provider.ifPresent(name -> request.header("Telephony-Provider-Name", name));
    return show(request.build());
  }

  /** Where a call's batches go. */
  static URI url(URI to, VendorCallKey call) {
    return URI.create(to + path(call));
  }

  private static String path(VendorCallKey call) {
    return "/voiceCalls/" + call.encoded() + "/realtimeConversationEvents";
  }

  /** Registers a voice call (CALL-1). */
  int register(String mediaType, byte[] body) throws CommandFailure {
    return show(request("/voiceCalls", mediaType, body).build());
  }

  private HttpRequest.Builder request(String path, String mediaType, byte[] body) {
    return HttpRequest.newBuilder(URI.create(to + path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", mediaType)
        .header("Accept", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private int show(HttpRequest request) throws CommandFailure {
    HttpResponse<String> response = answer(request);
    out.println("HTTP " + response.statusCode());
    if (!response.body().isEmpty()) {
      out.println(response.body());
    }
    response
        .headers()
        .firstValue("Signalbox-First-Vendor-Call-Key")
        .ifPresent(
            first ->
                err.println(
                    "KEY-3: the key is a later leg's; the conversation goes by its first call's, "
                        + first));
    if (response.statusCode() / 100 == 2) {
      return ExitCode.OK;
    }
    for (String violation : violations(response.body())) {
      err.println(violation);
    }
    response
        .headers()
        .firstValue("Retry-After")
        .ifPresent(seconds -> err.println("It is worth trying again after " + seconds + " s."));
    return ExitCode.REFUSED;
  }

  private HttpResponse<String> answer(HttpRequest request) throws CommandFailure {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      String message = "no answer from " + to + ": " + reason(e);
      throw isUnsent(e)
          ? CommandFailure.failure(message)
          : CommandFailure.unanswered(message + "; nobody knows whether it was accepted");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failure("interrupted while waiting for " + to);
    }
  }

  /** Whether the request can't have gone out. */
  private static boolean isUnsent(IOException e) {
    return e instanceof ConnectException
        || e instanceof HttpConnectTimeoutException
        || e instanceof SSLHandshakeException;
  }

  /** The client's own exceptions often have no message, and a cause that has one. */
  private static String reason(IOException e) {
    if (e instanceof HttpTimeoutException) {
      return "it took longer than " + TIMEOUT.toSeconds() + " s";
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.nio.channels.UnresolvedAddressException) {
        return "there is no host of that name";
      }
    }
    return e instanceof ConnectException ? "nobody listens there" : Reasons.of(e);
  }

  /** A problem's violations (RES-3), a line each; none where the body is something else. */
  private static List<String> violations(String body) {
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      JsonValue errors = reader.readObject().get("errors");
      if (errors == null || errors.getValueType() != JsonValue.ValueType.ARRAY) {
        return List.of();
      }
      return errors.asJsonArray().stream()
          .filter(error -> error.getValueType() == JsonValue.ValueType.OBJECT)
          .map(JsonValue::asJsonObject)
          .map(error -> line(text(error, "clause"), text(error, "pointer"), text(error, "detail")))
          .toList();
    } catch (JsonException noProblem) {
      return List.of();
    }
  }

  private static String text(JsonObject object, String name) {
    return object.get(name) instanceof JsonString string ? string.getString() : "";
  }

  static String line(String clause, String pointer, String detail) {
    return clause + (pointer.isEmpty() ? "" : " " + pointer) + ": " + detail;
  }
}
