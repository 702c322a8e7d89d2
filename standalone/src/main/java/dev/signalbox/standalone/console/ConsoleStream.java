package dev.signalbox.standalone.console;

import dev.signalbox.standalone.serve.Server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happens in the server, as Server-Sent Events. It remembers a bounded number of the latest
 * ones, so that a client that was away can go on where it was; a client whose events are no longer
 * there is told so. Publishing never waits: a client that does not keep up is cut off, and may come
 * back. Thread-safe.
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
  private final ArrayDeque<Entry> remembered = new ArrayDeque<>();
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
    remembered.add(entry);
    characters += json.length();
    while (remembered.size() > MAX_EVENTS || characters > MAX_CHARACTERS) {
      characters -= remembered.remove().json().length();
    }
    // A client that is cut off leaves the set.
    for (Client client : List.copyOf(clients)) {
      client.offer(entry);
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
    List<String> first = new ArrayList<>();
    // How long a browser waits before it comes back.
    first.add("retry: 1000\n\n");
    OptionalLong seen = lastEventId.map(this::number).orElse(OptionalLong.of(0));
    long oldest = last - remembered.size() + 1;
    if (seen.isEmpty() || (lastEventId.isPresent() && seen.getAsLong() + 1 < oldest)) {
      String missed = seen.isPresent() ? ",\"missed\":" + (oldest - 1 - seen.getAsLong()) : "";
      first.add(
          text(
              GAP,
              id(oldest - 1),
              "{\"type\":\"GAP\",\"detail\":{\"restarted\":" + seen.isEmpty() + missed + "}}"));
    }
    for (Entry entry : remembered) {
      if (entry.number() > seen.orElse(0) && wants(calls, entry)) {
        first.add(text(entry));
      }
    }
    // Without data it is no event, but a client comes back with it even if it never gets one.
    first.add("id: " + id(last) + "\n\n");
    Client client = new Client(calls, first);
    clients.add(client);
    return Optional.of(client);
  }

  synchronized int clientCount() {
    return clients.size();
  }

  /** It also says how far the client is, which events about other calls did not tell it. */
  private synchronized String heartbeat(Client client) {
    String comment = ": still here\n";
    return client.waiting.isEmpty() ? comment + "id: " + id(last) + "\n\n" : comment + "\n";
  }

  private synchronized void leave(Client client) {
    clients.remove(client);
  }

  /** The number in an id of this run; empty for one that is of another, or none. */
  private OptionalLong number(String id) {
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

  /** Somebody who reads the stream. */
  final class Client {
    private final Set<String> calls;
    private final List<String> first;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private OutputStream out = OutputStream.nullOutputStream();
    private Runnable end = () -> {};

    private Client(Set<String> calls, List<String> first) {
      this.calls = calls;
      this.first = first;
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

    private void offer(Entry entry) {
      if (wants(calls, entry) && !waiting.offer(entry)) {
        cut();
      }
    }

    /** Interrupting is the only way: closing from outside would wait for the write that blocks. */
    void cut() {
      leave(this);
      thread.interrupt();
    }

    private void run() {
      try {
        for (String text : first) {
          write(text);
        }
        out.flush();
        while (!Thread.currentThread().isInterrupted()) {
          Entry entry = waiting.poll(heartbeat.toNanos(), TimeUnit.NANOSECONDS);
          write(entry == null ? heartbeat(this) : text(entry));
          if (waiting.isEmpty()) {
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
