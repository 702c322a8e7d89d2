package dev.signalbox.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LogLineTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.060700Z");

  @Test
  void aRecordHasItsTimeItsLevelAndItsMessage() {
    assertEquals(
        "2026-01-02T03:04:05.060Z WARNING the key demo is a later leg's",
        LogLine.of(TIME, Level.WARNING, "the key demo is a later leg's", null));
  }

  @Test
  void whatComesFromOutsideCantLookLikeARecordOfItsOwn() {
    assertEquals(
        "2026-01-02T03:04:05.060Z INFO a\\u000ab\\u001b[31m\\u2028\\u202e",
        LogLine.of(TIME, Level.INFO, "a\nb\u001b[31m\u2028\u202e", null));
  }

  @Property
  void aRecordIsOneLineWhateverIsInIt(@ForAll String message, @ForAll String cause) {
    String line =
        LogLine.of(
            TIME, Level.ERROR, message, new IOException(message, new IllegalStateException(cause)));
    assertEquals(1, line.lines().count());
    assertFalse(line.codePoints().anyMatch(Character::isISOControl));
  }

  @Test
  void anExceptionSaysWhatWhyAndWhere() {
    String line =
        LogLine.of(
            TIME, Level.ERROR, "failed", new IOException("first", new RuntimeException("second")));
    assertTrue(line.contains("failed: java.io.IOException: first at "), line);
    assertTrue(line.contains("; caused by java.lang.RuntimeException: second at "), line);
    assertTrue(line.contains("LogLineTest"), line);
  }

  @Test
  void causesThatGoRoundInACircleEnd() {
    Exception second = new IllegalStateException("second");
    Exception first = new IOException("first", second);
    second.initCause(first);
    String line = LogLine.of(TIME, Level.ERROR, "failed", first);
    assertTrue(line.contains("; caused by java.lang.IllegalStateException: second at "), line);
  }
}
