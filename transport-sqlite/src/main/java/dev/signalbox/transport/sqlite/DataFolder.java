package dev.signalbox.transport.sqlite;

import dev.signalbox.transport.sqlite.internal.Inspection;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A look at the data file of a folder, also while a process uses it. Not thread-safe.
 *
 * @since 0.2.0
 */
public final class DataFolder implements AutoCloseable {
  private final Inspection inspection;

  private DataFolder(Inspection inspection) {
    this.inspection = inspection;
  }

  /**
   * Opens a folder's file to read it.
   *
   * @param folder the folder
   * @return the open file
   * @throws IllegalStateException when there is none, or it can't be read; the message says why
   */
  public static DataFolder open(Path folder) {
    return new DataFolder(Inspection.of(folder));
  }

  /**
   * Whether the file is whole.
   *
   * @return what is damaged; empty when nothing is
   * @throws IllegalStateException when it can't be read
   */
  public List<String> damage() {
    return inspection.damage();
  }

  /**
   * What is in the file, and what waits for which subscriber.
   *
   * @return some lines
   * @throws IllegalStateException when it can't be read
   */
  public List<String> summary() {
    return inspection.summary();
  }

  /**
   * The batches that wait, in the order of their acceptance.
   *
   * @param lines gets each as a toolkit event (TLK-1)
   * @throws IllegalStateException when the file can't be read
   */
  public void export(Consumer<String> lines) {
    inspection.export(lines);
  }

  /**
   * Copies the file as it is at one moment.
   *
   * @param copy the new file
   * @throws IllegalStateException when it can't be written
   */
  public void backup(Path copy) {
    inspection.backup(copy);
  }

  @Override
  public void close() {
    inspection.close();
  }
}
