package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.testkit.TokenFactory;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The reference endpoint for tests of other packages. */
public final class KitEndpoint implements AutoCloseable {
  private final ReferenceEndpoint endpoint;

  private KitEndpoint(ReferenceEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  public static KitEndpoint start(TokenFactory tokens, String... faults) {
    EndpointFault[] all =
        Arrays.stream(faults).map(EndpointFault::valueOf).toArray(EndpointFault[]::new);
    return new KitEndpoint(ReferenceEndpoint.start(List.of(tokens), all));
  }

  public static KitEndpoint start(Map<CallCenterId, PublicKey> callCenters, ReferenceSink taker) {
    return new KitEndpoint(ReferenceEndpoint.start(callCenters, taker));
  }

  public String url() {
    return endpoint.uri().toString();
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
