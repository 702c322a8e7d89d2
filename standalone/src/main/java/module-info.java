/** The server program: its command line, and the composition of the modules. */
module dev.signalbox.standalone {
  requires dev.signalbox.core;
  requires dev.signalbox.rules;
  requires dev.signalbox.transport.http;
  requires dev.signalbox.transport.inmemory;
  requires info.picocli;
  requires jakarta.json;
  requires java.net.http;
  requires jdk.httpserver;
  requires static org.jspecify;

  uses java.security.Provider;

  provides System.LoggerFinder with
      dev.signalbox.standalone.StderrLoggers;
}
