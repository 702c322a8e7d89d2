package dev.signalbox.standalone.tools;

import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file that a command reads. */
final class InputFile {
  private InputFile() {}

  /**
   * Opens a file.
   *
   * @param name its path, or {@code -} for standard input
   */
  static InputStream open(String name, Terminal terminal) throws IOException, CommandFailure {
    return name.equals("-") ? terminal.in() : Files.newInputStream(path("FILE", name));
  }

  /** The path that an argument names. */
  static Path path(String argument, String name) throws CommandFailure {
    try {
      return Path.of(name);
    } catch (InvalidPathException invalid) {
      throw CommandFailure.usage(argument + ": must be a path, not \"" + name + "\"");
    }
  }
}
