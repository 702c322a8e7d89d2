package dev.signalbox.sender;

import static dev.signalbox.sender.SenderFixtures.CALL_CENTER;
import static dev.signalbox.sender.SenderFixtures.KEYS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.VoiceCallDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RelayTest {
  private static final CallCenterId HERE = CallCenterId.of("00D000000000000EAA", "Here");
  private static final VendorCallKey FIRST = new VendorCallKey("first");
  private static final VendorCallKey LEG = new VendorCallKey("leg");
  private static final VoiceCallId ID = new VoiceCallId("0LQRM0000006CSz");
  private static final String REGISTERED = "{\"voiceCallId\":\"0LQRM0000006CSz\",\"errors\":[]}";

  private final ManualScheduler time = new ManualScheduler();
  private final RecordingTransport local = new RecordingTransport();
  private final KnownCalls calls = new KnownCalls();
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** A directory that knows no call, and gives one answer to every record. */
  private static final class KnownCalls implements VoiceCallDirectory {
    final List<VoiceCall> learnt = new ArrayList<>();
    Registration answer = new Registration.Registered(new VoiceCallId("0LQ000000000001"), FIRST);
    boolean failing;

    @Override
    public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
      if (failing) {
        throw new NoClassDefFoundError("broken");
      }
      return Optional.empty();
    }

    @Override
    public CompletionStage<Registration> register(CallCenterId callCenter, VoiceCall call) {
      if (failing) {
        throw new NoClassDefFoundError("broken");
      }
      learnt.add(call);
      return CompletableFuture.completedStage(answer);
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private FakeEndpoint upstream(FakeEndpoint.Action... actions) throws IOException {
    FakeEndpoint upstream = FakeEndpoint.scripted(actions);
    opened.add(upstream);
    return upstream;
  }

  private HttpTransport relay(
      FakeEndpoint upstream, CallCenterId callCenter, HttpTransport.Mode mode) {
    SignalSender sender =
        SignalSender.of(
            SenderOptions.builder(EndpointAddress.of(upstream.uri()), callCenter, KEYS.getPrivate())
                .scheduler(time)
                .clock(time.clock())
                .build());
    opened.add(() -> sender.shutdown(Duration.ZERO));
    return HttpTransport.of(local, sender, mode);
  }

  private HttpTransport relay(FakeEndpoint upstream) {
    return relay(upstream, CALL_CENTER, HttpTransport.Mode.SYNC);
  }

  private Submission submission(String value) {
    return new Submission(
        new ConversationId(HERE, FIRST),
        LEG,
        Optional.of(new ProviderName("acme")),
        EventBatch.of("S", CategoryEvent.of(value, 1)),
        time.clock().instant());
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private Registration register(FakeEndpoint upstream, VoiceCall call) throws Exception {
    return get(relay(upstream).calls(calls).register(HERE, call));
  }

  // Batches

  @ParameterizedTest
  @EnumSource(HttpTransport.Mode.class)
  void aBatchGoesOnAsItCameUnderTheFirstKey(HttpTransport.Mode mode) throws Exception {
    FakeEndpoint upstream = upstream(FakeEndpoint.TAKE);
    Submission submission = submission("a");
    assertInstanceOf(
        Acceptance.Accepted.class, get(relay(upstream, CALL_CENTER, mode).accept(submission)));
    FakeEndpoint.Request request = upstream.next();
    assertEquals(FIRST, request.key());
    assertEquals(submission.batch(), request.batch());
    assertEquals("acme", request.header("Telephony-Provider-Name"));
    assertEquals(List.of(submission), local.accepted);
    for (CompletionStage<?> delivery : local.deliveries) {
      get(delivery);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "00DHs00000Kmpyr, QUEUE",
    "00DHs00000Kmpyr, SYNC",
    "00DHs00000KmpyrMAB, QUEUE",
    "00DHs00000KmpyrMAB, SYNC"
  })
  void theOrgIdIsSignedInTheFormInWhichItWasGiven(String org, HttpTransport.Mode mode)
      throws Exception {
    FakeEndpoint upstream = upstream(FakeEndpoint.TAKE);
    get(relay(upstream, CallCenterId.of(org, "Upstream"), mode).accept(submission("a")));
    assertEquals(org, upstream.next().issuer());
  }

  @Test
  void whatTheUpstreamRefusesIsRefusedWithItsViolations() throws Exception {
    FakeEndpoint upstream =
        upstream(
            FakeEndpoint.problem(
                400, "{\"errors\":[{\"clause\":\"EVT-2\",\"pointer\":\"/p\",\"detail\":\"d\"}]}"));
    assertEquals(
        new Acceptance.Invalid(List.of(new Violation(Clause.EVT_2, "/p", "d"))),
        get(relay(upstream).accept(submission("a"))));
    assertEquals(List.of(), local.accepted);
  }

  @Test
  void whereTheUpstreamGivesNoAnswerTheOutcomeIsUnknown() throws Exception {
    FakeEndpoint upstream =
        upstream(
            exchange -> {
              exchange.read();
              exchange.cut();
            });
    assertInstanceOf(Acceptance.Unknown.class, get(relay(upstream).accept(submission("a"))));
  }

  @Test
  void aLocalTransportThatFailsDoesNotUndoWhatTheUpstreamAccepted() throws Exception {
    local.failure = new NoClassDefFoundError("broken");
    assertEquals(
        new Acceptance.Accepted(-1, false),
        get(relay(upstream(FakeEndpoint.TAKE)).accept(submission("a"))));
  }

  @Test
  void anUpstreamThatDoesNotAcceptABatchIsASubscriberThatFails() throws Exception {
    HttpTransport relay =
        relay(upstream(FakeEndpoint.status(400)), CALL_CENTER, HttpTransport.Mode.QUEUE);
    assertInstanceOf(Acceptance.Accepted.class, get(relay.accept(submission("a"))));
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> get(local.deliveries.get(0)));
    NotRelayedException cause = assertInstanceOf(NotRelayedException.class, e.getCause());
    assertInstanceOf(SendOutcome.Refused.class, cause.outcome());
  }

  // Voice calls

  @Test
  void theRecordNamesTheUpstreamsCallCenter() throws Exception {
    FakeEndpoint upstream = upstream(FakeEndpoint.problem(201, REGISTERED));
    Registration registration = register(upstream, VoiceCall.of(FIRST, InitiationMethod.INBOUND));
    assertEquals(new Registration.Registered(ID, FIRST), registration);
    String body = upstream.next().body();
    assertTrue(body.contains("\"callCenterApiName\":\"" + CALL_CENTER.apiName() + "\""), body);
  }

  @Test
  void aPartialSuccessIsPassedOnAsItCameAndLogged() throws Exception {
    FakeEndpoint upstream =
        upstream(
            FakeEndpoint.problem(
                201,
                "{\"voiceCallId\":\"0LQRM0000006CSz\",\"errors\":\"no \\u001b[31mrecording\\u009b\"}"));
    try (LogRecords log = LogRecords.of("dev.signalbox.relay")) {
      Registration registration = register(upstream, VoiceCall.of(FIRST, InitiationMethod.INBOUND));
      assertEquals(
          new Registration.Registered(ID, FIRST, Optional.of("no \u001b[31mrecording\u009b")),
          registration);
      assertEquals(
          List.of(
              "CALL-1: the upstream has registered the voice call first in part: no  [31mrecording"
                  + " "),
          log.messages());
    }
  }

  @Test
  void aParentThatOnlyTheUpstreamKnowsIsLearnt() throws Exception {
    FakeEndpoint upstream = upstream(FakeEndpoint.problem(201, REGISTERED));
    calls.answer = new Registration.UnknownParent("first");
    VoiceCall transfer = VoiceCall.transfer(LEG, FIRST.value());
    // Learning fails here, and the upstream's answer counts all the same.
    assertEquals(new Registration.Registered(ID, LEG), register(upstream, transfer));
    assertEquals(
        List.of(transfer, VoiceCall.of(FIRST, InitiationMethod.INBOUND), transfer), calls.learnt);
  }

  @Test
  void whatTheUpstreamDoesNotRegisterIsNotLearnt() throws Exception {
    FakeEndpoint upstream =
        upstream(
            FakeEndpoint.problem(400, "{\"errors\":[{\"clause\":\"CALL-2\",\"detail\":\"?\"}]}"));
    Registration registration = register(upstream, VoiceCall.transfer(LEG, "0LQRM0000006CSz"));
    assertEquals(
        new Registration.Invalid(List.of(new Violation(Clause.CALL_2, "", "?"))), registration);
    assertEquals(List.of(), calls.learnt);
  }

  @Test
  void aDirectoryThatFailsIsReportedAndTheUpstreamsAnswerCounts() throws Exception {
    FakeEndpoint upstream = upstream(FakeEndpoint.problem(201, REGISTERED));
    VoiceCallDirectory relayed = relay(upstream).calls(calls);
    VoiceCall call = VoiceCall.of(FIRST, InitiationMethod.INBOUND);
    calls.failing = true;
    assertTrue(relayed.register(HERE, call).toCompletableFuture().isCompletedExceptionally());
    calls.failing = false;
    CompletionStage<Registration> registering = relayed.register(HERE, call);
    calls.failing = true;
    assertEquals(new Registration.Registered(ID, FIRST), get(registering));
  }
}
