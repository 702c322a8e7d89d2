package dev.signalbox.transport.kafka;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.testkit.tck.VoiceCallDirectoryConformance;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class KafkaVoiceCallsConformanceTest extends VoiceCallDirectoryConformance {
  private static KafkaTransport transport;
  private static int created;

  @BeforeAll
  static void start() {
    transport = KafkaTransport.start(KafkaTransports.options().build());
  }

  @AfterAll
  static void stop() {
    if (transport != null) {
      transport.close();
    }
  }

  @Override
  protected VoiceCallDirectory create() {
    return new Own(transport.calls(), created++);
  }

  /** A directory of its own in the shared one: its call centers have names of their own. */
  private record Own(VoiceCallDirectory calls, int number) implements VoiceCallDirectory {
    private CallCenterId own(CallCenterId id) {
      return new CallCenterId(id.orgId(), id.apiName() + number);
    }

    @Override
    public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
      return calls.firstCall(own(callCenter), key);
    }

    @Override
    public CompletionStage<Registration> register(CallCenterId callCenter, VoiceCall call) {
      return calls.register(own(callCenter), call);
    }
  }
}
