package dev.signalbox.moduletests.conformance;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.moduletests.Engine;
import dev.signalbox.testkit.tck.EndpointConformance;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointServer;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class EndpointServerConformanceTest extends EndpointConformance {
  @Parameter private Engine engine;

  @Override
  protected Running start(Map<CallCenterId, PublicKey> callCenters, Subscriber subscriber)
      throws IOException {
    InMemoryCallCenterDirectory.Builder directory = InMemoryCallCenterDirectory.builder();
    callCenters.forEach((id, key) -> directory.callCenter(id, CallCenterKey.of(key)));
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    InMemoryTransport transport = InMemoryTransport.of(calls);
    transport.subscribe(subscriber);
    TokenVerifier verifier =
        TokenVerifier.builder(directory.build(), new InMemoryReplayGuard()).build();
    EndpointServer server =
        EndpointServer.builder(Endpoint.builder(Intake.of(transport, calls), verifier).build())
            .engine(engine)
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .start();
    return new Running() {
      @Override
      public URI uri() {
        return URI.create("http://127.0.0.1:" + server.address().getPort());
      }

      @Override
      public void close() {
        server.close();
        transport.close();
      }
    };
  }

  @Override
  protected Optional<String> toolkitEvent(DeliveredBatch batch) {
    return Optional.of(JsonFormat.INSTANCE.toolkitEvent(batch));
  }
}
