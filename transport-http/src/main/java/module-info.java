/** The endpoint of the contract, and its adapter for the HTTP server of the JDK. */
@SuppressWarnings("module") // The friend is built later.
module dev.signalbox.transport.http {
  requires transitive dev.signalbox.core;
  requires dev.signalbox.format.xml;
  requires transitive dev.signalbox.tokens;
  requires transitive jdk.httpserver;
  requires jdk.jfr;
  requires static org.jspecify;

  exports dev.signalbox.transport.http;
  exports dev.signalbox.transport.http.internal to
      dev.signalbox.standalone;
}
