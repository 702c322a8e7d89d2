/** Delivery inside one process, and directories that live in memory. */
@SuppressWarnings("module") // The transport with a data file is built later.
module dev.signalbox.transport.inmemory {
  requires transitive dev.signalbox.core;
  requires static org.jspecify;

  exports dev.signalbox.transport.inmemory;
  exports dev.signalbox.transport.inmemory.internal.calls to
      dev.signalbox.transport.sqlite;
  exports dev.signalbox.transport.inmemory.internal.delivery to
      dev.signalbox.transport.sqlite;
  exports dev.signalbox.transport.inmemory.internal.replay to
      dev.signalbox.transport.sqlite;

  provides dev.signalbox.core.spi.TransportProvider with
      dev.signalbox.transport.inmemory.InMemoryTransportProvider;
}
