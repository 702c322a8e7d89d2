package dev.signalbox.engine.netty.internal;

import dev.signalbox.engine.netty.internal.loop.EngineLog;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The connections of one event loop, and those that have something to send. It looks at each of
 * them from time to time, which costs requests nothing, where a timer for each would. Used on its
 * event loop alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // it looks until the loop ends
final class ConnectionRegistry {
  /** How many answers wait for others at the most, so that none waits long. */
  private static final int MAX_UNSENT = 16;

  private final EventLoop loop;
  private final ConnectionTimeouts timeouts;
  private final int maxIdle;
  private final EngineLog log;
  private final Set<HttpConnection> connections = new HashSet<>();
  private final ArrayDeque<Channel> unsent = new ArrayDeque<>(MAX_UNSENT);
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private final RunningTime time;
  private boolean closing;

  /**
   * A registry without connections.
   *
   * @param maxIdle how many of its connections may be idle
   * @param log gets what went wrong
   */
  ConnectionRegistry(EventLoop loop, ConnectionTimeouts timeouts, int maxIdle, EngineLog log) {
    this.loop = loop;
    this.timeouts = timeouts;
    this.maxIdle = maxIdle;
    this.log = log;
    long tick = timeouts.tick().toNanos();
    time = new RunningTime(tick, System.nanoTime());
    loop.scheduleAtFixedRate(this::checkAll, tick, tick, TimeUnit.NANOSECONDS);
  }

  /** The time as of the last look. */
  long now() {
    return time.now();
  }

  ConnectionTimeouts timeouts() {
    return timeouts;
  }

  void add(HttpConnection connection) {
    connections.add(connection);
  }

  void remove(HttpConnection connection) {
    connections.remove(connection);
    if (closing && connections.isEmpty()) {
      empty.complete(null);
    }
  }

  /**
   * Ends connections. May be called by any thread.
   *
   * @param how ends one, now or later
   * @return completes when there are none any more
   */
  CompletableFuture<Void> endAll(Consumer<HttpConnection> how) {
    loop.execute(
        () -> {
          closing = true;
          List.copyOf(connections).forEach(how);
          if (connections.isEmpty()) {
            empty.complete(null);
          }
        });
    return empty;
  }

  /**
   * Sends what was written to a connection once the requests that have arrived are looked at: to
   * send costs most when the one before was sent a while ago and the client has gone to sleep.
   */
  void sendSoon(Channel connection) {
    if (unsent.isEmpty()) {
      loop.execute(this::sendNow);
    }
    unsent.add(connection);
    if (unsent.size() == MAX_UNSENT) {
      sendNow();
    }
  }

  /** Sends what was written. */
  void sendNow() {
    for (Channel next = unsent.poll(); next != null; next = unsent.poll()) {
      try {
        next.flush();
      } catch (Throwable failure) {
        // The others must still be sent.
        log.log(Level.ERROR, "an answer could not be sent", failure);
        next.close();
      }
    }
  }

  /** Throws nothing: a task that fails is not repeated. */
  private void checkAll() {
    try {
      checkEach();
    } catch (Throwable failure) {
      log.log(Level.ERROR, "the connections could not be checked", failure);
    }
  }

  private void checkEach() {
    time.look(System.nanoTime());
    int idle = 0;
    for (HttpConnection connection : List.copyOf(connections)) {
      if (connection.isIdle() && ++idle > maxIdle) {
        connection.abort();
      } else {
        connection.check();
      }
    }
  }
}
