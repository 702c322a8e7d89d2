package dev.signalbox.moduletests.endpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.moduletests.Engine;
import dev.signalbox.moduletests.endpoint.Http.Response;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What each engine makes of a request, by the rules of RFC 9110 and 9112. The table, {@code
 * http-rules.txt}, has for each request the answers of Netty's engine, then what the handler saw on
 * the JDK's: {@code same} as on Netty's, or what the JDK's engine makes of it instead.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class HttpRulesTest {
  @Parameter private Engine engine;

  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = engine.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    executor.shutdownNow();
  }

  /** Answers with the method and the body, once the body is whole. */
  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1);
    String seen = ("200 " + exchange.getRequestMethod() + " " + body).strip();
    handled.add(seen);
    byte[] answer = seen.getBytes(ISO_8859_1);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Test
  void eachRequestIsServedOrRefusedAsTheTableSays() throws Exception {
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (RuleTable.Row row : RuleTable.read("http-rules.txt")) {
      handled.clear();
      List<String> answers = answers(row.input());
      String of = " ; " + row.text();
      expected.add((engine == Engine.NETTY ? row.first() : ofJdk(row)) + of);
      found.add((engine == Engine.NETTY ? outcome(answers) : outcome(List.copyOf(handled))) + of);
    }
    assertEquals(String.join("\n", expected), String.join("\n", found));
  }

  private static String ofJdk(RuleTable.Row row) {
    if (!row.second().equals("same")) {
      return row.second();
    }
    return outcome(
        Stream.of(row.first().split(", ", -1)).filter(answer -> answer.startsWith("200")).toList());
  }

  private static String outcome(List<String> answers) {
    return answers.isEmpty() ? "refused" : String.join(", ", answers);
  }

  /** The status of each answer, and with a 200 what was served. */
  private List<String> answers(byte[] request) throws IOException {
    List<String> answers = new ArrayList<>();
    try (Http http = new Http(server.getAddress())) {
      http.write(request);
      http.endOutput();
      if (engine == Engine.JDK) {
        // Its refusals are not all HTTP, and may be lost when it closes.
        http.awaitClose();
        return answers;
      }
      while (true) {
        Response answer = http.read(false);
        answers.add(answer.status() == 200 ? answer.body() : Integer.toString(answer.status()));
      }
    } catch (EOFException closed) {
      return answers;
    }
  }
}
