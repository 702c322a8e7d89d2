package dev.signalbox.engine.netty.internal;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What answers the paths that begin with one. */
public final class NettyContext extends HttpContext {
  /** The name of the attribute by which a context promises that its handler never blocks. */
  public static final String NEVER_BLOCKS = "dev.signalbox.neverBlocks";

  /**
   * The name of the attribute by which this engine says that an exchange may be finished after its
   * handler has returned.
   */
  public static final String FINISHES_LATER = "dev.signalbox.finishesLater";

  /** Set to true: a connection discards the rest of an answered request. */
  public static final String DISCARDS_REST = "dev.signalbox.discardsRest";

  private final HttpServer server;
  private final String path;
  private final Map<String, Object> attributes = new ConcurrentHashMap<>();
  private final List<Filter> filters = new CopyOnWriteArrayList<>();
  private volatile @Nullable HttpHandler handler;
  private volatile @Nullable Authenticator authenticator;

  NettyContext(HttpServer server, String path) {
    this.server = server;
    this.path = path;
    attributes.put(FINISHES_LATER, true);
    attributes.put(DISCARDS_REST, true);
  }

  /** Whether the event loop may call it. */
  boolean neverBlocks() {
    return authenticator == null
        && filters.isEmpty()
        && Boolean.TRUE.equals(attributes.get(NEVER_BLOCKS));
  }

  /** Answers an exchange: first the filters, then the authenticator, then the handler. */
  void handle(NettyExchange exchange) throws IOException {
    if (filters.isEmpty()) {
      authenticateAndHandle(exchange, exchange);
    } else {
      new Filter.Chain(filters, filtered -> authenticateAndHandle(exchange, filtered))
          .doFilter(exchange);
    }
  }

  /** Answers an exchange, which filters may have put another one around. */
  private void authenticateAndHandle(NettyExchange original, HttpExchange exchange)
      throws IOException {
    Authenticator judge = authenticator;
    if (judge != null) {
      Authenticator.Result result = judge.authenticate(exchange);
      if (result instanceof Authenticator.Success success) {
        original.principal(success.getPrincipal());
      } else {
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        exchange.sendResponseHeaders(
            result instanceof Authenticator.Retry retry
                ? retry.getResponseCode()
                : ((Authenticator.Failure) result).getResponseCode(),
            -1);
        return;
      }
    }
    HttpHandler answering = handler;
    if (answering == null) {
      exchange.sendResponseHeaders(500, -1);
    } else {
      answering.handle(exchange);
    }
  }

  @Override
  public @Nullable HttpHandler getHandler() {
    return handler;
  }

  @Override
  public void setHandler(HttpHandler handler) {
    Objects.requireNonNull(handler);
    if (this.handler != null) {
      throw new IllegalArgumentException("the context " + path + " has a handler already");
    }
    this.handler = handler;
  }

  @Override
  public String getPath() {
    return path;
  }

  @Override
  public HttpServer getServer() {
    return server;
  }

  @Override
  public Map<String, Object> getAttributes() {
    return attributes;
  }

  @Override
  public List<Filter> getFilters() {
    return filters;
  }

  @Override
  public @Nullable Authenticator setAuthenticator(@Nullable Authenticator judge) {
    Authenticator old = authenticator;
    authenticator = judge;
    return old;
  }

  @Override
  public @Nullable Authenticator getAuthenticator() {
    return authenticator;
  }
}
