package dev.signalbox.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@link Load} measures.
 *
 * @param rounds how often
 * @param seconds for how long each time
 * @param starts how often each server is started
 * @param connections beside the usual ones
 * @param parts of the comparison
 * @param only the names of the servers; empty for all
 */
record LoadOptions(
    int rounds,
    int seconds,
    int starts,
    List<Integer> connections,
    Set<Part> parts,
    List<String> only) {
  /** A part of the comparison; all by default. */
  enum Part {
    STARTS,
    LOAD,
    CONNECTIONS,
    LATENCY,
    SWEEP
  }

  /** Reads them as {@code benchmarks/run} describes them, {@code name=value} each. */
  static LoadOptions of(List<String> args) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      given.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    LoadOptions options =
        new LoadOptions(
            number(given, "rounds", 3),
            number(given, "seconds", 3),
            number(given, "starts", 5),
            list(given, "connections", "1,16,256").stream().map(Integer::valueOf).toList(),
            parts(list(given, "parts", "starts,load,connections,latency,sweep")),
            list(given, "only", ""));
    if (!given.isEmpty()) {
      throw new IllegalArgumentException("what are " + given.keySet() + "?");
    }
    return options;
  }

  private static int number(Map<String, String> given, String name, int otherwise) {
    String value = given.remove(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  private static List<String> list(Map<String, String> given, String name, String otherwise) {
    String value = given.containsKey(name) ? given.remove(name) : otherwise;
    return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
  }

  private static Set<Part> parts(List<String> names) {
    Set<Part> parts = new TreeSet<>();
    names.forEach(name -> parts.add(Part.valueOf(name.toUpperCase(Locale.ROOT))));
    return parts;
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  boolean isWanted(Peer peer) {
    return only.isEmpty() || only.contains(peer.name());
  }
}
