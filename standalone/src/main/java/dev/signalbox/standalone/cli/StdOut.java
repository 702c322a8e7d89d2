package dev.signalbox.standalone.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Standard output: whole lines in UTF-8, one at a time, each on its way before the call returns.
 * Thread-safe.
 */
public final class StdOut {
  private final OutputStream stream;
  private boolean broken;

  /**
   * Output to a stream that does not buffer, so that there is nothing to flush when the program
   * ends.
   */
  public StdOut(OutputStream stream) {
    this.stream = stream;
  }

  /**
   * Writes a line.
   *
   * @throws Broken when it is not written: now, or since an earlier line failed. Half a line may
   *     stand there since, to which nothing may be added
   */
  public synchronized void line(String line) throws Broken {
    if (broken) {
      throw new Broken("standard output is closed", false);
    }
    try {
      stream.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      broken = true;
      throw new Broken(IoErrors.of(e), true);
    }
  }

  /**
   * Does something and writes a line about its outcome, before any line that others write
   * meanwhile.
   */
  public synchronized <T> T first(Callable<T> action, Function<T, String> line) throws Exception {
    T outcome = action.call();
    line(line.apply(outcome));
    return outcome;
  }

  /** A line could not be written. */
  public static final class Broken extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean first;

    public Broken(String message, boolean first) {
      super(message);
      this.first = first;
    }

    /** Whether this is the first line that failed. */
    public boolean first() {
      return first;
    }
  }
}
