package dev.signalbox.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A connection: its requests, one at a time. Everything happens on its event loop, unless a method
 * says otherwise.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // what fails ends the connection, which says so itself
final class Connection extends ChannelInboundHandlerAdapter {
  /** How many bytes of a body wait for somebody to take them before the connection is not read. */
  static final int MAX_BUFFERED = 64 * 1024;

  private static final System.Logger LOG = System.getLogger("dev.signalbox.engine.netty");

  /** What the connection waits for, which decides how long it may. */
  private enum Phase {
    /** The next request. */
    IDLE,
    /** The rest of a request. */
    READING,
    /** The handler. */
    WORKING,
    /** The client's end, when it was told that there is nothing more for it. */
    LEAVING
  }

  private final NettyServer server;
  private final Watch watch;
  private final SocketChannel channel;
  private final EventLoop loop;

  /** What came before the exchange at hand was done. */
  private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>(2);

  private Phase phase = Phase.IDLE;
  private long since;
  private @Nullable NettyExchange current;
  private boolean dispatched;
  private boolean goingOn;
  private boolean progressed;
  private boolean inputEnded;
  private @Nullable Object unsent;
  private long sent;
  private long stuckSince;

  Connection(NettyServer server, Watch watch, SocketChannel channel) {
    this.server = server;
    this.watch = watch;
    this.channel = channel;
    this.loop = channel.eventLoop();
  }

  // What arrives.

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    watch.add(this);
    enter(Phase.IDLE);
    if (server.isStopped()) {
      channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    progressed = true;
    HttpObject part = (HttpObject) message;
    if (phase == Phase.LEAVING) {
      ReferenceCountUtil.release(part);
    } else if (waiting.isEmpty() && (current == null || part instanceof HttpContent)) {
      accept(part);
    } else {
      waiting.add(part);
      channel.config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (current != null) {
      takeUp();
    } else if (!progressed && phase == Phase.IDLE) {
      enter(Phase.READING);
    }
    progressed = false;
  }

  private void accept(HttpObject part) {
    if (part instanceof HttpRequest request) {
      begin(request);
    } else {
      continued((HttpContent) part);
    }
  }

  private void begin(HttpRequest request) {
    int refusal = refusal(request);
    URI uri = null;
    NettyContext context = null;
    if (refusal == 0) {
      try {
        uri = new URI(request.uri());
        context = uri.getPath() == null ? null : server.context(uri.getPath());
        refusal = uri.getPath() == null ? 400 : 404;
      } catch (URISyntaxException malformed) {
        refusal = 400;
      }
    }
    if (uri == null || context == null) {
      refuse(refusal);
      return;
    }
    RequestBody body = new RequestBody(this, HttpUtil.is100ContinueExpected(request));
    current = new NettyExchange(this, context, request, uri, body);
    dispatched = false;
  }

  /** The status with which a request is refused before anybody looks at it; 0 for none. */
  private static int refusal(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      Throwable cause = request.decoderResult().cause();
      return cause instanceof TooLongHttpLineException
          ? 414
          : cause instanceof TooLongHttpHeaderException ? 431 : 400;
    }
    boolean current = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (!current && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return 505;
    }
    int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (current && hosts == 0)) {
      return 400;
    }
    List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    boolean known =
        codings.isEmpty() || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"));
    return known ? 0 : 501;
  }

  private void continued(HttpContent part) {
    NettyExchange exchange = current;
    if (exchange == null) {
      part.release();
      return;
    }
    RequestBody body = exchange.body();
    if (part.decoderResult().isFailure()) {
      part.release();
      body.fail("the body's chunks are malformed");
      if (!dispatched) {
        current = null;
        refuse(400);
      }
      return;
    }
    body.add(part.content());
    if (part instanceof LastHttpContent) {
      body.end();
      enter(Phase.WORKING);
      if (!dispatched) {
        dispatch(exchange);
      }
    } else if (body.buffered() > MAX_BUFFERED) {
      channel.config().setAutoRead(false);
      takeUp();
    }
  }

  /** Lets the handler have what is there of a request, when the rest takes its time. */
  private void takeUp() {
    NettyExchange exchange = current;
    if (exchange != null && !exchange.body().isEnded()) {
      if (phase == Phase.IDLE) {
        enter(Phase.READING);
      }
      if (!dispatched) {
        dispatch(exchange);
      }
    }
  }

  private void dispatch(NettyExchange exchange) {
    dispatched = true;
    if (exchange.body().isEnded() && exchange.context().neverBlocks()) {
      run(exchange);
      return;
    }
    try {
      server.workers().execute(() -> run(exchange));
    } catch (RejectedExecutionException closing) {
      channel.close();
    }
  }

  private static void run(NettyExchange exchange) {
    boolean returned = false;
    try {
      exchange.context().handle(exchange);
      returned = true;
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "a handler failed", e);
    } finally {
      if (!returned && !exchange.isEnded()) {
        exchange.abort();
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      NettyExchange exchange = current;
      if (exchange == null) {
        leave(false);
      } else if (waiting.isEmpty()) {
        exchange.body().fail("the client ended the body before its end");
        takeUp();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    watch.remove(this);
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    NettyExchange exchange = current;
    if (exchange != null) {
      exchange.lost();
    }
    wakeWriter();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.log(cause instanceof IOException ? Level.DEBUG : Level.ERROR, "a connection failed", cause);
    channel.close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    wakeWriter();
  }

  private synchronized void wakeWriter() {
    notifyAll();
  }

  // What comes after an answer.

  /**
   * Goes on when an exchange is done. May be called by any thread.
   *
   * @param keptAlive whether the client was told that the connection stays
   */
  void ended(NettyExchange exchange, boolean keptAlive) {
    if (!loop.inEventLoop()) {
      execute(() -> ended(exchange, keptAlive));
      return;
    }
    if (current != exchange) {
      return;
    }
    RequestBody body = exchange.body();
    boolean whole = body.isEnded();
    body.close();
    current = null;
    if (!keptAlive || !whole || server.isStopped() || (inputEnded && waiting.isEmpty())) {
      leave(!whole);
      return;
    }
    enter(Phase.IDLE);
    if (!goingOn) {
      goOn();
    }
  }

  /** Takes up what came meanwhile. Not by recursion: a client may send many requests at once. */
  private void goOn() {
    goingOn = true;
    HttpObject part;
    while ((part = waiting.peek()) != null && (current == null || part instanceof HttpContent)) {
      accept(waiting.remove());
    }
    goingOn = false;
    if (waiting.isEmpty()) {
      takeUp();
      if (current == null && inputEnded) {
        leave(false);
      }
    }
    readIfRoom();
  }

  private void readIfRoom() {
    NettyExchange exchange = current;
    if (waiting.isEmpty() && (exchange == null || exchange.body().buffered() <= MAX_BUFFERED)) {
      channel.config().setAutoRead(true);
    }
  }

  private void refuse(int status) {
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
    channel.write(answer);
    leave(true);
  }

  /**
   * Ends the connection when everything is written.
   *
   * @param talking whether the client may still be sending: closing at once would take the answer
   *     from it before it has read it
   */
  private void leave(boolean talking) {
    enter(Phase.LEAVING);
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    channel.config().setAutoRead(true);
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            talking && !inputEnded
                ? written -> {
                  enter(Phase.LEAVING);
                  channel.shutdownOutput();
                }
                : ChannelFutureListener.CLOSE);
  }

  /**
   * Ends the connection because the server ends.
   *
   * @param now whether an exchange at hand is cut short, rather than waited for
   */
  void leaveServer(boolean now) {
    if (current == null || now) {
      leave(false);
    }
  }

  // What the clock brings.

  boolean isIdle() {
    return phase == Phase.IDLE;
  }

  private void enter(Phase next) {
    phase = next;
    since = watch.now();
  }

  /** Ends the connection if it takes longer than it may. */
  void look() {
    Limits limits = watch.limits();
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    if (out != null && !out.isEmpty()) {
      if (out.current() != unsent || out.currentProgress() != sent) {
        unsent = out.current();
        sent = out.currentProgress();
        stuckSince = watch.now();
      } else if (isPast(stuckSince, limits.answer())) {
        channel.close();
      }
      return;
    }
    unsent = null;
    boolean late =
        switch (phase) {
          case IDLE -> isPast(since, limits.idle());
          case READING -> isPast(since, limits.request());
          case WORKING -> false;
          case LEAVING -> isPast(since, limits.farewell());
        };
    if (late) {
      channel.close();
    }
  }

  private boolean isPast(long start, Duration limit) {
    return watch.now() - start >= limit.toNanos();
  }

  // What exchanges need, on whichever thread.

  /** Whether the connection ends with the answer at hand. */
  boolean isLeaving() {
    return server.isStopped();
  }

  InetSocketAddress remoteAddress() {
    return channel.remoteAddress();
  }

  InetSocketAddress localAddress() {
    return channel.localAddress();
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
      watch.sendSoon(channel);
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

  void sendContinue() throws IOException {
    send(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  /** Reads on, where the body has room again. */
  void readOn() {
    execute(this::readIfRoom);
  }

  void abort() {
    execute(channel::close);
  }

  private void execute(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException ended) {
      // The server has ended, and every connection with it.
    }
  }
}
