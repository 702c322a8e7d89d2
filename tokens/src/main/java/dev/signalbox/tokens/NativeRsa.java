package dev.signalbox.tokens;

import java.security.Provider;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The Amazon Corretto Crypto Provider, where its jar is on a path: it verifies in half the time of
 * the JDK's. To load it takes some 0.4 s of CPU time.
 */
final class NativeRsa {
  private static final String PACKAGE = "com.amazon.corretto.crypto.provider.";

  private NativeRsa() {}

  /**
   * Loads it.
   *
   * @param loader of a path with its jar
   * @return empty where it is not there
   * @throws java.util.ServiceConfigurationError where it is there, and can't be loaded
   */
  public static Optional<Provider> load(ClassLoader loader) {
    return ServiceLoader.load(Provider.class, loader).stream()
        .filter(one -> one.type().getName().startsWith(PACKAGE))
        .findFirst()
        .map(ServiceLoader.Provider::get);
  }
}
