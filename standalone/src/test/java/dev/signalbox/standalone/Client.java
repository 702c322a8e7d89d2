package dev.signalbox.standalone;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import dev.signalbox.tokens.PrivateKeys;
import dev.signalbox.tokens.TokenSigner;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A telephony system that calls a server. */
final class Client {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String url;
  private final TokenSigner signer;

  Client(String url, CallCenterId id, Path privatePem) throws Exception {
    this.url = url;
    this.signer = TokenSigner.builder(id, PrivateKeys.ofPem(Files.readString(privatePem))).build();
  }

  /** One that calls for the development call center of a folder. */
  static Client development(String url, Path dir) throws Exception {
    return new Client(
        url, DevelopmentCallCenter.ID, DevelopmentCallCenter.folder(dir).resolve("private.pem"));
  }

  String url() {
    return url;
  }

  /** A fresh token. */
  String token() {
    return signer.sign();
  }

  static String category(String value, long startTime) {
    return "{\"service\":\"AmazonConnectContactLens\",\"events\":[{\"type\":"
        + "\"IntelligenceSignal__Category\",\"value\":\""
        + value
        + "\",\"startTime\":"
        + startTime
        + "}]}";
  }

  int send(String call, String value) throws Exception {
    return post("/" + call + "/realtimeConversationEvents", category(value, 1_700_000_000_000L))
        .statusCode();
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url + "/telephony/v1/voiceCalls" + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
