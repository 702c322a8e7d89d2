package dev.signalbox.engine.netty.internal;

import dev.signalbox.engine.netty.internal.http.RequestRefusal;
import dev.signalbox.engine.netty.internal.http.RequestTarget;
import dev.signalbox.engine.netty.internal.http.StrictRequestDecoder;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.lang.System.Logger.Level;
import java.net.URISyntaxException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection: its requests, one at a time. The decoder is paused while a request is being
 * answered. Used on its event loop alone, unless a method says otherwise.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // what fails ends the connection, which shows it itself
final class HttpConnection extends ChannelInboundHandlerAdapter {
  /** How many bytes of a body wait for the handler before the connection is not read. */
  static final int MAX_BUFFERED = 64 * 1024;

  /** How long a stopping server waits for a client to close after its last answer. */
  private static final long STOP_LINGER_MILLIS = 500;

  private final NettyServer server;
  private final ConnectionRegistry registry;
  private final SocketChannel channel;
  private final EventLoop loop;
  private final ConnectionOutput output;
  private final ConnectionInput input;
  private final ConnectionTimer timer;

  private @Nullable NettyExchange current;
  private boolean dispatched;

  /** Whether the rest of an answered request is still to come, and is discarded. */
  private boolean skipping;

  private boolean progressed;
  private boolean inputEnded;

  HttpConnection(
      NettyServer server,
      ConnectionRegistry registry,
      SocketChannel channel,
      StrictRequestDecoder decoder) {
    this.server = server;
    this.registry = registry;
    this.channel = channel;
    this.loop = channel.eventLoop();
    output = new ConnectionOutput(server, registry, channel);
    input = new ConnectionInput(channel, output, decoder, this::hasRoom, this::takeUp);
    timer = new ConnectionTimer(registry, channel);
  }

  // What arrives.

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    registry.add(this);
    timer.enter(ConnectionPhase.IDLE);
    if (server.isStopped()) {
      channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    progressed = true;
    HttpObject part = (HttpObject) message;
    if (isLingering()) {
      ReferenceCountUtil.release(part);
    } else if (part instanceof HttpRequest request) {
      begin(request);
    } else {
      continued((HttpContent) part);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    input.readComplete();
    if (current != null) {
      takeUp();
    } else if (!progressed && timer.phase() == ConnectionPhase.IDLE) {
      timer.enter(ConnectionPhase.READING);
    }
    progressed = false;
  }

  private void begin(HttpRequest request) {
    RequestRefusal refusal = RequestRefusal.of(request);
    if (refusal == null) {
      try {
        RequestTarget target = RequestTarget.parse(request.uri());
        NettyContext context = server.context(target.path());
        if (context != null) {
          RequestBody body = new RequestBody(this, output, request);
          current = new NettyExchange(this, output, context, request, target.uri(), body);
          dispatched = false;
          return;
        }
        refusal = new RequestRefusal(404, "nothing is served at this path");
      } catch (URISyntaxException malformed) {
        refusal = new RequestRefusal(400, "the target is malformed");
      }
    }
    refuse(refusal, input.shown(request));
  }

  private void continued(HttpContent part) {
    NettyExchange exchange = current;
    if (exchange == null) {
      skip(part);
      return;
    }
    RequestBody body = exchange.body();
    if (part.decoderResult().isFailure()) {
      part.release();
      body.fail("the body's chunks are malformed");
      if (!dispatched) {
        current = null;
        refuse(RequestRefusal.ofBody(), input.shown(exchange.request()));
      }
      return;
    }
    body.add(part.content());
    if (part instanceof LastHttpContent) {
      body.end();
      timer.enter(ConnectionPhase.WORKING);
      if (!dispatched) {
        dispatch(exchange);
      }
    } else if (body.buffered() > MAX_BUFFERED) {
      takeUp();
    }
    input.proceed();
  }

  /** Discards a part of a request that was answered. */
  private void skip(HttpContent part) {
    part.release();
    if (!skipping) {
      return;
    }
    if (part.decoderResult().isFailure()) {
      leave(true);
    } else if (part instanceof LastHttpContent) {
      skipping = false;
      answered();
    }
  }

  /** Gives the handler what has arrived of a request, when the rest takes its time. */
  private void takeUp() {
    NettyExchange exchange = current;
    if (exchange != null && !exchange.body().isEnded()) {
      if (timer.phase() == ConnectionPhase.IDLE) {
        timer.enter(ConnectionPhase.READING);
      }
      if (!dispatched) {
        dispatch(exchange);
      }
    }
  }

  private void dispatch(NettyExchange exchange) {
    dispatched = true;
    if (exchange.mayRunOnLoop()) {
      run(exchange);
      return;
    }
    try {
      server.workers().execute(() -> run(exchange));
    } catch (Throwable noThread) {
      server.log().log(Level.DEBUG, "the executor takes no request", noThread);
      exchange.abort();
    }
  }

  /** Runs the handler, on whichever thread. Nothing that it throws gets further. */
  private void run(NettyExchange exchange) {
    boolean returned = false;
    try {
      exchange.context().handle(exchange);
      returned = true;
    } catch (Throwable failure) {
      Level level = failure instanceof Error ? Level.ERROR : Level.DEBUG;
      server.log().log(level, "a handler failed", failure);
    }
    if (!returned && !exchange.isEnded()) {
      exchange.abort();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent) {
      timer.enter(ConnectionPhase.IDLE);
      return;
    }
    // A client that ends its side of TLS sends nothing more, like one that ends its side of TCP.
    if (inputEnded
        || !(event instanceof ChannelInputShutdownEvent
            || event instanceof SslCloseCompletionEvent)) {
      return;
    }
    inputEnded = true;
    NettyExchange exchange = current;
    if (exchange == null) {
      leave(false);
    } else {
      exchange.body().fail("the client ended the body before its end");
      takeUp();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    registry.remove(this);
    NettyExchange exchange = current;
    if (exchange != null) {
      exchange.lost();
    }
    output.wake();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    server.failed(cause);
    channel.close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    output.wake();
    if (input.isPaused()) {
      output.execute(input::proceed);
    }
  }

  // What comes after an answer.

  /**
   * Goes on when an exchange is done. May be called by any thread.
   *
   * @param keptAlive whether the answer left the connection open
   * @param last whether the client said that it sends no further request
   */
  void ended(NettyExchange exchange, boolean keptAlive, boolean last) {
    if (!loop.inEventLoop()) {
      output.execute(() -> ended(exchange, keptAlive, last));
      return;
    }
    if (current != exchange) {
      return;
    }
    boolean whole = exchange.body().isEnded();
    exchange.body().close();
    current = null;
    if (!keptAlive || server.isStopped() || inputEnded) {
      leave(!whole || !last);
    } else if (whole) {
      answered();
    } else {
      skipping = true;
      timer.enter(ConnectionPhase.READING);
      input.proceed();
    }
  }

  private void answered() {
    timer.enter(ConnectionPhase.IDLE);
    input.countAnswer();
    input.proceed();
  }

  private boolean hasRoom() {
    NettyExchange exchange = current;
    return exchange == null
        ? channel.isWritable()
        : !exchange.body().isEnded() && exchange.body().buffered() <= MAX_BUFFERED;
  }

  private void refuse(RequestRefusal refusal, String requestLine) {
    if (!channel.isActive()) {
      return;
    }
    server.refused(channel.remoteAddress(), requestLine, refusal.status(), refusal.reason());
    output.refuse(refusal.status());
    leave(true);
  }

  /**
   * Ends the connection when everything is written.
   *
   * @param linger whether the client may still be sending: to close while there is something to
   *     read would reset the connection, and the client could lose the answer
   */
  private void leave(boolean linger) {
    timer.enter(ConnectionPhase.LINGERING);
    skipping = false;
    boolean lingers = input.discard() && linger;
    if (lingers && server.isStopped()) {
      closeSoon();
    }
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            lingers
                ? written -> {
                  timer.enter(ConnectionPhase.LINGERING);
                  output.end();
                }
                : ChannelFutureListener.CLOSE);
  }

  private void closeSoon() {
    loop.schedule(() -> channel.close(), STOP_LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Ends the connection because the server ends.
   *
   * @param now whether an exchange at hand is cut short, rather than waited for
   */
  void leaveServer(boolean now) {
    if (isLingering()) {
      closeSoon();
    } else if (current == null || now) {
      leave(false);
    }
  }

  // What the clock brings.

  boolean isIdle() {
    return timer.phase() == ConnectionPhase.IDLE;
  }

  private boolean isLingering() {
    return timer.phase() == ConnectionPhase.LINGERING;
  }

  /** Ends the connection if it takes longer than it may. */
  void check() {
    boolean inHead = current == null && !skipping;
    if (timer.isLate(input.discarded(), inHead)) {
      if (timer.phase() == ConnectionPhase.READING && inHead) {
        server.refused(
            channel.remoteAddress(),
            input.shownUnfinished(),
            0,
            "the request took too long to arrive");
      }
      channel.close();
    }
  }

  // What exchanges need, on whichever thread.

  /** Whether the connection ends with the answer at hand. */
  boolean isLeaving() {
    return server.isStopped();
  }

  /** How much of a body that is still to come may be discarded after the answer. */
  int maxDiscarded() {
    return server.config().limits().discarded();
  }

  SocketChannel channel() {
    return channel;
  }

  /** Reads on, where the body has room again. */
  void readOn() {
    output.execute(input::proceed);
  }

  void abort() {
    output.abort();
  }
}
