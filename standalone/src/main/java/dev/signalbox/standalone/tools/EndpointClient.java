package dev.signalbox.standalone.tools;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.standalone.cli.Terminal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/** Sends a request to an endpoint, and shows what it answers. */
final class EndpointClient {
  /** How long an exchange takes at the most, its answer's body included. */
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final EndpointAddress to;
  private final String token;
  private final Duration timeout;
  private final Terminal terminal;
  private boolean unauthorized;

  /**
   * A client.
   *
   * @param to the endpoint's address
   * @param timeout of the whole exchange
   */
  EndpointClient(EndpointAddress to, String token, Duration timeout, Terminal terminal) {
    this.timeout = timeout;
    this.to = to;
    this.token = token;
    this.terminal = terminal;
  }

  /** Whether the last answer was that the token is not good. */
  boolean unauthorized() {
    return unauthorized;
  }

  /** Sends a batch (REQ-1). */
  int sendBatch(VendorCallKey call, Optional<ProviderName> provider, String mediaType, byte[] body)
      throws CommandFailure {
    HttpRequest.Builder request = request(to.events(call), mediaType, body);
    provider.ifPresent(name -> request.header("Telephony-Provider-Name", name.value()));
    return show(request.build());
  }

  /** Registers a voice call (CALL-1). */
  int register(String mediaType, byte[] body) throws CommandFailure {
    return show(request(to.calls(), mediaType, body).build());
  }

  private HttpRequest.Builder request(URI url, String mediaType, byte[] body) {
    return HttpRequest.newBuilder(url)
        .timeout(timeout)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", mediaType)
        .header("Accept", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private int show(HttpRequest request) throws CommandFailure {
    HttpResponse<String> response = answer(request);
    terminal.out("HTTP " + response.statusCode());
    if (!response.body().isEmpty()) {
      terminal.out(response.body());
    }
    response
        .headers()
        .firstValue("Signalbox-First-Vendor-Call-Key")
        .ifPresent(
            first ->
                terminal.err(
                    "KEY-3: the key is a later leg's; the conversation goes by its first call's, "
                        + first));
    unauthorized = response.statusCode() == 401;
    if (response.statusCode() / 100 == 2) {
      return ExitCode.OK;
    }
    for (String violation : violations(response.body())) {
      terminal.err(violation);
    }
    // A development server says what it does not say in the body.
    response
        .headers()
        .firstValue("Signalbox-Reason")
        .ifPresent(
            reason ->
                terminal.err(
                    response.headers().firstValue("Signalbox-Clause").orElse("AUTH-1")
                        + ": "
                        + reason));
    response
        .headers()
        .firstValue("Retry-After")
        .ifPresent(seconds -> terminal.err("It is worth trying again after " + seconds + " s."));
    return ExitCode.REFUSED;
  }

  private HttpResponse<String> answer(HttpRequest request) throws CommandFailure {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, info -> new BoundedText());
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw CommandFailure.unanswered(
          "no whole answer from "
              + to.base()
              + " within "
              + timeout.toSeconds()
              + " s; it may or may not have been accepted");
    } catch (ExecutionException failed) {
      if (!(failed.getCause() instanceof IOException e)) {
        throw new IllegalStateException(failed.getCause());
      }
      String message = "no answer from " + to.base() + ": " + reason(e);
      throw isUnsent(e)
          ? CommandFailure.failure(message)
          : CommandFailure.unanswered(message + "; it may or may not have been accepted");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failure("interrupted while waiting for " + to.base());
    }
  }

  /** Whether the request can't have gone out. */
  private static boolean isUnsent(IOException e) {
    return e instanceof ConnectException
        || e instanceof HttpConnectTimeoutException
        || e instanceof SSLHandshakeException;
  }

  /** The client's own exceptions often have no message, and a cause that has one. */
  private String reason(IOException e) {
    if (e instanceof HttpTimeoutException) {
      return "it took longer than " + timeout.toSeconds() + " s";
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.nio.channels.UnresolvedAddressException) {
        return "there is no host of that name";
      }
    }
    return e instanceof ConnectException ? "nothing listens there" : IoErrors.of(e);
  }

  /** A problem's violations (RES-3), a line each; none where the body is something else. */
  private static List<String> violations(String body) {
    return JsonFormat.INSTANCE.readObject(body.getBytes(StandardCharsets.UTF_8))
                instanceof Validated.Valid<Map<String, DocumentValue>> problem
            && problem.value().get("errors") instanceof DocumentValue.Sequence errors
        ? errors.elements().stream()
            .filter(DocumentValue.Structure.class::isInstance)
            .map(error -> line(((DocumentValue.Structure) error).members()))
            .toList()
        : List.of();
  }

  private static String line(Map<String, DocumentValue> error) {
    return Terminal.line(text(error, "clause"), text(error, "pointer"), text(error, "detail"));
  }

  private static String text(Map<String, DocumentValue> object, String name) {
    return object.get(name) instanceof DocumentValue.Text text ? text.value() : "";
  }
}
