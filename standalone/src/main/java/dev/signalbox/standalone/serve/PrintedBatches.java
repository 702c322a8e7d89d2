package dev.signalbox.standalone.serve;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.standalone.cli.StdOut;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Prints each delivered batch as a line. A thread of its own writes them, and what comes while it
 * writes goes out together: to wake the reader of a line costs as much as the rest of a delivery. A
 * batch is handled once its line is written.
 */
final class PrintedBatches implements AsyncSubscriber, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.delivery");

  /**
   * How many characters may wait. A thread that brings more waits, so that memory stays bounded.
   */
  private static final int MAX_WAITING = 65_536;

  private record Line(String text, CompletableFuture<@Nullable Void> printed) {}

  /** Waits for the time from which on batches may be printed. */
  interface PrintingStart {
    void await() throws InterruptedException;
  }

  private final StdOut output;
  private final PrintingStart start;

  // Guarded by this.

  private List<Line> waiting = new ArrayList<>();
  private int length;
  private boolean closed;

  private PrintedBatches(StdOut output, PrintingStart start) {
    this.output = output;
    this.start = start;
  }

  /** Begins to print. */
  static PrintedBatches on(StdOut output, PrintingStart start) {
    PrintedBatches printed = new PrintedBatches(output, start);
    Thread thread = new Thread(null, printed::run, "signalbox-stdout", 0, false);
    thread.setDaemon(true);
    thread.start();
    return printed;
  }

  @Override
  public CompletionStage<?> onBatch(DeliveredBatch batch) {
    Line line = new Line(JsonFormat.INSTANCE.toolkitEvent(batch), new CompletableFuture<>());
    try {
      add(line);
    } catch (InterruptedException e) {
      // Delivery has been stopped, which reports what it leaves.
      Thread.currentThread().interrupt();
    }
    return line.printed;
  }

  private synchronized void add(Line line) throws InterruptedException {
    while (length >= MAX_WAITING && !closed) {
      wait();
    }
    if (waiting.isEmpty()) {
      notifyAll();
    }
    waiting.add(line);
    length += line.text.length();
  }

  /** Waits for lines; returns whether there are any. */
  private synchronized boolean await() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    return !waiting.isEmpty();
  }

  private synchronized List<Line> take() {
    List<Line> next = new ArrayList<>();
    List<Line> lines = waiting;
    waiting = next;
    if (length >= MAX_WAITING) {
      notifyAll();
    }
    length = 0;
    return lines;
  }

  private void run() {
    try {
      start.await();
      while (await()) {
        printWhatWaits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // nothing but speed relies on it
  private void printWhatWaits() {
    // Those who have brought the first line may have more.
    Thread.yield();
    try {
      print(take());
    } catch (Throwable e) {
      // Memory has run out. What waits is tried again.
      LOG.log(Level.ERROR, "delivered batches could not be printed", e);
    }
  }

  private void print(List<Line> lines) {
    Throwable failure = null;
    try {
      output.lines(lines.stream().map(Line::text).toList());
    } catch (Throwable e) {
      failure = e;
    }
    for (Line line : lines) {
      if (failure == null) {
        line.printed.complete(null);
      } else {
        line.printed.completeExceptionally(failure);
      }
    }
  }

  /** Ends the thread, once what waits is written. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
