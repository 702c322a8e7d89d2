package dev.signalbox.rules.spi;

import java.util.Map;

/**
 * What a program tells a handler that it creates.
 *
 * @param options the handler's own settings by name; it refuses a name that it does not know
 */
public record ActionHandlerConfig(Map<String, String> options) {
  /**
   * Copies the options.
   *
   * @param options see the component
   */
  public ActionHandlerConfig {
    options = Map.copyOf(options);
  }
}
