package dev.signalbox.standalone.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
  public void line(String line) throws Broken {
    lines(List.of(line));
  }

  /**
   * Writes lines, all with one call of the system.
   *
   * @throws Broken when not all of them are written
   */
  public synchronized void lines(List<String> lines) throws Broken {
    if (broken) {
      throw new Broken("standard output is closed");
    }
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(line).append('\n');
    }
    try {
      stream.write(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      broken = true;
      throw new Broken(IoErrors.of(e));
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

    public Broken(String message) {
      super(message);
    }
  }
}
