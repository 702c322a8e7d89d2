package dev.signalbox.moduletests.telephony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.telephony.model.CallProgress;
import dev.signalbox.telephony.model.TelephonyConversation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What two clients published by the vendor sent through whole calls: its demo connector
 * (byo-demo-connector, 861b2dc of April 2026) and its functions for Amazon Connect
 * (ServiceCloudVoiceLambdas, 57e7dd0 of July 2025). Numbers, keys and times are replaced.
 */
class PublishedClientsTest {
  private static final Pattern ID = Pattern.compile("\\$\\{voiceCallId of ([^}]+)}");

  @Test
  void theirRequestsGetTheAnswersThatTheyGot() throws IOException {
    StandIn standIn = new StandIn();
    Map<String, String> ids = new HashMap<>();
    int requests = 0;
    for (String line : lines()) {
      Map<String, DocumentValue> request =
          JsonFormat.INSTANCE
              .readObject(line.getBytes(StandardCharsets.UTF_8), "The line")
              .orThrow();
      String path = text(request, "path");
      Matcher id = ID.matcher(path);
      if (id.find()) {
        path = id.replaceFirst(Objects.requireNonNull(ids.get(id.group(1))));
      }
      Map<String, String> headers = new HashMap<>();
      headers.put("Content-Type", text(request, "contentType"));
      if (request.containsKey("provider")) {
        headers.put("Telephony-Provider-Name", text(request, "provider"));
      }
      StandIn.Answer answer =
          standIn.send(StandIn.ACME, text(request, "method"), path, headers, text(request, "body"));
      String target = path;
      assertEquals(
          request.get("status"),
          new DocumentValue.Numeral(Integer.toString(answer.status())),
          () -> target + ": " + answer.body());
      if (answer.status() == 201) {
        Map<String, DocumentValue> call =
            JsonFormat.INSTANCE
                .readObject(text(request, "body").getBytes(StandardCharsets.UTF_8), "The body")
                .orThrow();
        ids.put(text(call, "vendorCallKey"), text(answer.json(), "voiceCallId"));
      }
      requests++;
    }
    assertEquals(30, requests);
    assertEquals(2, standIn.delivered.size());
    TelephonyConversation demo = kept(standIn, "demo-connector-1");
    assertEquals(7, demo.transcript().size());
    CallProgress leg = demo.calls().get(new VendorCallKey("demo-connector-2"));
    assertTrue(leg.ended());
    assertFalse(kept(standIn, "demo-connector-3").calls().isEmpty());
    TelephonyConversation lambda = kept(standIn, "lambda-1");
    assertEquals(3, lambda.transcript().size());
    assertEquals(4, lambda.postCallEvents().size());
    assertTrue(lambda.calls().get(new VendorCallKey("lambda-1")).ended());
  }

  private static TelephonyConversation kept(StandIn standIn, String key) {
    return standIn
        .store
        .conversation(new ConversationId(StandIn.ACME, new VendorCallKey(key)))
        .orElseThrow();
  }

  private static String text(Map<String, DocumentValue> in, String name) {
    return Objects.requireNonNull(in.get(name), name).asText().orElseThrow();
  }

  private static List<String> lines() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            PublishedClientsTest.class.getResourceAsStream("/telephony/published-clients.jsonl"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
