package dev.signalbox.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/** How long the disk takes, which every commit waits for. */
final class Disk {
  private static final int TIMES = 500;
  private static final int PAGE = 4096;

  private Disk() {}

  /** Appends a page and flushes it, many times; returns a sentence with what that took. */
  static String flushes(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "flush", ".bin");
    double[] millis = new double[TIMES];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < TIMES; i++) {
        long begin = System.nanoTime();
        channel.write(ByteBuffer.allocate(PAGE));
        channel.force(true);
        millis[i] = (System.nanoTime() - begin) / 1e6;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(millis);
    return String.format(
        Locale.ROOT,
        "The disk: to append 4 KiB and flush them took %.2f ms, p99 %.2f (%d times).",
        millis[TIMES / 2],
        millis[TIMES / 100 * 99],
        TIMES);
  }
}
