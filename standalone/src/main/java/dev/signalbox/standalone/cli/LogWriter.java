package dev.signalbox.standalone.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Writes lines on a thread of its own, so that a reader who stops reading never blocks a request or
 * the end of the program. What waits is bounded: lines beyond that are dropped and counted.
 * Thread-safe.
 */
public final class LogWriter {
  /** Standard error. */
  static final LogWriter STDERR =
      new LogWriter(
          new FileOutputStream(FileDescriptor.err),
          1 << 20,
          StderrLoggers::droppedNote,
          failure -> {
            // There is no other place to say it.
          });

  private final OutputStream out;
  private final int maxBytes;
  private final LongFunction<String> droppedNote;
  private final Consumer<IOException> failures;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int bytes;
  private long dropped;
  private boolean started;

  /**
   * A writer.
   *
   * @param maxBytes how much waits at the most
   * @param droppedNote the line that says how many were dropped
   * @param failures gets the first of the failures in a row; the lines that can't be written are
   *     dropped
   */
  public LogWriter(
      OutputStream out,
      int maxBytes,
      LongFunction<String> droppedNote,
      Consumer<IOException> failures) {
    this.out = out;
    this.maxBytes = maxBytes;
    this.droppedNote = droppedNote;
    this.failures = failures;
  }

  /** Has a line written, or drops it where too much waits already. */
  public synchronized void line(String line) {
    byte[] text = bytes(line);
    byte[] note = dropped == 0 ? new byte[0] : bytes(droppedNote.apply(dropped));
    if (bytes + note.length + text.length > maxBytes) {
      dropped++;
      return;
    }
    if (dropped > 0) {
      add(note);
      dropped = 0;
    }
    add(text);
    if (!started) {
      started = true;
      Thread thread = new Thread(this::write, "signalbox-log");
      thread.setDaemon(true);
      thread.start();
    }
    notifyAll();
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void add(byte[] text) {
    waiting.add(text);
    bytes += text.length;
  }

  private void write() {
    long lost = 0;
    try {
      while (true) {
        byte[] next = next();
        try {
          if (lost > 0) {
            // Half a line may stand there.
            out.write(bytes("\n" + droppedNote.apply(lost)));
            lost = 0;
          }
          out.write(next);
        } catch (IOException e) {
          if (lost++ == 0) {
            failures.accept(e);
          }
        }
        written(next);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized byte[] next() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    return waiting.element();
  }

  /** A line counts as waiting until it is written. */
  private synchronized void written(byte[] line) {
    waiting.remove();
    bytes -= line.length;
    notifyAll();
  }

  /**
   * Waits until everything is written.
   *
   * @return false where it is not by then
   */
  public synchronized boolean flush(Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    try {
      while (!waiting.isEmpty()) {
        long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (millis <= 0) {
          return false;
        }
        wait(millis);
      }
      return true;
    } catch (InterruptedException now) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
