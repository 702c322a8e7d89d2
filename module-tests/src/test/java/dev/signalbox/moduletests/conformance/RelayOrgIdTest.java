package dev.signalbox.moduletests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.TransportConfig;
import dev.signalbox.core.spi.TransportProvider;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH-3: the relay that is found by its name signs the org id that its options give. */
class RelayOrgIdTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"00DHs00000Kmpyr", "00DHs00000KmpyrMAB"})
  void theOrgIdIsSignedInTheFormInWhichItWasGiven(String org) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    Path key =
        Files.writeString(
            dir.resolve("private.pem"),
            "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n");
    BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
    HttpServer upstream =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
        });
    upstream.start();
    try (Transport relay =
        TransportProvider.find(Optional.of("http"))
            .create(
                new TransportConfig(
                    new InMemoryVoiceCallDirectory(),
                    DeliveryListener.LOGGING,
                    Clock.systemUTC(),
                    Map.of(
                        "to",
                        "http://127.0.0.1:" + upstream.getAddress().getPort() + "/telephony/v1",
                        "to-call-center",
                        org + ":Upstream",
                        "key",
                        key.toString())))) {
      VendorCallKey call = new VendorCallKey("call");
      assertInstanceOf(
          Acceptance.Accepted.class,
          relay
              .accept(
                  new Submission(
                      new ConversationId(CallCenterId.of("00D000000000000EAA", "Here"), call),
                      call,
                      Optional.empty(),
                      EventBatch.of("S", CategoryEvent.of("a", 1)),
                      Instant.now()))
              .toCompletableFuture()
              .get());
      String token = tokens.poll(60, TimeUnit.SECONDS);
      assertTrue(token != null, "nothing was relayed");
      String payload =
          new String(
              Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
      assertTrue(payload.contains("\"iss\":\"" + org + "\""), payload);
      assertEquals(3, token.split("\\.", -1).length);
    } finally {
      upstream.stop(0);
    }
  }
}
