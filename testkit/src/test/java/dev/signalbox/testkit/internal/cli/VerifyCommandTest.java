package dev.signalbox.testkit.internal.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.endpoint.KitEndpoint;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a person meets them: options, lines, exit codes, files. */
public class VerifyCommandTest {
  private static final KeyPair KEYS = TokenFactory.keyPair();
  public static final TokenFactory TOKENS =
      new TokenFactory(
          CallCenterId.of("00D000000000000EAA", "DevCallCenter"),
          KEYS.getPrivate(),
          Clock.systemUTC());

  @TempDir private Path folder;
  private Path key;

  @BeforeEach
  void writeKey() throws IOException {
    key = writeKey(folder);
  }

  /** Writes the call center's private key into a file of the folder. */
  public static Path writeKey(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("private.pem"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(KEYS.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
  }

  public record Run(int code, String out, String err) {}

  public static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        KitMain.commandLine("./signalbox")
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    return new Run(code, out.toString(), err.toString());
  }

  private Run endpoint(String url, String... more) {
    String[] usual = {
      "endpoint",
      url,
      "--org",
      "00D000000000000EAA",
      "--call-center",
      "DevCallCenter",
      "--key",
      key.toString()
    };
    return run(Stream.concat(Arrays.stream(usual), Arrays.stream(more)).toArray(String[]::new));
  }

  @Test
  void aConformingEndpointIsZero() throws IOException {
    try (KitEndpoint server = KitEndpoint.start(TOKENS)) {
      Path reports = folder.resolve("reports");
      Run run =
          endpoint(
              server.url(),
              "--tries",
              "1",
              "--seed",
              "42",
              "--verbose",
              "--report",
              reports.toString());
      assertEquals(0, run.code, run.out + run.err);
      List<String> lines = run.out.lines().toList();
      for (Clause clause : Clause.values()) {
        assertEquals(
            1,
            lines.stream()
                .filter(
                    line -> line.matches(clause.id() + " +(holds|fails|blocked|unchecked)( .*)?"))
                .count(),
            clause.id());
      }
      assertAll(
          () -> assertTrue(run.out.contains("Seed: 42")),
          () -> assertTrue(run.out.contains("EVT-4    holds")),
          () -> assertTrue(run.out.contains("VAL-1    unchecked")),
          () -> assertTrue(run.out.contains("CALL-4   unchecked")),
          () ->
              assertTrue(Files.readString(reports.resolve("junit.xml")).contains("failures=\"0\"")),
          () ->
              assertTrue(
                  Files.readString(reports.resolve("report.json")).contains("\"exitCode\": 0")));
    }
  }

  @Test
  void aKeyWhoseLineEndsAreWrittenOut() throws IOException {
    Files.writeString(key, '"' + Files.readString(key).replaceAll("\r?\n", "\\\\n") + '"');
    try (KitEndpoint server = KitEndpoint.start(TOKENS)) {
      Run run = endpoint(server.url(), "--tries", "1", "--clause", "AUTH-2");
      assertEquals(0, run.code, run.out + run.err);
    }
  }

  @Test
  void aKeyFromAVariableThatIsNotSet() {
    key = Path.of("env:NO_SUCH_VARIABLE_HERE");
    Run run = endpoint("http://127.0.0.1:9");
    assertEquals(2, run.code);
    assertTrue(
        run.err.contains("the environment variable NO_SUCH_VARIABLE_HERE is not set"), run.err);
  }

  @Test
  void aFaultyEndpointIsOneAndIsShown() {
    try (KitEndpoint server = KitEndpoint.start(TOKENS, "EQUAL_TIMES_UNSORTED")) {
      Run run = endpoint(server.url(), "--tries", "1", "--verbose", "--clause", "EVT-4,EVT-3");
      assertEquals(1, run.code);
      assertAll(
          () -> assertTrue(run.out.contains("EVT-4    fails")),
          () -> assertTrue(run.out.contains("EVT-3    holds")),
          () -> assertTrue(run.out.contains("ordering/EVT-4/equal-times: ")),
          () -> assertTrue(run.out.contains("curl -i --path-as-is -X POST 'http://127.0.0.1:")),
          () -> assertTrue(run.out.contains("expected: to be accepted (202)")),
          () -> assertTrue(run.out.contains("came:     400 ")));
    }
  }

  @Test
  void theReportNamesTheCauseOnceAndIsShort() throws IOException {
    try (KitEndpoint server = KitEndpoint.start(TOKENS, "STATUS_200")) {
      Path summary = folder.resolve("summary.md");
      Path reports = folder.resolve("reports");
      Run run =
          endpoint(
              server.url(),
              "--tries",
              "1",
              "--all",
              "--summary",
              summary.toString(),
              "--report",
              reports.toString());
      assertEquals(1, run.code, run.out);
      assertAll(
          () -> assertTrue(run.out.contains("does not keep the contract: 1 clause is broken.")),
          () -> assertTrue(run.out.contains("- Accepted batches get 200, not 202.\n  RES-1 ")),
          () -> assertTrue(run.out.contains("Bearer '\"$TOKEN\"'"), run.out),
          () -> assertTrue(run.out.lines().count() <= 60, run.out),
          () -> assertTrue(!run.out.contains("eyJ"), run.out),
          () ->
              assertTrue(
                  Files.readString(summary).contains("Accepted batches get 200, not 202."),
                  Files.readString(summary)),
          () ->
              assertTrue(
                  Files.readString(reports.resolve("report.sarif"))
                      .contains("\"ruleId\": \"RES-1\"")),
          () ->
              assertTrue(
                  Files.readString(reports.resolve("report.json")).contains("\"causes\": [")));
      for (String file : List.of("report.json", "junit.xml", "report.sarif")) {
        assertTrue(!Files.readString(reports.resolve(file)).contains("eyJ"), file);
      }
    }
  }

  /** What the schema requires of the whole and of its lists is there, and nothing unheard of. */
  @Test
  void theReportKeepsItsSchema() throws IOException {
    JsonObject schema = json(Path.of("../docs/testkit-report.schema.json"));
    try (KitEndpoint server = KitEndpoint.start(TOKENS, "STATUS_200")) {
      Path reports = folder.resolve("reports");
      endpoint(
          server.url(), "--tries", "1", "--clause", "RES-1,REQ-1", "--report", reports.toString());
      JsonObject report = json(reports.resolve("report.json"));
      assertKeeps(schema, report);
      JsonObject properties = schema.getJsonObject("properties");
      for (String list : List.of("causes", "clauses", "checks")) {
        JsonObject items = properties.getJsonObject(list).getJsonObject("items");
        assertTrue(!report.getJsonArray(list).isEmpty(), list);
        report.getJsonArray(list).forEach(item -> assertKeeps(items, item.asJsonObject()));
      }
      assertKeeps(properties.getJsonObject("figures"), report.getJsonObject("figures"));
    }
  }

  private static void assertKeeps(JsonObject schema, JsonObject object) {
    schema
        .getJsonArray("required")
        .getValuesAs(JsonString.class)
        .forEach(name -> assertTrue(object.containsKey(name.getString()), name::getString));
    if (schema.containsKey("properties")) {
      assertTrue(
          schema.getJsonObject("properties").keySet().containsAll(object.keySet()),
          () -> object.keySet().toString());
    }
  }

  private static JsonObject json(Path file) throws IOException {
    try (JsonReader reader = Json.createReader(Files.newInputStream(file))) {
      return reader.readObject();
    }
  }

  /** Whatever is wrong, and however much, the report is short. */
  @Test
  void aSloppyEndpointHasAShortReportToo() {
    String[] sloppy = {
      "STATUS_200",
      "HTML_ERRORS",
      "CHECKS_NO_SIGNATURE",
      "ORDER_NOT_CHECKED",
      "SERVICE_NOT_CHECKED",
      "SCORE_UNBOUNDED",
      "END_TIME_NOT_CHECKED",
      "PERSIST_AS_STRING",
      "ANY_CONTENT_TYPE",
      "TAKES_ANY_METHOD",
      "NO_LIMIT_OF_KEYS",
      "TAKES_VOICE_CALL_IDS",
      "RESOLVES_NOTHING",
      "UNKNOWN_PARENT_TAKEN",
      "JTI_IGNORED"
    };
    try (KitEndpoint server = KitEndpoint.start(TOKENS, sloppy)) {
      Run run = endpoint(server.url(), "--tries", "1", "--all");
      assertEquals(1, run.code, run.out);
      assertTrue(run.out.lines().count() <= 60, run.out);
    }
  }

  @Test
  void knownFailuresStayVisibleAndAreComplainedAboutWhenGone() throws IOException {
    Path known = folder.resolve("known.txt");
    Files.writeString(
        known, "# ours\nordering/EVT-4/equal-times  since 2026\nordering/EVT-4/ascending\nEVT-3\n");
    try (KitEndpoint server = KitEndpoint.start(TOKENS, "EQUAL_TIMES_UNSORTED")) {
      Run run =
          endpoint(
              server.url(),
              "--tries",
              "1",
              "--clause",
              "ordering/EVT-4/equal-times,EVT-3",
              "--verbose",
              "--known",
              known.toString());
      assertEquals(0, run.code, run.out);
      assertAll(
          () -> assertTrue(run.out.contains("EVT-4    fails      1 of 1 check, all known")),
          () -> assertTrue(run.out.contains("Known failure EVT-3 no longer fails")),
          () -> assertTrue(!run.out.contains("ordering/EVT-4/ascending no longer")));
    }
  }

  @Test
  void nothingCheckedIsTwo() {
    try (KitEndpoint server = KitEndpoint.start(TOKENS)) {
      Run run = endpoint(server.url(), "--clause", "VAL-1");
      assertEquals(2, run.code);
      assertTrue(run.err.contains("--all"), run.err);
      assertEquals(0, endpoint(server.url(), "--clause", "VAL-1", "--all").code);
    }
  }

  private static void assertOneLine(String error) {
    assertTrue(error.startsWith("signalbox: ") && error.lines().count() == 1, error);
  }

  @Test
  void theOrgIsSignedAsItWasGiven() {
    CallCenterId id = CallCenterId.of("00DHs00000Kmpyr", "DevCallCenter");
    TokenFactory tokens = new TokenFactory(id, KEYS.getPrivate(), Clock.systemUTC());
    assertTrue(tokens.claims().json().contains("\"iss\":\"00DHs00000Kmpyr\""));
  }

  @Test
  void wrongOptionsAreTwo() {
    for (String[] wrong :
        new String[][] {
          {"--clause", "EVT-99"},
          {"--exclude", "nothing"},
          {"--profile", "v1"},
          {"--tries", "0"},
          {"--known", "/does/not/exist"},
          {"--other", "00D000000000001EAA"},
          {"--other", "00D000000000000EAA:X:" + "/does/not/exist"},
          {"--nonsense"},
        }) {
      Run run = endpoint("http://127.0.0.1:9", wrong);
      assertEquals(2, run.code, String.join(" ", wrong));
      assertOneLine(run.err);
    }
    assertEquals(2, endpoint("ftp://host").code);
    assertEquals(2, endpoint("http://host/telephony").code);
    assertEquals(2, run("endpoint", "http://host").code);
    assertEquals(2, run().code);
    assertOneLine(endpoint("ftp://host").err);
    assertOneLine(run("endpoint", "http://host").err);
    assertOneLine(run().err);
  }

  @Test
  void aServerThatIsNotThereIsThree() throws IOException {
    // A port that is taken and on which nobody listens.
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Run run = endpoint("http://127.0.0.1:" + socket.getLocalPort());
      assertEquals(3, run.code);
      assertTrue(run.err.contains("Check the URL"), run.err);
    }
  }

  @Test
  void aServerThatNeverAnswersIsThree() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Run run = endpoint("http://127.0.0.1:" + socket.getLocalPort(), "--timeout", "0.2");
      assertEquals(3, run.code);
      assertTrue(run.err.contains("--timeout"), run.err);
    }
  }

  @Test
  void anUnknownCallCenterIsThree() {
    try (KitEndpoint server = KitEndpoint.start(TOKENS)) {
      Run run =
          run(
              "endpoint",
              server.url(),
              "--org",
              "00D000000000001EAA",
              "--call-center",
              "DevCallCenter",
              "--key",
              key.toString());
      assertEquals(3, run.code);
      assertTrue(run.err.contains("--call-center"), run.err);
    }
  }

  @Test
  void aSenderThatSendsNothingIsTwo() {
    Run run = run("sender", "--port", "0", "--requests", "1", "--wait", "1");
    assertEquals(2, run.code, run.out + run.err);
    assertTrue(run.out.contains("Point the sender at http://127.0.0.1:"));
  }

  @Test
  void wrongOptionsOfASenderAreTwo() {
    assertEquals(2, run("sender", "--port", "0", "--scenario", "none").code);
    assertEquals(2, run("sender", "--port", "0", "--requests", "0").code);
    assertEquals(2, run("sender", "--port", "0", "--org", "00D000000000000EAA").code);
    assertEquals(2, run("sender").code);
    assertEquals(2, run("sender", "--port", "65536").code);
    assertEquals(2, run("sender", "--port", "0", "--wait", "0").code);
    assertEquals(2, run("sender", "--port", "0", "--host", "no.such.host.invalid").code);
  }

  @Test
  void aPortThatIsTakenIsThree() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run = run("sender", "--port", Integer.toString(socket.getLocalPort()));
      assertEquals(3, run.code);
      assertTrue(run.err.contains("can't listen on 127.0.0.1:"), run.err);
    }
  }

  @Test
  void theUsageNamesTheCommandThatWasTyped() {
    assertTrue(run("endpoint", "-h").out.startsWith("Usage: ./signalbox verify endpoint"));
    String wrong = run("sender").err;
    assertTrue(wrong.startsWith("signalbox: missing required option: '--port=<port>'"), wrong);
    assertTrue(wrong.contains("./signalbox verify sender --help"), wrong);
    assertTrue(KitMain.commandLine("").getUsageMessage().startsWith("Usage: signalbox-testkit"));
  }
}
