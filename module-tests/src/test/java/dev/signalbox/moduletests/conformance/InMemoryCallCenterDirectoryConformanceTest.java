package dev.signalbox.moduletests.conformance;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterDirectory;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.testkit.tck.CallCenterDirectoryConformance;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import java.util.Map;
import java.util.Set;

class InMemoryCallCenterDirectoryConformanceTest extends CallCenterDirectoryConformance {
  @Override
  protected CallCenterDirectory create(Map<CallCenterId, Set<CallCenterKey>> callCenters) {
    InMemoryCallCenterDirectory.Builder builder = InMemoryCallCenterDirectory.builder();
    callCenters.forEach((id, keys) -> builder.callCenter(id, keys.toArray(CallCenterKey[]::new)));
    return builder.build();
  }
}
