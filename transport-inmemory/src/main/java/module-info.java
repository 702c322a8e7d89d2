/** Delivery inside one process, and directories that live in memory. */
module dev.signalbox.transport.inmemory {
  requires transitive dev.signalbox.core;
  requires static org.jspecify;

  exports dev.signalbox.transport.inmemory;

  provides dev.signalbox.core.spi.TransportProvider with
      dev.signalbox.transport.inmemory.InMemoryTransportProvider;
}
