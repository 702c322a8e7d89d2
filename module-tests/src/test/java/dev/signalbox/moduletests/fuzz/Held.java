package dev.signalbox.moduletests.fuzz;

import dev.signalbox.core.Validated;
import java.util.Arrays;
import java.util.List;

/** Checks that fail as a fuzzer sees it. */
final class Held {
  /** No sentence quotes more of an input than a log line bears. */
  private static final int LONGEST_SENTENCE = 2000;

  private Held() {}

  static void that(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  static void equal(Object expected, Object found, String what) {
    that(expected.equals(found), what);
  }

  static void equal(byte[] expected, byte[] found, String what) {
    that(Arrays.equals(expected, found), what);
  }

  /** A refusal has sentences, bounded ones and not endlessly many. */
  static void refusalIsBounded(Validated<?> read, int inputLength) {
    List<String> sentences = read.violations().stream().map(v -> v.detail()).toList();
    that(read.isValid() == sentences.isEmpty(), "valid, and yet refused, or neither");
    that(sentences.size() <= inputLength + 10, "more violations than bytes");
    sentences.forEach(s -> that(s.length() <= LONGEST_SENTENCE, "a sentence of " + s.length()));
  }
}
