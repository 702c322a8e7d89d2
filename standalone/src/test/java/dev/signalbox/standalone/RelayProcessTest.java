package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that relays to another one, each in a process of its own. */
class RelayProcessTest {
  private static final String FAR_NAME = "00D000000000000EAA:DevCallCenter";

  @TempDir Path dir;
  private Path here;
  private Path there;

  @BeforeEach
  void folders() throws Exception {
    here = Files.createDirectory(dir.resolve("here"));
    there = Files.createDirectory(dir.resolve("there"));
    // The upstream's key is there before the upstream is.
    DevelopmentCallCenter.open(there);
  }

  private Program relay(String to, String... options) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--transport",
                "http",
                "--to",
                to,
                "--to-call-center",
                FAR_NAME,
                "--key",
                DevelopmentCallCenter.folder(there).resolve("private.pem").toString()));
    all.addAll(List.of(options));
    return Program.serve(here, all.toArray(String[]::new));
  }

  private static JsonObject detail(String line) {
    return Json.createReader(new StringReader(line)).readObject().getJsonObject("detail");
  }

  private static String value(String line) {
    return detail(line).getJsonArray("events").getJsonObject(0).getString("value");
  }

  private static String voiceCallId(HttpResponse<String> answer) {
    assertEquals(201, answer.statusCode(), answer::body);
    return Json.createReader(new StringReader(answer.body())).readObject().getString("voiceCallId");
  }

  @Test
  void relaysBatchesAndCallsUnderTheFarSidesIds() throws Exception {
    try (Program far = Program.serve(there);
        Program relay = relay(far.url())) {
      Client client = Client.development(relay.url(), here);
      String first =
          voiceCallId(
              client.post("", "{\"vendorCallKey\":\"leg-1\",\"initiationMethod\":\"Inbound\"}"));
      assertTrue(VoiceCallId.isVoiceCallId(first));
      // By the id that only the upstream has made.
      voiceCallId(
          client.post(
              "",
              "{\"vendorCallKey\":\"leg-2\",\"initiationMethod\":\"Transfer\",\"parentVoiceCallId\":\""
                  + first
                  + "\",\"callCenterApiName\":\"DevCallCenter\"}"));
      HttpResponse<String> resolved =
          client.post(
              "/leg-2/realtimeConversationEvents", Client.category("later", 1_800_000_000_000L));
      assertEquals(202, resolved.statusCode());
      assertEquals(
          "leg-1", resolved.headers().firstValue("Signalbox-First-Vendor-Call-Key").orElse(""));
      assertEquals(202, client.send("leg-1", "second"));
      for (Program program : List.of(far, relay)) {
        List<String> lines = program.out().await(2);
        assertEquals("later", value(lines.get(0)));
        assertEquals("second", value(lines.get(1)));
        for (String line : lines) {
          assertEquals("leg-1", detail(line).getString("callId"));
        }
        assertEquals(1, detail(lines.get(1)).getInt("sequence"));
      }
      // A call that the upstream does not know is none here either.
      HttpResponse<String> orphan =
          client.post(
              "",
              "{\"vendorCallKey\":\"x\",\"initiationMethod\":\"Transfer\",\"parentVoiceCallId\":\"0LQRM0000006CSz\"}");
      assertEquals(400, orphan.statusCode());
      assertTrue(orphan.body().contains("CALL-2"), orphan::body);
      relay.signal("TERM");
      assertEquals(ExitCode.OK, relay.exitCode(), () -> relay.err().all());
    }
  }

  @Test
  void aRelayThatAnswersForTheFarSideHandsItsRefusalOn() throws Exception {
    try (Program far = Program.serve(there, "--service", "Allowed")) {
      String url = far.url();
      handsOn(far, url);
    }
  }

  private void handsOn(Program far, String url) throws Exception {
    try (Program relay = relay(url, "--relay", "sync")) {
      Client client = Client.development(relay.url(), here);
      HttpResponse<String> refused =
          client.post("/c/realtimeConversationEvents", Client.category("x", 1_800_000_000_000L));
      assertEquals(400, refused.statusCode());
      assertTrue(refused.body().contains("BODY-2"), refused::body);
      assertEquals(
          202,
          client
              .post(
                  "/c/realtimeConversationEvents",
                  Client.category("y", 1_800_000_000_000L)
                      .replace("AmazonConnectContactLens", "Allowed"))
              .statusCode());
      // What the upstream refused is shown nowhere, and has used up no number.
      for (Program program : List.of(far, relay)) {
        List<String> lines = program.out().await(1);
        assertEquals("y", value(lines.get(0)));
        assertEquals(0, detail(lines.get(0)).getInt("sequence"));
      }
      far.signal("KILL");
      far.exitCode();
      try (Program impatient = relay(url, "--relay", "sync", "--transport-option", "deadline=1")) {
        Client second = Client.development(impatient.url(), here);
        HttpResponse<String> unavailable =
            second.post("/c/realtimeConversationEvents", Client.category("z", 1_800_000_000_000L));
        assertEquals(503, unavailable.statusCode());
        assertTrue(unavailable.body().contains("RES-4"), unavailable::body);
        assertTrue(unavailable.headers().firstValue("Retry-After").isPresent());
      }
    }
  }

  @Test
  void whereTheFarSideGivesNoAnswerTheRelayGivesNone() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpServer far =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    far.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          exchange.close();
        });
    far.start();
    try (Program relay =
        relay("http://127.0.0.1:" + far.getAddress().getPort(), "--relay", "sync")) {
      Client client = Client.development(relay.url(), here);
      assertThrows(IOException.class, () -> client.send("c", "x"));
      assertEquals(1, requests.get());
      relay.signal("TERM");
      assertEquals(ExitCode.OK, relay.exitCode(), () -> relay.err().all());
      assertEquals(List.of(), relay.out().list());
    } finally {
      far.stop(0);
    }
  }

  @Test
  void whatTheRelayHasTakenOutlivesTheFarSide() throws Exception {
    Program far = Program.serve(there);
    String url = far.url();
    String port = url.substring(url.lastIndexOf(':') + 1);
    try (Program relay = relay(url)) {
      Client client = Client.development(relay.url(), here);
      far.signal("KILL");
      far.exitCode();
      for (int i = 0; i < 20; i++) {
        assertEquals(202, client.send("c" + i % 3, "during-" + i));
      }
      try (Program again = Program.start(there, Map.of(), "serve", "--port", port)) {
        again.url();
        List<String> lines = again.out().await(20);
        for (int c = 0; c < 3; c++) {
          int call = c;
          List<String> values =
              lines.stream()
                  .filter(line -> detail(line).getString("callId").equals("c" + call))
                  .map(RelayProcessTest::value)
                  .toList();
          List<String> expected =
              IntStream.range(0, 20)
                  .filter(i -> i % 3 == call)
                  .mapToObj(i -> "during-" + i)
                  .toList();
          assertEquals(expected, values);
        }
        relay.signal("TERM");
        assertEquals(ExitCode.OK, relay.exitCode(), () -> relay.err().all());
        assertEquals(20, again.out().list().size());
      }
    } finally {
      far.close();
    }
  }

  @Test
  void whatTheFarSideNeverTookIsReportedWhenTheRelayEnds() throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    HttpServer far =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    far.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          asked.add(exchange.getRequestURI().getRawPath());
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    far.start();
    try (Program relay = relay("http://127.0.0.1:" + far.getAddress().getPort(), "--drain", "0")) {
      Client client = Client.development(relay.url(), here);
      assertEquals(202, client.send("lost", "x"));
      assertTrue(asked.poll(60, TimeUnit.SECONDS) != null);
      relay.signal("TERM");
      assertEquals(ExitCode.REFUSED, relay.exitCode());
      relay.err().await("DLV-6: not delivered: 1 of call lost");
    } finally {
      far.stop(0);
    }
  }

  @Test
  void aRelaysOptionsAreForARelayAndForOneCallCenter() throws Exception {
    Program.Ended alone = Program.run(here, "serve", "--port", "0", "--to", "http://127.0.0.1:1");
    assertEquals(ExitCode.USAGE, alone.exitCode());
    assertTrue(alone.err().contains("--to is for a relay: it needs --transport http"), alone::err);
    Program.Ended incomplete = Program.run(here, "serve", "--port", "0", "--transport", "http");
    assertEquals(ExitCode.USAGE, incomplete.exitCode());
    assertTrue(incomplete.err().contains("needs the option --to"), incomplete::err);
    String pem = DevelopmentCallCenter.folder(there).resolve("public.pem").toString();
    Program.Ended two =
        Program.run(
            here,
            "serve",
            "--transport",
            "http",
            "--call-center",
            "00D000000000000EAA:One:" + pem,
            "--call-center",
            "00D000000000000EAA:Two:" + pem);
    assertEquals(ExitCode.USAGE, two.exitCode());
    assertTrue(two.err().contains("CALL-4"), two::err);
  }
}
