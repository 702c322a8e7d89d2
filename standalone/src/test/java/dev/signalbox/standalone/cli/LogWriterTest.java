package dev.signalbox.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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

  private static void fail(IOException e) {
    throw new AssertionError(e);
  }

  private static String note(long dropped) {
    return dropped + " lines of the log were dropped";
  }

  @Test
  void linesAreWrittenInOrder() {
    read.countDown();
    LogWriter writer = new LogWriter(unread, 1000, LogWriterTest::note, LogWriterTest::fail);
    writer.line("one");
    writer.line("zwei ü");
    assertTrue(writer.flush(PATIENCE));
    assertEquals("one\nzwei ü\n", written.toString(StandardCharsets.UTF_8));
  }

  @Test
  void whatNobodyReadsBlocksNothingAndIsCounted() {
    LogWriter writer = new LogWriter(unread, 100, LogWriterTest::note, LogWriterTest::fail);
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

  @Test
  void whatCantBeWrittenIsSaidOnceAndCounted() throws Exception {
    AtomicBoolean full = new AtomicBoolean(true);
    OutputStream disk =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("lines are written as a whole");
          }

          @Override
          public void write(byte[] bytes) throws IOException {
            if (full.get()) {
              // As far as there was room.
              written.write(bytes, 0, 2);
              throw new IOException("No space left on device");
            }
            written.writeBytes(bytes);
          }
        };
    List<String> failures = new CopyOnWriteArrayList<>();
    LogWriter writer =
        new LogWriter(disk, 1000, LogWriterTest::note, e -> failures.add(e.getMessage()));
    writer.line("one");
    assertTrue(writer.flush(PATIENCE));
    full.set(false);
    writer.line("two");
    assertTrue(writer.flush(PATIENCE));
    writer.line("three");
    assertTrue(writer.flush(PATIENCE));
    assertEquals(List.of("No space left on device"), failures);
    assertEquals(
        "on\n1 lines of the log were dropped\ntwo\nthree\n",
        written.toString(StandardCharsets.UTF_8));
  }
}
