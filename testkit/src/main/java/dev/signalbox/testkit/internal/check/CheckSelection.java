package dev.signalbox.testkit.internal.check;

import dev.signalbox.core.Clause;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which checks are meant by what a person wrote: ids of clauses, of checks, or names of sections.
 */
public final class CheckSelection {
  private CheckSelection() {}

  /** Whether any of the names means this check. */
  public static boolean names(Set<String> names, Check<?> check) {
    return names.stream().anyMatch(name -> means(name, check));
  }

  private static boolean means(String name, Check<?> check) {
    return check.clause().id().equalsIgnoreCase(name)
        || check.id().equals(name)
        || check.id().startsWith(name + "/");
  }

  /** A clause may be there that the checks at hand can't see. */
  private static boolean known(String name, List<? extends Check<?>> checks) {
    return Clause.byId(name.toUpperCase(Locale.ROOT)).isPresent()
        || checks.stream().anyMatch(check -> means(name, check));
  }

  /**
   * Entries of a file or an option.
   *
   * @throws IllegalArgumentException naming what means nothing
   */
  public static Set<String> parse(List<String> names, List<? extends Check<?>> checks) {
    Set<String> all = new LinkedHashSet<>();
    for (String name : names) {
      if (!known(name, checks)) {
        throw new IllegalArgumentException("there is no clause, section or check named " + name);
      }
      all.add(Clause.byId(name.toUpperCase(Locale.ROOT)).map(Clause::id).orElse(name));
    }
    return all;
  }

  /** The entries of a file of known failures: the first word of each line; # begins a comment. */
  public static List<String> entries(List<String> lines) {
    List<String> entries = new ArrayList<>();
    for (String line : lines) {
      String entry = line.replaceFirst("#.*", "").strip();
      if (!entry.isEmpty()) {
        entries.add(entry.split("\\s+", 2)[0]);
      }
    }
    return entries;
  }
}
