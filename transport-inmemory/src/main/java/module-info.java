/** Delivery inside one process, and directories that live in memory. */
module dev.signalbox.transport.inmemory {
  requires com.github.benmanes.caffeine;
  requires transitive dev.signalbox.core;
  requires static org.jspecify;
}
