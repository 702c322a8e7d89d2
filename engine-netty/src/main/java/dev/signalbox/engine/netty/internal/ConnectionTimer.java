package dev.signalbox.engine.netty.internal;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a connection has waited, and whether that is too long. Used on its event loop alone. */
final class ConnectionTimer {
  /** What a client may still send after the last answer. */
  private static final long MAX_LINGERING_BYTES = 16L * 1024 * 1024;

  private final ConnectionRegistry registry;
  private final SocketChannel channel;
  private ConnectionPhase phase = ConnectionPhase.IDLE;
  private long since;
  private @Nullable Object unsent;
  private long sent;
  private long stuckSince;
  private long discarded;
  private long quietSince;

  ConnectionTimer(ConnectionRegistry registry, SocketChannel channel) {
    this.registry = registry;
    this.channel = channel;
    since = registry.now();
  }

  ConnectionPhase phase() {
    return phase;
  }

  /** Begins to wait for something else, or for the same anew. */
  void enter(ConnectionPhase next) {
    phase = next;
    since = registry.now();
    quietSince = since;
  }

  /**
   * Whether the connection takes longer than it may.
   *
   * @param discardedBytes how many bytes came after the last answer
   * @param inHead whether the head of a request is still to come
   */
  boolean isLate(long discardedBytes, boolean inHead) {
    ConnectionTimeouts timeouts = registry.timeouts();
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    if (out != null && !out.isEmpty()) {
      if (out.current() != unsent || out.currentProgress() != sent) {
        unsent = out.current();
        sent = out.currentProgress();
        stuckSince = registry.now();
      }
      return isPast(stuckSince, timeouts.answer());
    }
    unsent = null;
    // No switch: its hidden class might be loaded first when there is no file handle left.
    if (phase == ConnectionPhase.IDLE) {
      return isPast(since, timeouts.idle());
    }
    if (phase == ConnectionPhase.READING) {
      return isPast(since, timeouts.request()) || (inHead && isPast(since, timeouts.head()));
    }
    return phase == ConnectionPhase.LINGERING && isTooLong(discardedBytes, timeouts);
  }

  private boolean isTooLong(long discardedBytes, ConnectionTimeouts timeouts) {
    if (discardedBytes != discarded) {
      discarded = discardedBytes;
      quietSince = registry.now();
    }
    return isPast(quietSince, timeouts.linger())
        || isPast(since, timeouts.request())
        || discarded > MAX_LINGERING_BYTES;
  }

  private boolean isPast(long start, Duration limit) {
    return registry.now() - start >= limit.toNanos();
  }
}
