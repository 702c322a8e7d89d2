package dev.signalbox.moduletests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.launcher.EngineFilter.includeEngines;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Property tests are run by an engine of their own. A build in which that engine is missing, or
 * does not fit the platform, is green without them; this test makes it red. It reads the reports of
 * the modules that were tested before this one.
 */
class PropertiesRanTest {
  @Test
  void everyPropertyOfTheOtherModulesRan() throws IOException {
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (Path module : modules()) {
      for (JavaMethod property : properties(module.resolve("target/test-classes"))) {
        found++;
        if (!ran(module, property)) {
          missing.add(property.getFullName());
        }
      }
    }
    int properties = found;
    assertAll(
        () -> assertTrue(properties > 0, "no module has a property test"),
        () -> assertEquals(List.of(), missing, "not in the reports of their modules"));
  }

  @Test
  void propertiesAreFoundInThisModule() {
    TestPlan plan =
        LauncherFactory.create()
            .discover(
                LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectPackage(getClass().getPackageName()))
                    .filters(includeEngines("jqwik"))
                    .build());
    assertTrue(plan.countTestIdentifiers(test -> test.isTest()) > 0);
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> folders = Files.list(Modules.root())) {
      return folders
          .filter(folder -> !folder.endsWith("module-tests"))
          .filter(folder -> Files.isDirectory(folder.resolve("target/test-classes")))
          .sorted()
          .toList();
    }
  }

  private static List<JavaMethod> properties(Path classes) {
    return new ClassFileImporter()
        .importPath(classes).stream()
            .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
            .map(JavaClass::getMethods)
            .flatMap(methods -> methods.stream())
            .filter(
                method ->
                    method.isAnnotatedWith("net.jqwik.api.Property")
                        || method.isMetaAnnotatedWith("net.jqwik.api.Property"))
            .toList();
  }

  private static boolean ran(Path module, JavaMethod property) throws IOException {
    // The report of a group is that of the class around it.
    String type = property.getOwner().getName().replaceFirst("\\$.*", "");
    Path report = module.resolve("target/surefire-reports/TEST-" + type + ".xml");
    return Files.exists(report)
        && Files.readString(report).contains("<testcase name=\"" + property.getName());
  }
}
