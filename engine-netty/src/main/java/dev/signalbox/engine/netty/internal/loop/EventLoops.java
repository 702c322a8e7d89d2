package dev.signalbox.engine.netty.internal.loop;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** Makes event loops over the native transport, where there is one, or over Java's. */
public final class EventLoops {
  private EventLoops() {}

  /**
   * Makes a group of loops that no failure ends.
   *
   * @param count how many
   * @param log gets what went wrong on them
   */
  public static EventLoopGroup create(int count, EngineLog log) {
    return new DurableEventLoopGroup(
        count, Epoll.isAvailable() ? DurableEpoll.factory() : NioIoHandler.newFactory(), log);
  }

  /** The server's channel that fits those loops. */
  public static Class<? extends ServerChannel> serverChannel() {
    return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }
}
