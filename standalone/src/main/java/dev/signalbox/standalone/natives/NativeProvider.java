package dev.signalbox.standalone.natives;

import dev.signalbox.tokens.TokenVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
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
 * The native security provider of the {@link NativeFolder}. It is kept off the module path, since
 * the JDK would load it there whenever it looks for any provider, and that takes longer than most
 * commands of the program.
 */
public final class NativeProvider {
  private NativeProvider() {}

  /**
   * Loads it, for {@link TokenVerifier.Builder#nativeProvider}.
   *
   * @return empty where there is none for this system
   */
  public static Optional<Provider> load() {
    Optional<Path> folder = NativeFolder.find();
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
