/**
 * The conformance kit: checks of an endpoint and of a sender from outside, JUnit classes for
 * implementations of the interfaces, and generators for your own tests.
 */
@SuppressWarnings("module") // The program that has the kit as a command is built later.
module dev.signalbox.testkit {
  requires transitive dev.signalbox.core;
  requires info.picocli;
  requires jakarta.json;
  requires java.xml;
  requires jdk.httpserver;
  requires static net.jqwik.api;
  requires static org.junit.jupiter.api;
  requires static org.jspecify;

  exports dev.signalbox.testkit;
  exports dev.signalbox.testkit.history;
  exports dev.signalbox.testkit.tck;
  exports dev.signalbox.testkit.internal.cli to
      dev.signalbox.standalone;
  exports dev.signalbox.testkit.internal.http to
      dev.signalbox.standalone;
  exports dev.signalbox.testkit.internal.oracle to
      dev.signalbox.standalone;

  opens dev.signalbox.testkit.internal.cli to
      info.picocli;
}
