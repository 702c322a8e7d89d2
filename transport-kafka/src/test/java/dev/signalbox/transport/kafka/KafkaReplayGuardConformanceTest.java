package dev.signalbox.transport.kafka;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.testkit.tck.ReplayGuardConformance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class KafkaReplayGuardConformanceTest extends ReplayGuardConformance {
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

  /** A guard of its own in the shared one: its call centers have names of their own. */
  @Override
  protected ReplayGuard create() {
    int number = created++;
    return (callCenter, jti, expiresAt) ->
        transport
            .replays()
            .use(
                new CallCenterId(callCenter.orgId(), callCenter.apiName() + number),
                jti,
                expiresAt);
  }
}
