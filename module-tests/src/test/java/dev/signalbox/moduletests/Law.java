package dev.signalbox.moduletests;

import java.util.Map;
import java.util.Set;

/**
 * Which module may see which:
 *
 * <pre>
 * core ← {format-xml, tokens} ← {transport-http, sender, transport-inmemory, transport-kafka, rules} ← {embed, standalone}
 * transport-http ← telephony-api ← standalone
 * </pre>
 *
 * The kit sees core alone, so that it can check any other implementation, and the engine on Netty
 * sees none of them. A new module gets a line here, and nothing else in these tests changes.
 */
final class Law {
  static final String CORE = "dev.signalbox.core";
  static final String FORMAT_XML = "dev.signalbox.format.xml";
  static final String TOKENS = "dev.signalbox.tokens";
  static final String TRANSPORT_HTTP = "dev.signalbox.transport.http";
  static final String TRANSPORT_INMEMORY = "dev.signalbox.transport.inmemory";
  static final String TRANSPORT_KAFKA = "dev.signalbox.transport.kafka";
  static final String TRANSPORT_SQLITE = "dev.signalbox.transport.sqlite";
  static final String SENDER = "dev.signalbox.sender";
  static final String RULES = "dev.signalbox.rules";
  static final String ENGINE_NETTY = "dev.signalbox.engine.netty";
  static final String TESTKIT = "dev.signalbox.testkit";
  static final String EMBED = "dev.signalbox";
  static final String TELEPHONY_API = "dev.signalbox.telephony";
  static final String STANDALONE = "dev.signalbox.standalone";

  private static final Set<String> BASE = Set.of(CORE, FORMAT_XML, TOKENS);
  private static final Set<String> LIBRARY =
      Set.of(CORE, FORMAT_XML, TOKENS, TRANSPORT_HTTP, TRANSPORT_INMEMORY, SENDER);

  /** By module, the others that it may see. */
  static final Map<String, Set<String>> MAY_SEE =
      Map.ofEntries(
          Map.entry(CORE, Set.of()),
          Map.entry(FORMAT_XML, Set.of(CORE)),
          Map.entry(TOKENS, Set.of(CORE)),
          Map.entry(TRANSPORT_HTTP, BASE),
          Map.entry(TRANSPORT_INMEMORY, BASE),
          Map.entry(TRANSPORT_KAFKA, BASE),
          Map.entry(TRANSPORT_SQLITE, Set.of(CORE, TRANSPORT_INMEMORY)),
          Map.entry(SENDER, BASE),
          Map.entry(RULES, BASE),
          Map.entry(TELEPHONY_API, Set.of(CORE, FORMAT_XML, TOKENS, TRANSPORT_HTTP)),
          Map.entry(ENGINE_NETTY, Set.of()),
          Map.entry(TESTKIT, Set.of(CORE)),
          Map.entry(EMBED, LIBRARY),
          Map.entry(
              STANDALONE,
              Set.of(
                  CORE,
                  FORMAT_XML,
                  TOKENS,
                  TRANSPORT_HTTP,
                  TRANSPORT_INMEMORY,
                  TRANSPORT_SQLITE,
                  SENDER,
                  RULES,
                  TELEPHONY_API,
                  ENGINE_NETTY,
                  TESTKIT)));

  /** By package of another project or of the JDK, the modules that may use it. */
  static final Map<String, Set<String>> CONFINED =
      Map.ofEntries(
          Map.entry("com.ctc.wstx", Set.of(FORMAT_XML)),
          Map.entry("org.codehaus.stax2", Set.of(FORMAT_XML)),
          Map.entry("com.nimbusds", Set.of(TOKENS)),
          Map.entry("com.github.benmanes.caffeine", Set.of(TOKENS, RULES, TRANSPORT_INMEMORY)),
          Map.entry("dev.failsafe", Set.of(SENDER)),
          Map.entry("io.micrometer", Set.of(STANDALONE)),
          Map.entry("org.sqlite", Set.of(TRANSPORT_SQLITE)),
          Map.entry("jdk.jfr", Set.of(TRANSPORT_HTTP, STANDALONE)),
          Map.entry("io.netty", Set.of(ENGINE_NETTY)),
          Map.entry("org.apache.kafka", Set.of(TRANSPORT_KAFKA)),
          Map.entry("picocli", Set.of(STANDALONE, TESTKIT)),
          Map.entry("org.junit", Set.of(TESTKIT)),
          Map.entry("net.jqwik", Set.of(TESTKIT)),
          Map.entry(
              "com.sun.net.httpserver", Set.of(TRANSPORT_HTTP, ENGINE_NETTY, STANDALONE, TESTKIT)));

  /** What every module may use beside the JDK. */
  static final Set<String> COMMON = Set.of("jakarta.json", "org.jspecify");

  private Law() {}

  static Set<String> seenBy(String module) {
    Set<String> seen = MAY_SEE.get(module);
    if (seen == null) {
      throw new AssertionError(module + " is new: say in Law which modules it may see");
    }
    return seen;
  }
}
