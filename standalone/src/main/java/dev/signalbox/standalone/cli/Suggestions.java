package dev.signalbox.standalone.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class Suggestions {
  /** Beyond this distance a guess would mislead. */
  private static final int MAX_DISTANCE = 2;

  private Suggestions() {}

  /**
   * The valid name with the fewest insertions, deletions and replacements of characters between it
   * and what was written; empty where it takes more than two.
   */
  public static Optional<String> of(String written, Collection<String> valid) {
    String lower = written.toLowerCase(Locale.ROOT);
    return valid.stream()
        .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= MAX_DISTANCE)
        .min(
            Comparator.<String>comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The end of a message about an unknown name: a question where there is a guess. */
  public static String question(String written, Collection<String> valid) {
    return of(written, valid).map(name -> ". Did you mean " + name + "?").orElse("");
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
