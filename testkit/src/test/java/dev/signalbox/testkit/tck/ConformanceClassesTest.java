package dev.signalbox.testkit.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.CallCenterDirectory;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.testkit.internal.endpoint.KitEndpoint;
import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The JUnit classes against implementations that are right, and against those that are not. */
@Execution(ExecutionMode.CONCURRENT)
class ConformanceClassesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Nested
  class ARightTransport extends OfTransport {
    ARightTransport() {
      super(Optional.empty());
    }
  }

  @Nested
  class ARightVoiceCallDirectory extends OfCalls {
    ARightVoiceCallDirectory() {
      super(Optional.empty());
    }
  }

  @Nested
  class ARightReplayGuard extends OfGuard {
    ARightReplayGuard() {
      super(Optional.empty());
    }
  }

  @Nested
  class ARightCallCenterDirectory extends OfCallCenters {
    ARightCallCenterDirectory() {
      super(Optional.empty());
    }
  }

  @Nested
  class ARightEndpoint extends OfEndpoint {
    ARightEndpoint() {
      super(Optional.empty());
    }
  }

  @ParameterizedTest
  @EnumSource(DeliveryFault.class)
  void aFaultyEndpointIsFound(DeliveryFault fault) {
    assertTrue(
        ConformanceRunner.fails(() -> new OfEndpoint(Optional.of(fault)), fault.test), fault.test);
  }

  @ParameterizedTest
  @EnumSource(TransportFault.class)
  void aFaultyTransportIsFound(TransportFault fault) {
    assertTrue(
        ConformanceRunner.fails(() -> new OfTransport(Optional.of(fault)), fault.test), fault.test);
  }

  @ParameterizedTest
  @EnumSource(DirectoryFault.class)
  void aFaultyDirectoryIsFound(DirectoryFault fault) {
    assertTrue(ConformanceRunner.fails(conformance(fault), fault.test), fault.test);
  }

  static Supplier<?> conformance(DirectoryFault fault) {
    String section = fault.test.substring(0, fault.test.indexOf('/'));
    return switch (section) {
      case "directory" -> () -> new OfCalls(Optional.of(fault));
      case "replay" -> () -> new OfGuard(Optional.of(fault));
      default -> () -> new OfCallCenters(Optional.of(fault));
    };
  }

  @Test
  void everyTestFindsAFault() {
    Set<String> found =
        Stream.of(
                Arrays.stream(TransportFault.values()).map(f -> f.test),
                Arrays.stream(DirectoryFault.values()).map(f -> f.test),
                Arrays.stream(DeliveryFault.values()).map(f -> f.test))
            .flatMap(tests -> tests)
            .collect(Collectors.toSet());
    List<String> idle =
        Stream.of(
                TransportConformance.class,
                VoiceCallDirectoryConformance.class,
                ReplayGuardConformance.class,
                CallCenterDirectoryConformance.class,
                EndpointConformance.class)
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .filter(method -> method.isAnnotationPresent(Covers.class))
            .map(method -> method.getAnnotation(Covers.class).value())
            .filter(id -> !found.contains(id))
            .toList();
    assertEquals(List.of(), idle);
  }

  static class OfEndpoint extends EndpointConformance {
    private final Optional<DeliveryFault> fault;
    private Optional<ReferenceDelivery> delivery = Optional.empty();

    OfEndpoint(Optional<DeliveryFault> fault) {
      this.fault = fault;
    }

    @Override
    protected Running start(Map<CallCenterId, PublicKey> callCenters, Subscriber subscriber) {
      ReferenceDelivery deliveries = new ReferenceDelivery(fault, subscriber);
      delivery = Optional.of(deliveries);
      KitEndpoint endpoint = KitEndpoint.start(callCenters, deliveries);
      return new Running() {
        @Override
        public URI uri() {
          return URI.create(endpoint.url());
        }

        @Override
        public void close() {
          endpoint.close();
        }
      };
    }

    @Override
    protected Optional<String> toolkitEvent(DeliveredBatch batch) {
      return delivery.map(d -> d.toolkitEvent(batch));
    }

    @Override
    protected Duration patience() {
      return fault.isPresent() ? PATIENCE : super.patience();
    }
  }

  static class OfTransport extends TransportConformance {
    private final Optional<TransportFault> fault;

    OfTransport(Optional<TransportFault> fault) {
      this.fault = fault;
    }

    @Override
    protected Transport create(DeliveryListener listener) {
      return new ReferenceTransport(listener, fault);
    }

    @Override
    protected Duration patience() {
      return fault.isPresent() ? PATIENCE : super.patience();
    }
  }

  static class OfCalls extends VoiceCallDirectoryConformance {
    private final Optional<DirectoryFault> fault;

    OfCalls(Optional<DirectoryFault> fault) {
      this.fault = fault;
    }

    @Override
    protected VoiceCallDirectory create() {
      return new ReferenceDirectories.Calls(fault, 10_000, Duration.ofHours(24), Clock.systemUTC());
    }

    @Override
    protected Optional<VoiceCallDirectory> create(
        int maxConversations, Duration timeToLive, Clock clock) {
      return Optional.of(
          new ReferenceDirectories.Calls(fault, maxConversations, timeToLive, clock));
    }
  }

  static class OfGuard extends ReplayGuardConformance {
    private final Optional<DirectoryFault> fault;

    OfGuard(Optional<DirectoryFault> fault) {
      this.fault = fault;
    }

    @Override
    protected ReplayGuard create() {
      return new ReferenceDirectories.Guard(fault, 10_000, Clock.systemUTC());
    }

    @Override
    protected Optional<ReplayGuard> create(int maxPerCallCenter, Clock clock) {
      return Optional.of(new ReferenceDirectories.Guard(fault, maxPerCallCenter, clock));
    }
  }

  static class OfCallCenters extends CallCenterDirectoryConformance {
    private final Optional<DirectoryFault> fault;

    OfCallCenters(Optional<DirectoryFault> fault) {
      this.fault = fault;
    }

    @Override
    protected CallCenterDirectory create(Map<CallCenterId, Set<CallCenterKey>> callCenters) {
      return ReferenceDirectories.callCenters(fault, callCenters);
    }
  }
}
