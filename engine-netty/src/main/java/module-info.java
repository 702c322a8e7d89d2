/** An HTTP server on Netty, behind the interface of the JDK's. */
module dev.signalbox.engine.netty {
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires transitive jdk.httpserver;
  requires static org.jspecify;

  exports dev.signalbox.engine.netty;
}
