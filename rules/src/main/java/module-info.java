/**
 * Signal rules: read from the vendor's metadata files, evaluated on delivered batches, and their
 * actions.
 */
module dev.signalbox.rules {
  requires transitive dev.signalbox.core;
  requires com.github.benmanes.caffeine;
  requires java.net.http;
  requires java.xml;
  requires static org.jspecify;

  exports dev.signalbox.rules;
  exports dev.signalbox.rules.model;
  exports dev.signalbox.rules.spi;

  uses dev.signalbox.rules.spi.ActionHandlerProvider;
}
