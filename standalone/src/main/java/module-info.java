/** The server program: its command line, and the composition of the modules. */
module dev.signalbox.standalone {
  requires dev.signalbox.core;
  requires dev.signalbox.engine.netty;
  requires dev.signalbox.rules;
  requires dev.signalbox.format.xml;
  requires dev.signalbox.sender;
  requires dev.signalbox.telephony;
  requires dev.signalbox.testkit;
  requires dev.signalbox.tokens;
  requires dev.signalbox.transport.http;
  requires dev.signalbox.transport.inmemory;
  requires dev.signalbox.transport.sqlite;
  requires info.picocli;
  requires io.netty.transport.epoll.linux.aarch_64;
  requires io.netty.transport.epoll.linux.x86_64;
  requires java.net.http;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires jdk.httpserver;
  requires jdk.jfr;
  requires static org.jspecify;

  opens dev.signalbox.standalone to
      info.picocli;
  opens dev.signalbox.standalone.cli to
      info.picocli;
  opens dev.signalbox.standalone.demo to
      info.picocli;
  opens dev.signalbox.standalone.identity to
      info.picocli;
  opens dev.signalbox.standalone.oracle to
      info.picocli;
  opens dev.signalbox.standalone.serve to
      info.picocli;
  opens dev.signalbox.standalone.tools to
      info.picocli;

  uses dev.signalbox.core.spi.TransportProvider;
  uses java.security.Provider;

  provides System.LoggerFinder with
      dev.signalbox.standalone.cli.StderrLoggers;
}
