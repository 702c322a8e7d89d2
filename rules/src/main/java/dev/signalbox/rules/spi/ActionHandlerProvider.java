package dev.signalbox.rules.spi;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Creates handlers of one kind. Programs find providers with {@link ServiceLoader} and use all of
 * them. Code that creates its handlers itself needs no provider.
 */
public interface ActionHandlerProvider {
  /**
   * The name by which an operator gives this kind its options.
   *
   * @return lower-case, such as {@code pager}
   */
  String name();

  /**
   * Creates a handler.
   *
   * @param config the operator's settings
   * @return a new handler
   * @throws IllegalArgumentException when an option can't be used; the message says which
   */
  ActionHandler create(ActionHandlerConfig config);

  /**
   * Finds the providers on the module path and the class path.
   *
   * @return all of them, by name; possibly none
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
            "there are several action handlers \""
                + all.get(i).name()
                + "\"; remove all but one from the module path and the class path");
      }
    }
    return all;
  }
}
