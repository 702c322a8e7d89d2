package dev.signalbox.standalone.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happens in the server, as Server-Sent Events. It remembers a bounded number of the latest
 * ones, so that a client that was away can go on where it was; a client whose events are no longer
 * there gets a message that says so. Publishing never waits: a client that does not keep up is cut
 * off, and may come back. Clients share what is remembered, so that many cost no more memory than
 * one. Thread-safe.
 */
public final class ConsoleStream implements AutoCloseable {
  /** How many events are remembered. */
  static final int MAX_EVENTS = 5000;

  /** How many characters the remembered events may have. */
  static final int MAX_CHARACTERS = 16 * 1024 * 1024;

  /** How many events may wait for a client. */
  static final int MAX_WAITING = 1000;

  /** How many clients there may be. */
  static final int MAX_CLIENTS = 64;

  /** The type of the event that says that others are missing. */
  static final String GAP = "GAP";

  /** In place of an id: nothing that has happened before. */
  static final String NOW = "now";

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final AtomicInteger THREADS = new AtomicInteger();

  /** An event: its number, type, the call that it is about, if it is about one, and its JSON. */
  private record Entry(long number, String type, Optional<String> call, String json) {}

  /** Tells this server's numbers from those of the one that ran before it. */
  private final String run = UUID.randomUUID().toString().substring(0, 8);

  private final Duration heartbeat;

  /** By their numbers, of which none is missing. All clients read from here. */
  private final TreeMap<Long, Entry> remembered = new TreeMap<>();

  private final Set<Client> clients = new HashSet<>();
  private long characters;
  private long last;
  private boolean closed;

  public ConsoleStream() {
    this(HEARTBEAT);
  }

  ConsoleStream(Duration heartbeat) {
    this.heartbeat = heartbeat;
  }

  /**
   * Tells everybody.
   *
   * @param type the event's type
   * @param call the call that it is about; or empty
   * @param json its data, on one line
   */
  synchronized void publish(String type, Optional<String> call, String json) {
    if (closed) {
      return;
    }
    Entry entry = new Entry(++last, type, call, json);
    remembered.put(last, entry);
    characters += json.length();
    while (remembered.size() > MAX_EVENTS || characters > MAX_CHARACTERS) {
      forget(remembered.pollFirstEntry().getValue());
    }
    // A client that is cut off leaves the set.
    for (Client client : List.copyOf(clients)) {
      client.published(entry);
    }
    notifyAll();
  }

  /** Forgets what happened; clients that have not got it yet do not get it. */
  synchronized void clear() {
    remembered.clear();
    characters = 0;
    for (Client client : List.copyOf(clients)) {
      client.seen = last;
      client.waiting = 0;
    }
  }

  private void forget(Entry entry) {
    characters -= entry.json().length();
    for (Client client : List.copyOf(clients)) {
      client.forgotten(entry);
    }
  }

  /**
   * A client that has come. It gets what it has missed, then what happens.
   *
   * @param calls only events about these calls; empty for all
   * @param lastEventId the last event that it has seen; empty for what is remembered
   * @return empty when there are too many, or the server stops
   */
  synchronized Optional<Client> connect(Set<String> calls, Optional<String> lastEventId) {
    if (closed || clients.size() >= MAX_CLIENTS) {
      return Optional.empty();
    }
    // How long a browser waits before it comes back.
    StringBuilder head = new StringBuilder("retry: 1000\n\n");
    OptionalLong seen = lastEventId.map(this::number).orElse(OptionalLong.of(0));
    long oldest = last - remembered.size() + 1;
    if (seen.isEmpty() || (lastEventId.isPresent() && seen.getAsLong() + 1 < oldest)) {
      String missed = seen.isPresent() ? ",\"missed\":" + (oldest - 1 - seen.getAsLong()) : "";
      head.append(
          text(
              GAP,
              id(oldest - 1),
              "{\"type\":\"GAP\",\"detail\":{\"restarted\":" + seen.isEmpty() + missed + "}}"));
    }
    Client client = new Client(calls, head.toString(), Math.max(seen.orElse(0), oldest - 1), last);
    clients.add(client);
    return Optional.of(client);
  }

  synchronized int clientCount() {
    return clients.size();
  }

  /** The next event for a client, of those up to a number; empty when it has them all. */
  private synchronized Optional<Entry> next(Client client, long upTo) {
    while (client.seen < upTo) {
      Entry entry = Objects.requireNonNull(remembered.get(++client.seen));
      if (wants(client.calls, entry)) {
        if (entry.number() > client.start) {
          client.waiting--;
        }
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** The same, where the client waits for one until a heartbeat is due. */
  private synchronized Optional<Entry> await(Client client) throws InterruptedException {
    long end = System.nanoTime() + heartbeat.toNanos();
    while (true) {
      Optional<Entry> next = next(client, last);
      long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (next.isPresent() || millis <= 0) {
        return next;
      }
      wait(millis);
    }
  }

  private synchronized boolean isWaiting(Client client) {
    return client.waiting > 0;
  }

  private synchronized void leave(Client client) {
    clients.remove(client);
  }

  /** The number in an id of this run; empty for one that is of another, or none. */
  private synchronized OptionalLong number(String id) {
    if (id.equals(NOW)) {
      return OptionalLong.of(last);
    }
    if (!id.matches(run + "-[0-9]{1,18}")) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(id.substring(run.length() + 1));
    return number <= last ? OptionalLong.of(number) : OptionalLong.empty();
  }

  private String id(long number) {
    return run + "-" + number;
  }

  private String text(Entry entry) {
    return text(entry.type(), id(entry.number()), entry.json());
  }

  private static String text(String type, String id, String json) {
    return "id: " + id + "\nevent: " + type + "\ndata: " + json + "\n\n";
  }

  private static boolean wants(Set<String> calls, Entry entry) {
    return calls.isEmpty() || entry.call().filter(calls::contains).isPresent();
  }

  /** Cuts every client off. */
  @Override
  public void close() {
    List<Client> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(clients);
    }
    all.forEach(Client::cut);
  }

  /** A reader of the stream. It holds no events, only how far it is. */
  final class Client {
    private final Set<String> calls;
    private final String head;

    /** The last event that was there when it came. */
    private final long start;

    private final Thread thread;

    /** Guarded by the stream: the last event that it has got, or did not want. */
    private long seen;

    /** Guarded by the stream: how many came since that it has not got. */
    private int waiting;

    private OutputStream out = OutputStream.nullOutputStream();
    private Runnable end = () -> {};

    private Client(Set<String> calls, String head, long seen, long start) {
      this.calls = calls;
      this.head = head;
      this.seen = seen;
      this.start = start;
      thread = new Thread(this::run, "signalbox-console-" + THREADS.incrementAndGet());
      thread.setDaemon(true);
    }

    /**
     * Begins to write, on a thread of its own.
     *
     * @param to where to; a write that blocks must end when its thread is interrupted
     * @param atEnd called on that thread when the client is gone or cut off
     */
    void start(OutputStream to, Runnable atEnd) {
      out = to;
      end = atEnd;
      thread.start();
    }

    private void published(Entry entry) {
      if (wants(calls, entry) && ++waiting > MAX_WAITING) {
        cut();
      }
    }

    /** One that has not got it and wanted it does not keep up. */
    private void forgotten(Entry entry) {
      if (seen < entry.number()) {
        seen = entry.number();
        if (wants(calls, entry)) {
          cut();
        }
      }
    }

    /** Interrupting is the only way: closing from outside would wait for the write that blocks. */
    void cut() {
      leave(this);
      thread.interrupt();
    }

    private void run() {
      try {
        write(head);
        for (var entry = next(this, start); entry.isPresent(); entry = next(this, start)) {
          write(text(entry.get()));
        }
        // Without data it is no event, but a client comes back with it even if it never gets one.
        write("id: " + id(start) + "\n\n");
        out.flush();
        while (!Thread.currentThread().isInterrupted()) {
          Optional<Entry> entry = await(this);
          // A heartbeat also says how far it is, which events about other calls did not tell it.
          write(
              entry.map(ConsoleStream.this::text).orElse(": still here\nid: " + id(seen) + "\n\n"));
          if (!isWaiting(this)) {
            out.flush();
          }
        }
      } catch (IOException | InterruptedException e) {
        // It has gone, or was cut off.
      } finally {
        leave(this);
        end.run();
      }
    }

    private void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
