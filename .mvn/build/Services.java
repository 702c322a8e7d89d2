import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes META-INF/services from what module-info says is provided, so that providers are found on
 * the class path as they are on the module path. Run by the build after compiling.
 */
class Services {
  public static void main(String[] arguments) throws IOException {
    Path classes = Path.of(arguments[0]);
    ModuleDescriptor module =
        ModuleFinder.of(classes).findAll().iterator().next().descriptor();
    if (module.provides().isEmpty()) {
      throw new IllegalStateException(module.name() + " provides nothing: leave this step out");
    }
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    for (Provides provides : module.provides()) {
      Path file = services.resolve(provides.service());
      List<String> providers = provides.providers();
      // An unchanged file keeps its time, and the jar is not made again.
      if (!Files.exists(file) || !Files.readAllLines(file).equals(providers)) {
        Files.write(file, providers);
      }
    }
  }
}
