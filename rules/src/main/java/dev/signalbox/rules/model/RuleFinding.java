package dev.signalbox.rules.model;

import java.nio.file.Path;

/**
 * Something that a reader of rule files found: an error or a warning.
 *
 * @param file the file, or the folder, that it is about
 * @param line the line, from 1
 * @param reason what is wrong, for people
 * @since 0.2.0
 */
public record RuleFinding(Path file, int line, String reason) {
  /**
   * The finding as compilers print theirs.
   *
   * @return {@code file:line: reason}
   */
  @Override
  public String toString() {
    return file + ":" + line + ": " + reason;
  }
}
