package dev.signalbox.engine.netty.internal;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import dev.signalbox.engine.netty.internal.http.HttpDate;
import dev.signalbox.engine.netty.internal.http.RequestHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request and its answer. Used by one thread at a time. */
public final class NettyExchange extends HttpExchange {
  /** The name of the attribute with the request's target as it came. */
  public static final String TARGET = "dev.signalbox.target";

  /** The name of the attribute with the executor that finishes the exchange later. */
  public static final String FINISHER = "dev.signalbox.finisher";

  private final HttpConnection connection;
  private final ConnectionOutput output;
  private final NettyContext context;
  private final HttpRequest request;
  private final URI uri;
  private final RequestBody requestBody;
  private final ResponseBody responseBody;
  private final Headers requestHeaders;
  private final Headers responseHeaders = new Headers();
  private InputStream in;
  private OutputStream out;
  private @Nullable HttpPrincipal principal;
  private int status = -1;
  private boolean keptAlive;
  private volatile boolean ended;

  NettyExchange(
      HttpConnection connection,
      ConnectionOutput output,
      NettyContext context,
      HttpRequest request,
      URI uri,
      RequestBody requestBody) {
    this.connection = connection;
    this.output = output;
    this.context = context;
    this.request = request;
    this.uri = uri;
    this.requestBody = requestBody;
    responseBody = new ResponseBody(this, output);
    requestHeaders = new RequestHeaders(request.headers());
    in = requestBody;
    out = responseBody;
  }

  RequestBody body() {
    return requestBody;
  }

  HttpRequest request() {
    return request;
  }

  NettyContext context() {
    return context;
  }

  void principal(HttpPrincipal caller) {
    principal = caller;
  }

  boolean isEnded() {
    return ended;
  }

  @Override
  public void sendResponseHeaders(int code, long length) throws IOException {
    if (status >= 0) {
      throw new IOException("the answer's headers were sent already");
    }
    status = code;
    boolean empty = code / 100 == 1 || code == 204 || code == 304;
    boolean head = request.method().equals(HttpMethod.HEAD);
    boolean old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    boolean open = length == 0 && !empty && !head;
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    for (Map.Entry<String, List<String>> field : responseHeaders.entrySet()) {
      headers.add(field.getKey(), field.getValue());
    }
    headers.set(HttpHeaderNames.DATE, HttpDate.now());
    keptAlive =
        !requestBody.giveUp()
            && requestBody.endsWithin(connection.maxDiscarded())
            && !(open && old)
            && !connection.isLeaving()
            && HttpUtil.isKeepAlive(request)
            && !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    if (!keptAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (old) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    if (open && !old) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else if (!open && !empty && (!head || length > 0)) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, Math.max(length, 0));
    }
    responseBody.begin(
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code), headers),
        open ? ResponseBody.OPEN : Math.max(length, 0),
        empty || head);
    if (length < 0 || empty) {
      end();
    }
  }

  /** The answer is complete, and nothing more is wanted of the request. */
  void end() {
    ended = true;
    connection.ended(this, keptAlive, !HttpUtil.isKeepAlive(request));
  }

  /** There is no answer, or no whole one. */
  void abort() {
    ended = true;
    requestBody.close();
    output.abort();
  }

  /** The connection is gone. */
  void lost() {
    requestBody.fail("the connection was closed");
  }

  /** Completes the answer, where that is possible; otherwise the connection says that it is not. */
  @Override
  public void close() {
    if (ended) {
      return;
    }
    if (status < 0) {
      abort();
      return;
    }
    try {
      out.close();
    } catch (IOException incomplete) {
      abort();
    }
    responseBody.drop();
  }

  @Override
  public Headers getRequestHeaders() {
    return requestHeaders;
  }

  @Override
  public Headers getResponseHeaders() {
    return responseHeaders;
  }

  @Override
  public URI getRequestURI() {
    return uri;
  }

  @Override
  public String getRequestMethod() {
    return request.method().name();
  }

  @Override
  public HttpContext getHttpContext() {
    return context;
  }

  @Override
  public InputStream getRequestBody() {
    return in;
  }

  @Override
  public OutputStream getResponseBody() {
    return out;
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return connection.channel().remoteAddress();
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    return connection.channel().localAddress();
  }

  @Override
  public int getResponseCode() {
    return status;
  }

  @Override
  public String getProtocol() {
    return request.protocolVersion().text();
  }

  /**
   * As on the JDK's server, the attributes are those of the context, except for the target and the
   * finisher: the event loop, when it may call the handler, and so finish what that has begun.
   */
  @Override
  public @Nullable Object getAttribute(String name) {
    return switch (name) {
      case TARGET -> request.uri();
      case FINISHER -> mayRunOnLoop() ? connection.channel().eventLoop() : null;
      default -> context.getAttributes().get(name);
    };
  }

  /** Whether the exchange waits for nothing that is still to come. */
  boolean mayRunOnLoop() {
    return requestBody.isEnded() && context.neverBlocks();
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    if (value == null) {
      context.getAttributes().remove(name);
    } else {
      context.getAttributes().put(name, value);
    }
  }

  @Override
  public void setStreams(@Nullable InputStream input, @Nullable OutputStream output) {
    in = input == null ? in : input;
    out = output == null ? out : output;
  }

  @Override
  public @Nullable HttpPrincipal getPrincipal() {
    return principal;
  }
}
