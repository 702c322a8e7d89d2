package dev.signalbox.standalone.natives;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder {@code native}, where the build puts native code for its system: beside the folder of
 * the program's modules, or in {@code lib} of a runtime image.
 */
public final class NativeFolder {
  private static final String SQLITE_FOLDER = "org.sqlite.lib.path";

  private NativeFolder() {}

  /**
   * Finds it.
   *
   * @return empty where there is none for this system
   */
  public static Optional<Path> find() {
    return Optional.ofNullable(NativeFolder.class.getModule().getLayer())
        .flatMap(layer -> layer.configuration().findModule("dev.signalbox.standalone"))
        .flatMap(module -> module.reference().location())
        .map(NativeFolder::beside)
        .filter(Files::isDirectory);
  }

  /**
   * Has SQLite's driver load its library from here, unless the user says where. Otherwise the
   * driver writes it into the temporary folder at every start, and runs another program to learn
   * which system this is.
   */
  public static void serveSqlite() {
    if (System.getProperty(SQLITE_FOLDER) == null
        && System.getProperty("org.sqlite.tmpdir") == null) {
      find()
          .filter(folder -> Files.exists(folder.resolve(System.mapLibraryName("sqlitejdbc"))))
          .ifPresent(folder -> System.setProperty(SQLITE_FOLDER, folder.toString()));
    }
  }

  private static Path beside(URI program) {
    return program.getScheme().equals("file")
        ? Path.of(program).resolveSibling("../native").normalize()
        : Path.of(System.getProperty("java.home"), "lib", "native");
  }
}
