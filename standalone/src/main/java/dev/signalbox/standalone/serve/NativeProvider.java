package dev.signalbox.standalone.serve;

import dev.signalbox.tokens.TokenVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The native security provider that stands in the folder {@code native}: beside the folder of the
 * program's modules, or in {@code lib} of a runtime image. It is kept off the module path, since
 * the JDK would load it there whenever it looks for any provider, and that takes longer than most
 * commands of the program.
 */
final class NativeProvider {
  private NativeProvider() {}

  /**
   * Loads it, for {@link TokenVerifier.Builder#nativeProvider}.
   *
   * @return empty where there is none for this system
   */
  static Optional<Provider> load() {
    Optional<Path> folder = folder();
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    // Never closed: the provider's classes are loaded from it as long as the program runs.
    ClassLoader loader = new URLClassLoader(jars(folder.get()), null);
    return ServiceLoader.load(Provider.class, loader).stream()
        .filter(one -> one.type().getClassLoader() == loader)
        .findFirst()
        .map(ServiceLoader.Provider::get);
  }

  private static Optional<Path> folder() {
    return Optional.ofNullable(NativeProvider.class.getModule().getLayer())
        .flatMap(layer -> layer.configuration().findModule("dev.signalbox.standalone"))
        .flatMap(module -> module.reference().location())
        .map(NativeProvider::beside)
        .filter(Files::isDirectory);
  }

  private static Path beside(URI program) {
    return program.getScheme().equals("file")
        ? Path.of(program).resolveSibling("../native").normalize()
        : Path.of(System.getProperty("java.home"), "lib", "native");
  }

  private static URL[] jars(Path folder) {
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path file : files) {
        jars.add(file.toUri().toURL());
      }
    } catch (MalformedURLException noFileHasSuch) {
      throw new IllegalStateException(noFileHasSuch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jars.toArray(URL[]::new);
  }
}
