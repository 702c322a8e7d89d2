package dev.signalbox.engine.netty.internal;

import dev.signalbox.engine.netty.internal.http.HttpDate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** What is written to a connection, by any thread. Thread-safe. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // what fails ends the connection, which shows it itself
final class ConnectionOutput {
  private final NettyServer server;
  private final ConnectionRegistry registry;
  private final SocketChannel channel;
  private final EventLoop loop;

  ConnectionOutput(NettyServer server, ConnectionRegistry registry, SocketChannel channel) {
    this.server = server;
    this.registry = registry;
    this.channel = channel;
    this.loop = channel.eventLoop();
  }

  ByteBuf buffer(int size) {
    return channel.alloc().buffer(size);
  }

  void write(Object message) {
    channel.write(message, channel.voidPromise());
  }

  /** Writes, with everything that was written before. */
  void send(Object message) throws IOException {
    if (!channel.isActive()) {
      ReferenceCountUtil.release(message);
      throw new IOException("the connection was closed");
    }
    if (loop.inEventLoop() && !server.isStopped()) {
      channel.write(message, channel.voidPromise());
      registry.sendSoon(channel);
    } else {
      channel.writeAndFlush(message, channel.voidPromise());
    }
  }

  /** Waits until the client has read enough. Never on the event loop. */
  void awaitWritable() throws IOException {
    if (loop.inEventLoop()) {
      return;
    }
    synchronized (this) {
      while (!channel.isWritable() && channel.isActive()) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          abort();
          throw new InterruptedIOException("interrupted while the client does not read");
        }
      }
    }
    if (!channel.isActive()) {
      throw new IOException("the connection was closed");
    }
  }

  /** Wakes the thread that waits for the client: something has changed. */
  synchronized void wake() {
    notifyAll();
  }

  void sendContinue() throws IOException {
    send(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  /** Writes the engine's own answer, the connection's last. */
  void refuse(int status) {
    HttpResponseStatus reason = HttpResponseStatus.valueOf(status);
    DefaultFullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            reason,
            ByteBufUtil.writeUtf8(channel.alloc(), reason + ": the request was not taken up.\n"));
    answer
        .headers()
        .set(HttpHeaderNames.DATE, HttpDate.now())
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    write(answer);
  }

  /** Ends the server's side of the connection; the client's stays open. */
  void end() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      channel.shutdownOutput();
    } else {
      tls.closeOutbound().addListener(said -> channel.shutdownOutput());
    }
  }

  /** Closes the connection, whatever is under way. */
  void abort() {
    execute(channel::close);
  }

  /** Runs a task on the connection's event loop, unless that has ended, and every connection. */
  void execute(Runnable task) {
    unlessEnded(() -> loop.execute(task));
  }

  /** The same, once the loop has looked at its other connections. */
  void executeAfterOthers(Runnable task) {
    unlessEnded(() -> loop.schedule(task, 0, TimeUnit.NANOSECONDS));
  }

  private static void unlessEnded(Runnable submission) {
    try {
      submission.run();
    } catch (RejectedExecutionException ended) {
      // Nothing is left to do.
    }
  }
}
