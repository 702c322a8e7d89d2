package dev.signalbox.moduletests;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dependency rule, as the module descriptors state it. */
class ModuleDescriptorTest {
  private static final String CORE = "dev.signalbox.core";
  private static final String RULES = "dev.signalbox.rules";
  private static final String TESTKIT = "dev.signalbox.testkit";

  /** These see everything: they put the other modules together. */
  private static final Set<String> COMPOSITION =
      Set.of("dev.signalbox", "dev.signalbox.standalone", "dev.signalbox.benchmarks");

  /** These may export the interfaces that others implement, or what tests such implementations. */
  private static final Set<String> WITH_SPI = Set.of(CORE, RULES, TESTKIT);

  static Set<ModuleDescriptor> own() {
    return new TreeSet<>(Modules.own().values());
  }

  @Test
  void theModulesAreFound() {
    assertTrue(
        Modules.own()
            .keySet()
            .containsAll(
                Set.of(
                    "dev.signalbox",
                    CORE,
                    "dev.signalbox.engine.netty",
                    RULES,
                    "dev.signalbox.standalone",
                    TESTKIT,
                    "dev.signalbox.transport.http",
                    "dev.signalbox.transport.inmemory")),
        () -> "found only " + Modules.own().keySet());
  }

  @Test
  void coreSeesTheJdkAndTheJsonInterfaceAlone() {
    Set<String> others =
        Modules.own().get(CORE).requires().stream()
            .filter(requires -> !isJdk(requires.name()))
            .filter(requires -> !isAnnotations(requires))
            .map(Requires::name)
            .collect(toCollection(TreeSet::new));
    assertEquals(Set.of("jakarta.json"), others);
  }

  @ParameterizedTest
  @MethodSource("own")
  void adaptersSeeCoreAndNeverEachOther(ModuleDescriptor module) {
    Set<String> allowed =
        COMPOSITION.contains(module.name())
            ? Modules.own().keySet()
            : module.name().equals(CORE) ? Set.of() : Set.of(CORE);
    for (Requires requires : module.requires()) {
      assertTrue(
          !Modules.isOwn(requires.name()) || allowed.contains(requires.name()),
          () -> module.name() + " must not require " + requires.name());
    }
  }

  @Test
  void whatAnEmbedderAddsHasNoCode() {
    ModuleDescriptor embed = Modules.own().get("dev.signalbox");
    Set<String> transitive =
        embed.requires().stream()
            .filter(requires -> requires.modifiers().contains(Requires.Modifier.TRANSITIVE))
            .map(Requires::name)
            .collect(toCollection(TreeSet::new));
    assertAll(
        () -> assertEquals(Set.of(), embed.packages()),
        () ->
            assertEquals(
                Set.of(CORE, "dev.signalbox.transport.http", "dev.signalbox.transport.inmemory"),
                transitive));
  }

  @ParameterizedTest
  @MethodSource("own")
  void packagesAreNamedAfterTheirModule(ModuleDescriptor module) {
    for (String name : module.packages()) {
      assertTrue(
          name.equals(module.name()) || name.startsWith(module.name() + "."),
          () -> module.name() + " must not hold " + name);
    }
  }

  @Test
  void aPackageLivesInOneModule() {
    TreeMap<String, String> owners = new TreeMap<>();
    for (ModuleDescriptor module : own()) {
      for (String name : module.packages()) {
        String other = owners.put(name, module.name());
        assertEquals(null, other, () -> name + " is also in " + module.name());
      }
    }
  }

  /** One public package per module, named as the module, and {@code spi} where it belongs. */
  @ParameterizedTest
  @MethodSource("own")
  void internalsAreNotExported(ModuleDescriptor module) {
    for (Exports exports : module.exports()) {
      String name = exports.source();
      boolean spi = name.equals(module.name() + ".spi");
      assertAll(
          () ->
              assertTrue(
                  spi ? WITH_SPI.contains(module.name()) : name.equals(module.name()),
                  () -> module.name() + " must not export " + name),
          () -> assertEquals(Set.of(), exports.targets(), () -> name + " is for all or for none"));
    }
  }

  /** Programs open their commands to the library that reads their annotations, and no more. */
  @ParameterizedTest
  @MethodSource("own")
  void nothingIsOpenToReflection(ModuleDescriptor module) {
    assertTrue(!module.isOpen(), module::name);
    Set<String> allowed =
        module.requires().stream()
            .map(Requires::name)
            .filter(Predicate.isEqual("info.picocli"))
            .collect(toCollection(TreeSet::new));
    for (Opens opens : module.opens()) {
      assertTrue(
          opens.isQualified() && allowed.containsAll(opens.targets()),
          () -> module.name() + " must not open " + opens);
    }
  }

  private static boolean isJdk(String name) {
    return name.startsWith("java.") || name.startsWith("jdk.");
  }

  private static boolean isAnnotations(Requires requires) {
    return requires.name().equals("org.jspecify")
        && requires.modifiers().contains(Requires.Modifier.STATIC);
  }
}
