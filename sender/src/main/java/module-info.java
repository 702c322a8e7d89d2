/** Sends events to an endpoint of the contract, and relays to it what another one accepts. */
module dev.signalbox.sender {
  requires dev.failsafe.core;
  requires transitive dev.signalbox.core;
  requires transitive dev.signalbox.tokens;
  requires transitive java.net.http;
  requires static org.jspecify;

  exports dev.signalbox.sender;

  provides dev.signalbox.core.spi.TransportProvider with
      dev.signalbox.sender.provider.HttpTransportProvider;
}
