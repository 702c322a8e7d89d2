package dev.signalbox.standalone.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.intake.IntakeResult;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.standalone.cli.StdOut;
import dev.signalbox.transport.http.EndpointOutcome;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerLogTest {
  private static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "Center");
  private static final CallCenterId OTHER = CallCenterId.of("00D000000000000EAA", "Other");
  private static final long MILLIS = 1_700_000_000_000L;

  private final RecordingLogger logger = new RecordingLogger();
  private final List<Runnable> later = new ArrayList<>();
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final ServerLog log = new ServerLog(logger, later::add, CLOCK);

  @Test
  void aTokenThatIsUsedShortlyBeforeItsEndIsWarnedOfOnce() {
    List<String> console = new ArrayList<>();
    log.alsoWarn(console::add);
    log.authorized(CENTER, NOW.plusSeconds(61));
    assertEquals(List.of(), logger.take());
    log.authorized(CENTER, NOW.plusSeconds(45));
    log.authorized(CENTER, NOW.plusSeconds(44));
    List<String> warned = logger.take();
    assertEquals(1, warned.size(), warned::toString);
    assertTrue(warned.get(0).contains("45 s before it expires"), warned::toString);
    assertEquals(1, console.size());
  }

  @Test
  void aLaterLegIsWarnedOfOnce() {
    accept(CENTER, "second", "first", MILLIS);
    accept(CENTER, "second", "first", MILLIS);
    accept(CENTER, "first", "first", MILLIS);
    List<String> records = logger.take();
    assertEquals(1, records.size(), records::toString);
    assertTrue(records.get(0).startsWith("WARNING KEY-3: "), records::toString);
    assertTrue(records.get(0).contains("second"), records::toString);
    accept(CENTER, "third", "first", MILLIS);
    accept(OTHER, "second", "first", MILLIS);
    assertEquals(2, logger.take().size());
  }

  @Test
  void theMemoryForLegsIsBounded() {
    for (int i = 0; i <= 10_000; i++) {
      accept(CENTER, "leg " + i, "first", MILLIS);
    }
    assertEquals(10_001, logger.take().size());
    accept(CENTER, "leg 1", "first", MILLIS);
    assertEquals(0, logger.take().size(), "remembered");
    accept(CENTER, "leg 0", "first", MILLIS);
    assertEquals(1, logger.take().size(), "forgotten for a newer one");
  }

  @Property
  void startTimesThatLookLikeSecondsAreWarnedOf(
      @ForAll @LongRange(min = 0, max = 4_102_444_800L) long seconds) {
    ServerLogTest fresh = new ServerLogTest();
    fresh.accept(CENTER, "k", "k", seconds);
    assertEquals(1, fresh.logger.take().size());
    fresh.accept(CENTER, "k", "k", seconds);
    assertEquals(0, fresh.logger.take().size(), "once");
  }

  @Property
  void startTimesOfThisCenturyAreNot(
      @ForAll @LongRange(min = 946_684_800_000L, max = 1_767_693_600_000L) long millis) {
    ServerLogTest fresh = new ServerLogTest();
    fresh.accept(CENTER, "k", "k", millis);
    assertEquals(List.of(), fresh.logger.take());
  }

  @ParameterizedTest
  @CsvSource({"1573503300,1", "99999999999,1", "100000000000,0", "1698867880000,0"})
  void theBoundIsWhereMillisecondsReach1973(long startTime, int warnings) {
    accept(CENTER, "k", "k", startTime);
    assertEquals(warnings, logger.take().size());
  }

  @ParameterizedTest
  @CsvSource({
    "1767693600000, ''",
    "1767693600001, is more than a day ahead",
    "99999999999999, is more than a day ahead",
    "100000000000000, looks like microseconds",
    "1767607200000000, looks like microseconds",
    "1767607200000000000, looks like nanoseconds",
    "9223372036854775807, looks like nanoseconds"
  })
  void startTimesInOtherUnitsOrAheadAreWarnedOfOnce(long startTime, String words) {
    accept(CENTER, "k", "k", startTime);
    accept(CENTER, "k", "k", startTime);
    List<String> records = logger.take();
    assertEquals(words.isEmpty() ? 0 : 1, records.size(), records::toString);
    assertTrue(words.isEmpty() || records.get(0).contains(words), records::toString);
  }

  @Test
  void eachCallCenterIsToldOfItsSeconds() {
    accept(CENTER, "k", "k", 1_573_503_300);
    accept(OTHER, "k", "k", 1_573_503_300);
    assertEquals(2, logger.take().size());
  }

  @Test
  void aBatchThatNobodyHearsIsWarnedOfOnce() {
    log.undelivered(delivered("k"));
    log.undelivered(delivered("k"));
    List<String> records = logger.take();
    assertEquals(1, records.size());
    assertTrue(records.get(0).startsWith("WARNING DLV-1: "), records::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "/x, Update a Voice Call Record",
    "/x/omniFlow, Execute an Omni-Channel Flow",
    "/x/messages, Send Messages",
    "/messages, Send Messages",
    "/x/postConversationEvents, Post Conversation Events",
    "/x/clearRouting, Clear Routing",
    "/x/reroute, Reroute a Voice Call",
    "/route/x, Route a Voice Call",
    "/x/requestCallback, Request a Callback",
    "/x/voicemailDrop, Voicemail Drop",
    "/reserveRoutableNumber, Reserve a Routable Number"
  })
  void anotherEndpointOfTheVendorsIsNamedOnce(String path, String title) {
    String rawPath = "/telephony/v1/voiceCalls" + path;
    log.refused(notFound(rawPath));
    log.refused(notFound(rawPath));
    List<String> records = logger.take();
    assertEquals(3, records.size(), records::toString);
    assertTrue(records.get(0).contains("\"" + title + "\""), records::toString);
    assertTrue(records.get(1).startsWith("WARNING refused "), records::toString);
    assertTrue(records.get(2).startsWith("WARNING refused "), records::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/favicon.ico",
        "/telephony/v1/voiceCalls/",
        "/telephony/v1/voiceCalls/x/y/omniFlow",
        "/telephony/v2/voiceCalls/x",
        "/telephony/v1/voiceCalls/x/realtimeConversationEvents"
      })
  void otherPathsAreNobodys(String rawPath) {
    log.refused(notFound(rawPath));
    assertEquals(1, logger.take().size());
  }

  @Test
  void aRefusalIsLoggedWithItsRealCause() {
    log.refused(
        new EndpointOutcome.Refused(
            "POST",
            "/telephony/v1/voiceCalls/k/realtimeConversationEvents",
            Problem.of(ProblemType.UNAUTHORIZED, Clause.AUTH_1, "A token is needed."),
            new Violation(Clause.AUTH_4, "", "The token has expired."),
            Optional.of(CENTER),
            Optional.empty()));
    assertEquals(
        List.of(
            "WARNING refused POST /telephony/v1/voiceCalls/k/realtimeConversationEvents with 401"
                + " (call center 00D000000000000EAA/Center): AUTH-4: The token has expired."),
        logger.take());
  }

  @Test
  void ofManyRefusalsTheFirstAreLoggedAndTheRestCounted() {
    for (int i = 0; i < ServerLog.REFUSALS_PER_BURST + 5; i++) {
      log.refused(notFound("/" + i));
    }
    assertEquals(ServerLog.REFUSALS_PER_BURST, logger.take().size());
    assertEquals(1, later.size());
    later.remove(0).run();
    assertEquals(List.of("WARNING 5 more requests were refused meanwhile"), logger.take());

    log.refused(notFound("/again"));
    assertEquals(1, logger.take().size());
    later.remove(0).run();
    assertEquals(List.of(), logger.take(), "nothing was left out");
  }

  @Test
  void aFailingSubscriberIsReportedAndCounts() {
    log.failed((Subscriber) batch -> {}, delivered("k"), new IllegalStateException("boom"));
    List<String> records = logger.take();
    assertEquals(1, records.size());
    assertTrue(records.get(0).contains("call k"), records::toString);
    assertTrue(records.get(0).contains("boom"), records::toString);
    assertFalse(log.ended(new ShutdownReport(Map.of()), Duration.ofSeconds(1)));
    assertTrue(logger.take().get(0).contains("1 deliveries failed"));
  }

  @Test
  void standardOutputThatIsClosedIsWarnedOfOnceAndCounts() {
    Subscriber subscriber = batch -> {};
    log.failed(subscriber, delivered("k"), new StdOut.Broken("Broken pipe"));
    log.failed(subscriber, delivered("k"), new StdOut.Broken("standard output is closed"));
    List<String> records = logger.take();
    assertEquals(1, records.size(), records::toString);
    assertTrue(records.get(0).contains("Broken pipe"), records::toString);
    assertFalse(log.ended(new ShutdownReport(Map.of()), Duration.ofSeconds(1)));
    assertTrue(logger.take().get(0).contains("2 deliveries failed"));
  }

  @Test
  void whatWasNotDeliveredIsReportedWithCountAndKeys() {
    ShutdownReport report =
        new ShutdownReport(
            Map.of(
                new ConversationId(CENTER, new VendorCallKey("a")), 2,
                new ConversationId(OTHER, new VendorCallKey("b")), 3));
    assertFalse(log.ended(report, Duration.ofSeconds(7)));
    List<String> records = logger.take();
    assertEquals(
        "ERROR DLV-6: 5 accepted batches of 2 conversations were not delivered within 7 s:",
        records.get(0));
    assertTrue(
        records.contains(
            "ERROR DLV-6: not delivered: 2 of call a (call center 00D000000000000EAA/Center)"));
    assertTrue(
        records.contains(
            "ERROR DLV-6: not delivered: 3 of call b (call center 00D000000000000EAA/Other)"));
  }

  @Test
  void anEndWithNothingLeftIsGood() {
    assertTrue(log.ended(new ShutdownReport(Map.of()), Duration.ofSeconds(1)));
  }

  @Test
  void anExpiredCertificateIsWarnedOf() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    RSAPublicKey key = (RSAPublicKey) generator.generateKeyPair().getPublic();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    log.key(CENTER, new CallCenterKey(key, Optional.empty()), now);
    log.key(CENTER, new CallCenterKey(key, Optional.of(now.plusSeconds(1))), now);
    assertEquals(List.of(), logger.take());
    log.key(CENTER, new CallCenterKey(key, Optional.of(now.minusSeconds(1))), now);
    assertEquals(
        List.of(
            "WARNING AUTH-3: a certificate of the call center 00D000000000000EAA/Center expired at"
                + " 2025-12-31T23:59:59Z; its key is still accepted"),
        logger.take());
  }

  @Test
  void aLongPathIsCut() {
    log.refused(notFound("/" + "x".repeat(5_000)));
    assertTrue(logger.take().get(0).length() < 1_000);
  }

  private void accept(CallCenterId center, String key, String first, long startTime) {
    log.accepted(
        new EndpointOutcome.Accepted(
            center,
            new VendorCallKey(key),
            new IntakeResult.Accepted(
                new ConversationId(center, new VendorCallKey(first)), 0, false),
            EventBatch.of("service", CategoryEvent.of("v", startTime))));
  }

  private static DeliveredBatch delivered(String key) {
    VendorCallKey call = new VendorCallKey(key);
    return new DeliveredBatch(
        new ConversationId(CENTER, call),
        call,
        Optional.empty(),
        EventBatch.of("service", CategoryEvent.of("v", MILLIS)),
        Instant.ofEpochMilli(MILLIS),
        0,
        false);
  }

  private static EndpointOutcome.Refused notFound(String rawPath) {
    Problem rejected = Problem.of(ProblemType.NO_SUCH_RESOURCE, Clause.REQ_1, "Nothing is here.");
    return new EndpointOutcome.Refused(
        "PATCH",
        rawPath,
        rejected,
        rejected.violations().get(0),
        Optional.empty(),
        Optional.empty());
  }
}
