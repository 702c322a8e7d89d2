package dev.signalbox.engine.netty.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.signalbox.engine.netty.internal.RecordingLogger;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A loop ends when it is told to, and never before. */
class DurableEventLoopTest {
  private static void assertGoesOn(EventLoopGroup group, RecordingLogger logger, String failure)
      throws Exception {
    assertEquals("ERROR an event loop goes on after a failure " + failure, logger.lines().take());
    assertEquals(7, group.submit(() -> 7).get());
    assertFalse(group.isShuttingDown());
  }

  private static void stop(EventLoopGroup group) {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Such as one that a logger throws while Netty reports an exception. */
  @Test
  void anErrorWhileConnectionsAreLookedAt() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    IoHandlerFactory nio = NioIoHandler.newFactory();
    RecordingLogger logger = new RecordingLogger();
    try (EngineLog log = new EngineLog(logger)) {
      EventLoopGroup group =
          new DurableEventLoopGroup(
              1, executor -> new Failing(nio.newHandler(executor), runs), log);
      assertEquals(1, group.submit(() -> 1).get());
      assertGoesOn(group, logger, "java.lang.NoClassDefFoundError: on purpose");
      stop(group);
    }
  }

  @Test
  void anErrorThatNettysLoggerFailsOn() throws Exception {
    RecordingLogger logger = new RecordingLogger();
    try (EngineLog log = new EngineLog(logger)) {
      EventLoopGroup group = EventLoops.create(1, log);
      group.execute(
          () -> {
            throw new Unprintable();
          });
      assertGoesOn(group, logger, "java.lang.LinkageError: on purpose");
      stop(group);
    }
  }

  @SuppressWarnings("serial") // it is not serialized
  private static final class Unprintable extends Error {
    @Override
    public String getMessage() {
      throw new LinkageError("on purpose");
    }
  }

  /** Fails the first time. */
  private record Failing(IoHandler handler, AtomicInteger runs) implements IoHandler {
    @Override
    public int run(IoHandlerContext context) {
      if (runs.getAndIncrement() == 0) {
        throw new NoClassDefFoundError("on purpose");
      }
      return handler.run(context);
    }

    @Override
    public void prepareToDestroy() {
      handler.prepareToDestroy();
    }

    @Override
    public void destroy() {
      handler.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
      return handler.register(handle);
    }

    @Override
    public void wakeup() {
      handler.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
      return handler.isCompatible(type);
    }
  }
}
