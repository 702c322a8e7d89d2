package dev.signalbox.format.xml.internal;

import java.util.ServiceLoader;
import javax.xml.stream.XMLInputFactory;

/**
 * The providers whose behaviour is known, by their names: another one on a class path must not win.
 */
final class Providers {
  private Providers() {}

  /** Woodstox. */
  static XMLInputFactory xml() {
    return named(
        "com.ctc.wstx.stax.WstxInputFactory",
        "com.fasterxml.woodstox:woodstox-core",
        ServiceLoader.load(XMLInputFactory.class, Providers.class.getClassLoader()));
  }

  private static <S> S named(String type, String artifact, ServiceLoader<S> services) {
    return services.stream()
        .filter(provider -> provider.type().getName().equals(type))
        .findFirst()
        .map(ServiceLoader.Provider::get)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    type
                        + " was not found: add "
                        + artifact
                        + " to the module path or class path."));
  }
}
