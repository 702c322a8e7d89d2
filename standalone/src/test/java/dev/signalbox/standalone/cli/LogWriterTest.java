package dev.signalbox.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LogWriterTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final CountDownLatch read = new CountDownLatch(1);

  /** A stream that nobody reads until the latch is open. */
  private final OutputStream unread =
      new OutputStream() {
        @Override
        public void write(int b) {
          throw new AssertionError("lines are written as a whole");
        }

        @Override
        public void write(byte[] bytes) {
          try {
            read.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          written.writeBytes(bytes);
        }
      };

  private static String note(long dropped) {
    return dropped + " lines of the log were dropped";
  }

  @Test
  void linesAreWrittenInOrder() {
    read.countDown();
    LogWriter writer = new LogWriter(unread, 1000, LogWriterTest::note);
    writer.line("one");
    writer.line("zwei ü");
    assertTrue(writer.flush(PATIENCE));
    assertEquals("one\nzwei ü\n", written.toString(StandardCharsets.UTF_8));
  }

  @Test
  void whatNobodyReadsBlocksNothingAndIsCounted() {
    LogWriter writer = new LogWriter(unread, 100, LogWriterTest::note);
    for (int i = 0; i < 50; i++) {
      writer.line("line " + i);
    }
    assertFalse(writer.flush(Duration.ZERO));
    read.countDown();
    assertTrue(writer.flush(PATIENCE));
    writer.line("later");
    assertTrue(writer.flush(PATIENCE));
    String all = written.toString(StandardCharsets.UTF_8);
    assertTrue(all.startsWith("line 0\nline 1\n"), all);
    assertTrue(all.endsWith("lines of the log were dropped\nlater\n"), all);
    int lines = (int) all.lines().filter(line -> line.startsWith("line ")).count();
    assertTrue(all.contains("\n" + (50 - lines) + " lines of"), all);
  }
}
