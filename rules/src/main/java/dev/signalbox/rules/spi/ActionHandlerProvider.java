package dev.signalbox.rules.spi;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Makes handlers of one kind. Providers are found by {@link ServiceLoader}, and a program uses all
 * that it finds; one that makes its handlers itself needs none.
 */
public interface ActionHandlerProvider {
  /**
   * The name by which an operator gives this kind its options.
   *
   * @return lower-case, such as {@code pager}
   */
  String name();

  /**
   * Makes a handler.
   *
   * @param config what the operator has decided
   * @return a new handler
   * @throws IllegalArgumentException when an option can't be used; the message says which
   */
  ActionHandler create(ActionHandlerConfig config);

  /**
   * Finds the providers on the module path and the class path.
   *
   * @return all of them, by name; none is fine
   * @throws IllegalStateException when two have one name
   */
  static List<ActionHandlerProvider> find() {
    List<ActionHandlerProvider> all =
        ServiceLoader.load(
                ActionHandlerProvider.class, ActionHandlerProvider.class.getClassLoader())
            .stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(ActionHandlerProvider::name))
            .toList();
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i).name().equals(all.get(i - 1).name())) {
        throw new IllegalStateException(
            "There are several action handlers \"" + all.get(i).name() + "\".");
      }
    }
    return all;
  }
}
