package dev.signalbox.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A folder with the vendor's rule files, as administrators export them: {@code
 * *.ConvIntelligenceSignalRule-meta.xml}, also without {@code -meta.xml} (RUL-1). Other files and
 * folders in it are left alone. Immutable and thread-safe.
 */
public final class RuleFolder {
  private static final String SUFFIX = ".ConvIntelligenceSignalRule";

  private final Path folder;

  /**
   * A folder.
   *
   * @param folder where the files are; it is looked at when it is read
   */
  public RuleFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * What the folder has.
   *
   * @param rules those of the files without faults, by file name
   * @param faults why other files are no rules
   * @param remarks what is worth knowing of the rules: conditions that never hold, elements that
   *     are not known
   */
  public record Reading(List<Rule> rules, List<Problem> faults, List<Problem> remarks) {
    /**
     * Copies the lists.
     *
     * @param rules see the component
     * @param faults see the component
     * @param remarks see the component
     */
    public Reading {
      rules = List.copyOf(rules);
      faults = List.copyOf(faults);
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * Something about a file.
   *
   * @param file which
   * @param line where in it, from 1
   * @param reason for people
   */
  public record Problem(Path file, int line, String reason) {
    @Override
    public String toString() {
      return file + ":" + line + ": " + reason;
    }
  }

  /**
   * Reads all rules.
   *
   * @return what there is
   * @throws IOException when the folder or a file can't be read
   */
  public Reading read() throws IOException {
    List<Rule> rules = new ArrayList<>();
    List<Problem> faults = new ArrayList<>();
    List<Problem> remarks = new ArrayList<>();
    Map<String, Path> names = new HashMap<>();
    for (Path file : files()) {
      RuleReader reader = new RuleReader(file);
      var rule = reader.read();
      remarks.addAll(reader.remarks());
      faults.addAll(reader.faults());
      if (rule.isPresent()) {
        Path other = names.putIfAbsent(rule.get().developerName(), file);
        if (other == null) {
          rules.add(rule.get());
        } else {
          faults.add(
              new Problem(
                  file,
                  1,
                  "the developerName "
                      + rule.get().developerName()
                      + " is that of the rule in "
                      + other.getFileName()
                      + " already"));
        }
      }
    }
    return new Reading(rules, faults, remarks);
  }

  /**
   * Looks at the folder again and again, by names, sizes and times, which works on every file
   * system. A change is read once it has settled, that is, when two looks in a row see the same.
   *
   * @param every how long to wait between looks
   * @param changed is given what there is after each change, on the watch's own thread; while the
   *     folder can't be read nothing is reported
   * @return ends the watch when closed
   * @throws IOException when the folder can't be read now
   */
  public Watch watch(Duration every, Consumer<Reading> changed) throws IOException {
    FolderWatch watch = new FolderWatch(this, every, changed);
    watch.start();
    return watch;
  }

  /** A watch over a folder. */
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** What a change would change, by file. */
  SortedMap<Path, List<Object>> state() throws IOException {
    SortedMap<Path, List<Object>> state = new TreeMap<>();
    for (Path file : files()) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      state.put(file, List.of(attributes.size(), attributes.lastModifiedTime()));
    }
    return state;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(RuleFolder::isRuleFile)
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    }
  }

  private static boolean isRuleFile(Path file) {
    String name = file.getFileName().toString();
    return (name.endsWith(SUFFIX) || name.endsWith(SUFFIX + "-meta.xml"))
        && !Files.isDirectory(file, new LinkOption[0]);
  }
}
