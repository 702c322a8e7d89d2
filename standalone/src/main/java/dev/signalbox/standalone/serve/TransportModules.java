package dev.signalbox.standalone.serve;

import dev.signalbox.core.spi.TransportProvider;
import dev.signalbox.standalone.cli.CommandFailure;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds transports. The one for Kafka is in a folder of its own beside the program, in a module
 * layer that is made when it is asked for: it needs an automatic module, which jlink refuses, and
 * others need not wait for it.
 */
public final class TransportModules {
  /** The folder's name, where the program was not started by its script. */
  private static final String FOLDER = "signalbox.kafka";

  private TransportModules() {}

  /** The transport of a name. */
  public static TransportProvider find(String name) throws CommandFailure {
    try {
      return TransportProvider.find(Optional.of(name));
    } catch (IllegalStateException none) {
      if (!name.equals(KafkaOptionList.KAFKA)) {
        throw CommandFailure.usage("--transport: " + none.getMessage());
      }
      return kafka();
    }
  }

  private static TransportProvider kafka() throws CommandFailure {
    Path folder = Path.of(System.getProperty(FOLDER, "kafka"));
    if (!Files.isDirectory(folder)) {
      throw CommandFailure.usage(
          "--transport: the transport \"kafka\" is not there: its modules are missing in the folder "
              + folder
              + ", see docs/scaling.md");
    }
    try {
      ModuleFinder finder = ModuleFinder.of(folder);
      Set<String> all =
          finder.findAll().stream()
              .map(module -> module.descriptor().name())
              .collect(Collectors.toSet());
      ModuleLayer parent = ModuleLayer.boot();
      Configuration configuration =
          parent.configuration().resolveAndBind(finder, ModuleFinder.of(), all);
      ModuleLayer layer =
          ModuleLayer.defineModulesWithOneLoader(
                  configuration, List.of(parent), ClassLoader.getSystemClassLoader())
              .layer();
      return ServiceLoader.load(layer, TransportProvider.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(provider -> provider.name().equals(KafkaOptionList.KAFKA))
          .findFirst()
          .orElseThrow(
              () ->
                  CommandFailure.usage(
                      "--transport: there is no transport \"kafka\" in the folder " + folder));
    } catch (FindException | java.lang.module.ResolutionException e) {
      throw CommandFailure.failure(
          "--transport: the modules in " + folder + " can't be used: " + e.getMessage());
    }
  }
}
