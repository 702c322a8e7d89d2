package dev.signalbox.benchmarks;

import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.engine.netty.NettyEngine;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointServer;
import dev.signalbox.transport.http.HttpEngine;
import dev.signalbox.transport.inmemory.InMemoryCallCenterDirectory;
import dev.signalbox.transport.inmemory.InMemoryReplayGuard;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/** The library in a program that counts what is delivered, as the peers do. */
public final class Embedded {
  private Embedded() {}

  /**
   * Serves until it is killed.
   *
   * @param args engine and key file
   */
  public static void main(String... args) throws Exception {
    CallCenterKey key = CallCenterKey.ofPem(Files.readString(Path.of(args[1])));
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    InMemoryTransport transport = InMemoryTransport.of(calls);
    LongAdder delivered = new LongAdder();
    transport.subscribe(batch -> delivered.increment());
    Endpoint endpoint =
        Endpoint.of(
            Intake.of(transport, calls),
            TokenVerifier.of(
                InMemoryCallCenterDirectory.builder().callCenter(Samples.CALL_CENTER, key).build(),
                new InMemoryReplayGuard()));
    EndpointServer server =
        EndpointServer.builder(endpoint)
            .engine(args[0].equals("netty") ? NettyEngine::create : HttpEngine.standard())
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .start();
    System.out.println("ready on " + server.address().getPort());
  }
}
