package dev.signalbox.engine.netty.internal;

import io.netty.channel.socket.SocketChannel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the connections, in all and of each client. Thread-safe. */
final class ConnectionAdmission {
  /** A client with IPv6 has as many addresses as it likes, of which the first half is the same. */
  private static final int PREFIX = 8;

  private final int max;
  private final int maxPerAddress;
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> each = new ConcurrentHashMap<>();

  /**
   * Bounds.
   *
   * @param max in all
   * @param maxPerAddress of each client; nothing is counted where that is no bound
   */
  ConnectionAdmission(int max, int maxPerAddress) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
  }

  /** Counts a connection until it is closed, or refuses it. */
  @SuppressWarnings("FutureReturnValueIgnored") // a listener is all that is wanted
  boolean admit(SocketChannel channel) {
    if (all.incrementAndGet() > max) {
      all.decrementAndGet();
      return false;
    }
    if (maxPerAddress >= max) {
      channel.closeFuture().addListener(closed -> all.decrementAndGet());
      return true;
    }
    InetAddress client = client(channel.remoteAddress().getAddress());
    if (each.merge(client, 1, Integer::sum) > maxPerAddress) {
      leave(client);
      return false;
    }
    channel.closeFuture().addListener(closed -> leave(client));
    return true;
  }

  private void leave(InetAddress client) {
    all.decrementAndGet();
    each.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
  }

  private static InetAddress client(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, PREFIX, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException sixteenBytes) {
      throw new IllegalStateException(sixteenBytes);
    }
  }
}
