package dev.signalbox.moduletests;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.spi.TransportProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On a class path, providers are found as they are on a module path. These tests run on one. */
class ServicesTest {
  static Set<Provides> provided() {
    return Modules.own().values().stream()
        .map(ModuleDescriptor::provides)
        .flatMap(Set::stream)
        .collect(toCollection(TreeSet::new));
  }

  @Test
  void thisIsAClassPath() {
    assertTrue(!getClass().getModule().isNamed());
    assertTrue(!provided().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("provided")
  void whatAModuleProvidesIsInMetaInfServices(Provides provides) throws IOException {
    Set<String> found =
        Collections.list(
                getClass().getClassLoader().getResources("META-INF/services/" + provides.service()))
            .stream()
            .flatMap(ServicesTest::lines)
            .collect(toCollection(TreeSet::new));
    assertTrue(
        found.containsAll(provides.providers()),
        () ->
            provides.providers()
                + " not in "
                + found
                + ": the pom of that module leaves exec-maven-plugin out, which writes these files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "inmemory"})
  void transportsAreFoundByName(String name) {
    assertEquals(name, TransportProvider.find(Optional.of(name)).name());
  }

  private static Stream<String> lines(URL file) {
    try (InputStream in = file.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
