package dev.signalbox.transport.http.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;

/**
 * Requests without a body. The JDK's server takes a body that was not read for one that is still to
 * come, and closes the connection after the answer, an empty body too.
 */
public final class EmptyBody {
  private EmptyBody() {}

  /**
   * Reads to the end of a body that is empty. A request with a body is left as it is.
   *
   * @param exchange the request
   * @throws IOException when the client is gone
   */
  public static void end(HttpExchange exchange) throws IOException {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if ((length == null || length.strip().equals("0"))
        && !exchange.getRequestHeaders().containsKey("Transfer-Encoding")) {
      if (exchange.getRequestBody().read() >= 0) {
        throw new IOException("a body that was not announced");
      }
    }
  }

  /**
   * Ends empty bodies before a handler.
   *
   * @param handler a handler
   * @return a handler
   */
  public static HttpHandler before(HttpHandler handler) {
    return exchange -> {
      end(exchange);
      handler.handle(exchange);
    };
  }
}
