package dev.signalbox.core.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Answers.PlainDirectory;
import dev.signalbox.core.spi.Answers.PlainGuard;
import dev.signalbox.core.spi.Answers.PlainTransport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an implementation gets that leaves the optional parts of an interface out. */
class DefaultsTest {
  private static final CallCenterId CALL_CENTER = CallCenterId.of("00D000000000000", "Dev");

  private final PlainTransport transport = new PlainTransport();

  @Test
  void aNamedSubscriptionIsOneWithoutAName() {
    Subscriber subscriber = batch -> {};
    AsyncSubscriber async = batch -> CompletableFuture.completedStage(null);
    assertSame(transport.subscription, transport.subscribe("name", subscriber));
    assertSame(transport.subscription, transport.subscribeAsync("name", async));
    assertEquals(List.of(subscriber, async), transport.asked);
  }

  @Test
  void theProgramsOwnDirectoryAndGuardAreUsed() {
    PlainDirectory directory = new PlainDirectory();
    PlainGuard guard = new PlainGuard();
    assertSame(directory, transport.calls(directory));
    assertSame(guard, transport.replays(guard));
  }

  @Test
  void aTransportKnowsNothingOfItsState() {
    assertEquals(Optional.empty(), transport.unavailable());
    assertEquals(OptionalLong.empty(), transport.waiting());
  }

  @Test
  void closingIsAShutdownWithTheDefaultDeadline() {
    transport.close();
    assertEquals(List.of(Duration.ofSeconds(10)), transport.asked);
  }

  @Test
  void aDirectoryIsAskedAtOnceAndFindsNoIds() {
    PlainDirectory directory = new PlainDirectory();
    assertEquals(
        Optional.of(new VendorCallKey("first of Dev k")),
        directory.findFirstCall(CALL_CENTER, new VendorCallKey("k")).toCompletableFuture().join());
    assertEquals(Optional.empty(), directory.find(CALL_CENTER, new VoiceCallId("0LQ000000000001")));
  }

  @Test
  void aGuardsAnswerWaitsForNothing() {
    for (ReplayGuard.Verdict verdict : ReplayGuard.Verdict.values()) {
      assertEquals(
          new ReplayGuard.Use(verdict, Optional.empty()),
          new PlainGuard().useUp(CALL_CENTER, verdict.name(), Instant.EPOCH));
    }
  }

  @Test
  void aKindOfTransportKeepsNoLog() {
    TransportProvider provider =
        new TransportProvider() {
          @Override
          public String name() {
            return "plain";
          }

          @Override
          public Transport create(TransportConfig config) {
            return transport;
          }
        };
    TransportConfig config =
        new TransportConfig(
            new PlainDirectory(), DeliveryListener.LOGGING, Clock.systemUTC(), Map.of());
    assertEquals(Optional.empty(), provider.log(config));
  }
}
