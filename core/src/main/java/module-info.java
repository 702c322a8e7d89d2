/**
 * Events of a running voice call: what they are, how a batch is checked, keyed and ordered, and the
 * interfaces through which it comes in and goes out.
 */
@SuppressWarnings("module") // The friends are built later.
module dev.signalbox.core {
  requires jakarta.json;
  requires static org.jspecify;

  exports dev.signalbox.core;
  exports dev.signalbox.core.format;
  exports dev.signalbox.core.intake;
  exports dev.signalbox.core.spi;
  exports dev.signalbox.core.internal.json to
      dev.signalbox.format.xml,
      dev.signalbox.rules,
      dev.signalbox.sender,
      dev.signalbox.standalone,
      dev.signalbox.testkit,
      dev.signalbox.tokens,
      dev.signalbox.transport.http;
  exports dev.signalbox.core.internal.pem to
      dev.signalbox.standalone,
      dev.signalbox.testkit,
      dev.signalbox.tokens;
  exports dev.signalbox.core.internal.retry to
      dev.signalbox.rules,
      dev.signalbox.sender,
      dev.signalbox.transport.kafka;
  exports dev.signalbox.core.internal.text to
      dev.signalbox.format.xml,
      dev.signalbox.rules,
      dev.signalbox.sender,
      dev.signalbox.standalone,
      dev.signalbox.telephony,
      dev.signalbox.testkit,
      dev.signalbox.tokens,
      dev.signalbox.transport.http;

  uses dev.signalbox.core.spi.TransportProvider;
  uses jakarta.json.spi.JsonProvider;
}
