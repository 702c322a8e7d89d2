package dev.signalbox.standalone.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads secrets from files, as mounts bring them. */
public final class SecretFile {
  private SecretFile() {}

  /**
   * The first line of a file. Warns where every user of the machine can read it.
   *
   * @param option names the file
   * @param what the file holds, such as {@code the operator's token}
   * @throws CommandFailure when it can't be read, or is empty
   */
  public static String firstLine(String option, Path file, String what) throws CommandFailure {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      FilePermissions.warnWhereEveryoneReads(file, what);
      String line = text.lines().findFirst().orElse("");
      if (line.isBlank()) {
        throw CommandFailure.failure(
            option + ": the first line of " + file + " is empty; it should be " + what);
      }
      return line;
    } catch (IOException e) {
      throw CommandFailure.failure(option + ": " + file + " can't be read: " + IoErrors.of(e));
    }
  }
}
