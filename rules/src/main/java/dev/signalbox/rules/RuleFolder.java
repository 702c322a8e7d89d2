package dev.signalbox.rules;

import dev.signalbox.rules.internal.file.FolderWatch;
import dev.signalbox.rules.internal.file.RuleFiles;
import dev.signalbox.rules.model.RuleReading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A folder with the vendor's rule files, as administrators export them: {@code
 * *.ConvIntelligenceSignalRule-meta.xml}, also without {@code -meta.xml} (RUL-1). Sub-folders are
 * searched too, except {@code node_modules} and those whose names begin with a dot, so the root of
 * a source project will do. Other files are ignored. Immutable and thread-safe.
 *
 * <pre>{@code
 * RuleReading reading = RuleFolder.of(Path.of("rules")).read();
 * reading.errors().forEach(error -> System.err.println(error));
 * }</pre>
 */
public final class RuleFolder {
  private final RuleFiles files;

  private RuleFolder(Path folder) {
    files = new RuleFiles(folder);
  }

  /**
   * A folder.
   *
   * @param folder where the files are; it is opened when it is read
   * @return the folder
   */
  public static RuleFolder of(Path folder) {
    return new RuleFolder(folder);
  }

  /**
   * Reads all rules. A file that can't be read or is not a rule is an error in the result.
   *
   * @return rules, errors and warnings
   * @throws IOException when the folder can't be read; the message says why
   */
  public RuleReading read() throws IOException {
    return files.read();
  }

  /**
   * Looks for changes at an interval, by the names and the contents of the rule files, which works
   * on every file system. A change is read once it has settled, that is, when two looks in a row
   * see the same.
   *
   * @param every the time between two looks; positive
   * @param changed gets what the folder holds after each change, on the watch's own thread; nothing
   *     is reported while the folder can't be read. What it throws is logged, and the watch goes on
   * @return the watch; close it to end it
   * @throws IOException when the folder can't be read now; the message says why
   */
  public RuleWatch watch(Duration every, Consumer<RuleReading> changed) throws IOException {
    if (every.isNegative() || every.isZero()) {
      throw new IllegalArgumentException("the time between two looks must be positive");
    }
    FolderWatch watch = new FolderWatch(files, every, changed);
    watch.start();
    return watch::close;
  }
}
