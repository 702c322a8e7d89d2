package dev.signalbox.moduletests;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The modules of this project as they were built, found on the class path of the tests. */
final class Modules {
  static final String PREFIX = "dev.signalbox";

  /** The classes of all modules, without those of tests; read once, for that takes seconds. */
  static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(PREFIX);

  private Modules() {}

  /** The folder of the parent pom. */
  static Path root() {
    return Path.of("").toAbsolutePath().getParent();
  }

  /** The descriptors of this project's modules, by module name. */
  static SortedMap<String, ModuleDescriptor> own() {
    SortedMap<String, ModuleDescriptor> own = new TreeMap<>();
    for (ModuleReference module : finder().findAll()) {
      ModuleDescriptor descriptor = module.descriptor();
      if (isOwn(descriptor.name())) {
        own.put(descriptor.name(), descriptor);
      }
    }
    return own;
  }

  static boolean isOwn(String name) {
    return name.equals(PREFIX) || name.startsWith(PREFIX + ".");
  }

  private static ModuleFinder finder() {
    try {
      List<URL> descriptors =
          Collections.list(Modules.class.getClassLoader().getResources("module-info.class"));
      return ModuleFinder.of(descriptors.stream().map(Modules::location).toArray(Path[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jar or the folder of classes that a descriptor lies in. */
  private static Path location(URL descriptor) {
    try {
      if (descriptor.openConnection() instanceof JarURLConnection jar) {
        return Path.of(jar.getJarFileURL().toURI());
      }
      return Path.of(new URI(descriptor.toString())).getParent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
