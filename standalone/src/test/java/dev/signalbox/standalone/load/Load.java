package dev.signalbox.standalone.load;

import dev.signalbox.standalone.serve.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Runs scenarios, and prints a line for each: {@code .ci/load} describes its arguments. */
public final class Load {
  private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

  static {
    SCENARIOS.put("soak", new Soak());
    SCENARIOS.put("idle", new IdleConnections());
    SCENARIOS.put("slow", new SlowClients());
    SCENARIOS.put("handles", new FewHandles());
    SCENARIOS.put("memory", new SmallHeap());
    SCENARIOS.put("disk", new FullDisk());
    SCENARIOS.put("clock", new ClockSteps());
    SCENARIOS.put("stop", new StopUnderLoad());
    SCENARIOS.put("stall", new StallAtStart());
  }

  private Load() {}

  /** A scenario that is to be run. */
  private record Chosen(String name, OptionalInt length) {}

  public static void main(String[] args) throws IOException {
    List<Chosen> chosen = new ArrayList<>();
    Set<Engine> engines = EnumSet.noneOf(Engine.class);
    for (String arg : args) {
      if (SCENARIOS.containsKey(arg)) {
        chosen.add(new Chosen(arg, OptionalInt.empty()));
      } else if (arg.matches("[0-9]{1,6}") && !chosen.isEmpty()) {
        Chosen last = chosen.remove(chosen.size() - 1);
        chosen.add(new Chosen(last.name(), OptionalInt.of(Integer.parseInt(arg))));
      } else if (Stream.of(Engine.values()).anyMatch(engine -> name(engine).equals(arg))) {
        engines.add(Engine.valueOf(arg.toUpperCase(Locale.ROOT)));
      } else {
        System.err.println("no such scenario: " + arg + "; there are " + SCENARIOS.keySet());
        System.exit(2);
      }
    }
    if (engines.isEmpty()) {
      engines.addAll(EnumSet.allOf(Engine.class));
    }
    boolean kept = true;
    for (Chosen one : chosen) {
      for (Engine engine : engines) {
        kept &= run(one, engine);
      }
    }
    System.exit(kept ? 0 : 1);
  }

  private static String name(Engine engine) {
    return engine.name().toLowerCase(Locale.ROOT);
  }

  private static boolean run(Chosen one, Engine engine) throws IOException {
    Path dir = Files.createTempDirectory("signalbox-load");
    String title = one.name() + " " + name(engine) + ": ";
    try {
      System.out.println(title + SCENARIOS.get(one.name()).run(engine, dir, one.length()));
      return true;
    } catch (Skipped skipped) {
      System.out.println("!! " + title + "NOT RUN: " + skipped.getMessage());
      return true;
    } catch (Exception e) {
      String why = e instanceof Failure ? e.getMessage() : e.toString();
      System.out.println(title + "FAILED: " + why);
      return false;
    } finally {
      delete(dir);
    }
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** The program's start script. */
  static Path launcher() {
    return Path.of(System.getProperty("load.launcher", "standalone/target/bin/signalbox"))
        .toAbsolutePath();
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What can't be run here. */
  static final class Skipped extends Exception {
    private static final long serialVersionUID = 1L;

    Skipped(String message) {
      super(message);
    }
  }
}
