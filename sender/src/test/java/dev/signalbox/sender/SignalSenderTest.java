package dev.signalbox.sender;

import static dev.signalbox.sender.SenderFixtures.CALL_CENTER;
import static dev.signalbox.sender.SenderFixtures.KEYS;
import static dev.signalbox.sender.SenderFixtures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.Participant;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.Ordering;
import dev.signalbox.core.format.Profile;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.sender.FakeEndpoint.Request;
import dev.signalbox.tokens.TokenVerdict;
import dev.signalbox.tokens.TokenVerifier;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalSenderTest {
  private static final VendorCallKey CALL = new VendorCallKey("call 1/ä");
  private static final VendorCallKey OTHER = new VendorCallKey("call-2");
  private static final String SERVICE = "CXoneAgentAssistService";

  private final ManualScheduler time = new ManualScheduler();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final BlockingQueue<Duration> retries = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> circuit = new LinkedBlockingQueue<>();
  private final BlockingQueue<SendOutcome> outcomes = new LinkedBlockingQueue<>();

  private final SenderListener listener =
      new SenderListener() {
        @Override
        public void ended(VendorCallKey key, EventBatch batch, SendOutcome outcome) {
          outcomes.add(outcome);
        }

        @Override
        public void retrying(VendorCallKey firstKey, String why, Duration delay) {
          retries.add(delay);
        }

        @Override
        public void circuitOpened(Duration delay) {
          circuit.add("opened");
        }

        @Override
        public void circuitClosed() {
          circuit.add("closed");
        }
      };

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private FakeEndpoint endpoint(FakeEndpoint.Action... actions) throws IOException {
    FakeEndpoint endpoint = FakeEndpoint.scripted(actions);
    opened.add(endpoint);
    return endpoint;
  }

  private SenderOptionsBuilder builder(URI uri) {
    return SenderOptions.builder(EndpointAddress.of(uri), CALL_CENTER, KEYS.getPrivate())
        .service(SERVICE)
        .scheduler(time)
        .clock(time.clock())
        .listener(listener);
  }

  private SignalSender sender(SenderOptionsBuilder builder) {
    SignalSender sender = SignalSender.of(builder.build());
    opened.add(() -> sender.shutdown(Duration.ZERO));
    return sender;
  }

  private SignalSender sender(FakeEndpoint endpoint) {
    return sender(builder(endpoint.uri()));
  }

  private static CategoryEvent event(String name, long at) {
    return CategoryEvent.of(name, at);
  }

  private static EventBatch batch(String name) {
    return EventBatch.of(SERVICE, event(name, 1000));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private <T> T get(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came; ended so far: " + outcomes);
    }
    return next;
  }

  /** Lets time pass until something is retried, and on to the try itself. */
  private void untilNextTry() throws InterruptedException {
    time.advance(get(retries));
  }

  private static SendOutcome.Accepted accepted(int tries) {
    return new SendOutcome.Accepted(tries, 1, 0, Optional.empty());
  }

  // What is sent

  @Test
  void sendsARequestThatKeepsTheContract() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    SignalSender sender =
        sender(builder(endpoint.uri()).providerName(new ProviderName("acme tel")));
    SendOutcome outcome = get(sender.send(CALL, event("late", 2000), event("early", 1000)));
    assertEquals(new SendOutcome.Accepted(1, 2, 0, Optional.empty()), outcome);
    assertEquals(outcome, get(outcomes));
    Request request = endpoint.next();
    assertEquals(
        "/telephony/v1/voiceCalls/call%201%2F%C3%A4/realtimeConversationEvents", request.path());
    assertEquals("application/json", request.header("Content-Type"));
    assertEquals("acme tel", request.header("Telephony-Provider-Name"));
    assertEquals("", request.header("Transfer-Encoding"));
    assertEquals(
        EventBatch.of(SERVICE, event("early", 1000), event("late", 2000)), request.batch());
    TokenVerdict verdict =
        SenderFixtures.verifier(time.clock()).verify(List.of(request.header("Authorization")));
    assertInstanceOf(TokenVerdict.Accepted.class, verdict);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/telephony/v1", "/telephony/v1/"})
  void takesTheAddressWithAndWithoutWhatEveryPathBeginsWith(String end) throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    SignalSender sender = sender(builder(URI.create(endpoint.uri() + "/prefix" + end)));
    get(sender.send(OTHER, event("a", 1)));
    assertEquals(
        "/prefix/telephony/v1/voiceCalls/call-2/realtimeConversationEvents",
        endpoint.next().path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host",
        "https:///path",
        "host",
        "https://u:secret@host",
        "https://host?q",
        "https://h#f"
      })
  void refusesAnAddressThatIsNone(String address) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> builder(URI.create(address)));
    assertFalse(e.getMessage().contains("secret"));
  }

  @Test
  void refusesAProviderNameThatNoHeaderCarries() {
    assertThrows(
        IllegalArgumentException.class,
        () -> builder(URI.create("http://h")).providerName(new ProviderName("Zoë")));
  }

  @Test
  void refusesAClientThatFollowsRedirects() {
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
    assertThrows(
        IllegalArgumentException.class, () -> builder(URI.create("http://h")).httpClient(client));
  }

  // What never leaves

  @Test
  void aBatchThatTheContractRefusesNeverLeaves() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    SignalSender sender =
        sender(
            builder(endpoint.uri())
                .contract(new ContractOptions(Profile.V67, Set.of("Allowed"), Ordering.REJECT)));
    SendOutcome.Refused refused =
        assertInstanceOf(
            SendOutcome.Refused.class,
            get(sender.send(CALL, EventBatch.of("Other", event("a", 1)))));
    assertEquals(0, refused.tries());
    assertEquals(OptionalInt.empty(), refused.status());
    assertEquals(List.of(Clause.BODY_2), clauses(refused));
    assertEquals(refused, get(outcomes));
    assertEquals(0, endpoint.connections());
  }

  @Test
  void ofALargeBatchTooEveryEventIsJudgedByItsPlace() throws Exception {
    ContractOptions old = new ContractOptions(Profile.V58, Set.of(), Ordering.REJECT);
    SignalSender sender =
        sender(builder(URI.create("http://127.0.0.1:1")).contract(old).maxBody(400));
    List<ConversationEvent> events = new ArrayList<>();
    IntStream.range(0, 20).forEach(i -> events.add(event("event", i)));
    events.add(
        new SentimentEvent(
            "1.00",
            20,
            OptionalLong.empty(),
            Optional.empty(),
            Participant.AGENT,
            Optional.empty()));
    SendOutcome.Refused refused =
        (SendOutcome.Refused)
            get(
                sender.send(
                    CALL, new EventBatch("AmazonConnectContactLens", Optional.empty(), events)));
    assertEquals(
        List.of("/events/20/type"), refused.violations().stream().map(Violation::pointer).toList());
  }

  @Test
  void eventsWithoutServiceOrWithoutEventsAreRefused() throws Exception {
    SignalSender sender = sender(builder(URI.create("http://127.0.0.1:1")).service(" "));
    assertEquals(
        List.of(Clause.BODY_1, Clause.BODY_3),
        clauses((SendOutcome.Refused) get(sender.send(CALL))));
  }

  private static List<Clause> clauses(SendOutcome.Refused refused) {
    return refused.violations().stream().map(Violation::clause).toList();
  }

  // Keys

  @Test
  void aLaterLegsKeyIsReplacedByTheFirstCalls() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    VoiceCallDirectory calls =
        new VoiceCallDirectory() {
          @Override
          public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
            assertEquals(CALL_CENTER, callCenter);
            return key.equals(OTHER) ? Optional.of(CALL) : Optional.empty();
          }

          @Override
          public CompletionStage<Registration> register(CallCenterId id, VoiceCall call) {
            throw new IllegalStateException();
          }
        };
    SignalSender sender = sender(builder(endpoint.uri()).calls(calls));
    get(sender.send(OTHER, event("a", 1)));
    assertEquals(CALL, endpoint.next().key());
  }

  @Test
  void saysWhichKeyTheEndpointWouldRatherHave() throws Exception {
    FakeEndpoint endpoint =
        endpoint(FakeEndpoint.status(202, "Signalbox-First-Vendor-Call-Key: " + CALL.encoded()));
    assertEquals(
        new SendOutcome.Accepted(1, 1, 0, Optional.of(CALL)),
        get(sender(endpoint).send(OTHER, event("a", 1))));
  }

  @Test
  void aDirectoryThatFailsLosesNothingInSilence() throws Exception {
    VoiceCallDirectory broken =
        new VoiceCallDirectory() {
          @Override
          public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
            throw new IllegalStateException("broken");
          }

          @Override
          public CompletionStage<Registration> register(CallCenterId id, VoiceCall call) {
            throw new IllegalStateException("broken");
          }
        };
    FakeEndpoint endpoint =
        endpoint(FakeEndpoint.problem(201, "{\"voiceCallId\":\"0LQRM0000006CSz\"}"));
    SignalSender sender = sender(builder(endpoint.uri()).calls(broken));
    SendOutcome.GaveUp gaveUp =
        assertInstanceOf(SendOutcome.GaveUp.class, get(sender.send(CALL, event("a", 1))));
    assertEquals(SendOutcome.Reason.FAILED, gaveUp.reason());
    assertInstanceOf(
        CallOutcome.Registered.class,
        get(sender.register(VoiceCall.of(CALL, InitiationMethod.INBOUND))));
  }

  @Test
  void whateverTheEmbeddersPartsThrowEndsTheBatchAndNothingElse() throws Exception {
    VoiceCallDirectory broken =
        new VoiceCallDirectory() {
          @Override
          public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
            throw new NoClassDefFoundError("broken");
          }

          @Override
          public CompletionStage<Registration> register(CallCenterId id, VoiceCall call) {
            throw new NoClassDefFoundError("broken");
          }
        };
    FakeEndpoint endpoint =
        endpoint(FakeEndpoint.problem(201, "{\"voiceCallId\":\"0LQRM0000006CSz\"}"));
    SignalSender sender =
        sender(
            builder(endpoint.uri())
                .calls(broken)
                .listener(
                    new SenderListener() {
                      @Override
                      public void ended(VendorCallKey key, EventBatch batch, SendOutcome outcome) {
                        throw new NoClassDefFoundError("broken");
                      }

                      @Override
                      public void ended(VoiceCall call, CallOutcome outcome) {
                        throw new NoClassDefFoundError("broken");
                      }
                    }));
    SendOutcome.GaveUp gaveUp =
        assertInstanceOf(SendOutcome.GaveUp.class, get(sender.send(CALL, event("a", 1))));
    assertEquals(SendOutcome.Reason.FAILED, gaveUp.reason());
    assertInstanceOf(
        CallOutcome.Registered.class,
        get(sender.register(VoiceCall.of(CALL, InitiationMethod.INBOUND))));
  }

  @Test
  void aKeyWhoseProviderThrowsIsTriedAgainUntilTheDeadline() throws Exception {
    PrivateKey broken =
        new PrivateKey() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getAlgorithm() {
            return "RSA";
          }

          @Override
          public String getFormat() {
            throw new NoClassDefFoundError("broken");
          }

          @Override
          public byte[] getEncoded() {
            throw new NoClassDefFoundError("broken");
          }
        };
    SignalSender sender =
        sender(
            SenderOptions.builder(EndpointAddress.parse("http://127.0.0.1:1"), CALL_CENTER, broken)
                .service(SERVICE)
                .scheduler(time)
                .clock(time.clock())
                .listener(listener));
    CompletionStage<SendOutcome> sent = sender.send(CALL, event("a", 1));
    get(retries);
    time.advance(Duration.ofSeconds(30));
    assertEquals(0, ((SendOutcome.GaveUp) get(sent)).tries());
    assertEquals(0, sender.pending());
  }

  @Test
  void aClockThatFailsAfterAnAnswerLeavesTheOutcomeOpen() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            if (broken.get()) {
              throw new NoClassDefFoundError("broken");
            }
            return time.clock().instant();
          }
        };
    FakeEndpoint endpoint =
        endpoint(
            exchange -> {
              broken.set(true);
              exchange.take(exchange.read());
              exchange.answer(202, "");
            });
    SignalSender sender = sender(builder(endpoint.uri()).clock(clock));
    assertInstanceOf(SendOutcome.Ambiguous.class, get(sender.send(CALL, event("a", 1))));
    assertEquals(0, sender.pending());
  }

  // Tokens

  @ParameterizedTest
  @ValueSource(strings = {"00DHs00000Kmpyr", "00DHs00000KmpyrMAB"})
  void theOrgIdIsSignedInTheFormInWhichItWasGiven(String org) throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    SignalSender sender =
        sender(
            SenderOptions.builder(
                    EndpointAddress.of(endpoint.uri()),
                    CallCenterId.of(org, "AcmeCalls"),
                    KEYS.getPrivate())
                .service(SERVICE));
    get(sender.send(CALL, event("a", 1)));
    assertEquals(org, endpoint.next().issuer());
  }

  @Test
  void aTokenIsReusedUntilShortlyBeforeItExpires() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    SignalSender sender = sender(builder(endpoint.uri()).tokenLifetime(Duration.ofMinutes(10)));
    get(sender.send(CALL, event("a", 1)));
    time.advance(Duration.ofMinutes(9).minusMillis(1));
    get(sender.send(CALL, event("b", 2)));
    time.advance(Duration.ofMillis(1));
    get(sender.send(CALL, event("c", 3)));
    String first = endpoint.next().header("Authorization");
    assertEquals(first, endpoint.next().header("Authorization"));
    assertNotEquals(first, endpoint.next().header("Authorization"));
  }

  @Test
  void everyTryHasAFreshJtiWhereThatIsWanted() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.status(503), FakeEndpoint.TAKE);
    SignalSender sender = sender(builder(endpoint.uri()).freshTokens(true));
    CompletionStage<SendOutcome> sent = sender.send(CALL, event("a", 1));
    untilNextTry();
    assertEquals(accepted(2), get(sent));
    TokenVerifier verifier = SenderFixtures.verifier(time.clock());
    for (Request request : List.of(endpoint.next(), endpoint.next())) {
      assertInstanceOf(
          TokenVerdict.Accepted.class, verifier.verify(List.of(request.header("Authorization"))));
    }
  }

  @Test
  void aRefusedTokenIsNotUsedAgainAndTheBatchNotTriedAgain() throws Exception {
    FakeEndpoint endpoint =
        endpoint(FakeEndpoint.TAKE, FakeEndpoint.status(401), FakeEndpoint.TAKE);
    SignalSender sender = sender(endpoint);
    get(sender.send(CALL, event("a", 1)));
    time.advance(Duration.ofSeconds(2));
    SendOutcome.Refused refused =
        assertInstanceOf(SendOutcome.Refused.class, get(sender.send(CALL, event("b", 2))));
    assertEquals(OptionalInt.of(401), refused.status());
    get(sender.send(CALL, event("c", 3)));
    String used = endpoint.next().header("Authorization");
    assertEquals(used, endpoint.next().header("Authorization"));
    assertNotEquals(used, endpoint.next().header("Authorization"));
  }

  // Answers

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void any2xxIsAccepted(int status) throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            exchange -> {
              exchange.read();
              exchange.write("HTTP/1.1 " + status + " \r\n");
              exchange.write(status == 204 ? "\r\n" : "Content-Length: 0\r\n\r\n");
            });
    assertEquals(accepted(1), get(sender(endpoint).send(CALL, event("a", 1))));
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 302, 400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 500, 501, 505})
  void otherStatusesAreNeverTriedAgain(int status) throws Exception {
    FakeEndpoint endpoint =
        endpoint(FakeEndpoint.status(status, "Location: /elsewhere", "Retry-After: 1"));
    SendOutcome.Refused refused =
        assertInstanceOf(
            SendOutcome.Refused.class, get(sender(endpoint).send(CALL, event("a", 1))));
    assertEquals(OptionalInt.of(status), refused.status());
    assertEquals(1, refused.tries());
    assertEquals(1, endpoint.requests.size());
  }

  @Test
  void theEndpointsViolationsAreHandedOn() throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            FakeEndpoint.problem(
                400,
                "{\"title\":\"Bad\",\"detail\":\"Two things\\n are wrong\",\"errors\":[\"odd\",{\"clause\":\"EVT-4\","
                    + "\"pointer\":\"/events/1\",\"detail\":\"sort\"},{\"clause\":\"NO-1\"},{\"clause\":\"EVT-2\"}]}"));
    SendOutcome.Refused refused =
        (SendOutcome.Refused) get(sender(endpoint).send(CALL, event("a", 1)));
    assertEquals(
        List.of(
            new Violation(Clause.EVT_4, "/events/1", "sort"), new Violation(Clause.EVT_2, "", "")),
        refused.violations());
    assertEquals("The endpoint answered 400: Two things  are wrong.", refused.detail());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{\"errors\":{}}", "{\"errors\":[1,{}]}", "<problem/>", "\0"})
  void aProblemThatIsNoneIsNoProblem(String body) throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.problem(400, body));
    SendOutcome.Refused refused =
        (SendOutcome.Refused) get(sender(endpoint).send(CALL, event("a", 1)));
    assertEquals(List.of(), refused.violations());
    assertEquals("The endpoint answered 400.", refused.detail());
  }

  @Test
  void noMoreOfAnAnswerIsReadThanNeeded() throws Exception {
    CountDownLatch cut = new CountDownLatch(2);
    FakeEndpoint.Action endless =
        exchange -> {
          exchange.take(exchange.read());
          exchange.write(
              "HTTP/1.1 "
                  + (cut.getCount() == 2 ? 202 : 400)
                  + " x\r\nContent-Length: 9999999999\r\n\r\n");
          try {
            while (true) {
              exchange.write("x".repeat(8192));
            }
          } catch (IOException e) {
            cut.countDown();
            throw e;
          }
        };
    FakeEndpoint endpoint = endpoint(endless);
    SignalSender sender = sender(endpoint);
    assertEquals(accepted(1), get(sender.send(CALL, event("a", 1))));
    endpoint.next();
    // The first connection may still be read up to the bound; the second request has its own.
    while (cut.getCount() == 2) {
      Thread.onSpinWait();
    }
    assertInstanceOf(SendOutcome.Refused.class, get(sender.send(CALL, event("b", 2))));
    assertTrue(cut.await(60, TimeUnit.SECONDS), "the sender went on reading");
  }

  @Test
  void anAnswerCountsEvenIfItsBodyNeverEnds() throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            exchange -> {
              exchange.read();
              exchange.write("HTTP/1.1 202 x\r\nContent-Length: 10\r\n\r\nabc");
              exchange.stall();
            },
            exchange -> {
              exchange.read();
              exchange.write("HTTP/1.1 404 x\r\nContent-Length: 10\r\n\r\nabc");
              exchange.stall();
            });
    SignalSender sender =
        sender(
            SenderOptions.builder(
                    EndpointAddress.of(endpoint.uri()), CALL_CENTER, KEYS.getPrivate())
                .service(SERVICE)
                .requestTimeout(Duration.ofSeconds(5)));
    assertEquals(accepted(1), get(sender.send(CALL, event("a", 1))));
    assertEquals(
        OptionalInt.of(404),
        ((SendOutcome.Refused) get(sender.send(CALL, event("b", 1)))).status());
  }

  // Tries

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void theseStatusesAreTriedAgain(int status) throws Exception {
    FakeEndpoint endpoint =
        endpoint(FakeEndpoint.status(status), FakeEndpoint.status(status), FakeEndpoint.TAKE);
    CompletionStage<SendOutcome> sent = sender(endpoint).send(CALL, event("a", 1));
    untilNextTry();
    untilNextTry();
    assertEquals(accepted(3), get(sent));
    assertEquals(1, endpoint.taken().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429|7",
        "503|7",
        "503|Mon, 05 Jan 2026 10:00:07 GMT",
        "429|Monday, 05-Jan-26 10:00:07 GMT",
        "503|Mon Jan  5 10:00:07 2026"
      })
  void theNextTryWaitsAsLongAsTheEndpointAsks(int status, String retryAfter) throws Exception {
    FakeEndpoint endpoint =
        endpoint(FakeEndpoint.status(status, "Retry-After: " + retryAfter), FakeEndpoint.TAKE);
    CompletionStage<SendOutcome> sent = sender(endpoint).send(CALL, event("a", 1));
    Duration delay = get(retries);
    assertTrue(delay.compareTo(Duration.ofSeconds(7)) >= 0, delay::toString);
    assertTrue(delay.compareTo(Duration.ofMillis(7200)) <= 0, delay::toString);
    time.advance(Duration.ofMillis(6999));
    assertEquals(1, endpoint.requests.size());
    time.advance(delay);
    assertEquals(accepted(2), get(sent));
  }

  @Test
  void aRetryAfterBehindTheDeadlineEndsTheBatchAtOnce() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.status(503, "Retry-After: 3600"));
    SendOutcome.GaveUp gaveUp =
        assertInstanceOf(SendOutcome.GaveUp.class, get(sender(endpoint).send(CALL, event("a", 1))));
    assertEquals(SendOutcome.Reason.DEADLINE, gaveUp.reason());
    assertEquals(1, gaveUp.tries());
    assertTrue(gaveUp.detail().contains("503"), gaveUp::detail);
  }

  @Test
  void whoWaitsForAPauseOfTheEndpointInVainIsToldSo() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.status(429, "Retry-After: 360000"));
    SignalSender sender = sender(endpoint);
    get(sender.send(CALL, event("a", 1)));
    CompletionStage<SendOutcome> second = sender.send(OTHER, event("b", 1));
    time.advance(Duration.ofHours(1));
    SendOutcome.GaveUp gaveUp = assertInstanceOf(SendOutcome.GaveUp.class, get(second));
    assertEquals(SendOutcome.Reason.DEADLINE, gaveUp.reason());
    assertTrue(gaveUp.detail().contains("429, Retry-After"), gaveUp::detail);
    assertEquals(1, endpoint.requests.size());
  }

  @Test
  void aRateLimitHoldsForAllConversationsA503ForOne() throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            FakeEndpoint.status(503, "Retry-After: 5"),
            FakeEndpoint.TAKE,
            FakeEndpoint.status(429, "Retry-After: 8"),
            FakeEndpoint.TAKE);
    SignalSender sender = sender(endpoint);
    CompletionStage<SendOutcome> full = sender.send(CALL, event("a", 1));
    get(retries);
    assertEquals(accepted(1), get(sender.send(OTHER, event("b", 1))));
    CompletionStage<SendOutcome> limited = sender.send(OTHER, event("c", 2));
    get(retries);
    time.advance(Duration.ofSeconds(6));
    CompletionStage<SendOutcome> third = sender.send(new VendorCallKey("call-3"), event("d", 1));
    assertEquals(3, endpoint.requests.size());
    time.advance(Duration.ofSeconds(3));
    assertEquals(accepted(2), get(full));
    assertEquals(accepted(2), get(limited));
    assertEquals(accepted(1), get(third));
  }

  @Test
  void aBatchIsGivenUpAtItsDeadline() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.status(503));
    SignalSender sender =
        sender(
            builder(endpoint.uri())
                .deadline(Duration.ofSeconds(3))
                .circuitBreaker(1000, Duration.ofSeconds(1)));
    CompletionStage<SendOutcome> first = sender.send(CALL, event("a", 1));
    CompletionStage<SendOutcome> second = sender.send(CALL, event("b", 1));
    // No time passes while a request is in flight, whose end would then be unknown.
    while (!first.toCompletableFuture().isDone()) {
      Duration delay = retries.poll(10, TimeUnit.MILLISECONDS);
      time.advance(delay == null ? Duration.ZERO : delay);
    }
    SendOutcome.GaveUp gaveUp = assertInstanceOf(SendOutcome.GaveUp.class, get(first));
    assertEquals(SendOutcome.Reason.DEADLINE, gaveUp.reason());
    assertTrue(gaveUp.tries() > 0);
    time.advance(Duration.ofSeconds(3));
    assertInstanceOf(SendOutcome.GaveUp.class, get(second));
    assertEquals(0, sender.pending());
  }

  @Test
  void withoutConnectionNothingIsAmbiguous() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    SignalSender sender = sender(builder(URI.create("http://127.0.0.1:" + port)));
    CompletionStage<SendOutcome> sent = sender.send(CALL, event("a", 1));
    get(retries);
    time.advance(Duration.ofSeconds(30));
    SendOutcome.GaveUp gaveUp = assertInstanceOf(SendOutcome.GaveUp.class, get(sent));
    assertTrue(gaveUp.tries() >= 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 2", "garbage\r\n\r\n", "HTTP/1.1 abc\r\n\r\n"})
  void aRequestThatWentOutAndGotNoAnswerIsAmbiguous(String answer) throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            exchange -> {
              exchange.take(exchange.read());
              exchange.write(answer);
              exchange.cut();
            });
    SendOutcome.Ambiguous ambiguous =
        assertInstanceOf(
            SendOutcome.Ambiguous.class, get(sender(endpoint).send(CALL, event("a", 1))));
    assertEquals(1, ambiguous.tries());
    assertEquals(1, ambiguous.unanswered());
    assertEquals(1, endpoint.requests.size());
  }

  @Test
  void anAnswerAfterTheTimeoutIsNone() throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            exchange -> {
              exchange.read();
              exchange.stall();
            },
            FakeEndpoint.TAKE);
    SignalSender sender = sender(endpoint);
    CompletionStage<SendOutcome> sent = sender.send(CALL, event("a", 1));
    CompletionStage<SendOutcome> next = sender.send(CALL, event("b", 1));
    endpoint.next();
    time.advance(Duration.ofSeconds(10));
    assertInstanceOf(SendOutcome.Ambiguous.class, get(sent));
    assertEquals(accepted(1), get(next));
  }

  @Test
  void aRequestThatIsCutInTheMiddleIsTriedAgain() throws Exception {
    // Larger than what sockets hold, so that its end never leaves.
    List<CategoryEvent> events =
        IntStream.range(0, 120).mapToObj(i -> event("x".repeat(100_000), i)).toList();
    FakeEndpoint endpoint = endpoint(FakeEndpoint.Exchange::reset, FakeEndpoint.TAKE);
    SignalSender sender = sender(builder(endpoint.uri()).maxBody(1 << 26).maxBytes(1L << 30));
    CompletionStage<SendOutcome> sent = sender.send(CALL, events);
    untilNextTry();
    assertEquals(new SendOutcome.Accepted(2, 120, 0, Optional.empty()), get(sent));
    assertEquals(1, endpoint.taken().size());
  }

  @Test
  void repeatingWhatGotNoAnswerIsAChoiceAndItsCostIsTold() throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            exchange -> {
              exchange.take(exchange.read());
              exchange.cut();
            },
            FakeEndpoint.TAKE);
    SignalSender sender = sender(builder(endpoint.uri()).repeatUnanswered(true));
    CompletionStage<SendOutcome> sent = sender.send(CALL, event("a", 1));
    untilNextTry();
    assertEquals(new SendOutcome.Accepted(2, 1, 1, Optional.empty()), get(sent));
    assertEquals(2, endpoint.taken().size());
  }

  @Test
  void whatMayHaveArrivedIsNeverReportedAsRefused() throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            exchange -> {
              exchange.take(exchange.read());
              exchange.cut();
            },
            FakeEndpoint.status(400));
    SignalSender sender = sender(builder(endpoint.uri()).repeatUnanswered(true));
    CompletionStage<SendOutcome> sent = sender.send(CALL, event("a", 1));
    untilNextTry();
    SendOutcome.Ambiguous ambiguous = assertInstanceOf(SendOutcome.Ambiguous.class, get(sent));
    assertEquals(2, ambiguous.tries());
  }

  // Order and parallelism

  @Test
  void oneRequestOfAConversationIsUnderWayAtATimeAndOthersPassBy() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    FakeEndpoint endpoint =
        new FakeEndpoint(
            n ->
                n == 0
                    ? exchange -> {
                      Request request = exchange.read();
                      await(release);
                      exchange.take(request);
                      exchange.answer(202, "");
                    }
                    : FakeEndpoint.TAKE);
    opened.add(endpoint);
    SignalSender sender = sender(endpoint);
    CompletionStage<SendOutcome> first = sender.send(CALL, batch("1"));
    endpoint.next();
    CompletionStage<SendOutcome> second = sender.send(CALL, batch("2"));
    assertEquals(accepted(1), get(sender.send(OTHER, batch("3"))));
    assertEquals(1, endpoint.taken().size());
    release.countDown();
    get(first);
    get(second);
    assertEquals(
        List.of(batch("3"), batch("1"), batch("2")),
        endpoint.taken().stream().map(FakeEndpoint.Taken::batch).toList());
  }

  @Test
  void noMoreRequestsThanAllowedAreUnderWay() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    FakeEndpoint endpoint =
        endpoint(
            exchange -> {
              exchange.take(exchange.read());
              await(release);
              exchange.answer(202, "");
            });
    SignalSender sender = sender(builder(endpoint.uri()).parallelism(3));
    List<CompletionStage<SendOutcome>> sent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sent.add(sender.send(new VendorCallKey("call" + i), batch("a")));
    }
    for (int i = 0; i < 3; i++) {
      endpoint.next();
    }
    assertEquals(3, endpoint.connections());
    release.countDown();
    for (CompletionStage<SendOutcome> one : sent) {
      assertEquals(accepted(1), get(one));
    }
    assertEquals(3, endpoint.connections());
  }

  @Test
  void outcomesOfAConversationComeInOrder() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    SignalSender sender = sender(endpoint);
    List<Integer> order = new ArrayList<>();
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      int number = i;
      done.add(
          sender
              .send(CALL, batch("n" + i))
              .thenAccept(outcome -> order.add(number))
              .toCompletableFuture());
    }
    for (CompletableFuture<Void> one : done) {
      get(one);
    }
    assertEquals(IntStream.range(0, 50).boxed().toList(), order);
  }

  // Splitting and joining

  @Test
  void anOversizedBatchIsSplitInOrder() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    List<CategoryEvent> events =
        IntStream.range(0, 37).mapToObj(i -> event("event-" + i, i)).toList();
    SignalSender sender = sender(builder(endpoint.uri()).maxBody(400));
    assertEquals(37, ((SendOutcome.Accepted) get(sender.send(CALL, events))).eventsAccepted());
    assertTrue(endpoint.taken().size() > 4);
    assertEquals(
        events, endpoint.taken().stream().flatMap(t -> t.batch().events().stream()).toList());
    for (Request request : endpoint.requests) {
      assertTrue(request.body().length() <= 400);
    }
  }

  @Test
  void ofASplitBatchTheOutcomeSaysHowMuchWasTaken() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE, FakeEndpoint.status(413));
    List<CategoryEvent> events = IntStream.range(0, 8).mapToObj(i -> event("event", i)).toList();
    SignalSender sender = sender(builder(endpoint.uri()).maxBody(350));
    SendOutcome.Refused refused = (SendOutcome.Refused) get(sender.send(CALL, events));
    assertEquals(2, refused.tries());
    assertEquals(endpoint.taken().get(0).batch().events().size(), refused.eventsAccepted());
    assertEquals(1, endpoint.taken().size());
  }

  @Test
  void anEventThatIsTooLargeAloneNeverLeavesNorDoItsNeighbours() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    SignalSender sender = sender(builder(endpoint.uri()).maxBody(300));
    SendOutcome.Refused refused =
        (SendOutcome.Refused) get(sender.send(CALL, event("a", 1), event("x".repeat(300), 2)));
    assertEquals(List.of(Clause.BODY_4), clauses(refused));
    assertEquals(0, endpoint.connections());
  }

  @Test
  void joinsWhatWaitsWhereThatIsWanted() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    SignalSender sender = sender(builder(endpoint.uri()).joinWithin(Duration.ofMillis(50)));
    List<CompletionStage<SendOutcome>> sent =
        List.of(
            sender.send(CALL, event("b", 2)),
            sender.send(CALL, event("a", 1)),
            sender.send(CALL, EventBatch.of("Other", event("c", 3))));
    time.advance(Duration.ofMillis(49));
    assertEquals(0, endpoint.connections());
    time.advance(Duration.ofMillis(1));
    assertEquals(accepted(1), get(sent.get(0)));
    assertEquals(accepted(1), get(sent.get(1)));
    assertEquals(accepted(1), get(sent.get(2)));
    assertEquals(
        List.of(
            EventBatch.of(SERVICE, event("a", 1), event("b", 2)),
            EventBatch.of("Other", event("c", 3))),
        endpoint.taken().stream().map(FakeEndpoint.Taken::batch).toList());
  }

  @Test
  void nobodyIsRefusedForANeighboursSake() throws Exception {
    FakeEndpoint endpoint =
        endpoint(FakeEndpoint.status(413), FakeEndpoint.TAKE, FakeEndpoint.status(400));
    SignalSender sender = sender(builder(endpoint.uri()).joinWithin(Duration.ofMillis(50)));
    CompletionStage<SendOutcome> first = sender.send(CALL, event("a", 1));
    CompletionStage<SendOutcome> second = sender.send(CALL, event("b", 2));
    time.advance(Duration.ofMillis(50));
    assertEquals(accepted(2), get(first));
    assertInstanceOf(SendOutcome.Refused.class, get(second));
    assertEquals(
        List.of(batchAt("a", 1)),
        endpoint.taken().stream().map(FakeEndpoint.Taken::batch).toList());
  }

  private static EventBatch batchAt(String name, long at) {
    return EventBatch.of(SERVICE, event(name, at));
  }

  // Circuit breaker

  @Test
  void aDeadEndpointIsLeftAloneAndLookedAfter() throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            FakeEndpoint.status(503),
            FakeEndpoint.status(503),
            FakeEndpoint.status(503),
            FakeEndpoint.status(503),
            FakeEndpoint.TAKE);
    SignalSender sender = sender(builder(endpoint.uri()).circuitBreaker(3, Duration.ofSeconds(4)));
    List<CompletionStage<SendOutcome>> sent = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sent.add(sender.send(new VendorCallKey("call" + i), batch("a")));
    }
    assertEquals("opened", get(circuit));
    for (int i = 0; i < 10; i++) {
      sent.add(sender.send(new VendorCallKey("later" + i), batch("a")));
    }
    time.advance(Duration.ofMillis(3999));
    assertEquals(3, endpoint.requests.size());
    time.advance(Duration.ofMillis(1));
    // One request looks, finds it down still, and the others wait again.
    assertEquals("opened", get(circuit));
    assertEquals(4, endpoint.requests.size());
    time.advance(Duration.ofSeconds(4));
    assertEquals("closed", get(circuit));
    time.advance(Duration.ofSeconds(5));
    for (CompletionStage<SendOutcome> one : sent) {
      assertInstanceOf(SendOutcome.Accepted.class, get(one));
    }
    assertEquals(13, endpoint.taken().size());
  }

  @Test
  void whileTheCircuitIsOpenBatchesAreGivenUpAtTheirDeadline() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.status(503));
    SignalSender sender = sender(builder(endpoint.uri()).circuitBreaker(1, Duration.ofDays(1)));
    CompletionStage<SendOutcome> first = sender.send(CALL, batch("a"));
    assertEquals("opened", get(circuit));
    CompletionStage<SendOutcome> second = sender.send(OTHER, batch("b"));
    time.advance(Duration.ofSeconds(30));
    assertEquals(1, ((SendOutcome.GaveUp) get(first)).tries());
    assertEquals(0, ((SendOutcome.GaveUp) get(second)).tries());
    assertEquals(1, endpoint.requests.size());
  }

  // Bounds

  @Test
  void whatDoesNotFitIsGivenUpAtOnce() throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            exchange -> {
              exchange.read();
              exchange.stall();
            });
    SignalSender sender = sender(builder(endpoint.uri()).maxBatches(2));
    sender.send(CALL, batch("a"));
    sender.send(OTHER, batch("b"));
    SendOutcome.GaveUp full = (SendOutcome.GaveUp) get(sender.send(CALL, batch("c")));
    assertEquals(SendOutcome.Reason.FULL, full.reason());
    assertEquals(2, sender.pending());
    SignalSender small = sender(builder(endpoint.uri()).maxBytes(100).blockWhenFull(true));
    SendOutcome.GaveUp never = (SendOutcome.GaveUp) get(small.send(CALL, batch("x".repeat(100))));
    assertEquals(SendOutcome.Reason.FULL, never.reason());
    assertTrue(never.detail().contains("maxBytes"), never::detail);
    assertThrows(NullPointerException.class, () -> small.send(null, batch("a")));
  }

  @Test
  void aCallerCanWaitForRoom() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    FakeEndpoint endpoint =
        endpoint(
            exchange -> {
              exchange.take(exchange.read());
              await(release);
              exchange.answer(202, "");
            });
    SignalSender sender = sender(builder(endpoint.uri()).maxBatches(1).blockWhenFull(true));
    CompletionStage<SendOutcome> first = sender.send(CALL, batch("a"));
    CompletableFuture<SendOutcome> second =
        CompletableFuture.supplyAsync(
                () -> sender.send(CALL, batch("b")), task -> new Thread(task).start())
            .thenCompose(stage -> stage);
    endpoint.next();
    assertFalse(second.isDone());
    release.countDown();
    assertEquals(accepted(1), get(first));
    assertEquals(accepted(1), get(second));
  }

  // Registering

  @Test
  void aCallIsRegisteredBeforeItsEventsArrive() throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            FakeEndpoint.status(503),
            FakeEndpoint.problem(201, "{\"voiceCallId\":\"0LQRM0000006CSz\",\"errors\":[]}"),
            FakeEndpoint.TAKE);
    SignalSender sender = sender(endpoint);
    CompletionStage<CallOutcome> registered =
        sender.register(VoiceCall.of(CALL, InitiationMethod.INBOUND));
    CompletionStage<SendOutcome> sent = sender.send(CALL, batch("a"));
    untilNextTry();
    assertEquals(
        new CallOutcome.Registered(Optional.of(new VoiceCallId("0LQRM0000006CSz")), 2),
        get(registered));
    assertEquals(accepted(1), get(sent));
    assertEquals("/telephony/v1/voiceCalls", endpoint.next().path());
    assertEquals("/telephony/v1/voiceCalls", endpoint.next().path());
    assertTrue(endpoint.next().path().endsWith("Events"));
  }

  @Test
  void aRefusedCallIsTold() throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            FakeEndpoint.problem(400, "{\"errors\":[{\"clause\":\"CALL-2\",\"detail\":\"?\"}]}"));
    CallOutcome.Failed failed =
        assertInstanceOf(
            CallOutcome.Failed.class,
            get(sender(endpoint).register(VoiceCall.transfer(OTHER, CALL.value()))));
    assertEquals(List.of(Clause.CALL_2), clauses((SendOutcome.Refused) failed.outcome()));
  }

  @Test
  void whatTheEndpointCouldNotDoOfARecordIsInTheOutcome() throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            FakeEndpoint.problem(
                201, "{\"voiceCallId\":\"0LQRM0000006CSz\",\"errors\":\"no participants\"}"));
    assertEquals(
        new CallOutcome.Registered(
            Optional.of(new VoiceCallId("0LQRM0000006CSz")), 1, Optional.of("no participants")),
        get(sender(endpoint).register(VoiceCall.of(CALL, InitiationMethod.INBOUND))));
  }

  // Options

  @Test
  void optionsStayAsTheyWereBuilt() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    SenderOptionsBuilder builder = builder(endpoint.uri()).service("First");
    SenderOptions options = builder.build();
    SenderOptions other = builder.service("Second").maxBody(10).build();
    SignalSender sender = SignalSender.of(options);
    opened.add(() -> sender.shutdown(Duration.ZERO));
    assertEquals(accepted(1), get(sender.send(CALL, event("a", 1))));
    assertEquals("First", endpoint.next().batch().service());
    assertEquals(10, other.maxBody);
    assertEquals(CALL_CENTER + " to " + endpoint.uri(), options.toString());
  }

  static Stream<Consumer<SenderOptionsBuilder>> wrongOptions() {
    Duration year = Duration.ofDays(366);
    return Stream.of(
        b -> b.deadline(Duration.ZERO),
        b -> b.deadline(year),
        b -> b.requestTimeout(Duration.ofSeconds(-1)),
        b -> b.parallelism(0),
        b -> b.maxBatches(0),
        b -> b.maxBatchesPerConversation(-1),
        b -> b.maxBytes(0),
        b -> b.maxBody(0),
        b -> b.joinWithin(Duration.ofMillis(-1)),
        b -> b.backoff(Duration.ZERO, Duration.ofSeconds(1)),
        b -> b.backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)),
        b -> b.backoff(Duration.ofSeconds(2), year),
        b -> b.circuitBreaker(0, Duration.ofSeconds(1)),
        b -> b.circuitBreaker(1, Duration.ZERO),
        b -> b.tokenLifetime(Duration.ofHours(25)));
  }

  @ParameterizedTest
  @MethodSource("wrongOptions")
  void refusesOptionsOutOfTheirRange(Consumer<SenderOptionsBuilder> wrong) {
    SenderOptionsBuilder builder = builder(URI.create("http://127.0.0.1:1"));
    assertThrows(IllegalArgumentException.class, () -> wrong.accept(builder));
  }

  // Closing

  @Test
  void closingSendsWhatThereIs() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    SignalSender sender = sender(endpoint);
    List<CompletionStage<SendOutcome>> sent =
        Stream.of("a", "b", "c").map(name -> sender.send(CALL, batch(name))).toList();
    assertEquals(List.of(), sender.shutdown(Duration.ofSeconds(60)).unsent());
    for (CompletionStage<SendOutcome> one : sent) {
      assertEquals(accepted(1), get(one));
    }
    SendOutcome.GaveUp late = (SendOutcome.GaveUp) get(sender.send(CALL, batch("d")));
    assertEquals(SendOutcome.Reason.CLOSED, late.reason());
  }

  @Test
  void closingWaitsUntilEveryOutcomeWasTold() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.TAKE);
    SignalSender sender = sender(endpoint);
    Thread closer = Thread.currentThread();
    AtomicBoolean heard = new AtomicBoolean();
    var unused =
        sender
            .send(CALL, batch("a"))
            .thenRun(
                () -> {
                  while (closer.getState() == Thread.State.RUNNABLE) {
                    Thread.onSpinWait();
                  }
                  heard.set(true);
                });
    sender.shutdown(Duration.ofSeconds(60));
    assertTrue(heard.get());
  }

  @Test
  void closingReportsWhatWasNotSent() throws Exception {
    FakeEndpoint endpoint =
        endpoint(
            FakeEndpoint.status(503),
            exchange -> {
              exchange.read();
              exchange.stall();
            });
    SignalSender sender = sender(endpoint);
    CompletionStage<SendOutcome> sleeping = sender.send(OTHER, batch("asleep"));
    get(retries);
    CompletionStage<SendOutcome> underWay = sender.send(CALL, batch("under way"));
    CompletionStage<SendOutcome> waiting = sender.send(CALL, batch("waiting"));
    endpoint.next();
    endpoint.next();
    SenderReport report = sender.shutdown(Duration.ZERO);
    assertEquals(SendOutcome.Reason.CLOSED, ((SendOutcome.GaveUp) get(sleeping)).reason());
    assertInstanceOf(SendOutcome.Ambiguous.class, get(underWay));
    assertEquals(0, ((SendOutcome.GaveUp) get(waiting)).tries());
    assertEquals(
        Set.of(
            new SenderReport.Unsent(OTHER, batch("asleep"), get(sleeping)),
            new SenderReport.Unsent(CALL, batch("under way"), get(underWay)),
            new SenderReport.Unsent(CALL, batch("waiting"), get(waiting))),
        Set.copyOf(report.unsent()));
    assertEquals(report, sender.shutdown(Duration.ofSeconds(5)));
  }

  @Test
  void aListenerThatThrowsChangesNothing() throws Exception {
    FakeEndpoint endpoint = endpoint(FakeEndpoint.status(503), FakeEndpoint.TAKE);
    BlockingQueue<Duration> delays = new LinkedBlockingQueue<>();
    SignalSender sender =
        sender(
            builder(endpoint.uri())
                .listener(
                    new SenderListener() {
                      @Override
                      public void ended(VendorCallKey key, EventBatch batch, SendOutcome outcome) {
                        throw new IllegalStateException("broken");
                      }

                      @Override
                      public void retrying(VendorCallKey key, String why, Duration delay) {
                        delays.add(delay);
                        throw new IllegalStateException("broken");
                      }
                    }));
    CompletionStage<SendOutcome> sent = sender.send(CALL, batch("a"));
    time.advance(get(delays));
    assertEquals(accepted(2), get(sent));
  }
}
