package dev.signalbox.engine.netty.internal.loop;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;

/** A group of {@link DurableEventLoop}s. */
final class DurableEventLoopGroup extends MultiThreadIoEventLoopGroup {
  DurableEventLoopGroup(int count, IoHandlerFactory handlers, EngineLog log) {
    super(count, new DefaultThreadFactory("signalbox-netty"), handlers, log);
  }

  /** Called by the constructor of the superclass: the log comes as an argument. */
  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... args) {
    return new DurableEventLoop(this, executor, handlers, (EngineLog) args[0]);
  }
}
