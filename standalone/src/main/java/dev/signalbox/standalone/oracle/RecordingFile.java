package dev.signalbox.standalone.oracle;

import dev.signalbox.standalone.cli.FilePermissions;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.testkit.internal.oracle.RecordedExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file of a recording: a line of JSON for each exchange, which is in the file before the client
 * has the whole answer. Only its owner may read a new one. Thread-safe.
 */
final class RecordingFile implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("signalbox");

  private final Path path;
  private final FileChannel channel;
  private long lines;
  private boolean failed;

  private RecordingFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens a file, to which lines are added where it is there already. */
  static RecordingFile open(Path path) throws IOException {
    FileAttribute<?>[] ownersAlone =
        FilePermissions.isPosix(path)
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    boolean cut = endsWithinALine(path);
    FileChannel channel =
        FileChannel.open(
            path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), ownersAlone);
    RecordingFile file = new RecordingFile(path, channel);
    if (cut) {
      file.write("\n");
    }
    return file;
  }

  /** True where a recording was killed while it wrote. */
  private static boolean endsWithinALine(Path path) throws IOException {
    if (!Files.exists(path) || Files.size(path) == 0) {
      return false;
    }
    try (FileChannel existing = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      existing.read(last, existing.size() - 1);
      return last.get(0) != '\n';
    }
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Adds a line. Where that fails, the log says so once, and nothing more is written. */
  synchronized void add(RecordedExchange exchange) {
    if (failed) {
      return;
    }
    try {
      write(exchange.line() + "\n");
      lines++;
    } catch (IOException e) {
      failed = true;
      LOG.log(
          System.Logger.Level.ERROR,
          "can''t write to {0}: {1}; requests are still passed on, and no longer recorded",
          path,
          IoErrors.of(e));
    }
  }

  synchronized long lines() {
    return lines;
  }

  /** Whether something could not be written. */
  synchronized boolean failed() {
    return failed;
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      failed = true;
      LOG.log(System.Logger.Level.ERROR, "can''t close {0}: {1}", path, IoErrors.of(e));
    }
  }
}
