package dev.signalbox.transport.inmemory;

import static dev.signalbox.transport.inmemory.Fixtures.CALL_CENTER;
import static dev.signalbox.transport.inmemory.Fixtures.first;
import static dev.signalbox.transport.inmemory.Fixtures.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.VoiceCallId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** CALL-5: what the directory forgets, by itself or when it is told to. */
class ForgettingTest {
  @Test
  void anIdFindsItsKeyUntilAllIsCleared() {
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    VoiceCallId id = first(calls, "a").voiceCallId();
    List<String> forgotten = new ArrayList<>();
    calls.onForgotten(conversation -> forgotten.add(conversation.firstKey().value()));
    assertEquals(Optional.of(key("a")), calls.find(CALL_CENTER, id));
    calls.clear();
    assertEquals(Optional.empty(), calls.find(CALL_CENTER, id));
    assertEquals(0, calls.conversationCount());
    assertEquals(List.of("a"), forgotten);
  }

  @Test
  void conversationsExpireByTheDefaultClockAndAMillisecondIsTheLeast() {
    InMemoryVoiceCallDirectory calls =
        InMemoryVoiceCallDirectory.builder().timeToLive(Duration.ofMillis(1)).build();
    // Time goes on, so one of them has expired in the end.
    int made = 0;
    do {
      first(calls, "k" + made);
      made++;
    } while (calls.conversationCount() == made);
    assertTrue(calls.conversationCount() < made);
  }
}
