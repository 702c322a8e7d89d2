package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.moduletests.Engine;
import dev.signalbox.moduletests.endpoint.Http.Response;
import dev.signalbox.tokens.TokenSigner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Many clients at once: DLV-1, DLV-2, DLV-4, KEY-3, AUTH-5. */
abstract class ConcurrencyProperties {
  private final Engine engine;

  ConcurrencyProperties(Engine engine) {
    this.engine = engine;
  }

  private static final int CLIENTS = 6;

  /** By leg its parent's number; a leg that names itself is a first call. */
  @Provide
  Arbitrary<List<Integer>> trees() {
    return Arbitraries.integers()
        .between(1, 7)
        .flatMap(
            size -> {
              List<Arbitrary<Integer>> parents =
                  IntStream.range(0, size)
                      .mapToObj(i -> Arbitraries.integers().between(0, i))
                      .collect(Collectors.toList());
              return Combinators.combine(parents).as(List::copyOf);
            });
  }

  @Provide
  Arbitrary<List<Integer>> posts() {
    return Arbitraries.integers().between(0, 6).list().ofMinSize(1).ofMaxSize(40);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void everySubscriberSeesEachAcceptedBatchOnceInSequenceUnderTheFirstKey(
      @ForAll("trees") List<Integer> tree, @ForAll("posts") List<Integer> posts) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (TestServer server = new TestServer(engine)) {
      List<DeliveredBatch> second = Collections.synchronizedList(new ArrayList<>());
      server.transport.subscribe(second::add);
      for (int leg = 0; leg < tree.size(); leg++) {
        int parent = tree.get(leg);
        Response created =
            server.send(
                parent == leg
                    ? TestServer.call("leg" + leg, "Inbound", "")
                    : TestServer.call("leg" + leg, "Transfer", "leg" + parent));
        assertEquals(201, created.status());
      }
      List<Callable<Response>> requests = new ArrayList<>();
      for (int i = 0; i < posts.size(); i++) {
        String leg = "leg" + posts.get(i) % tree.size();
        String body = TestServer.BATCH.replace("\"A\"", "\"" + i + "\"");
        requests.add(() -> server.send(TestServer.batch(leg).withBody(body)));
      }
      for (Future<Response> response : clients.invokeAll(requests)) {
        assertEquals(202, response.get().status());
      }
      List<DeliveredBatch> first = server.drained();
      assertWhole(tree, posts, first);
      assertWhole(tree, posts, second);
    } finally {
      clients.shutdownNow();
    }
  }

  private static void assertWhole(
      List<Integer> tree, List<Integer> posts, List<DeliveredBatch> delivered) {
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < posts.size(); i++) {
      int leg = posts.get(i) % tree.size();
      expected.put(Integer.toString(i), "leg" + leg + " of leg" + root(tree, leg));
    }
    Map<String, String> seen =
        delivered.stream()
            .collect(
                Collectors.toMap(
                    d -> d.batch().events().get(0).value(),
                    d -> d.vendorCallKey() + " of " + d.conversation().firstKey(),
                    (a, b) -> a + " twice",
                    TreeMap::new));
    assertEquals(expected, seen);
    Map<VendorCallKey, List<Long>> sequences =
        delivered.stream()
            .collect(
                Collectors.groupingBy(
                    d -> d.conversation().firstKey(),
                    Collectors.mapping(DeliveredBatch::sequence, Collectors.toList())));
    sequences.forEach(
        (key, sequence) ->
            assertEquals(
                IntStream.range(0, sequence.size()).mapToObj(Long::valueOf).toList(),
                sequence,
                key.value()));
  }

  private static int root(List<Integer> tree, int leg) {
    return tree.get(leg) == leg ? leg : root(tree, tree.get(leg));
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void ofSimultaneousUsesOfOneJtiOneWins() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    String token =
        TokenSigner.builder(TestServer.ACME, TestServer.KEYS.getPrivate()).build().sign();
    try (TestServer server = new TestServer(engine)) {
      Callable<Integer> use =
          () ->
              server.send(TestServer.batch("k").with("Authorization", "Bearer " + token)).status();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> status : clients.invokeAll(Collections.nCopies(CLIENTS * 2, use))) {
        statuses.add(status.get());
      }
      Collections.sort(statuses);
      List<Integer> expected = new ArrayList<>(Collections.nCopies(CLIENTS * 2 - 1, 401));
      expected.add(0, 202);
      assertEquals(expected, statuses);
      assertEquals(1, server.drained().size());
    } finally {
      clients.shutdownNow();
    }
  }

  /** AUTH-5: the jti is used up once the token is accepted, whatever becomes of the request. */
  @Example
  void aRefusedRequestUsesUpItsJti() throws IOException {
    String token =
        TokenSigner.builder(TestServer.ACME, TestServer.KEYS.getPrivate()).build().sign();
    try (TestServer server = new TestServer(engine)) {
      var request = TestServer.batch("k").with("Authorization", "Bearer " + token);
      assertEquals(400, server.send(request.withBody("{")).status());
      assertEquals(401, server.send(request).status());
    }
  }
}
