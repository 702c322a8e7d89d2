package dev.signalbox.core.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void whatCouldSteerATerminalBecomesASpace() {
    assertEquals("a [2Jb c d", Text.printable("a\u001b[2Jb\u0007\r\nc\u009b\u202e\u2028d", 100));
    assertEquals("a\u00e9\ud83d\ude00", Text.printable("a\u00e9\ud83d\ude00", 100));
    assertEquals("a b", Text.printable("a\ud83db", 100));
  }

  @Test
  void whatIsTooLongIsCutBetweenCharacters() {
    assertEquals("a\ud83d\ude00", Text.printable("a\ud83d\ude00", 2));
    assertEquals("a\u2026", Text.printable("a\ud83d\ude00", 1));
  }

  @Property
  void nothingElseComesThrough(
      @ForAll String text, @ForAll @IntRange(min = 0, max = 50) int maxLength) {
    String shown = Text.printable(text, maxLength);
    assertTrue(shown.codePointCount(0, shown.length()) <= maxLength + 1);
    assertTrue(
        shown
            .codePoints()
            .noneMatch(
                c ->
                    Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.SURROGATE));
  }
}
