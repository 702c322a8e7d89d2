package dev.signalbox.rules.spi;

import java.util.Map;
import java.util.TreeSet;

/**
 * The settings with which a program creates a handler.
 *
 * @param options the handler's options by name; a handler refuses a name that it does not know
 */
public record ActionHandlerConfig(Map<String, String> options) {
  /**
   * Copies the options.
   *
   * @param options the handler's options by name
   */
  public ActionHandlerConfig {
    options = Map.copyOf(options);
  }

  /**
   * The names of the options. Their values may be secret.
   *
   * @return one short line
   */
  @Override
  public String toString() {
    return "options " + new TreeSet<>(options.keySet());
  }
}
