/**
 * Events of a running voice call: what they are, how a batch is checked, keyed and ordered, and the
 * interfaces through which it comes in and goes out.
 */
module dev.signalbox.core {
  requires jakarta.json;
  requires static org.jspecify;

  exports dev.signalbox.core;
  exports dev.signalbox.core.spi;

  uses dev.signalbox.core.spi.TransportProvider;
  uses jakarta.json.spi.JsonProvider;
}
