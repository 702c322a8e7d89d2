package dev.signalbox.testkit.power;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.internal.check.Check;
import dev.signalbox.testkit.internal.endpoint.EndpointRun;
import dev.signalbox.testkit.internal.report.KitReport;
import dev.signalbox.testkit.internal.sender.SenderChecks;
import dev.signalbox.testkit.tck.Covers;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Every check of the kit, whichever way it is made. */
final class CheckCatalog {
  /** The classes whose tests are checks. They need JUnit, so they are named and not referred to. */
  private static final List<String> CLASSES =
      List.of(
          "TransportConformance",
          "VoiceCallDirectoryConformance",
          "ReplayGuardConformance",
          "CallCenterDirectoryConformance",
          "EndpointConformance");

  private CheckCatalog() {}

  /**
   * A check.
   *
   * @param id its id
   * @param clause its clause
   * @param made how it is made: by a subcommand of verify, or by a JUnit class
   */
  record Entry(String id, Clause clause, String made) {}

  /** All checks. Needs JUnit. */
  static List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    EndpointRun.checks().forEach(c -> all.add(new Entry(c.id(), c.clause(), "verify endpoint")));
    SenderChecks.all().forEach(c -> all.add(new Entry(c.id(), c.clause(), "verify sender")));
    for (String name : CLASSES) {
      for (Method method : tests(name)) {
        String id = method.getAnnotation(Covers.class).value();
        all.add(new Entry(id, Check.clause(id), name));
      }
    }
    return List.copyOf(all);
  }

  private static List<Method> tests(String className) {
    try {
      Class<?> type = Class.forName("dev.signalbox.testkit.tck." + className);
      return Stream.of(type.getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(Covers.class))
          .sorted(Comparator.comparing(Method::getName))
          .toList();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The table of clauses and checks, as docs/testkit.md has it. */
  static String table() {
    List<Entry> all = all();
    StringBuilder out = new StringBuilder("| clause | level | checks | which |\n");
    out.append("| --- | --- | --- | --- |\n");
    for (Clause clause : Clause.values()) {
      List<Entry> own = all.stream().filter(e -> e.clause() == clause).toList();
      out.append("| [")
          .append(clause.id())
          .append("](contract.md#")
          .append(clause.id().toLowerCase(Locale.ROOT))
          .append(") | ")
          .append(clause.level().label())
          .append(" | ")
          .append(own.isEmpty() ? "unchecked" : Integer.toString(own.size()))
          .append(" | ")
          .append(own.isEmpty() ? KitReport.whyUnchecked(clause) : which(own))
          .append(" |\n");
    }
    return out.toString();
  }

  private static String which(List<Entry> entries) {
    StringBuilder out = new StringBuilder();
    for (String made : entries.stream().map(Entry::made).distinct().toList()) {
      out.append(out.isEmpty() ? "" : "<br>").append(made).append(':');
      for (Entry entry : entries) {
        if (entry.made().equals(made)) {
          out.append(" `").append(entry.id()).append('`');
        }
      }
    }
    return out.toString();
  }
}
