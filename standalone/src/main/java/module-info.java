/** The server program: its command line, and the composition of the modules. */
module dev.signalbox.standalone {
  requires dev.signalbox.core;
  requires dev.signalbox.transport.http;
  requires dev.signalbox.transport.inmemory;
  requires info.picocli;
  requires static org.jspecify;
}
