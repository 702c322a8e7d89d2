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

/** The {@link Law}, as the module descriptors state it. */
class ModuleDescriptorTest {
  static Set<ModuleDescriptor> own() {
    return new TreeSet<>(Modules.own().values());
  }

  @Test
  void theModulesAreFound() {
    assertEquals(Law.MAY_SEE.keySet(), Modules.own().keySet());
  }

  @Test
  void coreSeesTheJdkAndTheJsonInterfaceAlone() {
    Set<String> others =
        Modules.own().get(Law.CORE).requires().stream()
            .filter(requires -> !isJdk(requires.name()))
            .filter(requires -> !isAnnotations(requires))
            .map(Requires::name)
            .collect(toCollection(TreeSet::new));
    assertEquals(Set.of("jakarta.json"), others);
  }

  @ParameterizedTest
  @MethodSource("own")
  void modulesRequireWhatTheLawAllows(ModuleDescriptor module) {
    Set<String> allowed = Law.seenBy(module.name());
    for (Requires requires : module.requires()) {
      assertTrue(
          !Modules.isOwn(requires.name()) || allowed.contains(requires.name()),
          () -> module.name() + " must not require " + requires.name());
    }
  }

  @Test
  void whatAnEmbedderAddsHasNoCode() {
    ModuleDescriptor embed = Modules.own().get(Law.EMBED);
    Set<String> transitive =
        embed.requires().stream()
            .filter(requires -> requires.modifiers().contains(Requires.Modifier.TRANSITIVE))
            .map(Requires::name)
            .collect(toCollection(TreeSet::new));
    assertAll(
        () -> assertEquals(Set.of(), embed.packages()),
        () -> assertEquals(Law.seenBy(Law.EMBED), transitive));
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

  /** A package is for all, or it is internal and at most for other modules of this project. */
  @ParameterizedTest
  @MethodSource("own")
  void internalsAreNotExported(ModuleDescriptor module) {
    for (Exports exports : module.exports()) {
      boolean internal = (exports.source() + ".").contains(".internal.");
      assertAll(
          () ->
              assertEquals(
                  internal, exports.isQualified(), () -> module.name() + " exports " + exports),
          () ->
              assertTrue(
                  exports.targets().stream().allMatch(Modules::isOwn),
                  () -> module.name() + " exports " + exports));
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
