package dev.signalbox.engine.netty.internal;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.engine.netty.internal.http.StrictRequestDecoder;
import dev.signalbox.engine.netty.internal.loop.EngineLog;
import dev.signalbox.engine.netty.internal.loop.EventLoops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The JDK's interface, on Netty. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // closing is not waited for
public final class NettyServer extends HttpServer {
  /** How long connections may take to write what they have, when the server ends. */
  private static final long FAREWELL_SECONDS = 2;

  private final ServerConfig config;
  private final EngineLog log;
  private final ConnectionAdmission admission;
  private final List<NettyContext> contexts = new CopyOnWriteArrayList<>();
  private final Map<EventExecutor, ConnectionRegistry> registries = new ConcurrentHashMap<>();
  private @Nullable EventLoopGroup group;
  private @Nullable Channel listener;
  private @Nullable Executor executor;
  private volatile Optional<ExecutorService> own = Optional.empty();
  private volatile Executor workers = Runnable::run;
  private boolean started;
  private volatile boolean stopped;

  /** A server that is not bound. */
  public NettyServer(ServerConfig config) {
    this.config = config;
    log = new EngineLog(config.logger());
    admission = new ConnectionAdmission(config.maxConnections(), config.maxPerAddress());
  }

  @Override
  public synchronized void bind(@Nullable InetSocketAddress address, int backlog)
      throws IOException {
    if (listener != null) {
      throw new BindException("the server is bound already");
    }
    if (address == null) {
      throw new NullPointerException("address");
    }
    if (address.isUnresolved()) {
      throw new SocketException("there is no address for " + address.getHostString());
    }
    int loops = Runtime.getRuntime().availableProcessors();
    log.start();
    EventLoopGroup created = EventLoops.create(loops, log);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(created)
            .channel(EventLoops.serverChannel())
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(new ConnectionInitializer());
    if (backlog > 0) {
      bootstrap.option(ChannelOption.SO_BACKLOG, backlog);
    }
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      created.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      log.close();
      String reason = bound.cause().getMessage();
      throw (IOException) new BindException(reason).initCause(bound.cause());
    }
    // Behind Netty's own handler, which pauses for a second after a failure.
    bound.channel().pipeline().addLast(new AcceptFailures());
    for (EventExecutor loop : created) {
      registries.put(
          loop,
          new ConnectionRegistry(
              (EventLoop) loop, config.timeouts(), config.maxIdle() / loops, log));
    }
    group = created;
    listener = bound.channel();
  }

  /** Makes the pipeline of a connection. */
  private final class ConnectionInitializer extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      if (!admission.admit(channel)) {
        refused(channel.remoteAddress(), "", 0, "there are too many connections");
        channel.close();
        return;
      }
      config
          .tls()
          .ifPresent(
              tls -> channel.pipeline().addLast(TlsHandlers.create(tls, config.timeouts().head())));
      ConnectionRegistry registry = Objects.requireNonNull(registries.get(channel.eventLoop()));
      StrictRequestDecoder decoder =
          new StrictRequestDecoder(config.limits(), HttpConnection.MAX_BUFFERED);
      channel
          .pipeline()
          .addLast(
              decoder,
              new HttpResponseEncoder(),
              new HttpConnection(NettyServer.this, registry, channel, decoder));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      log.log(Level.ERROR, "a connection could not be served", cause);
      ctx.close();
    }
  }

  /** Logs that a connection could not be accepted, such as when there are no more file handles. */
  private final class AcceptFailures extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      log.log(
          Level.WARNING, "connections can't be accepted; the next try is in a second: " + cause);
    }
  }

  ServerConfig config() {
    return config;
  }

  EngineLog log() {
    return log;
  }

  /** Logs what ended a connection. What clients do to connections is no error of the server's. */
  void failed(Throwable cause) {
    boolean expected =
        cause instanceof IOException
            || cause instanceof UncheckedIOException
            || cause instanceof ChannelException
            || (cause instanceof DecoderException && !(cause.getCause() instanceof Error));
    log.log(expected ? Level.DEBUG : Level.ERROR, "a connection failed", cause);
  }

  /** Passes a refused request on to the program, off the event loop. */
  void refused(InetSocketAddress remote, String requestLine, int status, String reason) {
    log.run(() -> config.refusals().refused(remote, requestLine, status, reason));
  }

  @Override
  public synchronized void start() {
    if (listener == null || started || stopped) {
      throw new IllegalStateException("the server is not bound, or was started already");
    }
    started = true;
    if (executor == null) {
      ExecutorService one =
          Executors.newSingleThreadExecutor(new DefaultThreadFactory("signalbox-netty-handler"));
      own = Optional.of(one);
      workers = one;
    } else {
      workers = executor;
    }
    listener.config().setAutoRead(true);
  }

  /** Whether connections end with the answer that they are at. */
  boolean isStopped() {
    return stopped;
  }

  /** What runs handlers that may block. */
  Executor workers() {
    return workers;
  }

  @Override
  public synchronized void setExecutor(@Nullable Executor executor) {
    if (started) {
      throw new IllegalStateException("the server was started already");
    }
    this.executor = executor;
  }

  @Override
  public synchronized @Nullable Executor getExecutor() {
    return executor;
  }

  @Override
  public void stop(int delay) {
    if (delay < 0) {
      throw new IllegalArgumentException("a delay is 0 seconds or more");
    }
    EventLoopGroup loops;
    Channel closing;
    Optional<ExecutorService> ending;
    synchronized (this) {
      loops = group;
      closing = listener;
      ending = own;
      if (loops == null || closing == null || stopped) {
        return;
      }
      stopped = true;
    }
    boolean inLoop = false;
    for (Map.Entry<EventExecutor, ConnectionRegistry> loop : registries.entrySet()) {
      if (loop.getKey().inEventLoop()) {
        inLoop = true;
        loop.getValue().sendNow();
      }
    }
    ChannelFuture closed = closing.close();
    if (!inLoop) {
      closed.awaitUninterruptibly();
      // What is being answered is waited for; then only what is written already.
      if (delay > 0) {
        endAll(connection -> connection.leaveServer(false), delay);
      }
      endAll(connection -> connection.leaveServer(true), FAREWELL_SECONDS);
    }
    var terminated = loops.shutdownGracefully(0, FAREWELL_SECONDS, TimeUnit.SECONDS);
    if (!inLoop) {
      terminated.awaitUninterruptibly(2 * FAREWELL_SECONDS, TimeUnit.SECONDS);
    }
    ending.ifPresent(ExecutorService::shutdownNow);
    log.close();
  }

  private void endAll(Consumer<HttpConnection> how, long seconds) {
    try {
      CompletableFuture.allOf(
              registries.values().stream()
                  .map(registry -> registry.endAll(how))
                  .toArray(CompletableFuture[]::new))
          .get(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException lateOnes) {
      // They are cut off next.
    }
  }

  /** The context of the longest path that the given one begins with; null for none. */
  @Nullable NettyContext context(String path) {
    for (NettyContext context : contexts) {
      if (path.startsWith(context.getPath())) {
        return context;
      }
    }
    return null;
  }

  @Override
  public HttpContext createContext(String path, @Nullable HttpHandler handler) {
    if (handler == null) {
      throw new NullPointerException("handler");
    }
    HttpContext context = createContext(path);
    context.setHandler(handler);
    return context;
  }

  @Override
  public synchronized HttpContext createContext(String path) {
    if (!path.startsWith("/") || contexts.stream().anyMatch(c -> c.getPath().equals(path))) {
      throw new IllegalArgumentException(
          "a context's path begins with a slash and is there once: \"" + path + "\"");
    }
    NettyContext context = new NettyContext(this, path);
    contexts.add(context);
    // The longest first.
    contexts.sort(Comparator.comparingInt(c -> -c.getPath().length()));
    return context;
  }

  @Override
  public synchronized void removeContext(String path) {
    if (!contexts.removeIf(context -> context.getPath().equals(path))) {
      throw new IllegalArgumentException("there is no context \"" + path + "\"");
    }
  }

  @Override
  public synchronized void removeContext(HttpContext context) {
    contexts.remove(context);
  }

  @Override
  public synchronized @Nullable InetSocketAddress getAddress() {
    return listener == null ? null : (InetSocketAddress) listener.localAddress();
  }
}
