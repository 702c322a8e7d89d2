package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.serve.Engine;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The console's page in a real browser, with the server in a process of its own. */
@Tag("any-jdk")
class ConsolePageProcessTest {
  private static final String TAB = "\uE004";
  private static final String ENTER = "\uE007";

  // A browser writes to its profile until the last moment.
  @TempDir(cleanup = CleanupMode.NEVER)
  Path profile;

  @TempDir Path dir;

  @BeforeEach
  void needABrowser() {
    if (!Browser.isThere()) {
      String loud =
          "SKIPPED: the console's page was not tested, as there is no chromium with chromedriver";
      System.err.println(loud);
      Assumptions.abort(loud);
    }
  }

  private Browser browser() throws Exception {
    return browser(1300, 1000, false);
  }

  private Browser browser(int width, int height, boolean dark) throws Exception {
    return Browser.start(profile, width, height, dark);
  }

  private Browser consoleOf(String url) throws Exception {
    Browser browser = browser();
    browser.go(url + "/console");
    browser.awaitText("#connection", "connected");
    browser.await("document.getElementById('connection').innerText === 'connected'");
    return browser;
  }

  private static String sentiment(String who, String value, long time) {
    return "{\"service\":\"AmazonConnectContactLens\",\"events\":[{\"type\":"
        + "\"IntelligenceSignal__Sentiment\",\"value\":\""
        + value
        + "\",\"participant\":\""
        + who
        + "\",\"startTime\":"
        + time
        + "}]}";
  }

  private static void send(Client client, String call, String body) throws Exception {
    assertEquals(202, client.post("/" + call + "/realtimeConversationEvents", body).statusCode());
  }

  private static void assertQuiet(Browser browser) throws Exception {
    assertEquals(List.of(), browser.log());
  }

  @Test
  void requestsAndFaultsAreShownAndCanBeSentAgainOrRemoved() throws Exception {
    try (Program server = Program.serve(dir)) {
      String url = server.url();
      Client client = Client.development(url, dir);
      try (Browser browser = consoleOf(url)) {
        browser.run("document.getElementById('fault-call').value = 'call-a'");
        browser.click("#fault-form button");
        browser.awaitText("#fault-list li", "status 503");
        assertEquals(503, client.send("call-a", "First"));
        browser.awaitText("#request-list summary", "fault f1");
        browser.awaitText("#warning-list li", "Fault f1 (status 503)");
        browser.awaitText("#fault-list li", "met 1 times, spent");
        browser.click("#fault-list button");
        browser.await("document.querySelectorAll('#fault-list li').length === 0");
        browser.click("#request-list summary");
        browser.awaitText("#request-list pre", "First");
        browser.click("#request-list details button");
        browser.awaitText("#lab-answer", "was sent again, as 2: 202");
        browser.awaitText("#signal-rows td", "First");
        browser.run("window.confirm = () => true");
        browser.click("#anew button");
        browser.await("document.querySelectorAll('#signal-rows tr').length === 0");
        browser.await("document.querySelectorAll('#request-list li').length === 0");
        assertQuiet(browser);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void signalsAppearAtOnceInOrderAndByCall(Engine engine) throws Exception {
    try (Program server = Program.serve(dir, "--engine", engine.name())) {
      String url = server.url();
      Client client = Client.development(url, dir);
      try (Browser browser = consoleOf(url)) {
        browser.run(
            "new MutationObserver(() => { window.shown ??= Date.now(); })"
                + ".observe(document.getElementById('signal-rows'), {childList: true});");
        client.send("call-a", "First");
        browser.awaitText("#signal-rows td", "First");
        // Both clocks are this machine's.
        long received =
            Long.parseLong(
                server
                    .out()
                    .await(1)
                    .get(0)
                    .replaceAll(".*\"serverReceivedTimestamp\":(\\d+).*", "$1"));
        long shown = Long.parseLong(browser.text("return window.shown"));
        assertTrue(shown - received < 1000, () -> shown - received + " ms");
        client.send("call-b", "Second");
        client.send("call-a", "Third");
        browser.awaitText("#signal-rows td", "Third");
        assertEquals(
            "Third,Second,First",
            browser.text(
                "return [...document.querySelectorAll('#signal-rows tr')]"
                    + ".map(r => r.cells[1].innerText).join()"));
        browser.click("#call-list li:nth-child(2) button");
        browser.awaitText("#signals-title", "call-b");
        assertEquals(1, browser.count("#signal-rows tr"));
        browser.click("#call-list [aria-pressed='true']");
        browser.awaitText("#signals-title", "all calls");
        assertEquals(3, browser.count("#signal-rows tr"));
        browser.run(
            "const f = document.getElementById('filter'); f.value = 'L-A';"
                + "f.dispatchEvent(new Event('input'))");
        browser.await("document.querySelectorAll('#call-list li').length === 1");
        assertQuiet(browser);
      }
    }
  }

  @Test
  void legsSentimentsRulesAndWarningsAreShown() throws Exception {
    Path rules = Files.createDirectory(dir.resolve("rules"));
    RulesProcessTest.write(rules, "Angry", "1", "CustomerAngry");
    try (Program server = Program.serve(dir, "--rules", "rules")) {
      String url = server.url();
      Client client = Client.development(url, dir);
      try (Browser browser = consoleOf(url)) {
        client.post("", "{\"vendorCallKey\":\"first\",\"initiationMethod\":\"Inbound\"}");
        client.post(
            "",
            "{\"vendorCallKey\":\"second\",\"initiationMethod\":\"Transfer\","
                + "\"parentVoiceCallId\":\"first\"}");
        long time = 1_767_607_200_000L;
        send(client, "first", sentiment("CUSTOMER", "20", time));
        send(client, "first", sentiment("AGENT", "55", time + 500));
        send(client, "second", sentiment("CUSTOMER", "-62.5", time + 9000));
        send(client, "first", Client.category("CustomerAngry", time));
        send(client, "first", Client.category("Seconds", 1_573_503_300L));
        browser.awaitText("#rule-list", "When CustomerAngry is seen in a call");
        browser.awaitText("#rule-list", "because of CustomerAngry");
        browser.awaitText("#warning-list", "looks like seconds");
        browser.awaitText("#warning-list", "KEY-3");
        browser.awaitText("#warning-list", "came late");
        browser.awaitText("#signal-rows td:last-child", "late");
        browser.click("#call-list button");
        browser.awaitText("#call-details", "later leg, Transfer, 0LQ");
        browser.awaitText("#call-details", "first key, Inbound, 0LQ");
        browser.await("document.querySelector('#chart svg') !== null");
        assertEquals(
            "Latest sentiment: customer -62.5, of 2; agent 55, of 1",
            browser.text("return document.querySelector('#chart svg').getAttribute('aria-label')"));
        assertQuiet(browser);
      }
    }
  }

  @Test
  void aRuleOnKeywordsIsShownAndWhatComesAfterIt() throws Exception {
    Path rules = Files.createDirectory(dir.resolve("rules"));
    RulesProcessTest.write(rules, "Cancel", "1", "cancel");
    Path file = rules.resolve("Cancel.ConvIntelligenceSignalRule-meta.xml");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceAll("<service>.*</service>", "<service>KeywordMatch</service>")
            .replaceAll("<type>.*</type>", "<type>Keyword</type>"));
    try (Program server = Program.serve(dir, "--rules", "rules")) {
      String url = server.url();
      Client client = Client.development(url, dir);
      try (Browser browser = consoleOf(url)) {
        client.post("", "{\"vendorCallKey\":\"c\",\"initiationMethod\":\"Inbound\"}");
        client.post(
            "/c/messages",
            "{\"participantId\":\"p\",\"messageId\":\"m\",\"startTime\":1,\"endTime\":2,"
                + "\"content\":\"please cancel it\",\"senderType\":\"END_USER\"}");
        browser.awaitText("#rule-list", "because of cancel");
        browser.awaitText("#telephony-list", "please cancel it");
        client.post("/c/realtimeConversationEvents", "{");
        browser.await("document.querySelectorAll('#refused-list > li').length === 1");
        browser.run("window.confirm = () => true");
        browser.click("#anew button");
        browser.await("document.querySelectorAll('#telephony-list li').length === 0");
        assertQuiet(browser);
      }
    }
  }

  @Test
  void aRefusedRequestIsExplainedAndItsFaultMarked() throws Exception {
    try (Program server = Program.serve(dir)) {
      String url = server.url();
      Client client = Client.development(url, dir);
      try (Browser browser = consoleOf(url)) {
        String path = "/call/realtimeConversationEvents";
        client.post(
            path,
            "{\"service\":\"S\",\"events\":[{\"type\":\"IntelligenceSignal__Category\","
                + "\"value\":\"A\",\"startTime\":\"soon\"},{\"type\":\"Nothing\",\"value\":\"B\","
                + "\"startTime\":1}]}");
        browser.awaitText("#refused-list summary", "EVT-3");
        browser.click("#refused-list details > summary");
        browser.awaitText("#refused-list li li", "EVT-1");
        assertEquals(
            "\"soon\"|\"Nothing\"",
            browser.text(
                "return [...document.querySelectorAll('mark')].map(m => m.innerText).join('|')"));
        client.post(path, "{\"service\":");
        browser.awaitText("#refused-list summary", "BODY-4");
        assertQuiet(browser);
      }
    }
  }

  @Test
  void pointersAreFoundInWhatMayBeBroken() throws Exception {
    List<List<String>> cases =
        List.of(
            List.of("{\"a\":[1,{\"b\":\"x\"}]}", "/a/1/b", "\"x\""),
            List.of("{\"a\":[1,{\"b\":\"x\"}]}", "/a/1/c", "{\"b\":\"x\"}"),
            List.of("{\"a\":1}", "/b/c", "{\"a\":1}"),
            List.of("{\"a~/\":[2]}", "/a~0~1", "[2]"),
            List.of("{\"a\":\"\\\"}\"}", "/a", "\"\\\"}\""),
            List.of("{\"a\":1,}", "", "}"),
            List.of("[1 2]", "", "2"),
            List.of("{\"a\":1", "/a", "1"),
            List.of(
                "<r><service>S</service><events/><events><value>V</value></events></r>",
                "/events/1/value",
                "<value>V</value>"),
            List.of(
                "<r><events/><events><details><a/></details></events></r>",
                "/events/1/details/a",
                "<a/>"),
            List.of("<r><a></r>", "", "<"),
            List.of("<r><!-- <a> --><a>1</a></r>", "/a", "<a>1</a>"));
    try (Program server = Program.serve(dir);
        Browser browser = consoleOf(server.url())) {
      browser.run("import('/console/locate.js').then(m => { window.locate = m.locate; })");
      browser.await("window.locate !== undefined");
      for (List<String> one : cases) {
        assertEquals(
            one.get(2),
            browser.text(
                "const [text, pointer] = %s; const [a, b] = window.locate(text, pointer);"
                        .formatted(Json.createArrayBuilder(one.subList(0, 2)).build())
                    + "return text.slice(a, b)"),
            one::toString);
      }
    }
  }

  @Test
  void whatComesFromOutsideIsText() throws Exception {
    String evil = "<img src=x onerror='window.hit=1'><script>window.hit=1</script>";
    try (Program server = Program.serve(dir)) {
      String url = server.url();
      Client client = Client.development(url, dir);
      try (Browser browser = consoleOf(url)) {
        String encoded = "%3Cimg%20src%3Dx%20onerror%3D%22window.hit%3D1%22%3E";
        assertEquals(202, client.send(encoded, evil));
        browser.awaitText("#signal-rows td", evil);
        browser.click("#call-list button");
        client.post(
            "/" + encoded + "/realtimeConversationEvents",
            Client.category(evil, -1).replace("AmazonConnectContactLens", evil));
        browser.awaitText("#refused-list summary", "EVT-3");
        browser.click("#refused-list details > summary");
        browser.awaitText("#refused-list pre", evil);
        assertEquals("null", browser.text("return window.hit ?? null"));
        assertEquals(0, browser.count("main img, main script"));
        // And where a page's author fails, the policy holds.
        browser.run(
            "const s = document.createElement('script'); s.textContent = 'window.hit = 2';"
                + "document.body.append(s); document.body.insertAdjacentHTML('beforeend',"
                + "'<img src=x: onerror=\"window.hit = 2\">')");
        browser.await("true");
        assertEquals("null", browser.text("return window.hit ?? null"));
        assertFalse(browser.log().isEmpty());
      }
    }
  }

  @Test
  void thePageComesBackWhenTheServerDoes() throws Exception {
    Program server = Program.serve(dir);
    try {
      String url = server.url();
      try (Browser browser = consoleOf(url)) {
        Client.development(url, dir).send("call", "Before");
        browser.awaitText("#signal-rows td", "Before");
        server.signal("TERM");
        assertEquals(ExitCode.OK, server.exitCode());
        browser.awaitText("#connection", "trying again");
        server =
            Program.start(
                dir, Map.of(), "serve", "--port", Integer.toString(URI.create(url).getPort()));
        assertEquals(url, server.url());
        browser.await("document.getElementById('connection').innerText === 'connected'");
        Client.development(url, dir).send("call", "After");
        browser.awaitText("#signal-rows td", "After");
        browser.awaitText("#warning-list", "started again");
        assertEquals(2, browser.count("#signal-rows tr"));
      }
    } finally {
      server.close();
    }
  }

  @Test
  void theFormSendsAndCopies() throws Exception {
    try (Program server = Program.serve(dir)) {
      String url = server.url();
      try (Browser browser = consoleOf(url)) {
        // By keyboard alone.
        browser.run("document.getElementById('send-call').focus()");
        browser.type(TAB + TAB);
        browser.run("document.activeElement.select()");
        browser.type("It's typed" + ENTER);
        browser.awaitText("#answer", "202 Accepted");
        browser.awaitText("#signal-rows td", "It's typed");
        browser.run("document.getElementById('send-call').focus()");
        browser.type(TAB.repeat(6) + ENTER);
        browser.awaitText("#curl", "/telephony/v1/voiceCalls/demo-1/realtimeConversationEvents");
        String curl = browser.shown("#curl");
        assertTrue(curl.contains("It'\\''s typed") && curl.contains(" token)\""), curl);

        browser.run("document.getElementById('send-value').value = ''");
        browser.click("#send-form [type=submit]");
        browser.awaitText("#answer", "EVT-2");
        assertTrue(
            browser.log().stream().allMatch(line -> line.contains("400 (Bad Request)")), "log");
      }
    }
  }

  @Test
  void componentsOfTheToolkitGetEvents() throws Exception {
    try (Program server = Program.serve(dir)) {
      String url = server.url();
      Client client = Client.development(url, dir);
      client.send("call", "Before");
      try (Browser browser = consoleOf(url)) {
        browser.run(
            "window.got = []; window.f = e => window.got.push(e);"
                + "import('/console/toolkit.js').then(m => { window.toolkit = m;"
                + "m.addConversationEventListener('INTELLIGENCE_SIGNAL', window.f); })");
        browser.await("window.toolkit !== undefined");
        // The stream opens some time later; who sends on meets it.
        int sent = 0;
        while (browser.text("return window.got.length").equals("0")) {
          client.send("call", "Value" + sent++);
        }
        assertEquals(
            "INTELLIGENCE_SIGNAL call true",
            browser.text(
                "const e = window.got[0]; return e.type + ' ' + e.detail.callId + ' '"
                    + "+ e.detail.events[0].value.startsWith('Value')"));
        assertEquals(
            "true",
            browser.text(
                "const e = document.createElement('lightning-service-cloud-voice-toolkit-api');"
                    + "e.removeConversationEventListener('INTELLIGENCE_SIGNAL', window.f);"
                    + "window.count = window.got.length;"
                    + "return typeof e.addConversationEventListener === 'function'"));
        client.send("call", "After");
        browser.awaitText("#signal-rows td", "After");
        assertEquals("true", browser.text("return window.got.length === window.count"));
        assertQuiet(browser);
      }
    }
  }

  @Test
  void manyEventsLeaveThePageSmallAndItsFramesComing() throws Exception {
    try (Program server = Program.serve(dir, "--quiet")) {
      String url = server.url();
      Client client = Client.development(url, dir);
      try (Browser browser = consoleOf(url)) {
        StringBuilder batch = new StringBuilder();
        for (int i = 0; i < 100; i++) {
          batch
              .append(i == 0 ? "" : ",")
              .append(
                  "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"V\",\"startTime\":1}");
        }
        String body = "{\"service\":\"S\",\"events\":[" + batch + "]}";
        for (int i = 0; i < 50; i++) {
          send(client, "call-" + i % 10, body);
        }
        send(client, "last", Client.category("TheLast", 1_767_607_200_000L));
        browser.awaitText("#signal-rows td", "TheLast");
        assertTrue(browser.count("#signal-rows tr") <= 300);
        assertTrue(browser.count("*") < 5000);
        browser.await("(window.frames3 = (window.frames3 ?? 0) + 1) > 3");
        assertQuiet(browser);
      }
    }
  }

  @Test
  void anOperatorLogsIn() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    CallCenterKey key = CallCenterKey.of(generator.generateKeyPair().getPublic());
    Files.writeString(dir.resolve("key.pem"), key.toPem());
    String token = "an operator's token";
    try (Program server =
        Program.start(
            dir,
            Map.of("SIGNALBOX_OPERATOR_TOKEN", token),
            "serve",
            "--port",
            "0",
            "--console",
            "--call-center",
            "00D000000000001EAA:Center:key.pem")) {
      String url = server.url();
      try (Browser browser = browser()) {
        browser.go(url + "/console");
        browser.awaitText("h2", "Log in");
        assertAccessible(browser);
        browser.run("document.getElementById('token').focus()");
        browser.type("wrong" + ENTER);
        browser.awaitText("[role=alert]", "not the operator's token");
        browser.await("document.activeElement.id === 'token'");
        browser.type(token + ENTER);
        browser.await("document.getElementById('connection')?.innerText === 'connected'");
        assertEquals("", browser.text("return document.cookie"));
        assertEquals("false", browser.text("return document.getElementById('logout').hidden"));
        assertEquals(
            "false", browser.text("return document.getElementById('send-token-row').hidden"));
        browser.click("#logout button");
        browser.awaitText("h2", "Log in");
      }
      assertFalse(server.err().all().contains(token));
    }
  }

  @ParameterizedTest
  @CsvSource({"1300, 1000, false", "1300, 1000, true", "360, 740, false", "360, 740, true"})
  void thePageIsAccessible(int width, int height, boolean dark) throws Exception {
    try (Program server = Program.serve(dir)) {
      String url = server.url();
      Client client = Client.development(url, dir);
      send(client, "call", sentiment("CUSTOMER", "20", 1_767_607_200_000L));
      send(client, "call", Client.category("CustomerAngry", 1_573_503_300L));
      client.post("/call/realtimeConversationEvents", Client.category(" ", -1));
      try (Browser browser = browser(width, height, dark)) {
        browser.go(url + "/console");
        browser.awaitText("#warning-list", "seconds");
        browser.awaitText("#refused-list summary", "400");
        browser.click("#refused-list details > summary");
        browser.click("#call-list button");
        browser.click("#copy");
        browser.awaitText("#curl", "curl");
        assertAccessible(browser);
        assertEquals(
            "true",
            browser.text("return document.documentElement.scrollWidth <= window.innerWidth"),
            "the page is wider than the screen");
      }
    }
  }

  private static void assertAccessible(Browser browser) throws Exception {
    try (InputStream axe =
        ConsolePageProcessTest.class
            .getClassLoader()
            .getResourceAsStream(
                "META-INF/resources/webjars/axe-core/"
                    + System.getProperty("axe.version")
                    + "/axe.js")) {
      browser.run(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
    }
    browser.run("window.axe.run().then(r => { window.violations = r.violations; })");
    browser.await("window.violations !== undefined");
    JsonArray violations =
        browser
            .run(
                "return window.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' '"
                    + " + n.failureSummary).join('; '))")
            .asJsonArray();
    assertEquals("[]", violations.toString());
  }
}
