import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Gives the program's copies of some jars the module descriptors that they lack, since jlink takes no
 * module without one. Their names are those that the jars have as automatic modules; what they provide
 * as services is left out. Run by the build on the folder of the program's modules.
 */
class Descriptors {
  /** What each requires; those that others require come first. */
  private static final Map<String, List<String>> REQUIRED = new LinkedHashMap<>();

  static {
    REQUIRED.put("micrometer.commons", List.of("java.logging"));
    REQUIRED.put("micrometer.observation", List.of("transitive micrometer.commons"));
    REQUIRED.put(
        "micrometer.core",
        List.of("transitive micrometer.observation", "java.logging", "static java.management"));
    REQUIRED.put("io.prometheus.metrics.config", List.of());
    REQUIRED.put("io.prometheus.metrics.tracer.common", List.of());
    REQUIRED.put("io.prometheus.metrics.model", List.of("io.prometheus.metrics.config"));
    REQUIRED.put(
        "io.prometheus.writer.text",
        List.of("io.prometheus.metrics.config", "transitive io.prometheus.metrics.model"));
    REQUIRED.put(
        "io.prometheus.metrics.core",
        List.of(
            "io.prometheus.metrics.config",
            "transitive io.prometheus.metrics.model",
            "io.prometheus.metrics.tracer.common"));
    REQUIRED.put(
        "micrometer.registry.prometheus",
        List.of(
            "transitive micrometer.core",
            "transitive io.prometheus.metrics.config",
            "transitive io.prometheus.metrics.core",
            "io.prometheus.metrics.tracer.common",
            "io.prometheus.writer.text"));
  }

  /** Of the files in the jars: fixed, so that two builds make the same bytes. */
  private static final String TIME = "2026-01-01T00:00:00Z";

  public static void main(String[] arguments) throws IOException {
    Path modules = Path.of(arguments[0]);
    Path work = Files.createTempDirectory("descriptors");
    try {
      for (Map.Entry<String, List<String>> one : REQUIRED.entrySet()) {
        ModuleReference module =
            ModuleFinder.of(modules)
                .find(one.getKey())
                .orElseThrow(() -> new IllegalStateException(one.getKey() + " is missing"));
        if (module.descriptor().isAutomatic()) {
          describe(module, one.getValue(), modules, work);
        }
      }
    } finally {
      try (Stream<Path> all = Files.walk(work)) {
        all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
      }
    }
  }

  private static void describe(
      ModuleReference module, List<String> required, Path modules, Path work) throws IOException {
    ModuleDescriptor automatic = module.descriptor();
    StringBuilder text = new StringBuilder("open module " + automatic.name() + " {\n");
    required.forEach(name -> text.append("  requires ").append(name).append(";\n"));
    new TreeSet<>(automatic.packages())
        .forEach(name -> text.append("  exports ").append(name).append(";\n"));
    Path source = Files.writeString(work.resolve("module-info.java"), text.append("}\n"));
    Path jar = Path.of(module.location().orElseThrow());
    run("javac", "-d", work, "-p", modules, "--patch-module", automatic.name() + "=" + jar, source);
    run("jar", "--update", "--file", jar, "--date", TIME, "-C", work, "module-info.class");
  }

  private static void run(String tool, Object... arguments) {
    List<String> texts = new ArrayList<>();
    for (Object argument : arguments) {
      texts.add(argument.toString());
    }
    StringWriter said = new StringWriter();
    PrintWriter to = new PrintWriter(said);
    int code =
        ToolProvider.findFirst(tool).orElseThrow().run(to, to, texts.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException(tool + " " + texts + ": " + said);
    }
  }
}
