package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.moduletests.Engine;
import dev.signalbox.moduletests.endpoint.Http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * RES-3: no input, whatever its bytes, gets a 500, or a 2xx that it should not, or stops the
 * server.
 */
abstract class HostileInputProperties {
  /** What an input may get: a refusal of the contract's, or a closed connection. */
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 404, 405, 413, 415);

  private final TestServer server;

  HostileInputProperties(Engine engine) throws IOException {
    server = new TestServer(engine);
  }

  @AfterProperty
  void stop() {
    server.close();
  }

  /** The status, unless the server closed the connection instead of answering. */
  private OptionalInt status(byte[] request) {
    try (Http http = new Http(server.address())) {
      http.write(request);
      http.endOutput();
      return OptionalInt.of(http.read(false).status());
    } catch (IOException closed) {
      return OptionalInt.empty();
    }
  }

  private void assertStillWorks() throws IOException {
    assertEquals(202, server.send(TestServer.batch("alive")).status());
  }

  @Property(tries = 300)
  void anyBody(@ForAll byte[] body, @ForAll boolean xml) throws IOException {
    Request request =
        TestServer.batch("k")
            .with("Content-Type", xml ? "application/xml" : "application/json")
            .withBody(body);
    assertEquals(400, server.send(request).status());
    assertStillWorks();
  }

  @Provide
  Arbitrary<byte[]> documents() {
    return Arbitraries.of(
            TestServer.BATCH,
            "<realtimeConversationEvents><service>S</service><events>"
                + "<type>IntelligenceSignal__Category</type><value>A</value>"
                + "<startTime>1</startTime></events></realtimeConversationEvents>")
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 400)
  void aDocumentWithDamage(
      @ForAll("documents") byte[] document,
      @ForAll @IntRange(min = 0, max = 500) int at,
      @ForAll byte[] damage,
      @ForAll @IntRange(min = 0, max = 8) int lost)
      throws IOException {
    int start = at % document.length;
    int end = Math.min(document.length, start + lost);
    byte[] body = Arrays.copyOf(document, document.length - (end - start) + damage.length);
    System.arraycopy(damage, 0, body, start, damage.length);
    System.arraycopy(document, end, body, start + damage.length, document.length - end);
    String type = document[0] == '<' ? "text/xml" : "application/json";
    int status =
        server.send(TestServer.batch("k").with("Content-Type", type).withBody(body)).status();
    assertTrue(status == 202 || status == 400, () -> "got " + status);
    assertStillWorks();
  }

  @Provide
  Arbitrary<String> paths() {
    Arbitrary<String> keys =
        Arbitraries.oneOf(
            Arbitraries.strings().withCharRange('!', '~').excludeChars(' ').ofMaxLength(20),
            Arbitraries.strings().withChars("%0123456789aAfFcC/.+;?#").ofMaxLength(20));
    return Arbitraries.oneOf(
        keys.map(k -> "/telephony/v1/voiceCalls/" + k + "/realtimeConversationEvents"),
        keys,
        keys.map(k -> "/telephony/v1/voiceCalls/" + k));
  }

  @Property(tries = 300)
  void anyTarget(@ForAll("paths") String target) throws IOException {
    if (!target.isEmpty()) {
      OptionalInt status = status(TestServer.batch("k").withTarget(target).bytes());
      assertTrue(
          status.isEmpty() || status.getAsInt() == 202 || REFUSALS.contains(status.getAsInt()),
          () -> target + " got " + status);
    }
    assertStillWorks();
  }

  @Provide
  Arbitrary<List<String>> headers() {
    Arbitrary<String> names =
        Arbitraries.of(
            "Authorization",
            "Content-Type",
            "Accept",
            "Content-Encoding",
            "Telephony-Provider-Name",
            "X-Other");
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.strings().withCharRange(' ', '\u00ff').ofMaxLength(60),
            Arbitraries.of(
                "Bearer a.b.c",
                "application/json",
                "application/xml",
                "*/*;q=0",
                "q=1;;=",
                "gzip"));
    return Combinators.combine(names, values)
        .as((name, value) -> name + ": " + value)
        .list()
        .ofMaxSize(6);
  }

  @Property(tries = 300)
  void anyHeaders(@ForAll("headers") List<String> headers) throws IOException {
    Request valid = TestServer.batch("k");
    Request request = new Request(valid.method(), valid.target(), headers, valid.body());
    OptionalInt status = status(request.bytes());
    assertTrue(
        status.isEmpty() || REFUSALS.contains(status.getAsInt()), () -> headers + " got " + status);
    assertStillWorks();
  }

  @Property(tries = 200)
  void anyBytesAtAll(@ForAll byte[] bytes) throws IOException {
    OptionalInt status = status(bytes);
    assertTrue(
        status.isEmpty() || status.getAsInt() == 501 || REFUSALS.contains(status.getAsInt()),
        () -> "got " + status);
    assertStillWorks();
  }
}
