package dev.signalbox.standalone.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Warns of files with secrets that other users of the machine can read. */
public final class FilePermissions {
  private static final System.Logger LOG = System.getLogger("signalbox");

  private FilePermissions() {}

  /** Warns where every user can read a file. */
  public static void warnWhereEveryoneReads(Path file, String secret) {
    warn(file, secret, Set.of(PosixFilePermission.OTHERS_READ));
  }

  /** Warns where every user, or the file's group, can read a file. */
  public static void warnWhereOthersRead(Path file, String secret) {
    warn(file, secret, Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ));
  }

  private static void warn(Path file, String secret, Set<PosixFilePermission> unwanted) {
    if (!isPosix(file)) {
      return;
    }
    try {
      if (Files.getPosixFilePermissions(file).stream().anyMatch(unwanted::contains)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "others can read {0}, which holds {1}: take that away with chmod 600",
            file,
            secret);
      }
    } catch (IOException e) {
      // Reading the file says more about what is wrong with it.
    }
  }

  /** Whether a file has the permissions of POSIX. */
  public static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
