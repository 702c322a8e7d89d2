package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;

/** Requests that come one behind the other, however they are cut, are answered in their order. */
class PipeliningPropertyTest {
  private final TestServer server = new TestServer(TestServer.echo());

  PipeliningPropertyTest() throws IOException {}

  @AfterProperty
  void stop() {
    server.close();
  }

  /** A request and the body of its answer. */
  record Sent(String request, String answer) {}

  @Provide
  Arbitrary<Sent> requests() {
    Arbitrary<String> contexts = Arbitraries.of("/loop", "/thread", "/later");
    Arbitrary<String> bodies =
        Arbitraries.oneOf(
            Arbitraries.strings().withChars("ab\r\n :").ofMaxLength(50),
            Arbitraries.integers().between(60_000, 200_000).map("x"::repeat));
    return Combinators.combine(contexts, bodies, Arbitraries.integers().between(0, 20))
        .as(
            (context, body, chunk) -> {
              String head = "POST " + context + " HTTP/1.1\r\nHost: a\r\n";
              String request =
                  chunk == 0
                      ? head + "Content-Length: " + body.length() + "\r\n\r\n" + body
                      : head + "Transfer-Encoding: chunked\r\n\r\n" + chunked(body, chunk);
              return new Sent(request, "POST " + context + " " + body);
            });
  }

  /** So many chunks at the most, with a trailer. */
  private static String chunked(String body, int count) {
    StringBuilder chunks = new StringBuilder();
    int size = body.length() / count + 1;
    for (int i = 0; i < body.length(); i += size) {
      String chunk = body.substring(i, Math.min(body.length(), i + size));
      chunks.append(Integer.toHexString(chunk.length())).append(";x=y\r\n");
      chunks.append(chunk).append("\r\n");
    }
    return chunks.append("0\r\nContent-Length: 7\r\n\r\n").toString();
  }

  @Property(tries = 60)
  void answersComeInOrder(
      @ForAll @Size(min = 1, max = 12) List<@net.jqwik.api.From("requests") Sent> requests,
      @ForAll @Size(max = 5) List<Double> cuts)
      throws Exception {
    StringBuilder all = new StringBuilder();
    requests.forEach(sent -> all.append(sent.request()));
    List<Integer> ends = new ArrayList<>();
    cuts.forEach(cut -> ends.add((int) (Math.abs(cut) % 1 * all.length())));
    ends.add(all.length());
    ends.sort(null);
    try (Client client = server.connect()) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  int from = 0;
                  for (int end : ends) {
                    client.send(all.substring(from, end));
                    from = end;
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      writer.start();
      for (Sent sent : requests) {
        Client.Answer answer = client.answer();
        assertEquals(200, answer.status());
        assertEquals(sent.answer(), answer.body());
      }
      writer.join();
    }
  }

  /** Neither their number nor an answer that comes at once may cost stack. */
  @Example
  void aThousandAtOnce() throws Exception {
    for (String context : List.of("/loop", "/thread")) {
      String one = "GET " + context + " HTTP/1.1\r\nHost: a\r\n\r\n";
      try (Client client = server.connect()) {
        client.send(one.repeat(5000));
        for (int i = 0; i < 5000; i++) {
          assertEquals("GET " + context + " ", client.answer().body());
        }
      }
    }
  }
}
