package dev.signalbox.moduletests.telephony;

import static dev.signalbox.moduletests.telephony.StandIn.ACME;
import static dev.signalbox.moduletests.telephony.StandIn.CALLS;
import static dev.signalbox.moduletests.telephony.StandIn.OTHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.moduletests.telephony.StandIn.Answer;
import dev.signalbox.telephony.model.CallProgress;
import dev.signalbox.telephony.model.CallRouting;
import dev.signalbox.telephony.model.SenderType;
import dev.signalbox.telephony.model.TelephonyConversation;
import dev.signalbox.telephony.model.TelephonyEvent;
import dev.signalbox.telephony.model.TranscriptMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelephonyApiTest {
  private static final String MESSAGE =
      "{\"participantId\":\"p\",\"messageId\":\"%s\",\"startTime\":1767607200000,"
          + "\"endTime\":1767607201000,\"content\":\"Hello\",\"senderType\":\"END_USER\"}";
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  private final StandIn standIn = new StandIn();

  private static TelephonyConversation kept(StandIn standIn, String key) {
    return standIn
        .store
        .conversation(new ConversationId(ACME, new VendorCallKey(key)))
        .orElseThrow();
  }

  // SIB-1

  @Test
  void anUpdateIsKeptByKeyAndById() {
    String id = standIn.register("a");
    Answer first = standIn.json("PATCH", CALLS + "/a", "{\"recordingLocation\":\"r\",\"x\":1}");
    assertEquals(200, first.status());
    assertEquals("{\"status\":\"pending\"}", first.body());
    assertEquals(200, standIn.json("PATCH", CALLS + "/" + id, "{\"x\":2}").status());
    assertEquals(
        Map.of(
            "recordingLocation", new DocumentValue.Text("r"), "x", new DocumentValue.Numeral("2")),
        kept(standIn, "a").calls().get(new VendorCallKey("a")).properties());
    assertEquals(Map.of("+15550101", "END_USER"), kept(standIn, "a").participants());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | false",
        "{\"isActiveCall\":false} | true",
        "{\"isActiveCall\":true,\"endTime\":\"t\"} | false",
        "{\"endTime\":\"t\"} | true",
        "{\"disconnectReason\":\"d\"} | true",
        "{\"disconnectReason\":null} | false",
      })
  void aCallEnds(String update, boolean ended) {
    standIn.register("a");
    standIn.json("PATCH", CALLS + "/a", update);
    assertEquals(ended, kept(standIn, "a").calls().get(new VendorCallKey("a")).ended());
    assertEquals(new DocumentValue.Bool(ended), standIn.told.get(0).content().get("ended"));
  }

  @Test
  void anUpdateInXmlCountsAsInJson() {
    standIn.register("a");
    Answer answer =
        standIn.xml(
            "PATCH", CALLS + "/a", "<voiceCall><isActiveCall>false</isActiveCall></voiceCall>");
    assertEquals("<response><status>pending</status></response>", answer.body());
    assertTrue(kept(standIn, "a").calls().get(new VendorCallKey("a")).ended());
  }

  // SIB-2

  @Test
  void aMessageIsKeptAndToldOnItsOwn() {
    standIn.register("a");
    Answer answer =
        standIn.send(
            ACME,
            "POST",
            CALLS + "/a/messages",
            Map.of("Content-Type", "application/json", "Telephony-Provider-Name", "prov"),
            MESSAGE.formatted("m1"));
    assertEquals(202, answer.status());
    assertEquals("{\"result\":\"Accepted\"}", answer.body());
    assertEquals(
        List.of(
            new TranscriptMessage(
                "m1", "p", SenderType.END_USER, 1767607200000L, 1767607201000L, "Hello")),
        kept(standIn, "a").transcript());
    assertEquals(
        "{\"type\":\"TRANSCRIPT\",\"detail\":{\"callId\":\"a\",\"vendorCallKey\":\"a\","
            + "\"orgId\":\"00D000000000000EAA\",\"callCenter\":\"Acme\",\"providerName\":\"prov\","
            + "\"serverReceivedTimestamp\":1767607200123,\"message\":{\"messageId\":\"m1\","
            + "\"participantId\":\"p\",\"senderType\":\"END_USER\",\"startTime\":1767607200000,"
            + "\"endTime\":1767607201000,\"content\":\"Hello\"}}}",
        standIn.told.get(0).toJson());
    assertEquals(List.of(), standIn.delivered);
  }

  @Test
  void aMessageWithNothingGetsAllViolations() {
    standIn.register("a");
    Answer answer = standIn.json("POST", CALLS + "/a/messages", "{}");
    assertEquals(400, answer.status());
    assertEquals(
        List.of(
            "SIB-2 /participantId",
            "SIB-2 /messageId",
            "SIB-2 /startTime",
            "SIB-2 /endTime",
            "SIB-2 /content",
            "SIB-2 /senderType"),
        answer.violations());
    assertEquals(List.of(), standIn.told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"p\" | \" \" | SIB-2 /participantId",
        "\"END_USER\" | \"end_user\" | SIB-2 /senderType",
        "\"END_USER\" | null | SIB-2 /senderType",
        "1767607200000 | \"1767607200000\" | SIB-2 /startTime",
        "1767607200000 | -1 | SIB-2 /startTime",
        "1767607201000 | 1767607199999 | SIB-2 /endTime",
        "1767607201000 | 1e99 | SIB-2 /endTime",
        "\"Hello\" | {} | SIB-2 /content",
      })
  void aWrongPropertyIsReported(String right, String wrong, String violation) {
    standIn.register("a");
    String body = MESSAGE.formatted("m1").replace(right, wrong);
    Answer answer = standIn.json("POST", CALLS + "/a/messages", body);
    assertEquals(List.of(violation), answer.violations());
  }

  @Test
  void timesWithFractionsAreFine() {
    standIn.register("a");
    String body = MESSAGE.formatted("m1").replace("1767607200000", "1767607200000.4998");
    assertEquals(202, standIn.json("POST", CALLS + "/a/messages", body).status());
    assertEquals(1767607200000L, kept(standIn, "a").transcript().get(0).startTime());
  }

  @Test
  void aMessageIdIsUniqueInTheConversation() {
    standIn.register("a");
    standIn.transfer("b", "a");
    standIn.register("other");
    assertEquals(
        202, standIn.json("POST", CALLS + "/a/messages", MESSAGE.formatted("m1")).status());
    Answer again = standIn.json("POST", CALLS + "/b/messages", MESSAGE.formatted("m1"));
    assertEquals(400, again.status());
    assertEquals(List.of("SIB-2 /messageId"), again.violations());
    assertEquals(
        202, standIn.json("POST", CALLS + "/other/messages", MESSAGE.formatted("m1")).status());
    assertEquals(1, kept(standIn, "a").transcript().size());
  }

  @Test
  void aLaterLegsKeyIsResolvedOrRefused() {
    standIn.register("a b");
    standIn.transfer("c", "a b");
    Answer answer = standIn.json("POST", CALLS + "/c/messages", MESSAGE.formatted("m1"));
    assertEquals(202, answer.status());
    assertEquals("a%20b", answer.headers().get("Signalbox-First-Vendor-Call-Key"));
    assertEquals(1, kept(standIn, "a b").transcript().size());
    assertNull(
        standIn.json("PATCH", CALLS + "/c", "{}").headers().get("Signalbox-First-Vendor-Call-Key"));

    StandIn strict = new StandIn(true, 1 << 20);
    strict.json("POST", CALLS, "{\"vendorCallKey\":\"a\",\"initiationMethod\":\"Inbound\"}");
    strict.transfer("c", "a");
    assertEquals(
        List.of("KEY-3 "),
        strict.json("POST", CALLS + "/c/messages", MESSAGE.formatted("m1")).violations());
    assertEquals(200, strict.json("PATCH", CALLS + "/c", "{}").status());
  }

  @Test
  void anIdIsNoKeyOfMessages() {
    String id = standIn.register("a");
    Answer answer = standIn.json("POST", CALLS + "/" + id + "/messages", MESSAGE.formatted("m"));
    assertEquals(400, answer.status());
    assertEquals(List.of("KEY-2 "), answer.violations());
  }

  // SIB-3

  @Test
  void messagesOfSeveralCallsAreTakenCallByCall() {
    standIn.register("a");
    standIn.register("b");
    standIn.json("POST", CALLS + "/b/messages", MESSAGE.formatted("known"));
    String body =
        "{\"entries\":[{\"vendorCallKey\":\"a\",\"messages\":[%s,%s]},"
                .formatted(MESSAGE.formatted("1"), MESSAGE.formatted("2"))
            + "{\"vendorCallKey\":\"b\",\"messages\":[%s,%s]},"
                .formatted(MESSAGE.formatted("new"), MESSAGE.formatted("known"))
            + "{\"vendorCallKey\":\"none\",\"messages\":[%s]}]}".formatted(MESSAGE.formatted("1"));
    Answer answer = standIn.json("POST", CALLS + "/messages", body);
    assertEquals(207, answer.status());
    String text = answer.body();
    assertTrue(
        text.startsWith("{\"result\":\"Multi-Status: 2 of 3 entries were not accepted\""), text);
    assertTrue(
        text.contains(
            "{\"vendorCallKey\":\"b\",\"status\":400,\"message\":\"SIB-3: The conversation has"),
        text);
    assertTrue(
        text.contains("{\"vendorCallKey\":\"none\",\"status\":404,\"message\":\"KEY-4: "), text);
    assertEquals(2, kept(standIn, "a").transcript().size());
    assertEquals(1, kept(standIn, "b").transcript().size());
    assertEquals(3, standIn.told.size());

    Answer good =
        standIn.json(
            "POST",
            CALLS + "/messages",
            "{\"entries\":[{\"vendorCallKey\":\"a\",\"messages\":["
                + MESSAGE.formatted("3")
                + "]}]}");
    assertEquals(202, good.status());
    assertEquals("{\"result\":\"Accepted\"}", good.body());
  }

  @Test
  void aBulkInXmlHasListsOfOneElement() {
    standIn.register("a");
    String message =
        "<messages><participantId>p</participantId><messageId>m</messageId>"
            + "<startTime> 1767607200000 </startTime><endTime>1767607200000</endTime>"
            + "<content>x</content><senderType>SUPERVISOR</senderType></messages>";
    String entry = "<entries><vendorCallKey>%s</vendorCallKey>%s</entries>";
    Answer answer =
        standIn.xml(
            "POST",
            CALLS + "/messages",
            "<messages>"
                + entry.formatted("a", message)
                + entry.formatted("b", message)
                + "</messages>");
    assertEquals(207, answer.status());
    assertEquals(
        "<response><result>Multi-Status: 1 of 2 entries were not accepted</result><errorResponse>"
            + "<errorResponseEntries><vendorCallKey>b</vendorCallKey><status>404</status><message>"
            + "KEY-4: The voice call is not known here: register it first, with POST to"
            + " /telephony/v1/voiceCalls.</message></errorResponseEntries></errorResponse></response>",
        answer.body());
    assertEquals(1, kept(standIn, "a").transcript().size());
  }

  @Test
  void aBulksViolationsAreReportedAllAndNothingIsTaken() {
    standIn.register("a");
    String good = "{\"vendorCallKey\":\"a\",\"messages\":[" + MESSAGE.formatted("1") + "]}";
    String six = (MESSAGE.formatted("x") + ",").repeat(5) + MESSAGE.formatted("y");
    String body =
        "{\"entries\":["
            + good
            + ",7,{\"messages\":[]},{\"vendorCallKey\":\" \",\"messages\":[1]},"
            + "{\"vendorCallKey\":\"b\",\"messages\":["
            + six
            + "]},"
            + "{\"vendorCallKey\":\"0LQ000000000001\",\"messages\":["
            + MESSAGE.formatted("2")
            + "]}]}";
    Answer answer = standIn.json("POST", CALLS + "/messages", body);
    assertEquals(400, answer.status());
    assertEquals(
        List.of(
            "SIB-3 /entries",
            "SIB-3 /entries/1",
            "SIB-3 /entries/2/vendorCallKey",
            "SIB-3 /entries/2/messages",
            "SIB-3 /entries/3/vendorCallKey",
            "SIB-3 /entries/3/messages/0",
            "SIB-3 /entries/4/messages",
            "KEY-2 /entries/5/vendorCallKey"),
        answer.violations());
    assertEquals(List.of(), standIn.told);
    assertEquals(
        List.of("SIB-3 /entries"),
        standIn.json("POST", CALLS + "/messages", "{\"entries\":[]}").violations());
  }

  // SIB-4

  @Test
  void eventsAfterACallAreKeptAndToldTogether() {
    standIn.register("a");
    String events =
        "[{\"type\":\"IntelligenceSignal__OverallSentimentScore\",\"value\":\"1.2\",\"startTime\":1},"
            + "{\"type\":\"IntelligenceSignal__Sentiment\",\"value\":\"-1000\"}]";
    Answer answer =
        standIn.json(
            "POST",
            CALLS + "/a/postConversationEvents",
            "{\"service\":\"S\",\"events\":" + events + "}");
    assertEquals(202, answer.status());
    assertEquals("{\"status\":\"202 Accepted\"}", answer.body());
    assertEquals(2, kept(standIn, "a").postCallEvents().size());
    assertTrue(standIn.told.get(0).toJson().startsWith("{\"type\":\"POST_CALL_EVENTS\","));
    assertTrue(
        standIn.told.get(0).toJson().endsWith(",\"service\":\"S\",\"events\":" + events + "}}"));
  }

  @Test
  void wrongEventsAfterACallAreReported() {
    standIn.register("a");
    Answer answer =
        standIn.json(
            "POST",
            CALLS + "/a/postConversationEvents",
            "{\"events\":[{\"type\":\"IntelligenceSignal__Category\"},2,"
                + "{\"type\":\"IntelligenceSignal__Sentiment\",\"value\":1}]}");
    assertEquals(
        List.of(
            "SIB-4 /service",
            "SIB-4 /events/0/type",
            "SIB-4 /events/0/value",
            "SIB-4 /events/1",
            "SIB-4 /events/2/value"),
        answer.violations());
    assertEquals(
        List.of("SIB-4 /service", "SIB-4 /events"),
        standIn.json("POST", CALLS + "/a/postConversationEvents", "{}").violations());
  }

  // SIB-5 to SIB-8

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PATCH | /%s/omniFlow | {\"dialedNumber\":\"1\"} | {\"agent\":\"agent-1\",\"queue\":\"queue-1\"} | OMNI_FLOW",
        "PATCH | /%s/omniFlow | {\"dialedNumber\":\"1\",\"fallbackQueue\":\"Q\"} | {\"agent\":\"agent-1\",\"queue\":\"Q\"} | OMNI_FLOW",
        "PATCH | /route/%s | {\"routingTarget\":\"T\"} | {\"status\":\"Success\"} | ROUTE",
        "POST | /%s/routeVoiceCall | {\"routingTarget\":\"T\"} | {\"status\":\"Success\"} | ROUTE",
        "PATCH | /%s/reroute | null | {\"status\":\"Success\"} | REROUTE",
        "PATCH | /%s/clearRouting | not JSON | {\"status\":\"Success\"} | CLEAR",
      })
  void aCallIsRouted(
      String method, String path, String body, String answer, CallRouting.Action action) {
    String id = standIn.register("a");
    for (String name : List.of("a", id, id.substring(0, 15))) {
      Answer got = standIn.json(method, CALLS + path.formatted(name), body);
      assertEquals(200, got.status(), got::body);
      assertEquals(answer, got.body());
      CallProgress call = kept(standIn, "a").calls().get(new VendorCallKey("a"));
      assertEquals(Optional.of(action), call.routing().map(CallRouting::action));
    }
    assertEquals(3, standIn.told.size());
    assertEquals(TelephonyEvent.Type.CALL_ROUTING, standIn.told.get(0).type());
  }

  @Test
  void withoutABodyNoTypeIsNeeded() {
    standIn.register("a");
    assertEquals(200, standIn.send(ACME, "PATCH", CALLS + "/a/reroute", Map.of(), "").status());
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH, /a/omniFlow, SIB-5 /dialedNumber",
    "PATCH, /route/a, SIB-6 /routingTarget",
    "POST, /a/routeVoiceCall, SIB-6 /routingTarget",
    "POST, /a/requestCallback, SIB-7 /callbackNumber"
  })
  void whatIsRequiredIsReported(String method, String path, String violation) {
    standIn.register("a");
    Answer answer = standIn.json(method, CALLS + path, "{}");
    assertEquals(400, answer.status());
    assertEquals(List.of(violation), answer.violations());
  }

  @Test
  void aCallbackGetsAnId() {
    standIn.register("a");
    Answer answer =
        standIn.json("POST", CALLS + "/a/requestCallback", "{\"callbackNumber\":\"+15550102\"}");
    assertEquals(200, answer.status());
    String id = answer.json().get("recordId").asText().orElseThrow();
    assertTrue(id.matches("0LQ[0-9A-Za-z]{15}"), id);
    assertEquals(
        Map.of(id, "+15550102"),
        kept(standIn, "a").calls().get(new VendorCallKey("a")).callbacks());
    Answer xml = standIn.xml("POST", CALLS + "/a/requestCallback", "<requestCallback/>");
    assertEquals(415, xml.status());
    assertEquals("application/json", xml.headers().get("Accept-Post"));
  }

  // Checks that all have

  @ParameterizedTest
  @CsvSource({
    "PATCH, /x",
    "POST, /x/messages",
    "POST, /x/postConversationEvents",
    "PATCH, /x/omniFlow",
    "PATCH, /route/x",
    "POST, /x/routeVoiceCall",
    "POST, /x/requestCallback",
    "PATCH, /x/reroute",
    "PATCH, /x/clearRouting"
  })
  void everyResourceChecksInTheContractsOrder(String method, String path) {
    String target = CALLS + path;
    Answer get = standIn.json("GET", target, "");
    assertEquals(405, get.status());
    assertEquals(method, get.headers().get("Allow"));
    Answer token = standIn.send(ACME, method, target, Map.of("Authorization", ""), "");
    assertEquals(401, token.status());
    assertEquals("Bearer", token.headers().get("WWW-Authenticate"));
    boolean body = !path.endsWith("/reroute") && !path.endsWith("/clearRouting");
    if (body) {
      Answer type = standIn.send(ACME, method, target, Map.of("Content-Type", "text/plain"), "");
      assertEquals(415, type.status());
      assertTrue(type.headers().containsKey("Accept-Post"));
      assertEquals(method.equals("PATCH"), type.headers().containsKey("Accept-Patch"));
      assertEquals(400, standIn.json(method, target, "{").status());
      assertEquals(List.of("BODY-4 "), standIn.json(method, target, "{").violations());
    }
    String noKey = CALLS + path.replace("x", "%00");
    assertEquals(List.of("KEY-1 "), standIn.json(method, noKey, "{").violations());
    assertEquals(413, standIn.json(method, target, " ".repeat(10_001)).status());
    String good =
        "{\"service\":\"S\",\"events\":[{\"type\":\"IntelligenceSignal__Sentiment\",\"value\":\"1\"}],"
            + "\"dialedNumber\":\"1\",\"routingTarget\":\"1\",\"callbackNumber\":\"1\","
            + MESSAGE.formatted("m").substring(1);
    Answer unknown = standIn.json(method, target, good);
    assertEquals(404, unknown.status());
    assertEquals(List.of("KEY-4 "), unknown.violations());
    Answer provider =
        standIn.send(
            ACME,
            method,
            target,
            Map.of("Content-Type", "application/json", "Telephony-Provider-Name", "p".repeat(256)),
            "{");
    assertEquals(List.of("HDR-2 "), provider.violations());

    String id = standIn.register("x");
    assertTrue(standIn.json(method, target, good).status() < 300);
    Answer other = standIn.send(OTHER, method, target, JSON, good);
    assertEquals(404, other.status());
    Answer otherById = standIn.send(OTHER, method, CALLS + path.replace("x", id), JSON, good);
    assertEquals(
        path.contains("messages") || path.contains("post") ? 400 : 404, otherById.status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/a/", "/a/b", "/a/messages/", "/route", "/a/b/messages", "//messages/x"})
  void otherPathsAreNothing(String path) {
    int status = standIn.json("PUT", CALLS + path, "{}").status();
    assertEquals(path.equals("/route") ? 405 : 404, status);
    if (status == 404) {
      assertTrue(standIn.json("PUT", CALLS + path, "{}").body().contains("SIB-1 to SIB-8"));
    }
  }

  // Memory

  @Test
  void whatIsKeptIsForgottenWithTheConversation() {
    standIn.register("a");
    standIn.json("POST", CALLS + "/a/messages", MESSAGE.formatted("m1"));
    standIn.millis.set(2000);
    assertEquals(
        404, standIn.json("POST", CALLS + "/a/messages", MESSAGE.formatted("m2")).status());
    standIn.register("a");
    assertEquals(
        202, standIn.json("POST", CALLS + "/a/messages", MESSAGE.formatted("m1")).status());
    assertEquals(1, kept(standIn, "a").transcript().size());
  }

  @Test
  void whereThereIsNoRoomNothingIsTaken() {
    StandIn small = new StandIn(false, 1500);
    small.register("a");
    int status = 202;
    int taken = -1;
    while (status == 202) {
      taken++;
      status = small.json("POST", CALLS + "/a/messages", MESSAGE.formatted("m" + taken)).status();
    }
    assertEquals(503, status);
    assertTrue(taken >= 1 && taken < 10, "took " + taken);
    assertEquals(taken, kept(small, "a").transcript().size());
    assertEquals(taken, small.told.size());
    Answer full = small.json("POST", CALLS + "/a/messages", MESSAGE.formatted("n"));
    assertEquals("60", full.headers().get("Retry-After"));
    String bulk =
        "{\"entries\":[{\"vendorCallKey\":\"a\",\"messages\":[" + MESSAGE.formatted("n") + "]}]}";
    Answer entry = small.json("POST", CALLS + "/messages", bulk);
    assertEquals(207, entry.status());
    assertTrue(entry.body().contains("\"status\":400,\"message\":\"RESOURCE_EXHAUSTED: RES-4: "));
    String big = "{\"callbackNumber\":\"" + "1".repeat(2000) + "\"}";
    assertEquals(503, small.json("POST", CALLS + "/a/requestCallback", big).status());
    small.store.clear();
    assertFalse(
        small.store.conversation(new ConversationId(ACME, new VendorCallKey("a"))).isPresent());
    assertEquals(202, small.json("POST", CALLS + "/a/messages", MESSAGE.formatted("m0")).status());
  }
}
