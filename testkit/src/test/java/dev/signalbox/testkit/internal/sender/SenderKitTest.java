package dev.signalbox.testkit.internal.sender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.HostileBytes;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.Check;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict;
import dev.signalbox.testkit.internal.endpoint.EndpointKitTest;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.ProblemBody;
import dev.signalbox.testkit.internal.http.RawHttpClient;
import dev.signalbox.testkit.internal.report.KitReport;
import dev.signalbox.testkit.internal.report.ReportText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checking endpoint against a sender that is right, and against senders that are not. */
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("OperatorPrecedence") // every alternative is one fault and its condition
public class SenderKitTest {
  private static final TokenFactory TOKENS = EndpointKitTest.TOKENS;

  /** Mistakes that a sender could well make, each with the check that finds it. */
  public enum SenderFault {
    SENDS_TO_OTHER_PATH("sender/REQ-1/path", Scenario.PLAIN),
    PUTS("sender/REQ-1/method", Scenario.PLAIN),
    KEY_NOT_ENCODED("sender/KEY-1/valid", Scenario.PLAIN),
    USES_VOICE_CALL_ID("sender/KEY-2/no-voice-call-id", Scenario.TRANSFER),
    USES_THE_LEGS_KEY("sender/KEY-3/first-key-after-transfer", Scenario.TRANSFER),
    NO_TOKEN("sender/AUTH-1/one-header", Scenario.PLAIN),
    OTHER_SCHEME("sender/AUTH-1/bearer", Scenario.PLAIN),
    HS256("sender/AUTH-2/rs256", Scenario.PLAIN),
    BRINGS_ITS_KEY("sender/AUTH-2/no-keys", Scenario.PLAIN),
    SIGNS_WITH_OTHER_KEY("sender/AUTH-3/signature", Scenario.PLAIN),
    SWAPS_ISS_AND_SUB("sender/AUTH-3/issuer", Scenario.PLAIN),
    EXP_IN_MILLISECONDS("sender/AUTH-4/times", Scenario.PLAIN),
    NO_EXP("sender/AUTH-4/times", Scenario.PLAIN),
    REUSES_JTI("sender/AUTH-5/fresh-jti", Scenario.PLAIN),
    NO_CONTENT_TYPE("sender/HDR-1/content-type", Scenario.PLAIN),
    COMPRESSES("sender/HDR-1/not-encoded", Scenario.PLAIN),
    LONG_PROVIDER("sender/HDR-2/provider", Scenario.PLAIN),
    NO_SERVICE("sender/BODY-1/batches", Scenario.PLAIN),
    EMPTY_EVENTS("sender/BODY-3/batches", Scenario.PLAIN),
    LATIN_1("sender/BODY-4/batches", Scenario.PLAIN),
    XML_WITH_DTD("sender/BODY-5/batches", Scenario.PLAIN),
    PERSIST_AS_STRING("sender/BODY-6/batches", Scenario.PLAIN),
    TYPE_WITHOUT_PREFIX("sender/EVT-1/batches", Scenario.PLAIN),
    EMPTY_VALUE("sender/EVT-2/batches", Scenario.PLAIN),
    ISO_TIMES("sender/EVT-3/batches", Scenario.PLAIN),
    UNSORTED("sender/EVT-4/sorted-from-unsorted-source", Scenario.UNSORTED_SOURCE),
    UNSORTED_ALWAYS("sender/EVT-4/batches", Scenario.PLAIN),
    NO_PARTICIPANT("sender/EVT-5/batches", Scenario.PLAIN),
    SCORE_ABOVE("sender/EVT-6/batches", Scenario.PLAIN),
    END_BEFORE_START("sender/EVT-7/batches", Scenario.PLAIN),
    NO_METHOD("sender/CALL-1/record", Scenario.TRANSFER),
    NO_PARENT("sender/CALL-2/parent", Scenario.TRANSFER),
    PARENT_NEVER_REGISTERED("sender/CALL-2/known-parent", Scenario.TRANSFER),
    RETRIES_AT_ONCE("sender/RES-4/waits-after-503", Scenario.UNAVAILABLE_THEN_OK),
    RETRIES_AT_ONCE_WHEN_LIMITED("sender/RES-4/waits-after-429", Scenario.RATE_LIMITED),
    GIVES_UP_AFTER_503("sender/RES-4/retries-503", Scenario.UNAVAILABLE_THEN_OK),
    GIVES_UP_AFTER_429("sender/RES-4/retries-429", Scenario.RATE_LIMITED),
    RETRIES_400("sender/RES-4/400-not-repeated", Scenario.REFUSED),
    DOUBLES_ACCEPTED("sender/RES-1/accepted-not-doubled", Scenario.PLAIN),
    DOUBLES_WHEN_SLOW("sender/RES-2/waits-for-slow-answers", Scenario.SLOW),
    TOKEN_WORN_OUT("sender/AUTH-4/times", Scenario.PLAIN),
    NUDGES_EQUAL_TIMES("sender/EVT-4/equal-times", Scenario.EQUAL_TIMES),
    SAME_JTI_IN_EVERY_TRY("sender/AUTH-5/fresh-jti-per-try", Scenario.FRESH_JTI),
    SWALLOWS_ERRORS("sender/CALL-1/registers-again", Scenario.SWALLOWED_ERRORS),
    SPLITS_AFTER_RESET("sender/RES-2/repeats-after-reset", Scenario.CONNECTION_RESET);

    public final String check;
    public final Scenario scenario;

    SenderFault(String check, Scenario scenario) {
      this.check = check;
      this.scenario = scenario;
    }
  }

  /** A sender that does what the scenario asks of it, apart from one fault. */
  private static final class Sender {
    private final RawHttpClient http;
    private final Optional<SenderFault> fault;
    private Scenario scenario = Scenario.PLAIN;

    Sender(URI uri, Optional<SenderFault> fault) {
      http = new RawHttpClient(uri, Duration.ofSeconds(20), Optional.empty());
      this.fault = fault;
    }

    private boolean has(SenderFault f) {
      return fault.equals(Optional.of(f));
    }

    void play(Scenario played) {
      scenario = played;
      String key = "k \u00E9";
      if (scenario == Scenario.TRANSFER || scenario == Scenario.SWALLOWED_ERRORS) {
        key = transfer();
      }
      HttpAnswer answer = batch(key, 10, 1000);
      if (has(SenderFault.DOUBLES_ACCEPTED) || has(SenderFault.DOUBLES_WHEN_SLOW)) {
        batch(key, 10, 1000);
      }
      boolean later = answer.is(503) || answer.is(429);
      boolean gives = has(SenderFault.GIVES_UP_AFTER_503) || has(SenderFault.GIVES_UP_AFTER_429);
      if (later && !gives) {
        if (!has(SenderFault.RETRIES_AT_ONCE) && !has(SenderFault.RETRIES_AT_ONCE_WHEN_LIMITED)) {
          await(Duration.ofMillis(1050));
        }
        batch(key, 10, 1000);
      }
      if (answer.is(400) && has(SenderFault.RETRIES_400)
          || answer.kind() == HttpAnswer.AnswerKind.CLOSED
              && !has(SenderFault.SPLITS_AFTER_RESET)) {
        batch(key, 10, 1000);
      }
      if (has(SenderFault.SPLITS_AFTER_RESET)) {
        batch(key, 1, 1000);
      }
      batch(key, 3, 2000);
    }

    private static void await(Duration pause) {
      try {
        assertTrue(!new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private String transfer() {
      JsonDocument.Obj first =
          JsonDocument.obj()
              .with("vendorCallKey", JsonDocument.str("first"))
              .with("initiationMethod", JsonDocument.str("Inbound"));
      JsonDocument.Obj leg =
          JsonDocument.obj()
              .with("vendorCallKey", JsonDocument.str("leg"))
              .with("initiationMethod", JsonDocument.str("Transfer"))
              .with(
                  "parentVoiceCallId",
                  JsonDocument.str(has(SenderFault.PARENT_NEVER_REGISTERED) ? "other" : "first"));
      if (has(SenderFault.NO_METHOD)) {
        leg = leg.without("initiationMethod");
      }
      if (has(SenderFault.NO_PARENT)) {
        leg = leg.without("parentVoiceCallId");
      }
      HttpAnswer registered = http.send(request(ContractPaths.CALLS, first));
      if (registered.is(503) && !has(SenderFault.SWALLOWS_ERRORS)) {
        http.send(request(ContractPaths.CALLS, first));
      }
      String id =
          ProblemBody.json(http.send(request(ContractPaths.CALLS, leg)))
              .orElseThrow()
              .getString("voiceCallId");
      return has(SenderFault.USES_VOICE_CALL_ID)
          ? id
          : has(SenderFault.USES_THE_LEGS_KEY) ? "leg" : "first";
    }

    private HttpAnswer batch(String key, int events, long start) {
      boolean equal = scenario == Scenario.EQUAL_TIMES && !has(SenderFault.NUDGES_EQUAL_TIMES);
      JsonDocument[] all = new JsonDocument[events];
      for (int i = 0; i < events; i++) {
        JsonDocument.Obj event =
            BatchGenerators.sentiment(
                start
                    + (has(SenderFault.UNSORTED) || has(SenderFault.UNSORTED_ALWAYS)
                        ? events - i
                        : equal && i == 1 ? 0 : i));
        if (has(SenderFault.TYPE_WITHOUT_PREFIX)) {
          event = event.with("type", JsonDocument.str("Sentiment"));
        }
        if (has(SenderFault.EMPTY_VALUE)) {
          event = BatchGenerators.category(start).with("value", JsonDocument.str(""));
        }
        if (has(SenderFault.ISO_TIMES)) {
          event = event.with("startTime", JsonDocument.str("2026-01-01T00:00:00Z"));
        }
        if (has(SenderFault.NO_PARTICIPANT)) {
          event = event.without("participant");
        }
        if (has(SenderFault.SCORE_ABOVE)) {
          event = event.with("score", JsonDocument.lit(1001));
        }
        if (has(SenderFault.END_BEFORE_START)) {
          event = event.with("endTime", JsonDocument.lit(start - 1));
        }
        all[i] = event;
      }
      JsonDocument.Obj batch = BatchGenerators.smallest().with("events", JsonDocument.arr(all));
      if (has(SenderFault.NO_SERVICE)) {
        batch = batch.without("service");
      }
      if (has(SenderFault.EMPTY_EVENTS)) {
        batch = batch.with("events", JsonDocument.arr());
      }
      if (has(SenderFault.PERSIST_AS_STRING)) {
        batch = batch.with("persist", JsonDocument.str("false"));
      }
      String path =
          has(SenderFault.KEY_NOT_ENCODED)
              ? ContractPaths.pathOfSegment("k%E9")
              : ContractPaths.path(key);
      return http.send(
          request(has(SenderFault.SENDS_TO_OTHER_PATH) ? "/telephony/v2/events" : path, batch));
    }

    private RawRequest request(String path, JsonDocument body) {
      RawRequest request =
          RawRequest.post(path, new byte[0])
              .with(
                  "Authorization", (has(SenderFault.OTHER_SCHEME) ? "Token " : "Bearer ") + token())
              .with("Content-Type", "application/json")
              .with("Telephony-Provider-Name", "p".repeat(has(SenderFault.LONG_PROVIDER) ? 256 : 9))
              .body(body.json());
      if (has(SenderFault.LATIN_1)) {
        request = request.body(new byte[] {'{', (byte) 0xE9, '}'});
      }
      if (has(SenderFault.XML_WITH_DTD)) {
        request =
            request
                .with("Content-Type", "application/xml")
                .body("<!DOCTYPE realtimeConversationEvents>" + body.xml(BatchGenerators.XML_ROOT));
      }
      if (has(SenderFault.COMPRESSES)) {
        request = request.with("Content-Encoding", "gzip");
      }
      if (has(SenderFault.NO_TOKEN)) {
        request = request.without("Authorization");
      }
      if (has(SenderFault.NO_CONTENT_TYPE)) {
        request = request.without("Content-Type");
      }
      return has(SenderFault.PUTS) ? request.method("PUT") : request;
    }

    private String token() {
      JsonDocument.Obj claims =
          TOKENS
              .claims()
              .with(
                  "jti",
                  JsonDocument.str(
                      has(SenderFault.REUSES_JTI) || has(SenderFault.SAME_JTI_IN_EVERY_TRY)
                          ? "a"
                          : UUID.randomUUID().toString()));
      if (has(SenderFault.NO_EXP)) {
        claims = claims.without("exp");
      }
      if (has(SenderFault.TOKEN_WORN_OUT)) {
        long now = Clock.systemUTC().instant().getEpochSecond();
        claims =
            claims
                .with("iat", JsonDocument.lit(now - 900))
                .with("exp", JsonDocument.lit(now - 120));
      }
      if (has(SenderFault.EXP_IN_MILLISECONDS)) {
        claims = claims.with("exp", JsonDocument.lit(Clock.systemUTC().millis() + 900_000));
      }
      if (has(SenderFault.SWAPS_ISS_AND_SUB)) {
        claims =
            claims
                .with("iss", claims.get("sub").orElseThrow())
                .with("sub", claims.get("iss").orElseThrow());
      }
      if (has(SenderFault.HS256)) {
        return TOKENS.signed("{\"alg\":\"HS256\"}", claims.json());
      }
      if (has(SenderFault.BRINGS_ITS_KEY)) {
        return TOKENS.signed("{\"alg\":\"RS256\",\"x5c\":[]}", claims.json());
      }
      return has(SenderFault.SIGNS_WITH_OTHER_KEY)
          ? EndpointKitTest.OTHER.signed(claims)
          : TOKENS.signed(claims);
    }
  }

  /** A sender that does not wait as told must come too early, however slow everything is. */
  private static final Duration LONG = Duration.ofMinutes(5);

  public static KitReport verify(Scenario scenario, Optional<SenderFault> fault)
      throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    boolean waits = fault.isEmpty() || scenario == Scenario.FRESH_JTI;
    Duration retryAfter = waits ? Duration.ofSeconds(1) : LONG;
    try (SenderServer server =
        new SenderServer(any, scenario, 1000, Duration.ofMillis(200), retryAfter)) {
      new Sender(URI.create("http://127.0.0.1:" + server.port()), fault).play(scenario);
      return judged(server, scenario, retryAfter);
    }
  }

  private static KitReport judged(SenderServer server, Scenario scenario, Duration retryAfter) {
    SenderEvidence evidence =
        new SenderEvidence(
            server.received(),
            scenario,
            Optional.of(TOKENS.callCenter()),
            Optional.of(TOKENS.publicKey()),
            retryAfter,
            System.nanoTime());
    List<CheckOutcome> outcomes =
        SenderChecks.all().stream().map(check -> check.run(evidence)).toList();
    return new KitReport("sender", "", outcomes, Set.of());
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void aRightSenderConforms(Scenario scenario) throws IOException {
    KitReport report = verify(scenario, Optional.empty());
    assertEquals(List.of(), report.failures());
    assertTrue(report.count(CheckVerdict.HOLDS) > 20);
  }

  @ParameterizedTest
  @EnumSource(SenderFault.class)
  void aFaultIsFound(SenderFault fault) throws IOException {
    KitReport report = verify(fault.scenario, Optional.of(fault));
    assertTrue(
        report.failures().stream().anyMatch(o -> o.id().equals(fault.check)),
        () -> fault.check + " not in " + report.failures());
  }

  @Test
  void everyCheckOfASenderFindsAFault() {
    Set<String> finders =
        Stream.of(SenderFault.values()).map(f -> f.check).collect(Collectors.toSet());
    for (Check<?> check : SenderChecks.all()) {
      assertTrue(finders.contains(check.id()), check::id);
    }
  }

  /** Clients that no vendor would write: whatever comes is judged, and the run ends. */
  @ParameterizedTest
  @EnumSource(Scenario.class)
  void whateverComesIsJudged(Scenario scenario) throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (SenderServer server =
            new SenderServer(any, scenario, 1, Duration.ofMillis(1), Duration.ofSeconds(1));
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port());
        Socket broken = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      assertTrue(silent.isConnected());
      broken.getOutputStream().write("\u0000\r\n\r\nGET".getBytes(StandardCharsets.US_ASCII));
      Socket[] unfinished = new Socket[20];
      for (int i = 0; i < unfinished.length; i++) {
        unfinished[i] = new Socket(InetAddress.getLoopbackAddress(), server.port());
        unfinished[i]
            .getOutputStream()
            .write(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{"
                    .getBytes(StandardCharsets.US_ASCII));
      }
      RawHttpClient http =
          new RawHttpClient(
              URI.create("http://127.0.0.1:" + server.port()), LONG, Optional.empty());
      for (TokenFactory.Hostile token : TOKENS.hostile("http://127.0.0.1:9/")) {
        String path = ContractPaths.path("k");
        http.send(
            RawRequest.post(path, new byte[0])
                .body(BatchGenerators.smallest().json())
                .with("Authorization", "Bearer " + token.token()));
      }
      List<byte[]> bodies = new ArrayList<>(HostileBytes.json().values());
      bodies.addAll(HostileBytes.xml().values());
      bodies.addAll(HostileBytes.forbiddenXml("http://127.0.0.1:9/").values());
      for (int seed = 0; seed < 50; seed++) {
        bodies.add(HostileBytes.any().sample(seed));
      }
      for (byte[] body : bodies) {
        for (String path :
            List.of(
                ContractPaths.CALLS,
                ContractPaths.path("k"),
                ContractPaths.pathOfSegment("%"),
                "/")) {
          http.send(RawRequest.post(path, body).with("Content-Type", "application/json"));
          http.send(RawRequest.post(path, body).with("Content-Type", "text/xml"));
        }
      }
      http.send(RawRequest.post(ContractPaths.path("k"), new byte[8 << 20]));
      assertTrue(server.await(LONG));
      KitReport report = judged(server, scenario, Duration.ofSeconds(1));
      assertTrue(report.failures().size() > 10);
      assertTrue(
          String.join("", ReportText.of(report, true)).chars().noneMatch(Character::isISOControl));
      for (Socket socket : unfinished) {
        socket.close();
      }
    }
  }
}
