package dev.signalbox.transport.sqlite.internal;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes the file. What queues while a transaction is committed makes up the
 * next one, so the disk is flushed once for many changes; nothing is answered before its commit.
 *
 * <p>When a transaction fails, it and all that waits is refused, and so is everything new until a
 * small transaction succeeds, which is tried each second. What is repeated is kept until then.
 */
public final class GroupCommit {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.data");
  private static final int MAX_GROUP = 1_000;
  private static final long IDLE_MILLIS = 1_000;

  /** How long changes that nobody waits for may gather. */
  private static final long GATHER_MILLIS = 5;

  /** How many changes in a transaction show that more come at the same time. */
  private static final int MANY = 4;

  /**
   * How long after the last transaction began the next one does, while others need the processor.
   */
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** A yield that took longer has given the processor to another thread. */
  private static final long YIELDED_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

  /** Takes part in every transaction, and is done when there is nothing else to do. */
  public interface Housekeeping {
    /** Adds changes to the current transaction. */
    void write() throws SQLException;

    /** The transaction was committed, or was not. */
    void written(boolean committed);

    /** All changes of a transaction were handed on. */
    void handedOn();

    /** Keeps the file small. There is no transaction. */
    void idle() throws SQLException;
  }

  private final DataFile file;
  private final Connection connection;
  private final Housekeeping housekeeping;
  private final LinkedBlockingQueue<Write> queue;
  private final ArrayDeque<Write> held = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean closing;
  private volatile @Nullable String failure;
  private long lastIdle = System.nanoTime();
  private long lastBegin = System.nanoTime();
  private int lastSize;

  /** Wakes the thread for the housekeeping. */
  private final Write wake =
      new Write() {
        @Override
        public void apply() {
          // The transaction is what is wanted.
        }

        @Override
        public void committed() {
          // Nothing waits for it.
        }

        @Override
        public void failed(String detail, boolean known) {
          // The housekeeping is tried again.
        }
      };

  GroupCommit(DataFile file, Housekeeping housekeeping, int capacity) {
    this.file = file;
    this.housekeeping = housekeeping;
    connection = file.writer();
    queue = new LinkedBlockingQueue<>(capacity);
    thread = new Thread(this::run, "signalbox-data");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Why nothing can be written at the moment; null when all is well. */
  public @Nullable String failure() {
    return failure;
  }

  /** Queues a change; returns false when there is no room, or the file can't be written. */
  public boolean offer(Write write) {
    return (failure == null || write.isRepeated()) && !closing && queue.offer(write);
  }

  /** Has the housekeeping's changes written soon. */
  public void wake() {
    queue.offer(wake);
  }

  /** Writes what is queued, and ends. */
  void close() {
    closing = true;
    wake();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Write> group = new ArrayList<>();
    while (true) {
      try {
        gather(group);
        if (group.isEmpty() && closing) {
          return;
        }
        if (failure != null) {
          recover(group);
        } else if (group.isEmpty()) {
          tidy();
        } else {
          commit(group);
        }
      } catch (InterruptedException e) {
        // Nothing of this module interrupts the thread, and what is accepted has to be written.
        LOG.log(Level.DEBUG, "the thread that writes was interrupted", e);
      } catch (Throwable e) {
        LOG.log(Level.ERROR, "the thread that writes " + file.path() + " goes on", e);
      }
      group.clear();
    }
  }

  private void gather(List<Write> group) throws InterruptedException {
    Write first = held.poll();
    if (first == null) {
      first = closing ? queue.poll() : queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (first == wake && !closing) {
      Write next = queue.poll(GATHER_MILLIS, TimeUnit.MILLISECONDS);
      first = next == null ? wake : next;
    }
    if (first != null && lastSize >= MANY) {
      letOthersRun();
    }
    for (Write write = first; write != null; write = group.size() < MAX_GROUP ? next() : null) {
      group.add(write);
      if (write.endsGroup()) {
        return;
      }
    }
  }

  /**
   * Lets those that wait for the same processor run, as long as there are any, and until some time
   * after the last transaction began. A transaction costs nearly as much for few changes as for
   * many, and would delay those that bring them.
   */
  @SuppressWarnings("ThreadPriorityCheck") // nothing but speed relies on it
  private void letOthersRun() {
    long now = System.nanoTime();
    long before;
    do {
      before = now;
      Thread.yield();
      now = System.nanoTime();
    } while (now - before > YIELDED_NANOS && now - lastBegin < PACE_NANOS);
  }

  private @Nullable Write next() {
    Write write = held.poll();
    return write == null ? queue.poll() : write;
  }

  private void commit(List<Write> group) {
    lastBegin = System.nanoTime();
    lastSize = group.size();
    int applied = 0;
    boolean committing = false;
    try {
      execute("BEGIN IMMEDIATE");
      for (Write write : group) {
        applied++;
        write.apply();
      }
      housekeeping.write();
      committing = true;
      execute("COMMIT");
    } catch (SQLException | RuntimeException e) {
      rollback();
      failed(group, applied, e, !committing || isKnown(e));
      return;
    }
    housekeeping.written(true);
    for (Write write : group) {
      try {
        write.committed();
      } catch (Throwable e) {
        // Memory has run out: the others are on the disk as well, and must be delivered.
        LOG.log(Level.ERROR, "a batch that was written could not be handed on", e);
      }
    }
    housekeeping.handedOn();
    if (System.nanoTime() - lastIdle > TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS)) {
      tidy();
    }
  }

  private static boolean isKnown(Exception e) {
    return e instanceof SQLException sql && DataFile.leavesNothing(sql);
  }

  private void failed(List<Write> group, int applied, Exception e, boolean known) {
    String detail = DataFile.describe(e);
    failure = detail;
    LOG.log(
        Level.ERROR,
        file.path()
            + " can't be written: "
            + detail
            + ". New batches get 503 until it can; nothing that was accepted is lost (RES-4)");
    housekeeping.written(false);
    List<Write> all = new ArrayList<>(group);
    queue.drainTo(all);
    all.addAll(held);
    held.clear();
    for (int i = all.size() - 1; i >= 0; i--) {
      Write write = all.get(i);
      write.failed(detail, known || i >= applied);
      if (write.isRepeated()) {
        held.addFirst(write);
      }
    }
    housekeeping.handedOn();
  }

  /** Tries a small transaction; what came meanwhile is refused, or kept where it is repeated. */
  private void recover(List<Write> group) throws InterruptedException {
    for (int i = group.size() - 1; i >= 0; i--) {
      Write write = group.get(i);
      write.failed(String.valueOf(failure), true);
      if (write.isRepeated()) {
        held.addFirst(write);
      }
    }
    housekeeping.handedOn();
    if (closing) {
      held.clear();
      return;
    }
    TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS / 4);
    try {
      // Where there is no room, a log that starts again from its beginning may need none.
      execute("PRAGMA wal_checkpoint(RESTART)");
      execute("BEGIN IMMEDIATE");
      DataFile.probe(connection);
      housekeeping.write();
      execute("COMMIT");
    } catch (SQLException | RuntimeException e) {
      rollback();
      housekeeping.written(false);
      return;
    }
    housekeeping.written(true);
    failure = null;
    LOG.log(Level.INFO, file.path() + " can be written again");
  }

  private void tidy() {
    lastIdle = System.nanoTime();
    try {
      housekeeping.idle();
    } catch (SQLException e) {
      rollback();
      failed(List.of(), 0, e, true);
    }
  }

  private void rollback() {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself, as it does for some errors.
      LOG.log(Level.DEBUG, "nothing to roll back", e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
