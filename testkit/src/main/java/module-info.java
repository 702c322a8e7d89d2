/**
 * The conformance kit: checks of an endpoint and of a sender from outside, JUnit classes for
 * implementations of the interfaces, and generators for everybody's own tests.
 */
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
  exports dev.signalbox.testkit.spi;

  opens dev.signalbox.testkit to
      info.picocli;
  opens dev.signalbox.testkit.internal to
      info.picocli;
}
