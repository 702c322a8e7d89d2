package dev.signalbox.moduletests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.format.xml.XmlFormat;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.sender.SendOutcome;
import dev.signalbox.sender.SenderOptions;
import dev.signalbox.sender.SignalSender;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The sender knows no form but JSON, and takes any. */
class SenderXmlTest {
  @Test
  void sendsXml() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    HttpServer endpoint =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          requests.add(exchange.getRequestHeaders().getFirst("Content-Type"));
          requests.add(new String(body, StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    endpoint.start();
    try (SignalSender sender =
        SignalSender.of(
            SenderOptions.builder(
                    EndpointAddress.parse("http://127.0.0.1:" + endpoint.getAddress().getPort()),
                    CallCenterId.of("00D000000000000EAA", "Center"),
                    generator.generateKeyPair().getPrivate())
                .service("S")
                .form(XmlFormat.INSTANCE)
                .build())) {
      assertInstanceOf(
          SendOutcome.Accepted.class,
          sender
              .send(new VendorCallKey("call"), CategoryEvent.of("a", 1))
              .toCompletableFuture()
              .get());
      assertEquals("application/xml", requests.remove());
      String body = requests.remove();
      assertTrue(body.contains("<value>a</value>"), body);
    } finally {
      endpoint.stop(0);
    }
  }
}
