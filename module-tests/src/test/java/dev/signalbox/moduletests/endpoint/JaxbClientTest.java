package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.moduletests.Engine;
import dev.signalbox.moduletests.xml.Jaxb;
import dev.signalbox.moduletests.xml.documents.CallParticipant;
import dev.signalbox.moduletests.xml.documents.Details;
import dev.signalbox.moduletests.xml.documents.Event;
import dev.signalbox.moduletests.xml.documents.EventType;
import dev.signalbox.moduletests.xml.documents.InitiationMethod;
import dev.signalbox.moduletests.xml.documents.Participant;
import dev.signalbox.moduletests.xml.documents.RealtimeConversationEvents;
import dev.signalbox.moduletests.xml.documents.Response;
import dev.signalbox.moduletests.xml.documents.VoiceCall;
import dev.signalbox.moduletests.xml.problems.Problem;
import jakarta.xml.bind.JAXBException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A Java client of the endpoint that knows the published schemas and nothing else of it. */
@ParameterizedClass
@EnumSource(Engine.class)
class JaxbClientTest {
  @Parameter private Engine engine;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(engine, intake -> intake, endpoint -> endpoint.maxBody(100_000));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aBatchIsDelivered() throws Exception {
    Http.Response response = send(batch("k"), batch());
    assertEquals(202, response.status());
    assertEquals("202 Accepted", answer(response).getStatus());
    List<DeliveredBatch> delivered = server.drained();
    assertEquals(1, delivered.size());
    var batch = delivered.get(0).batch();
    assertEquals("Ünïcode & <service>", batch.service());
    assertEquals(true, batch.persist().orElseThrow());
    assertEquals(
        List.of(
            "IntelligenceSignal__Category \tCustomer\r\nAngry ",
            "IntelligenceSignal__Sentiment -62.50"),
        batch.events().stream().map(e -> e.type().wireName() + " " + e.value()).toList());
    var sentiment = batch.events().get(1);
    assertEquals(1767607204250L, sentiment.startTime());
    assertEquals(1767607209000L, sentiment.endTime().orElseThrow());
    assertEquals("87.50", sentiment.score().orElseThrow().decimal());
    assertEquals("CUSTOMER", sentiment.participant().orElseThrow().name());
    assertEquals(14250L, sentiment.details().orElseThrow().beginOffsetMillis().orElseThrow());
  }

  @Test
  void aTransferIsRegistered() throws Exception {
    String first = register("first", InitiationMethod.INBOUND, null);
    register("second", InitiationMethod.TRANSFER, first);
    assertEquals(202, send(batch("second"), batch()).status());
    assertEquals("first", server.drained().get(0).conversation().firstKey().value());
  }

  private String register(String key, InitiationMethod method, String parent) throws Exception {
    VoiceCall call = new VoiceCall();
    call.setVendorCallKey(key);
    call.setInitiationMethod(method);
    call.setParentVoiceCallId(parent);
    call.setCallCenterApiName("Acme");
    CallParticipant participant = new CallParticipant();
    participant.setParticipantKey("+14155550100");
    participant.setType("END_USER");
    call.getParticipants().add(participant);
    call.getParticipants().add(participant);
    Http.Response response = send(batch("k").withTarget("/telephony/v1/voiceCalls"), call);
    assertEquals(201, response.status(), response::body);
    Response answer = answer(response);
    assertEquals("", answer.getErrors());
    return new VoiceCallId(answer.getVoiceCallId()).value();
  }

  @Test
  void aRefusedBatchGetsAllItsErrors() throws Exception {
    RealtimeConversationEvents batch = batch();
    batch.setService(" ");
    batch.getEvents().get(1).setStartTime(1);
    batch.getEvents().get(1).setParticipant(null);
    assertEquals(
        List.of("BODY-1 /service", "EVT-5 /events/1/participant", "EVT-4 /events/1/startTime"),
        problem(400, send(batch("k"), batch)));
    assertEquals(List.of(), server.drained());
  }

  @Test
  void everyRefusalIsAProblem() throws Exception {
    byte[] body = Jaxb.DOCUMENTS.write(batch());
    assertProblem(404, r -> r.withTarget("/x"), body);
    assertProblem(405, r -> r.withMethod("PUT"), body);
    assertProblem(401, r -> r.with("Authorization"), body);
    assertProblem(415, r -> r.with("Content-Type", "text/plain"), body);
    assertProblem(400, r -> batch("%20"), body);
    assertProblem(413, r -> r, new byte[100_001]);
    assertProblem(400, r -> r, "<!DOCTYPE a><a/>".getBytes(StandardCharsets.UTF_8));
  }

  private void assertProblem(int status, UnaryOperator<Http.Request> change, byte[] body)
      throws Exception {
    Http.Request request = change.apply(batch("k")).withBody(body);
    assertTrue(!problem(status, server.send(request.with("Accept", "application/xml"))).isEmpty());
  }

  private static List<String> problem(int status, Http.Response response) throws JAXBException {
    assertEquals(status, response.status(), response::body);
    assertEquals("application/problem+xml", response.header("Content-Type").orElseThrow());
    Problem problem = Jaxb.PROBLEMS.read(Problem.class, utf8(response.body()));
    assertEquals(status, problem.getStatus());
    return problem.getErrors().getError().stream()
        .map(e -> e.getClause() + " " + e.getPointer())
        .toList();
  }

  private static Response answer(Http.Response response) throws JAXBException {
    assertEquals("application/xml", response.header("Content-Type").orElseThrow());
    return Jaxb.DOCUMENTS.read(Response.class, utf8(response.body()));
  }

  private Http.Response send(Http.Request request, Object document) throws Exception {
    return server.send(request.withBody(Jaxb.DOCUMENTS.write(document)));
  }

  private static Http.Request batch(String key) {
    return TestServer.batch(key).with("Content-Type", "application/xml");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static RealtimeConversationEvents batch() {
    RealtimeConversationEvents batch = new RealtimeConversationEvents();
    batch.setService("Ünïcode & <service>");
    batch.setPersist(true);
    Event category = new Event();
    category.setType(EventType.INTELLIGENCE_SIGNAL_CATEGORY);
    category.setValue("\tCustomer\r\nAngry ");
    category.setStartTime(1767607200000L);
    Event sentiment = new Event();
    sentiment.setType(EventType.INTELLIGENCE_SIGNAL_SENTIMENT);
    sentiment.setValue("-62.5");
    sentiment.setStartTime(1767607204250L);
    sentiment.setEndTime(1767607209000L);
    sentiment.setParticipant(Participant.CUSTOMER);
    sentiment.setScore("87.50");
    Details details = new Details();
    details.setBeginOffsetMillis(14250L);
    details.setEndOffsetMillis(19000L);
    sentiment.setDetails(details);
    batch.getEvents().add(category);
    batch.getEvents().add(sentiment);
    return batch;
  }
}
