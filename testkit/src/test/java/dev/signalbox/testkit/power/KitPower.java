package dev.signalbox.testkit.power;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.internal.check.Check;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.endpoint.EndpointFault;
import dev.signalbox.testkit.internal.endpoint.EndpointKitTest;
import dev.signalbox.testkit.internal.endpoint.ReferenceEndpoint;
import dev.signalbox.testkit.internal.report.KitReport;
import dev.signalbox.testkit.internal.sender.SenderKitTest;
import dev.signalbox.testkit.tck.ConformancePower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What takes too long for every build, and is started by {@code .ci/kit}: everything that is faulty
 * against every check, and the correct endpoint with many seeds. Both write their figures into the
 * documents.
 */
@Timeout(7200)
class KitPower {
  static final Path FAULTS = Path.of("../docs/testkit-faults.md");
  private static final Path DOCUMENT = Path.of("../docs/testkit.md");
  private static final String SCRIPT = "verify endpoint, of an endpoint in JavaScript";
  private static final int SHOWN = 4;

  /**
   * Something with a fault.
   *
   * @param face which part of the kit looks at it
   * @param name the fault
   * @param check the id of the check that has to find it, or the clause that it breaks
   * @param finders gives what finds it
   */
  record Faulty(String face, String name, String check, Callable<Finders> finders) {
    /** How its row of the document begins. */
    String row() {
      return "| " + name + " | `" + check + "` |";
    }
  }

  /**
   * What found a fault.
   *
   * @param checks the ids of all checks that did
   * @param blamed the clauses that a report blames; empty where the face has no report
   */
  record Finders(List<String> checks, Optional<Set<Clause>> blamed) {}

  static List<Faulty> all() {
    Stream<Faulty> endpoints =
        Stream.of(EndpointFault.values())
            .map(f -> new Faulty("verify endpoint", f.name(), f.check(), () -> finders(f)));
    Stream<Faulty> senders =
        Stream.of(SenderKitTest.SenderFault.values())
            .map(
                f ->
                    new Faulty(
                        "verify sender",
                        f.name(),
                        f.check,
                        () -> failures(SenderKitTest.verify(f.scenario, Optional.of(f)))));
    Stream<Faulty> classes =
        ConformancePower.all().stream()
            .map(
                f ->
                    new Faulty(
                        f.conformance(),
                        f.name(),
                        f.test(),
                        () -> new Finders(f.failing(), Optional.empty())));
    Stream<Faulty> scripts =
        Stream.of(NodeFault.values())
            .map(f -> new Faulty(SCRIPT, f.name(), f.clause().id(), () -> finders(f)));
    return Stream.of(endpoints, scripts, senders, classes).flatMap(faulty -> faulty).toList();
  }

  private static Finders finders(EndpointFault fault) {
    try (ReferenceEndpoint endpoint =
        ReferenceEndpoint.start(List.of(EndpointKitTest.TOKENS, EndpointKitTest.OTHER), fault)) {
      return failures(EndpointKitTest.verify(endpoint.uri(), 1, 3, check -> true));
    }
  }

  private static Finders finders(NodeFault fault) throws IOException {
    try (NodeEndpoint endpoint = NodeEndpoint.start(fault.name())) {
      return failures(EndpointKitTest.verify(endpoint.uri(), 1, 3, check -> true));
    }
  }

  private static Finders failures(KitReport report) {
    return new Finders(
        report.failures().stream().map(CheckOutcome::id).toList(),
        Optional.of(
            report.failures().stream().map(CheckOutcome::blamed).collect(Collectors.toSet())));
  }

  private record Found(Faulty faulty, Finders by) {
    private Clause own() {
      return Clause.byId(faulty.check()).orElseGet(() -> Check.clause(faulty.check()));
    }

    boolean caught() {
      return by.checks().contains(faulty.check())
          || (Clause.byId(faulty.check()).isPresent() && by.blamed().orElseThrow().contains(own()));
    }

    List<String> others() {
      return by.checks().stream()
          .filter(id -> !id.equals(faulty.check()))
          .filter(id -> Clause.byId(faulty.check()).isEmpty() || Check.clause(id) != own())
          .toList();
    }

    /** The clauses beside its own; a dash where the face blames none. */
    String alsoBlamed() {
      return by.blamed()
          .map(
              clauses ->
                  clauses.stream()
                      .filter(clause -> clause != own())
                      .map(Clause::id)
                      .sorted()
                      .collect(Collectors.joining(", ")))
          .orElse("–");
    }

    boolean isPrecise() {
      return alsoBlamed().isEmpty();
    }

    String row() {
      return faulty.row()
          + " "
          + (caught() ? shown() : "**not found**")
          + " | "
          + alsoBlamed()
          + " |";
    }

    private String shown() {
      List<String> others = others();
      if (others.size() <= SHOWN) {
        return others.stream().map(id -> "`" + id + "`").collect(Collectors.joining(" "));
      }
      String clauses =
          others.stream()
              .map(id -> Check.clause(id).id())
              .collect(Collectors.toCollection(TreeSet::new))
              .toString();
      return others.size() + " checks of " + clauses.substring(1, clauses.length() - 1);
    }
  }

  @Test
  void faults() throws Exception {
    Map<String, List<Found>> faces = new LinkedHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Map<Faulty, Future<Finders>> found = new LinkedHashMap<>();
      all().forEach(faulty -> found.put(faulty, threads.submit(faulty.finders())));
      for (Map.Entry<Faulty, Future<Finders>> entry : found.entrySet()) {
        Found one = new Found(entry.getKey(), finders(entry.getValue()));
        System.out.println(one.row());
        faces.computeIfAbsent(one.faulty().face(), face -> new ArrayList<>()).add(one);
      }
    } finally {
      threads.shutdownNow();
    }
    List<String> summary = summary(faces);
    summary.forEach(System.out::println);
    write(DOCUMENT, "faults", summary);
    write(FAULTS, "faults", tables(faces));
    assertEquals(
        List.of(),
        faces.values().stream()
            .flatMap(List::stream)
            .filter(one -> !one.caught())
            .map(one -> one.faulty().name())
            .toList());
  }

  private static Finders finders(Future<Finders> finders) throws Exception {
    try {
      return finders.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static List<String> summary(Map<String, List<Found>> faces) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| face | faults | found by the check meant for them | under their own clause alone |");
    lines.add("| --- | --- | --- | --- |");
    faces.forEach((face, found) -> lines.add(summary(face, found)));
    lines.add(summary("all", faces.values().stream().flatMap(List::stream).toList()));
    return lines;
  }

  private static String summary(String face, List<Found> found) {
    return "| "
        + face
        + " | "
        + found.size()
        + " | "
        + found.stream().filter(Found::caught).count()
        + " | "
        + (found.stream().allMatch(one -> one.by().blamed().isEmpty())
            ? "–"
            : found.stream().filter(Found::isPrecise).count())
        + " |";
  }

  private static List<String> tables(Map<String, List<Found>> faces) {
    List<String> lines = new ArrayList<>();
    faces.forEach(
        (face, found) -> {
          lines.add((lines.isEmpty() ? "" : "\n") + "## " + face + "\n");
          lines.add("| fault | found by | and by | also blamed |");
          lines.add("| --- | --- | --- | --- |");
          found.forEach(one -> lines.add(one.row()));
        });
    return lines;
  }

  @Test
  void seeds() throws IOException {
    int seeds = Integer.getInteger("kit.seeds", 100);
    List<CheckOutcome> alarms = new ArrayList<>();
    long checks = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      try (ReferenceEndpoint endpoint =
          ReferenceEndpoint.start(List.of(EndpointKitTest.TOKENS, EndpointKitTest.OTHER))) {
        KitReport report = EndpointKitTest.verify(endpoint.uri(), seed, 5, check -> true);
        checks += report.count(CheckOutcome.CheckVerdict.HOLDS) + report.failures().size();
        for (CheckOutcome alarm : report.failures()) {
          System.out.println("seed " + seed + ": " + alarm);
        }
        alarms.addAll(report.failures());
      }
    }
    String figures =
        String.format("%d seeds, %d checks made, %d false alarms.", seeds, checks, alarms.size());
    System.out.println(figures);
    write(DOCUMENT, "seeds", List.of(figures));
    assertEquals(List.of(), alarms);
  }

  /** Puts lines between the two marks of that name. */
  private static void write(Path document, String name, List<String> lines) throws IOException {
    String text = Files.readString(document);
    String begin = "<!-- begin of the " + name + " -->\n";
    String end = "<!-- end of the " + name + " -->\n";
    String head = text.substring(0, text.indexOf(begin) + begin.length());
    String tail = text.substring(text.indexOf(end));
    Files.writeString(document, head + "\n" + String.join("\n", lines) + "\n\n" + tail);
  }
}
