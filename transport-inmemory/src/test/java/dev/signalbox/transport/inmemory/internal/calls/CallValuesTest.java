package dev.signalbox.transport.inmemory.internal.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.VoiceCallId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packed voiceCallIds, kept attributes, and what limits come to. */
class CallValuesTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 61, 62, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void anIdIsReadBackInBothItsForms(long number) {
    String text = new PackedVoiceCallId(number).voiceCallId().value();
    assertTrue(VoiceCallId.isVoiceCallId(text));
    for (String form : new String[] {text, text.substring(0, 15)}) {
      PackedVoiceCallId read = PackedVoiceCallId.parse(form);
      assertNotNull(read, form);
      assertEquals(number, read.number);
    }
  }

  @Test
  void anIdsNumberIsItsLastElevenDigits() {
    assertEquals(
        "0LQ000000000000", new PackedVoiceCallId(0).voiceCallId().value().substring(0, 15));
    assertEquals(
        "0LQ00000000000z", new PackedVoiceCallId(61).voiceCallId().value().substring(0, 15));
    assertEquals(
        "0LQ000000000010", new PackedVoiceCallId(62).voiceCallId().value().substring(0, 15));
  }

  /** Eleven digits are more than 64 bits, so some ids are nobody's. */
  @ParameterizedTest
  @ValueSource(strings = {"0LQ0zzzzzzzzzzz", "0LQ1000000000000", "0LQ100000000000", "0LQ0", "key"})
  void anIdThatIsNeverMadeIsNotRead(String text) {
    assertNull(PackedVoiceCallId.parse(text));
  }

  @Test
  void idsAreEqualWhenTheirNumbersAre() {
    PackedVoiceCallId id = new PackedVoiceCallId(5);
    assertEquals(id, new PackedVoiceCallId(5));
    assertNotEquals(id, new PackedVoiceCallId(6));
    assertNotEquals(id, null);
    assertNotEquals(id, "0LQ000000000005");
    Set<Integer> hashes = new HashSet<>();
    for (long i = 0; i < 100; i++) {
      hashes.add(new PackedVoiceCallId(i).hashCode());
    }
    assertEquals(100, hashes.size());
  }

  @Test
  void attributesAreKeptUpToFourKibibytes() {
    assertNull(Attributes.encode(Map.of()));
    int overhead = "{\"to\":\"\"}".length();
    byte[] most = Attributes.encode(text(4096 - overhead));
    assertNotNull(most);
    assertEquals(4096, most.length);
    assertEquals(text(4096 - overhead), Attributes.decode(most));
    assertNull(Attributes.encode(text(4096 - overhead + 1)));
    assertEquals(Map.of(), Attributes.decode(null));
  }

  private static Map<String, DocumentValue> text(int length) {
    return Map.of("to", new DocumentValue.Text("x".repeat(length)));
  }

  @Test
  void aCallCentersShareIsRoundedUp() {
    CallLimits limits = new CallLimits(10, 1, 11, 0, 5, Duration.ofHours(1));
    assertEquals(2, limits.conversationsPerCallCenter());
    assertEquals(3, limits.callsPerCallCenter());
    CallLimits most =
        new CallLimits(Integer.MAX_VALUE, 1, Integer.MAX_VALUE, 0, 1, Duration.ofHours(1));
    assertEquals(Integer.MAX_VALUE, most.conversationsPerCallCenter());
    assertEquals(Integer.MAX_VALUE, most.callsPerCallCenter());
  }

  @Test
  void aTimeToLiveIsAtMostHalfOfAllTime() {
    assertEquals(3_600_000, new CallLimits(1, 1, 1, 0, 1, Duration.ofHours(1)).timeToLiveMillis());
    assertEquals(
        Long.MAX_VALUE / 2,
        new CallLimits(1, 1, 1, 0, 1, Duration.ofSeconds(Long.MAX_VALUE)).timeToLiveMillis());
    long last = Long.MAX_VALUE / 2 - 1;
    assertEquals(last, new CallLimits(1, 1, 1, 0, 1, Duration.ofMillis(last)).timeToLiveMillis());
  }
}
