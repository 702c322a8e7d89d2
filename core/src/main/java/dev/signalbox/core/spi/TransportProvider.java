package dev.signalbox.core.spi;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Makes transports of one kind. Providers are found by {@link ServiceLoader}; a program that makes
 * its transport itself needs none.
 */
public interface TransportProvider {
  /**
   * The name by which an operator chooses this kind.
   *
   * @return lower-case, such as {@code inmemory}
   */
  String name();

  /**
   * Makes a transport.
   *
   * @param config what the program that asks has decided
   * @return a new transport, ready to accept
   * @throws IllegalArgumentException when an option's value can't be used; the message says which
   * @throws IllegalStateException when what the transport needs is out of reach or not as it should
   *     be; the message says what
   */
  Transport create(TransportConfig config);

  /**
   * Opens the log that this kind of transport keeps, for tools beside the servers.
   *
   * @param config what the program that asks has decided
   * @return the log; empty, the default, when this kind keeps none
   * @throws IllegalArgumentException when an option's value can't be used; the message says which
   * @throws IllegalStateException when the log can't be opened; the message says why
   * @since 0.2.0
   */
  default Optional<TransportLog> log(TransportConfig config) {
    return Optional.empty();
  }

  /**
   * Finds a provider on the module path and the class path.
   *
   * @param name the operator's choice; empty to take the only one that there is
   * @return the provider
   * @throws IllegalStateException when there is none, none of that name, or no choice among
   *     several; the message says what to do
   */
  static TransportProvider find(Optional<String> name) {
    List<TransportProvider> all =
        ServiceLoader.load(TransportProvider.class, TransportProvider.class.getClassLoader())
            .stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    return Choice.of(all, name);
  }
}
