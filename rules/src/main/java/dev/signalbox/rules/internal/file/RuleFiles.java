package dev.signalbox.rules.internal.file;

import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.RuleFinding;
import dev.signalbox.rules.model.RuleReading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The rule files in a folder and its sub-folders (RUL-1). Immutable. */
public final class RuleFiles {
  /** The size beyond which a file is not read as a rule. */
  public static final int MAX_BYTES = 1024 * 1024;

  /** How many files and folders are looked at before the search gives up. */
  static final int MAX_ENTRIES = 100_000;

  private static final int MAX_DEPTH = 32;
  private static final String SUFFIX = ".ConvIntelligenceSignalRule";

  private final Path folder;

  public RuleFiles(Path folder) {
    this.folder = folder;
  }

  /** Reads the files. */
  public RuleReading read() throws IOException {
    Search search = search();
    List<Rule> rules = new ArrayList<>();
    List<RuleFinding> errors = new ArrayList<>();
    List<RuleFinding> warnings = new ArrayList<>(search.warnings);
    Map<String, Path> names = new HashMap<>();
    for (Path file : search.files) {
      RuleReader reader = new RuleReader(file);
      Optional<Rule> rule = read(file, reader);
      warnings.addAll(reader.warnings());
      errors.addAll(reader.errors());
      if (rule.isPresent()) {
        String name = rule.get().developerName();
        Path other = names.putIfAbsent(name, file);
        if (other == null) {
          rules.add(rule.get());
        } else {
          errors.add(
              new RuleFinding(
                  file,
                  1,
                  "RUL-1: the rule in "
                      + folder.relativize(other)
                      + " already has the developerName "
                      + name));
        }
      }
    }
    return new RuleReading(rules, errors, warnings);
  }

  private static Optional<Rule> read(Path file, RuleReader reader) {
    try {
      return reader.read(content(file));
    } catch (IOException e) {
      // A file that was deleted after the search is no error.
      if (!Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
        reader.error(1, "the file can't be read: " + reason(e));
      }
      return Optional.empty();
    }
  }

  /**
   * A digest of each file's content. Sizes and times do not tell files apart: an image may have
   * fixed times, and a ConfigMap swaps links.
   */
  SortedMap<Path, String> digests() throws IOException {
    SortedMap<Path, String> digests = new TreeMap<>();
    MessageDigest sha256 = sha256();
    for (Path file : search().files) {
      try {
        digests.put(file, HexFormat.of().formatHex(sha256.digest(content(file))));
      } catch (IOException e) {
        digests.put(file, reason(e));
      }
    }
    return digests;
  }

  /** At most one byte more than a rule may have. */
  private static byte[] content(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private Search search() throws IOException {
    if (!attributes().isDirectory()) {
      throw new FileSystemException(
          folder.toString(),
          null,
          "it is a file, not a folder; give the folder that holds the rule files");
    }
    Search search = new Search();
    Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, search);
    search.files.sort(null);
    return search;
  }

  private BasicFileAttributes attributes() throws IOException {
    try {
      return Files.readAttributes(folder, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(folder.toString(), null, "there is no such folder");
    }
  }

  /** Why a file or folder can't be read; many of the JDK's messages are only its name. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (e instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private final class Search extends SimpleFileVisitor<Path> {
    final List<Path> files = new ArrayList<>();
    final List<RuleFinding> warnings = new ArrayList<>();
    private int entries;

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      count();
      return directory.equals(folder) || isSearched(directory)
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      count();
      // A link that leads nowhere is kept, so that it is reported.
      if (isRuleFile(file) && (attributes.isRegularFile() || attributes.isSymbolicLink())) {
        files.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (file.equals(folder)) {
        throw new FileSystemException(folder.toString(), null, reason(e));
      }
      if (!(e instanceof FileSystemLoopException)) {
        warnings.add(new RuleFinding(file, 1, "this can't be read: " + reason(e)));
      }
      return FileVisitResult.CONTINUE;
    }

    private void count() throws IOException {
      if (++entries > MAX_ENTRIES) {
        throw new FileSystemException(
            folder.toString(),
            null,
            "it holds more than " + MAX_ENTRIES + " files; give a folder closer to the rule files");
      }
    }
  }

  private static boolean isSearched(Path directory) {
    String name = directory.getFileName().toString();
    return !name.startsWith(".") && !name.equals("node_modules");
  }

  private static boolean isRuleFile(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(SUFFIX) || name.endsWith(SUFFIX + "-meta.xml");
  }
}
