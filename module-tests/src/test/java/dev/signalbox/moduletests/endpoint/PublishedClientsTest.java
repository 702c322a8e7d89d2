package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.format.xml.XmlFormat;
import dev.signalbox.moduletests.Engine;
import dev.signalbox.moduletests.endpoint.Http.Request;
import dev.signalbox.moduletests.endpoint.Http.Response;
import dev.signalbox.tokens.TokenSigner;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the vendor's pages show and its published clients send, over the wire. */
@ParameterizedClass
@EnumSource(Engine.class)
class PublishedClientsTest {
  @Parameter private Engine engine;

  private static final String CALL = "5324881f-1e84-4367-8930-f69a74b30ca6";

  private static final String V58 =
      """
      {
        "service": "AmazonConnectContactLens",
        "events": [
          {
            "type": "IntelligenceSignal__Category",
            "value": "OrderStatusCheckingHelp",
            "startTime": 1573503300
          },
          {
            "type": "IntelligenceSignal__Category",
            "value": "CustomerAngry",
            "startTime": 1573503450
          }
        ]
      }
      """;

  private static final String V58_XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <realtimeConversationEvents>
        <service>AmazonConnectContactLens</service>
        <events>
          <type>IntelligenceSignal__Category</type>
          <value>OrderStatusCheckingHelp</value>
          <startTime>1573503300</startTime>
        </events>
        <events>
          <type>IntelligenceSignal__Category</type>
          <value>CustomerAngry</value>
          <startTime>1573503450</startTime>
        </events>
      </realtimeConversationEvents>
      """;

  private static void assertAccepted(Response response) {
    assertEquals(202, response.status(), response.body());
    assertEquals("{\"status\":\"202 Accepted\"}", response.body());
    assertEquals(Optional.of("application/json"), response.header("Content-Type"));
  }

  @Test
  void theRequestOfApiVersion58InBothForms() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      assertAccepted(server.send(TestServer.batch(CALL).withBody(V58)));
      Response xml =
          server.send(
              TestServer.batch(CALL).with("Content-Type", "application/xml").withBody(V58_XML));
      assertEquals(202, xml.status(), xml.body());
      assertTrue(
          xml.body().endsWith("<response><status>202 Accepted</status></response>"), xml.body());
      assertEquals(Optional.of("application/xml"), xml.header("Content-Type"));
      List<DeliveredBatch> delivered = server.drained();
      assertEquals(2, delivered.size());
      assertEquals(delivered.get(0).batch(), delivered.get(1).batch());
      assertEquals(
          List.of("OrderStatusCheckingHelp", "CustomerAngry"),
          delivered.get(0).batch().events().stream().map(e -> e.value()).toList());
      assertEquals(CALL, delivered.get(0).conversation().firstKey().value());
      assertEquals(List.of(0L, 1L), delivered.stream().map(DeliveredBatch::sequence).toList());
      assertFalse(delivered.get(0).late());
      assertTrue(delivered.get(1).late());
    }
  }

  @Test
  void theSentimentRequestOfApiVersion67() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      assertAccepted(
          server.send(
              TestServer.batch(CALL)
                  .withBody(
                      """
                      {"service": "CxoneAgentAssistService", "persist": false, "events": [
                        {"type": "IntelligenceSignal__Sentiment", "value": "400.13",
                         "startTime": 16898867880000, "score": 10, "participant": "CUSTOMER"}]}
                      """)));
      DeliveredBatch delivered = server.drained().get(0);
      String line = JsonFormat.INSTANCE.toolkitEvent(delivered);
      assertTrue(
          line.contains(
              "\"service\":\"CxoneAgentAssistService\",\"persist\":false,\"events\":[{\"type\":"
                  + "\"IntelligenceSignal__Sentiment\",\"value\":\"400.13\",\"startTime\":16898867880000,"
                  + "\"participant\":\"CUSTOMER\",\"score\":10}]"),
          line);
    }
  }

  /** As the Contact Lens function does: a fresh jti and 15 minutes for each request. */
  @Test
  void theContactLensFunction() throws IOException {
    TokenSigner signer =
        TokenSigner.builder(TestServer.ACME, TestServer.KEYS.getPrivate())
            .lifetime(Duration.ofMinutes(15))
            .build();
    try (TestServer server = new TestServer(engine);
        Http connection = new Http(server.address())) {
      Request common =
          TestServer.batch(CALL)
              .with("Accept", "application/json, text/plain, */*")
              .with("Telephony-Provider-Name", "amazon-connect")
              .with("Accept-Encoding", "gzip, compress, deflate, br")
              .with("Connection", "keep-alive");
      Response created =
          connection.send(
              common
                  .with("Authorization", "Bearer " + signer.sign())
                  .withTarget("/telephony/v1/voiceCalls")
                  .withBody(
                      """
                      {"callCenterApiName":"Acme","vendorCallKey":"%s","to":"+14155550100",
                       "from":null,"initiationMethod":"Inbound","startTime":"2026-01-01T00:00:00.000Z",
                       "callSubtype":"PSTN","callAttributes":"{\\"attr1\\":\\"v\\"}",
                       "participants":[{"participantKey":"+14155550101","type":"END_USER"}]}
                      """
                          .formatted(CALL)));
      assertEquals(201, created.status(), created.body());
      var answer = TestServer.json(created.body());
      assertTrue(VoiceCallId.isVoiceCallId(answer.getString("voiceCallId")));
      assertEquals(18, answer.getString("voiceCallId").length());
      assertTrue(answer.getJsonArray("errors").isEmpty());
      for (int i = 0; i < 3; i++) {
        assertAccepted(
            connection.send(
                common
                    .with("Authorization", "Bearer " + signer.sign())
                    .withBody(
                        """
                        {"service":"AmazonConnectContactLens","events":[
                         {"type":"IntelligenceSignal__Category","value":"Refund",
                          "startTime":1763885279123,
                          "details":{"BeginOffsetMillis":1200,"EndOffsetMillis":4800}},
                         {"type":"IntelligenceSignal__Category","value":"Escalation",
                          "startTime":1763885279123}],"persist":false}
                        """)));
      }
      List<DeliveredBatch> delivered = server.drained();
      assertEquals(3, delivered.size());
      assertEquals("amazon-connect", delivered.get(0).providerName().orElseThrow().value());
      assertFalse(delivered.get(2).late());
    }
  }

  /** As the demo connector does: no jti, four hours, the previous call's key as parent. */
  @Test
  void theDemoConnectorAndItsTransfers() throws IOException {
    String token =
        TokenSigner.builder(TestServer.ACME, TestServer.KEYS.getPrivate())
            .lifetime(Duration.ofHours(4))
            .jti(false)
            .build()
            .sign();
    try (TestServer server = new TestServer(engine)) {
      for (String[] leg : new String[][] {{"x1", ""}, {"x2", "x1"}, {"x3", "x2"}}) {
        Request call =
            leg[1].isEmpty()
                ? TestServer.call(leg[0], "Inbound", "")
                : TestServer.call(leg[0], "Transfer", leg[1]);
        assertEquals(201, server.send(call.with("Authorization", "Bearer " + token)).status());
      }
      Response later = server.send(TestServer.batch("x3").with("Authorization", "Bearer " + token));
      assertAccepted(later);
      assertEquals(Optional.of("x1"), later.header("Signalbox-First-Vendor-Call-Key"));
      Response first = server.send(TestServer.batch("x1").with("Authorization", "Bearer " + token));
      assertEquals(Optional.empty(), first.header("Signalbox-First-Vendor-Call-Key"));
      List<DeliveredBatch> delivered = server.drained();
      assertEquals(
          List.of("x1/x3/0", "x1/x1/1"),
          delivered.stream()
              .map(d -> d.conversation().firstKey() + "/" + d.vendorCallKey() + "/" + d.sequence())
              .toList());
    }
  }

  @Test
  void callsOfAnotherOrgAreOthers() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      server.send(TestServer.call("a", "Inbound", ""));
      Response foreign =
          server.send(
              TestServer.call("b", "Transfer", "a")
                  .with("Authorization", "Bearer " + TestServer.otherToken()));
      assertEquals(400, foreign.status());
      assertEquals(List.of("CALL-2 /parentVoiceCallId"), TestServer.errors(foreign));
      server.send(TestServer.batch("a"));
      server.send(TestServer.batch("a").with("Authorization", "Bearer " + TestServer.otherToken()));
      assertEquals(
          List.of(0L, 0L), server.drained().stream().map(DeliveredBatch::sequence).toList());
    }
  }

  @Test
  void aVoiceCallInXmlAndItsIdAsParent() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      Response created =
          server.send(
              TestServer.call("")
                  .with("Content-Type", "text/xml; charset=utf-8")
                  .withBody(
                      "<voiceCall><vendorCallKey>k\u00e9y/1</vendorCallKey>"
                          + "<initiationMethod>inbound</initiationMethod></voiceCall>"));
      assertEquals(201, created.status(), created.body());
      assertEquals(Optional.of(XmlFormat.INSTANCE.mediaType()), created.header("Content-Type"));
      String id = created.body().replaceAll(".*<voiceCallId>(.*)</voiceCallId>.*", "$1");
      assertTrue(VoiceCallId.isVoiceCallId(id), created.body());
      assertEquals(
          201, server.send(TestServer.call("leg2", "Transfer", id.substring(0, 15))).status());
      Response batch = server.send(TestServer.batch("leg2"));
      assertEquals(Optional.of("k%C3%A9y%2F1"), batch.header("Signalbox-First-Vendor-Call-Key"));
      assertEquals(202, server.send(TestServer.batch("k%C3%A9y%2F1")).status());
      assertEquals(
          List.of(0L, 1L), server.drained().stream().map(DeliveredBatch::sequence).toList());
    }
  }
}
