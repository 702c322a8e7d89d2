package dev.signalbox.engine.netty.internal;

import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** Makes what encrypts connections: HTTP/1.1 over TLS 1.2 and 1.3, and nothing else. */
final class TlsHandlers {
  private TlsHandlers() {}

  /**
   * A handler of one connection.
   *
   * @param handshake how long it may take to agree on keys
   */
  static SslHandler create(SSLContext context, Duration handshake) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    parameters.setUseCipherSuitesOrder(true);
    engine.setSSLParameters(parameters);
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeout(handshake.toMillis(), TimeUnit.MILLISECONDS);
    return handler;
  }
}
