package dev.signalbox.moduletests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The dependency rule, as the classes keep it. The descriptors do not hold on a class path, where
 * everything is visible to everything.
 */
class ArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(Modules.PREFIX);

  /** The modules that an application has inside: everything but programs. */
  private static final String[] LIBRARY = {
    "dev.signalbox.core..",
    "dev.signalbox.engine..",
    "dev.signalbox.transport..",
    "dev.signalbox.rules.."
  };

  static Set<String> adapters() {
    return Modules.own().keySet().stream()
        .filter(
            name ->
                name.startsWith("dev.signalbox.engine.")
                    || name.startsWith("dev.signalbox.transport.")
                    || name.equals("dev.signalbox.rules"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void coreSeesTheJdkAndTheJsonInterfaceAlone() {
    classes()
        .that()
        .resideInAPackage("dev.signalbox.core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.signalbox.core..", "java..", "jakarta.json..", "org.jspecify..")
        .check(MAIN);
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void adaptersSeeCoreAndNeverEachOther(String adapter) {
    noClasses()
        .that()
        .resideInAPackage(adapter + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.signalbox..")
                .and(JavaClass.Predicates.resideOutsideOfPackage("dev.signalbox.core.."))
                .and(JavaClass.Predicates.resideOutsideOfPackage(adapter + "..")))
        .check(MAIN);
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

  /** Code that sleeps either waits too long or not long enough; tests wait for what they need. */
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
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .check(new ClassFileImporter().importPaths(compiled));
  }
}
