package dev.signalbox.standalone.identity;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterDirectory;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.FileWatch;
import dev.signalbox.standalone.cli.IoErrors;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;

/**
 * Call centers from a folder of keys, which is watched (AUTH-3): files named {@code
 * ORG.API_NAME.pem} or, for further keys of one call center, {@code ORG.API_NAME.ANYTHING.pem}. A
 * file that is gone counts no more at the next request; what is new or changed, after a second at
 * the most. Thread-safe.
 */
public final class WatchedCallCenters implements CallCenterDirectory, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("signalbox");
  private static final String PEM = ".pem";

  private final Path folder;
  private final boolean weak;
  private final CallCenterDirectory others;
  private final FileWatch watch;

  /** By file, what it holds; replaced as a whole. */
  private volatile Map<CallCenterId, Map<Path, CallCenterKey>> keys;

  private Set<String> reported = Set.of();

  private WatchedCallCenters(
      Path folder,
      boolean weak,
      CallCenterDirectory others,
      Map<CallCenterId, Map<Path, CallCenterKey>> keys) {
    this.folder = folder;
    this.weak = weak;
    this.others = others;
    this.keys = keys;
    watch = FileWatch.start(this::files, this::reread);
  }

  /**
   * The call centers of a folder.
   *
   * @param weak whether keys may have 1024 bits
   * @param others knows further call centers
   * @throws CommandFailure when the folder or a file in it can't be used
   */
  public static WatchedCallCenters open(Path folder, boolean weak, CallCenterDirectory others)
      throws CommandFailure {
    Map<CallCenterId, Map<Path, CallCenterKey>> keys = new HashMap<>();
    try {
      for (Path file : pems(folder)) {
        put(keys, file, KeyFiles.publicKey(file, weak));
      }
    } catch (IOException e) {
      throw CommandFailure.failure(
          "--call-centers: " + folder + " can't be read: " + IoErrors.of(e));
    } catch (TypeConversionException wrong) {
      throw CommandFailure.failure("--call-centers: " + wrong.getMessage());
    }
    if (keys.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "AUTH-3: there is no file ORG.API_NAME.pem in " + folder + " yet, so nobody may call");
    }
    return new WatchedCallCenters(folder, weak, others, Map.copyOf(keys));
  }

  private static List<Path> pems(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      // Mounts of Kubernetes have the files behind links, beside folders that begin with a dot.
      return all.filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(file -> file.toString().endsWith(PEM))
          .sorted()
          .toList();
    }
  }

  private static void put(
      Map<CallCenterId, Map<Path, CallCenterKey>> keys, Path file, CallCenterKey key) {
    keys.computeIfAbsent(id(file), id -> new LinkedHashMap<>()).put(file, key);
  }

  private static CallCenterId id(Path file) {
    String[] parts = file.getFileName().toString().split("\\.", 3);
    if (parts.length < 3) {
      throw new TypeConversionException(file + " is not named ORG.API_NAME.pem");
    }
    return new CallCenterOption.Named().convert(parts[0] + ":" + parts[1]);
  }

  private List<Path> files() {
    try {
      List<Path> files = new ArrayList<>(List.of(folder));
      files.addAll(pems(folder));
      return files;
    } catch (IOException gone) {
      return List.of();
    }
  }

  /** A file that can't be used keeps the key that it had: it may be half written. */
  private boolean reread() {
    Map<CallCenterId, Map<Path, CallCenterKey>> before = keys;
    Map<CallCenterId, Map<Path, CallCenterKey>> now = new HashMap<>();
    Set<String> troubles = new TreeSet<>();
    for (Path file : files()) {
      if (file.equals(folder)) {
        continue;
      }
      try {
        put(now, file, KeyFiles.publicKey(file, weak));
      } catch (CommandFailure | TypeConversionException wrong) {
        troubles.add(wrong.getMessage());
        before.forEach(
            (id, files) -> {
              CallCenterKey known = files.get(file);
              if (known != null) {
                put(now, file, known);
              }
            });
      }
    }
    keys = Map.copyOf(now);
    troubles.stream()
        .filter(trouble -> !reported.contains(trouble))
        .forEach(trouble -> LOG.log(Level.WARNING, "AUTH-3: {0}", trouble));
    reported = troubles;
    LOG.log(
        Level.INFO,
        "call centers of "
            + folder
            + " now: "
            + new TreeSet<>(now.keySet().stream().map(CallCenterId::toString).toList()));
    return troubles.isEmpty();
  }

  @Override
  public Set<CallCenterKey> keys(CallCenterId callCenter) {
    Map<Path, CallCenterKey> own = keys.get(callCenter);
    if (own == null) {
      return others.keys(callCenter);
    }
    Set<CallCenterKey> all = new LinkedHashSet<>(others.keys(callCenter));
    own.forEach(
        (file, key) -> {
          // Asked each time, so that what is removed counts no more at the next request.
          if (file.toFile().exists()) {
            all.add(key);
          }
        });
    return all;
  }

  /** The call centers that may call now. */
  public Set<CallCenterId> ids() {
    return keys.keySet();
  }

  @Override
  public void close() {
    watch.close();
  }
}
