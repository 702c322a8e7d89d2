package dev.signalbox.standalone.demo;

import dev.signalbox.core.VendorCallKey;
import dev.signalbox.sender.EndpointAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;

/** Sends the demonstration's requests. Thread-safe. */
final class DemoClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** What stands for the status where there was no answer. */
  static final int NO_ANSWER = 0;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final EndpointAddress to;
  private final Supplier<String> tokens;

  DemoClient(EndpointAddress to, Supplier<String> tokens) {
    this.to = to;
    this.tokens = tokens;
  }

  /** Whether anything answers there. */
  boolean isThere() throws InterruptedException {
    return send("GET", to.base(), tokens.get(), "") != NO_ANSWER;
  }

  int register(String record) throws InterruptedException {
    return send("POST", to.calls(), tokens.get(), record);
  }

  int events(VendorCallKey key, String body) throws InterruptedException {
    return send("POST", to.events(key), tokens.get(), body);
  }

  int eventsWithoutToken(VendorCallKey key, String body) throws InterruptedException {
    return send("POST", to.events(key), "not-a-token", body);
  }

  int message(VendorCallKey key, String body) throws InterruptedException {
    return send("POST", call(key, "/messages"), tokens.get(), body);
  }

  int update(VendorCallKey key, String body) throws InterruptedException {
    return send("PATCH", call(key, ""), tokens.get(), body);
  }

  private URI call(VendorCallKey key, String resource) {
    return URI.create(to.calls() + "/" + key.encoded() + resource);
  }

  private int send(String method, URI url, String token, String body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("Telephony-Provider-Name", "SignalboxDemo")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException none) {
      return NO_ANSWER;
    }
  }
}
