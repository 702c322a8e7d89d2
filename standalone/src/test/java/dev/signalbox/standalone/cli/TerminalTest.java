package dev.signalbox.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What an endpoint or a sender says can't move the cursor of a terminal. */
class TerminalTest {
  @Test
  void controlCharactersAreEscapedOnBothStreams() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    String hostile = "a\u001b[31m\u0007\u009b2J\u202e\r\nb\tü";
    terminal.out(hostile);
    terminal.err(hostile);
    String safe = "a\\u001b[31m\\u0007\\u009b2J\\u202e\\u000d\nb\tü\n";
    assertEquals(safe, out.toString(StandardCharsets.UTF_8));
    assertEquals(safe, err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aViolationIsOneLine() {
    assertEquals("EVT-1 /events: a\\u000ab", Terminal.line("EVT-1", "/events", "a\nb"));
  }

  @Test
  void characterPairsAreEscapedAsJsonHasThem() {
    assertEquals("\\udb40\\udc01", TerminalText.line("\udb40\udc01"));
  }
}
