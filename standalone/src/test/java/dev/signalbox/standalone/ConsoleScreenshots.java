package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Makes the pictures of the documents. Not among the tests: {@code .ci/screenshots} runs it. */
class ConsoleScreenshots {
  @TempDir(cleanup = CleanupMode.NEVER)
  Path profiles;

  @TempDir Path dir;

  @Test
  void take() throws Exception {
    Path to = Files.createDirectories(Path.of(System.getProperty("screenshots")));
    Path rules = Files.createDirectory(dir.resolve("rules"));
    RulesProcessTest.write(
        rules, "Angry_Customer", "1 OR (2 AND 3)", "CustomerAngry", "refund", "escalate");
    try (Program server = Program.serve(dir, "--rules", "rules")) {
      String url = server.url();
      Client client = Client.development(url, dir);
      conversation(client);
      picture(to.resolve("console.png"), url, 1400, 950, false, "a");
      picture(to.resolve("console-dark.png"), url, 1400, 950, true, "b");
      picture(to.resolve("console-phone.png"), url, 390, 844, false, "c");
    }
  }

  private static void conversation(Client client) throws Exception {
    client.post("", "{\"vendorCallKey\":\"b5a1c0de\",\"initiationMethod\":\"Inbound\"}");
    client.post(
        "",
        "{\"vendorCallKey\":\"c7d2e4aa\",\"initiationMethod\":\"Transfer\","
            + "\"parentVoiceCallId\":\"b5a1c0de\"}");
    long time = 1_767_607_200_000L;
    int[] customer = {120, 60, -40, -180, -320, -260, -90, 40};
    int[] agent = {200, 180, 190, 120, 150, 210, 240, 250};
    for (int i = 0; i < customer.length; i++) {
      String leg = i < 5 ? "b5a1c0de" : "c7d2e4aa";
      event(client, leg, "Sentiment", "" + customer[i], time + i * 9_000L, "CUSTOMER");
      event(client, leg, "Sentiment", "" + agent[i], time + i * 9_000L + 4_000, "AGENT");
      if (i == 3) {
        event(client, leg, "Category", "refund", time + i * 9_000L + 5_000, "CUSTOMER");
        event(client, leg, "Category", "escalate", time + i * 9_000L + 6_000, "CUSTOMER");
      }
    }
    String[] said = {"Where is my order?", "Let me look."};
    for (int i = 0; i < said.length; i++) {
      String message =
          "{\"participantId\":\"p%d\",\"messageId\":\"m%d\",\"startTime\":%d,\"endTime\":%d,"
              .formatted(i, i, time + i * 1000L, time + i * 1000L + 900);
      message += "\"content\":\"%s\",".formatted(said[i]);
      message += "\"senderType\":\"%s\"}".formatted(i == 0 ? "END_USER" : "HUMAN_AGENT");
      assertEquals(202, client.post("/b5a1c0de/messages", message).statusCode());
    }
    event(client, "9d53-7c0f", "Category", "OrderStatusCheckingHelp", time, "CUSTOMER");
    event(client, "4f0e-8a77", "Category", "Greeting", 1_573_503_300L, "AGENT");
    client.post(
        "/4f0e-8a77/realtimeConversationEvents",
        "{\"service\":\"AmazonConnectContactLens\",\"events\":[\n"
            + "  {\"type\":\"IntelligenceSignal__Sentiment\",\"value\":\"very low\",\"startTime\":"
            + time
            + "}]}");
  }

  private static void event(
      Client client, String call, String type, String value, long time, String who)
      throws Exception {
    assertEquals(
        202,
        client
            .post(
                "/" + call + "/realtimeConversationEvents",
                "{\"service\":\"AmazonConnectContactLens\",\"events\":[{\"type\":"
                    + "\"IntelligenceSignal__"
                    + type
                    + "\",\"value\":\""
                    + value
                    + "\",\"startTime\":"
                    + time
                    + ",\"participant\":\""
                    + who
                    + "\"}]}")
            .statusCode());
  }

  private void picture(Path to, String url, int width, int height, boolean dark, String profile)
      throws Exception {
    try (Browser browser = Browser.start(profiles.resolve(profile), width, height, dark)) {
      browser.go(url + "/console");
      browser.awaitText("#refused-list summary", "EVT-5");
      browser.run(
          "[...document.querySelectorAll('#call-list button')]"
              + ".find(b => b.innerText.includes('b5a1c0de')).click()");
      browser.click("#refused-list details > summary");
      browser.await("document.querySelector('#chart svg') !== null");
      browser.run("document.activeElement.blur(); window.scrollTo(0, 0)");
      Files.write(to, browser.screenshot());
    }
  }
}
