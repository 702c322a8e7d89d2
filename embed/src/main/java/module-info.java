/**
 * Signalbox for services that embed it: the core, the HTTP endpoint and sender, and delivery in
 * memory. This module has no code of its own.
 */
module dev.signalbox {
  requires transitive dev.signalbox.core;
  requires transitive dev.signalbox.format.xml;
  requires transitive dev.signalbox.sender;
  requires transitive dev.signalbox.tokens;
  requires transitive dev.signalbox.transport.http;
  requires transitive dev.signalbox.transport.inmemory;
}
