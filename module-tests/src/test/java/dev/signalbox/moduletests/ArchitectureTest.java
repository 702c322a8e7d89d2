package dev.signalbox.moduletests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The {@link Law}, as the classes keep it. The descriptors do not hold on a class path, where
 * everything is visible to everything.
 */
class ArchitectureTest {
  private static final int MOST_TYPES = 25;

  private static final JavaClasses MAIN = Modules.MAIN;

  /** The packages of the modules that an application has inside: everything but programs. */
  private static final String[] LIBRARY =
      Law.MAY_SEE.keySet().stream()
          .filter(
              Predicate.<String>isEqual(Law.EMBED)
                  .or(Predicate.isEqual(Law.STANDALONE))
                  .or(Predicate.isEqual(Law.TESTKIT))
                  .negate())
          .map(ArchitectureTest::within)
          .toArray(String[]::new);

  static Set<String> confined() {
    return new TreeSet<>(Law.CONFINED.keySet());
  }

  static Set<String> withClasses() {
    return Modules.own().values().stream()
        .filter(module -> !module.packages().isEmpty())
        .map(module -> module.name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void modulesSeeWhatTheLawAllows() {
    LayeredArchitecture law = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String module : withClasses()) {
      law = law.layer(module).definedBy(within(module));
    }
    for (String module : withClasses()) {
      String[] allowed =
          Law.seenBy(module).stream().filter(withClasses()::contains).toArray(String[]::new);
      law =
          allowed.length == 0
              ? law.whereLayer(module).mayNotAccessAnyLayer()
              : law.whereLayer(module).mayOnlyAccessLayers(allowed);
    }
    law.check(MAIN);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("dev.signalbox.(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void packagesAreSmall() {
    Map<String, Long> types =
        MAIN.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
    types.values().removeIf(count -> count <= MOST_TYPES);
    assertEquals(Map.of(), types, "packages of more than " + MOST_TYPES + " types");
  }

  @Test
  void coreSeesTheJdkAndTheJsonInterfaceAlone() {
    classes()
        .that()
        .resideInAPackage("dev.signalbox.core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.signalbox.core..",
            "java..",
            "javax.security.auth.x500",
            "jakarta.json..",
            "org.jspecify..")
        .check(MAIN);
  }

  @ParameterizedTest
  @MethodSource("confined")
  void librariesStayWhereTheyBelong(String library) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            Law.CONFINED.get(library).stream().map(ArchitectureTest::within).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(within(library))
        .check(MAIN);
  }

  @Test
  void everyLibraryIsInTheLaw() {
    String[] known =
        Stream.of(
                Law.CONFINED.keySet().stream(),
                Law.COMMON.stream(),
                Stream.of(Modules.PREFIX, "java", "javax", "org.w3c.dom", "org.xml.sax"))
            .flatMap(names -> names)
            .map(ArchitectureTest::within)
            .toArray(String[]::new);
    classes().should().onlyDependOnClassesThat(resideInAnyPackage(known)).check(MAIN);
  }

  @Test
  void theLibraryLeavesTheStandardStreamsAlone() {
    noClasses()
        .that()
        .resideInAnyPackage(LIBRARY)
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(MAIN);
  }

  @Test
  void theLibraryLogsWithTheLoggerOfThePlatform() {
    noClasses()
        .that()
        .resideInAnyPackage(LIBRARY)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache..logging..")
        .check(MAIN);
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<String> unmarked =
        MAIN.stream()
            .map(JavaClass::getPackage)
            .filter(
                javaPackage -> !javaPackage.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
            .map(JavaPackage::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), unmarked);
  }

  /**
   * Code that sleeps either waits too long or not long enough; tests wait for what they need. What
   * puts the server under load is no test of the build, and sends by the clock.
   */
  @Test
  void nothingSleeps() throws IOException {
    List<Path> compiled;
    try (Stream<Path> folders = Files.list(Modules.root())) {
      compiled =
          folders
              .flatMap(
                  folder ->
                      Stream.of(
                          folder.resolve("target/classes"), folder.resolve("target/test-classes")))
              .filter(Files::isDirectory)
              .toList();
    }
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.signalbox.standalone.load")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .check(new ClassFileImporter().importPaths(compiled));
  }

  private static String within(String name) {
    return name + "..";
  }
}
