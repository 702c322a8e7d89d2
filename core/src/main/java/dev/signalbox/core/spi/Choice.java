package dev.signalbox.core.spi;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which of the transports that were found is meant: every outcome is decided here. */
final class Choice {
  private Choice() {}

  static TransportProvider of(List<TransportProvider> all, Optional<String> name) {
    if (all.isEmpty()) {
      throw new IllegalStateException(
          "No transport was found: add dev.signalbox:signalbox-transport-inmemory to the module path"
              + " or class path.");
    }
    List<TransportProvider> chosen =
        all.stream().filter(p -> name.isEmpty() || p.name().equals(name.get())).toList();
    if (chosen.size() == 1) {
      return chosen.get(0);
    }
    String names =
        all.stream().map(TransportProvider::name).sorted().collect(Collectors.joining(", "));
    throw new IllegalStateException(
        name.map(n -> chosen.isEmpty() ? "There is no transport " : "There are several transports ")
                .map(s -> s + "\"" + name.get() + "\"")
                .orElse("There are several transports and none was chosen")
            + "; found: "
            + names
            + ".");
  }
}
