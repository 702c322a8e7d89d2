package dev.signalbox.transport.http.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** REQ-1, KEY-1: the path is split before anything in it is decoded. */
class RouteTest {
  @ParameterizedTest
  @CsvSource({
    "/telephony/v1/voiceCalls/a/realtimeConversationEvents, a",
    "/telephony/v1/voiceCalls/a%2Fb/realtimeConversationEvents, a%2Fb",
    "/telephony/v1/voiceCalls/a+b;x=1/realtimeConversationEvents, a+b;x=1",
    "/telephony/v1/voiceCalls//realtimeConversationEvents, ''",
    "/telephony/v1/voiceCalls/realtimeConversationEvents/realtimeConversationEvents,"
        + " realtimeConversationEvents",
  })
  void theSegmentIsTheKey(String path, String key) {
    assertEquals(Optional.of(new Route.Events(key)), Route.of(path));
  }

  @Test
  void voiceCallsAreTheOtherResource() {
    assertEquals(Optional.of(new Route.Calls()), Route.of("/telephony/v1/voiceCalls"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "*",
        "/telephony/v1/voiceCalls/",
        "/telephony/v1/voiceCallsa",
        "/telephony/v1/voicecalls",
        "/telephony/v1/voiceCalls/a",
        "/telephony/v1/voiceCalls/messages",
        "/telephony/v1/voiceCalls/a/realtimeConversationEvents/",
        "/telephony/v1/voiceCalls/realtimeConversationEvents",
        "/telephony/v1/voiceCalls/a/b/realtimeConversationEvents",
        "/telephony/v1/voiceCalls/a/RealtimeConversationEvents",
        "/telephony/v2/voiceCalls/a/realtimeConversationEvents",
        "/x/telephony/v1/voiceCalls/a/realtimeConversationEvents",
        "/telephony%2Fv1/voiceCalls/a/realtimeConversationEvents",
      })
  void nothingElseExists(String path) {
    assertEquals(Optional.empty(), Route.of(path));
  }
}
