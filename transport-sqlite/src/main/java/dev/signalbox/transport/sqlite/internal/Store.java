package dev.signalbox.transport.sqlite.internal;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.transport.inmemory.internal.calls.Conversations;
import dev.signalbox.transport.inmemory.internal.calls.PlannedCall;
import dev.signalbox.transport.inmemory.internal.delivery.ConversationMailbox;
import dev.signalbox.transport.inmemory.internal.delivery.NumberedBatch;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One data file with its tables, its writing thread, and what that thread does on the side. */
public final class Store implements GroupCommit.Housekeeping, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.data");

  /** How many changes may wait to be written. */
  private static final int QUEUE = 65_536;

  /** How many answers one thread gives in a row. */
  private static final int ANSWERS = 64;

  /** How many finished batches a transaction removes at the most. */
  private static final int MAX_FINISHED = 8_192;

  /** So many free pages may stay in the file, 4 MiB; more are given back, some at a time. */
  private static final int FREE_PAGES = 1_024;

  private static final long EXPIRY_NANOS = Duration.ofMinutes(1).toNanos();

  private record Finished(long row, int subscriber, boolean last) {}

  private final DataFile file;
  private final GroupCommit commits;
  private final BatchTable batches;
  private final CallTable calls;
  private final JtiTable jtis;
  private final ExecutorService answerers;

  private final ConcurrentLinkedQueue<Finished> finished = new ConcurrentLinkedQueue<>();
  private final AtomicInteger finishedCount = new AtomicInteger();

  /** The batches of which the log says that they can't be read. */
  private final Set<Long> unreadable = ConcurrentHashMap.newKeySet();

  // Used by the writing thread alone.

  private final Set<ConversationMailbox> touched = new LinkedHashSet<>();
  private final List<Finished> written = new ArrayList<>();
  private List<Runnable> answers = new ArrayList<>();
  private long lastExpiry = System.nanoTime();

  private volatile @Nullable Conversations conversations;
  private volatile long timeToLive;

  private Store(DataFile file) throws SQLException {
    this.file = file;
    batches = new BatchTable(file);
    calls = new CallTable(file);
    jtis = new JtiTable(file);
    commits = new GroupCommit(file, this, QUEUE);
    answerers =
        Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()), Store::answerer);
    commits.start();
  }

  private static Thread answerer(Runnable task) {
    Thread thread = new Thread(null, task, "signalbox-data-answers", 0, false);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Opens a folder's file.
   *
   * @throws IllegalStateException when it can't be used
   */
  public static Store open(Path folder, long maxSize) {
    DataFile file = DataFile.open(folder, maxSize);
    try {
      return new Store(file);
    } catch (SQLException e) {
      file.close();
      throw DataFile.failure(file.path(), e);
    }
  }

  public Path path() {
    return file.path();
  }

  /** See {@link GroupCommit#failure}. */
  public @Nullable String failure() {
    return commits.failure();
  }

  /** See {@link GroupCommit#offer}. */
  public boolean offer(Write write) {
    return commits.offer(write);
  }

  /** Something that reads or writes the tables. */
  public interface FileWork<T> {
    T run() throws SQLException;
  }

  /**
   * Has the writing thread do something, and waits for it.
   *
   * @throws IllegalStateException when it can't be done
   */
  public <T> T call(FileWork<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    boolean offered =
        offer(
            new Write() {
              private @Nullable T value;

              @Override
              public void apply() throws SQLException {
                value = work.run();
              }

              @Override
              public void committed() {
                result.complete(value);
              }

              @Override
              public void failed(String detail, boolean known) {
                result.completeExceptionally(
                    new IllegalStateException(path() + " can't be used: " + detail + "."));
              }

              @Override
              public boolean endsGroup() {
                return true;
              }
            });
    if (!offered) {
      throw new IllegalStateException(path() + " can't be written now: " + failure() + ".");
    }
    try {
      return result.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IllegalStateException failure ? failure : e;
    }
  }

  /** Has an answer given by another thread, once the current transaction's changes are known. */
  public void answer(Runnable answer) {
    answers.add(answer);
  }

  /** The number of a subscriber's name, which it keeps. */
  public int subscriber(String name) {
    return call(
        () -> {
          try (PreparedStatement insert =
                  file.writer()
                      .prepareStatement("INSERT OR IGNORE INTO subscriber VALUES (NULL, ?)");
              PreparedStatement select =
                  file.writer().prepareStatement("SELECT id FROM subscriber WHERE name = ?")) {
            insert.setString(1, name);
            insert.executeUpdate();
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
              return row.getInt(1);
            }
          }
        });
  }

  /** The names of all subscribers that there ever were, by number. */
  public Map<Integer, String> subscribers() {
    return call(
        () -> {
          Map<Integer, String> names = new HashMap<>();
          try (Statement statement = file.writer().createStatement();
              ResultSet rows = statement.executeQuery("SELECT id, name FROM subscriber")) {
            while (rows.next()) {
              names.put(rows.getInt(1), rows.getString(2));
            }
          }
          return names;
        });
  }

  /** Remembers conversations and calls in memory; returns the mailboxes by row. */
  public Map<Long, ConversationMailbox> load(Conversations into, long millisToLive) {
    Map<Long, ConversationMailbox> mailboxes = call(() -> calls.load(into, millisToLive));
    conversations = into;
    timeToLive = millisToLive;
    return mailboxes;
  }

  /** Takes each batch that waits. */
  public interface Waiting {
    void batch(long row, long conversation, long size, List<Integer> subscribers);
  }

  public void forEachBatch(Waiting waiting) {
    call(
        () -> {
          batches.forEach(waiting::batch);
          return true;
        });
  }

  /** Takes each used token id. */
  public interface UsedId {
    void jti(CallCenterId callCenter, byte[] digest, long until);
  }

  public void forEachJti(long now, UsedId used) {
    call(
        () -> {
          jtis.forEach(now, used::jti);
          return true;
        });
  }

  // The methods below are for changes that are being applied.

  public long insertBatch(NumberedBatch numbered, String event) throws SQLException {
    return batches.insert(numbered, event);
  }

  /** Has the place of a conversation written with the current transaction. */
  public void touch(ConversationMailbox mailbox) {
    calls.place(mailbox);
    touched.add(mailbox);
  }

  public long insertCall(PlannedCall planned, long now) throws SQLException {
    return calls.insert(planned, now);
  }

  public void insertJti(CallCenterId callCenter, byte[] digest, long until) throws SQLException {
    jtis.insert(callCenter, digest, until);
  }

  /** A batch that an earlier transaction has written; null when it can't be read now. */
  public @Nullable DeliveredBatch read(long row) {
    String wrong;
    try {
      Validated<DeliveredBatch> batch = batches.read(row);
      if (batch instanceof Validated.Valid<DeliveredBatch> valid) {
        unreadable.remove(row);
        return valid.value();
      }
      wrong = batch == null ? "is not there any more" : "is damaged: " + DataFile.DAMAGED_BATCH;
    } catch (SQLException e) {
      wrong = "can't be read: " + DataFile.describe(e);
    }
    // It is tried again and again.
    if (unreadable.add(row)) {
      LOG.log(Level.ERROR, "batch " + row + " of " + path() + " " + wrong);
    }
    return null;
  }

  /** Notes that a subscriber has finished a batch; written soon. */
  public void finished(long row, int subscriber, boolean last) {
    finished.add(new Finished(row, subscriber, last));
    if (finishedCount.getAndIncrement() == 0) {
      commits.wake();
    }
  }

  @Override
  public void write() throws SQLException {
    for (ConversationMailbox mailbox : touched) {
      calls.save(mailbox);
    }
    int before = written.size();
    for (Finished one = finished.poll(); one != null; one = finished.poll()) {
      written.add(one);
      if (written.size() - before >= MAX_FINISHED) {
        break;
      }
    }
    finishedCount.addAndGet(before - written.size());
    long[] rows = written.stream().filter(Finished::last).mapToLong(Finished::row).toArray();
    Arrays.sort(rows);
    batches.delete(rows, rows.length);
    for (Finished one : written) {
      if (!one.last()) {
        batches.markDone(one.row(), one.subscriber());
      }
    }
  }

  @Override
  public void written(boolean committed) {
    touched.clear();
    if (committed) {
      written.clear();
    }
    if (finishedCount.get() > 0) {
      commits.wake();
    }
  }

  @Override
  public void handedOn() {
    for (int i = 0; i < answers.size(); i += ANSWERS) {
      List<Runnable> some = List.copyOf(answers.subList(i, Math.min(answers.size(), i + ANSWERS)));
      answerers.execute(() -> some.forEach(Store::give));
    }
    answers = new ArrayList<>();
  }

  private static void give(Runnable answer) {
    try {
      answer.run();
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "an answer could not be given", e);
    }
  }

  @Override
  public void idle() throws SQLException {
    int free = Schema.number(file.writer(), "PRAGMA freelist_count");
    try (Statement statement = file.writer().createStatement()) {
      if (free > FREE_PAGES) {
        // As a query the driver would take its first step alone, which frees one page.
        statement.executeUpdate(
            "PRAGMA incremental_vacuum(" + Math.min(free - FREE_PAGES, 512) + ")");
      }
      if (System.nanoTime() - lastExpiry > EXPIRY_NANOS) {
        long start = System.nanoTime();
        boolean more = false;
        statement.execute("BEGIN IMMEDIATE");
        jtis.forgetExpired(System.currentTimeMillis() / 1000);
        Conversations remembered = conversations;
        if (remembered != null) {
          more = calls.forgetExpired(remembered, timeToLive);
        }
        statement.execute("COMMIT");
        if (!more) {
          lastExpiry = start;
        }
      }
    }
  }

  @Override
  public void close() {
    commits.close();
    answerers.shutdown();
    file.close();
  }
}
