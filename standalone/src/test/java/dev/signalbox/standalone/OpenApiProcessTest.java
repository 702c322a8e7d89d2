package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import dev.signalbox.testkit.internal.cli.VerifyCommand;
import io.vertx.openapi.contract.Operation;
import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Holds the server to the description that it serves: a recording stands between it and its
 * clients, and the validator of Vert.x judges what was recorded.
 */
@Timeout(300)
@Tag("any-jdk")
class OpenApiProcessTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Pattern ID = Pattern.compile("\\$\\{voiceCallId of ([^}]+)}");

  /** The clauses of which a description in OpenAPI can say all. */
  private static final Set<String> DESCRIBED = Set.of("BODY-3", "BODY-6", "EVT-1");

  @TempDir private Path dir;

  @Test
  void everyRequestAndAnswerOfTheKitIsAsDescribed() throws Exception {
    List<OpenApiExchange> exchanges;
    try (Program server = Program.serve(dir, "--quiet");
        Program recorder = recorder(server.url())) {
      StringWriter report = new StringWriter();
      int code =
          new CommandLine(new VerifyCommand())
              .setOut(new PrintWriter(report))
              .setErr(new PrintWriter(report))
              .execute(
                  "endpoint",
                  recorder.url(),
                  "--org",
                  DevelopmentCallCenter.ID.orgId().toString(),
                  "--call-center",
                  DevelopmentCallCenter.ID.apiName(),
                  "--key",
                  DevelopmentCallCenter.folder(dir).resolve("private.pem").toString());
      assertEquals(0, code, report::toString);
      exchanges = OpenApiExchange.read(dir.resolve("out.jsonl"));
    }
    assertTrue(exchanges.size() > 500, () -> "only " + exchanges.size() + " requests");
    Set<String> used = judge(exchanges);
    assertTrue(
        used.containsAll(Set.of("registerVoiceCall", "sendRealtimeConversationEvents")),
        used::toString);
  }

  @Test
  void whatPublishedClientsSendAndTheControlApiAreAsDescribed() throws Exception {
    Set<String> operations;
    Set<String> used;
    try (Program server = Program.serve(dir, "--quiet");
        Program recorder = recorder(server.url())) {
      String url = recorder.url();
      publishedClients(url);
      control(url);
      used = judge(OpenApiExchange.read(dir.resolve("out.jsonl")));
      try (OpenApiDescription description = description()) {
        operations = description.operations();
      }
    }
    assertEquals(operations, used, "operations that were asked for");
  }

  private void publishedClients(String url) throws Exception {
    String token = Program.run(dir, "token").out().strip();
    Map<String, String> ids = new HashMap<>();
    Path fixture = Path.of("../module-tests/src/test/resources/telephony/published-clients.jsonl");
    for (String line : Files.readAllLines(fixture)) {
      JsonObject request = OpenApiExchange.object(line);
      String path = request.getString("path");
      Matcher id = ID.matcher(path);
      if (id.find()) {
        path = id.replaceFirst(ids.get(id.group(1)));
      }
      HttpResponse<String> answer =
          send(
              token,
              request.getString("method"),
              url + path,
              request.getString("contentType"),
              request.getString("body"));
      assertEquals(request.getInt("status"), answer.statusCode(), answer::body);
      if (answer.statusCode() == 201) {
        ids.put(
            OpenApiExchange.object(request.getString("body")).getString("vendorCallKey"),
            OpenApiExchange.object(answer.body()).getString("voiceCallId"));
      }
    }
    // No client takes this one of the two ways to route.
    String route = url + "/telephony/v1/voiceCalls/lambda-1/routeVoiceCall";
    String target = "{\"routingTarget\":\"AnAgent\"}";
    assertEquals(200, send(token, "POST", route, "application/json", target).statusCode());
  }

  private static HttpResponse<String> send(
      String token, String method, String url, String contentType, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", contentType)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void control(String url) throws Exception {
    String control = url + "/_signalbox/";
    String fault = "{\"match\":{\"call\":\"c\"},\"times\":1,\"status\":503,\"retryAfter\":2}";
    assertEquals(200, ask("GET", control + "connection", "").statusCode());
    assertEquals(200, ask("GET", control + "requests?limit=5&status=2xx", "").statusCode());
    assertEquals(400, ask("GET", control + "requests?limit=many&status=9", "").statusCode());
    assertEquals(200, ask("GET", control + "requests/1", "").statusCode());
    assertEquals(200, ask("POST", control + "requests/1/replay", "").statusCode());
    assertEquals(404, ask("GET", control + "requests/99999", "").statusCode());
    assertEquals(200, ask("GET", control + "batches?count=1&wait=60", "").statusCode());
    assertEquals(201, ask("POST", control + "faults", fault).statusCode());
    assertEquals(400, ask("POST", control + "faults", "{\"times\":0}").statusCode());
    assertEquals(200, ask("GET", control + "faults", "").statusCode());
    assertEquals(200, ask("GET", control + "faults/f1", "").statusCode());
    assertEquals(204, ask("DELETE", control + "faults/f1", "").statusCode());
    assertEquals(204, ask("DELETE", control + "faults", "").statusCode());
    assertEquals(204, ask("DELETE", control + "state", "").statusCode());
  }

  private static HttpResponse<String> ask(String method, String url, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private Program recorder(String upstream) throws Exception {
    HttpResponse<Path> yaml =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(upstream + "/openapi.yaml")).build(),
            HttpResponse.BodyHandlers.ofFile(dir.resolve("openapi.yaml")));
    assertEquals(200, yaml.statusCode());
    return Program.start(
        dir, Map.of(), "record", "--upstream", upstream, "--out", "out.jsonl", "--port", "0");
  }

  private OpenApiDescription description() throws Exception {
    return new OpenApiDescription(dir.resolve("openapi.yaml"));
  }

  /** Fails with all that is not as described, and gives the operations that were asked for. */
  private Set<String> judge(List<OpenApiExchange> exchanges) throws Exception {
    List<String> wrong = new ArrayList<>();
    Set<String> used = new TreeSet<>();
    try (OpenApiDescription description = description()) {
      for (OpenApiExchange exchange : exchanges) {
        Optional<Operation> operation = description.operation(exchange.method(), exchange.path());
        if (operation.isEmpty()) {
          if (exchange.status() != 404 && exchange.status() != 405) {
            wrong.add(exchange.line() + ", and is not described");
          }
          continue;
        }
        used.add(operation.get().getOperationId());
        description
            .wrongAnswer(operation.get(), exchange)
            .ifPresent(
                why -> wrong.add(exchange.line() + " " + exchange.answerBody() + ": " + why));
        Optional<String> why = description.wrong(operation.get(), exchange);
        if (exchange.status() < 300) {
          why.ifPresent(reason -> wrong.add(exchange.line() + ": " + reason));
        } else if (why.isEmpty()
            && exchange.status() == 400
            && !exchange.clauses().isEmpty()
            && DESCRIBED.containsAll(exchange.clauses())) {
          wrong.add(exchange.line() + ", and is allowed by the description: " + exchange.clauses());
        }
      }
    }
    assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
    return used;
  }
}
