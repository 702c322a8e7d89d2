/** The contract over HTTP: the endpoint with its tokens and its XML form, and the sender. */
module dev.signalbox.transport.http {
  requires com.ctc.wstx;
  requires com.github.benmanes.caffeine;
  requires com.nimbusds.jose.jwt;
  requires dev.failsafe.core;
  requires transitive dev.signalbox.core;
  requires jakarta.json;
  requires transitive java.net.http;
  requires transitive jdk.httpserver;
  requires static org.jspecify;

  exports dev.signalbox.transport.http;

  provides dev.signalbox.core.spi.TransportProvider with
      dev.signalbox.transport.http.HttpTransportProvider;

  uses jakarta.json.spi.JsonProvider;
  uses java.security.Provider;
  uses javax.xml.stream.XMLInputFactory;
}
