package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.moduletests.Engine;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointHandler;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The endpoint on a server that the service already owns, beside its other contexts. */
@ParameterizedClass
@EnumSource(Engine.class)
class MountedTest {
  @Parameter private Engine engine;

  @Test
  void besideTheServicesOwnContexts() throws IOException {
    var callCenters =
        InMemoryCallCenterDirectory.builder()
            .callCenter(TestServer.ACME, CallCenterKey.of(TestServer.KEYS.getPublic()))
            .build();
    var calls = new InMemoryVoiceCallDirectory();
    HttpServer server = engine.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    try (InMemoryTransport transport = InMemoryTransport.of(calls)) {
      server.createContext(
          "/",
          new EndpointHandler(
              Endpoint.of(
                  Intake.of(transport, calls),
                  TokenVerifier.of(callCenters, new InMemoryReplayGuard()))));
      server.createContext(
          "/health",
          exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
      server.start();
      var address = server.getAddress();
      assertEquals(202, Http.once(address, TestServer.batch("k")).status());
      assertEquals(204, Http.once(address, TestServer.batch("k").withTarget("/health")).status());
      assertEquals(404, Http.once(address, TestServer.batch("k").withTarget("/other")).status());
    } finally {
      server.stop(0);
    }
  }
}
