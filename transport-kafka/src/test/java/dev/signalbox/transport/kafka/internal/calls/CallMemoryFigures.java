package dev.signalbox.transport.kafka.internal.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How much memory the registered voice calls take in every instance. */
class CallMemoryFigures {
  private static final int CALLS = 500_000;

  @Test
  void callsInMemory() {
    CallCenterId callCenter = CallCenterId.of("00D000000000000EAA", "CallCenter");
    CallBounds bounds = new CallBounds(2 * CALLS, 2 * CALLS, 10);
    CallRegistry registry = new CallRegistry(Duration.ofHours(24));
    long before = used();
    for (int i = 0; i < CALLS; i++) {
      registry.apply(
          new DirectoryCommand.Register(
              callCenter,
              new VoiceCallId("0LQ0" + String.format("%011d", i)),
              VoiceCall.of(
                  new VendorCallKey("6ce2b4a0-0000-4000-8000-" + String.format("%012d", i)),
                  InitiationMethod.INBOUND),
              false,
              bounds),
          i);
    }
    long bytes = (used() - before) / CALLS;
    assertEquals(CALLS, registry.conversations());
    System.out.println("figures: a registered call takes " + bytes + " bytes in each instance");
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
