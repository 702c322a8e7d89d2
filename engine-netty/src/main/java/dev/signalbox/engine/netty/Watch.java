package dev.signalbox.engine.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
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
final class Watch {
  /** How many answers wait for others at the most, so that none waits long. */
  private static final int MAX_UNSENT = 16;

  private final EventLoop loop;
  private final Limits limits;
  private final int maxIdle;
  private final Set<Connection> connections = new HashSet<>();
  private final ArrayDeque<Channel> unsent = new ArrayDeque<>(MAX_UNSENT);
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private long now = System.nanoTime();
  private boolean leaving;

  /**
   * Begins to watch.
   *
   * @param maxIdle how many of its connections may be idle
   */
  Watch(EventLoop loop, Limits limits, int maxIdle) {
    this.loop = loop;
    this.limits = limits;
    this.maxIdle = maxIdle;
    long tick = limits.tick().toNanos();
    loop.scheduleAtFixedRate(this::look, tick, tick, TimeUnit.NANOSECONDS);
  }

  /** The time as of the last look. */
  long now() {
    return now;
  }

  Limits limits() {
    return limits;
  }

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
    if (leaving && connections.isEmpty()) {
      empty.complete(null);
    }
  }

  /**
   * Lets connections end. May be called by any thread.
   *
   * @param how what each of them is told
   * @return completes when there are none any more
   */
  CompletableFuture<Void> leave(Consumer<Connection> how) {
    loop.execute(
        () -> {
          leaving = true;
          List.copyOf(connections).forEach(how);
          if (connections.isEmpty()) {
            empty.complete(null);
          }
        });
    return empty;
  }

  /**
   * Has a connection send what was written to it, once the requests that are there have been looked
   * at: to send costs most when the one before was sent a while ago and the client has gone to
   * sleep.
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
      next.flush();
    }
  }

  private void look() {
    now = System.nanoTime();
    int idle = 0;
    for (Connection connection : List.copyOf(connections)) {
      if (connection.isIdle() && ++idle > maxIdle) {
        connection.abort();
      } else {
        connection.look();
      }
    }
  }
}
