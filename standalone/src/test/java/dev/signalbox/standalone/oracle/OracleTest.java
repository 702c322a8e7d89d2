package dev.signalbox.standalone.oracle;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.Pems;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.cli.VerifyCommand;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.RawHttpClient;
import dev.signalbox.transport.http.EndpointAnswer.Response;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** A recording of an endpoint is compared with the same endpoint, and with it when it deviates. */
class OracleTest {
  private static final KeyPair KEYS = TokenFactory.keyPair();

  /** A busy machine is no difference. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String CALLS = "/telephony/v1/voiceCalls";
  private static final String EVENTS = "/realtimeConversationEvents";
  private static final String GOOD =
      "{\"service\":\"S\",\"events\":[{\"type\":\"IntelligenceSignal__Category\","
          + "\"value\":\"Angry\",\"startTime\":1}]}";
  private static final String BAD =
      "{\"service\":\"\",\"events\":[{\"type\":\"IntelligenceSignal__Sentiment\","
          + "\"value\":\"1\",\"startTime\":1}]}";
  private static final String GOOD_XML =
      "<realtimeConversationEvents><service>S</service><events>"
          + "<type>IntelligenceSignal__Category</type><value>Angry</value><startTime>1</startTime>"
          + "</events></realtimeConversationEvents>";

  @TempDir private static Path folder;
  private static DeviatingEndpoint endpoint;
  private static Path recording;
  private static Path key;
  private static int requests;

  @BeforeAll
  static void record() throws Exception {
    endpoint = DeviatingEndpoint.start(KEYS);
    key = Files.writeString(folder.resolve("private.pem"), Pems.ofPrivate(KEYS.getPrivate()));
    recording = folder.resolve("recording.jsonl");
    try (RecordingFile file = RecordingFile.open(recording);
        RecordingProxy proxy = RecordingProxy.start(settings(endpoint.url()), file)) {
      requests = new Script(proxy.port()).play();
    }
  }

  @AfterAll
  static void stop() {
    endpoint.close();
  }

  @BeforeEach
  void asRecorded() {
    endpoint.deviate((target, response) -> false, response -> response);
  }

  private static ProxySettings settings(String upstream) throws Exception {
    return new ProxySettings(
        URI.create(upstream),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        PATIENCE,
        1 << 20,
        false,
        SSLContext.getDefault());
  }

  /** What a client sends: some of it wrong. */
  private static final class Script {
    private final RawHttpClient client;
    private final TokenFactory tokens =
        new TokenFactory(DeviatingEndpoint.CALL_CENTER, KEYS.getPrivate(), Clock.systemUTC());
    private int sent;

    Script(int port) {
      client =
          new RawHttpClient(URI.create("http://127.0.0.1:" + port), PATIENCE, Optional.empty());
    }

    int play() {
      String first = UUID.randomUUID().toString();
      HttpAnswer created =
          json(CALLS, "{\"vendorCallKey\":\"" + first + "\",\"initiationMethod\":\"Inbound\"}");
      assertTrue(created.is(201), created.shown());
      String id = created.text().replaceAll(".*(0LQ\\w{15}).*", "$1");
      json(
          CALLS,
          "{\"vendorCallKey\":\"leg 2\",\"initiationMethod\":\"Transfer\",\"parentVoiceCallId\":\""
              + id
              + "\"}");
      json(CALLS + "/leg%202" + EVENTS, GOOD);
      assertTrue(json(CALLS + "/" + first + EVENTS, GOOD).is(202));
      send(
          post(CALLS + "/" + "x".repeat(255) + EVENTS, GOOD, "application/json").inChunks(),
          good());
      send(post(CALLS + "/k" + EVENTS, GOOD_XML, "application/xml"), good());
      send(post(CALLS + "/k" + EVENTS, "<a/>", "application/xml"), good());
      json(CALLS + "/k" + EVENTS, BAD);
      json(CALLS + "/%20" + EVENTS, GOOD);
      json(CALLS + "/" + id + EVENTS, GOOD);
      json(CALLS + "/" + id + "/omniFlow", "{\"dialedNumber\":\"1\"}");
      json(CALLS + "/messages", "{}");
      json(CALLS + "/busy" + EVENTS, GOOD);
      json("/telephony/v1/nothing?token=hush", GOOD);
      json("//telephony/v1/voiceCalls", GOOD);
      send(post(CALLS, "", "application/json").method("GET"), good());
      send(post(CALLS + "/k" + EVENTS, GOOD, "text/plain"), good());
      send(post(CALLS + "/k" + EVENTS, GOOD, "application/json"), Optional.empty());
      String once = tokens.once("once");
      send(post(CALLS + "/k" + EVENTS, GOOD, "application/json"), Optional.of(once));
      assertTrue(
          send(post(CALLS + "/k" + EVENTS, GOOD, "application/json"), Optional.of(once)).is(401));
      String good = tokens.reusable();
      String spoilt = good.substring(0, good.lastIndexOf('.') + 1) + "AAAA";
      assertTrue(
          send(post(CALLS + "/k" + EVENTS, GOOD, "application/json"), Optional.of(spoilt)).is(401));
      return sent;
    }

    private Optional<String> good() {
      return Optional.of(tokens.reusable());
    }

    private HttpAnswer json(String target, String body) {
      return send(post(target, body, "application/json"), good());
    }

    private static RawRequest post(String target, String body, String type) {
      return RawRequest.post(target, body.getBytes(StandardCharsets.UTF_8))
          .with("Content-Type", type);
    }

    private HttpAnswer send(RawRequest request, Optional<String> token) {
      sent++;
      HttpAnswer answer =
          client.send(token.map(t -> request.with("Authorization", "Bearer " + t)).orElse(request));
      assertEquals(HttpAnswer.AnswerKind.ANSWERED, answer.kind(), answer.note());
      return answer;
    }
  }

  private record Run(int code, String out) {}

  private static Run verify(String... more) {
    StringWriter out = new StringWriter();
    List<String> args =
        new ArrayList<>(
            List.of(
                "--oracle",
                recording.toString(),
                endpoint.url(),
                "--org",
                DeviatingEndpoint.CALL_CENTER.orgId().asGiven(),
                "--call-center",
                DeviatingEndpoint.CALL_CENTER.apiName(),
                "--key",
                key.toString()));
    args.addAll(more.length > 0 ? List.of(more) : List.of("--timeout", "" + PATIENCE.toSeconds()));
    int code =
        new CommandLine(new VerifyCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(args.toArray(String[]::new));
    return new Run(code, out.toString());
  }

  @Test
  void theSameEndpointAnswersAsRecordedEveryTime() {
    for (int i = 0; i < 2; i++) {
      Run run = verify();
      assertEquals(
          requests + " requests sent. All answers are as recorded.\n",
          run.out.replace(System.lineSeparator(), "\n"));
      assertEquals(0, run.code);
    }
  }

  @ParameterizedTest
  @EnumSource(Deviation.class)
  void everyDeviationIsReportedAndNothingElse(Deviation deviation) {
    endpoint.deviate(deviation::matches, deviation::changed);
    Run run = verify();
    assertEquals(1, run.code, run.out);
    assertTrue(endpoint.changed() > 0, "the recording has nothing of that kind");
    List<String> found = run.out.lines().filter(line -> line.startsWith("  ")).toList();
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < endpoint.changed(); i++) {
      deviation.lines().forEach(line -> wanted.add("  " + line));
    }
    assertEquals(
        wanted.stream().sorted().collect(Collectors.joining("\n")),
        found.stream().sorted().collect(Collectors.joining("\n")),
        run.out);
  }

  @Test
  void thereAreFortyDeviationsOrMore() {
    assertTrue(Deviation.values().length >= 40);
  }

  @Test
  void whatMayDifferIsNoDifference() {
    endpoint.deviate(
        (target, response) -> response.status() != 503,
        response -> {
          var changed =
              (Response)
                  Deviation.replaced(
                          "\"detail\":\"(?:[^\"\\\\]|\\\\.)*\"", "\"detail\" : \"Other words\"")
                      .of(response);
          String type = changed.header("Content-Type").orElse("");
          changed =
              (Response)
                  Deviation.header(
                          "Content-Type", type.toUpperCase(Locale.ROOT) + "; charset=utf-8")
                      .of(changed);
          return Deviation.header("X-Other", "1").of(changed);
        });
    Run run = verify();
    assertEquals(0, run.code, run.out);
  }

  @Test
  void theRecordingHasNoSecrets() throws Exception {
    String all = Files.readString(recording);
    assertAll(
        () -> assertFalse(all.contains("eyJ"), "a token"),
        () -> assertFalse(all.contains("hush"), "a secret in a query"),
        () -> assertFalse(all.contains("\"once\""), "a jti"),
        () -> assertEquals(requests, all.lines().count()));
  }

  @Test
  void whatDependsOnAMissingIdIsNotSent() {
    endpoint.deviate(Deviation.NO_ID::matches, Deviation.NO_ID::changed);
    Run run = verify();
    assertTrue(run.out.contains("was not sent: it needs the id 0LQ"), run.out);
    assertTrue(run.out.contains("3 not sent."), run.out);
  }

  @Test
  void optionsThatAreMissingOrWrongAreUsage() {
    CommandLine command = new CommandLine(new VerifyCommand());
    command.setErr(new PrintWriter(new StringWriter()));
    assertAll(
        () -> assertEquals(2, command.execute("--oracle", recording.toString())),
        () -> assertEquals(2, command.execute("--oracle", recording.toString(), endpoint.url())),
        () -> assertEquals(2, verify("--timeout", "0").code),
        () -> assertEquals(2, verify("--cacert", key.toString()).code),
        () -> assertEquals(2, command.execute("sendr")));
  }
}
