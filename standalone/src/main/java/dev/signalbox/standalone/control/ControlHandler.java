package dev.signalbox.standalone.control;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import dev.signalbox.core.internal.json.JsonText;
import dev.signalbox.standalone.cli.Redaction;
import dev.signalbox.standalone.console.ConsoleAccess;
import dev.signalbox.standalone.control.DeliveredBatches.Delivered;
import dev.signalbox.standalone.faults.ActiveFault;
import dev.signalbox.standalone.faults.Fault;
import dev.signalbox.standalone.faults.FaultList;
import dev.signalbox.standalone.faults.FaultReader;
import dev.signalbox.standalone.faults.InvalidFaultException;
import dev.signalbox.standalone.identity.TokenText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The control API over HTTP. */
final class ControlHandler implements HttpHandler {
  private static final int MAX_BODY = 4 << 20;
  private static final int MAX_WAIT_SECONDS = 300;
  private static final int MAX_WAITING = 64;
  private static final String JSON = "application/json";

  private final Lab lab;
  private final ConsoleAccess access;
  private final Semaphore waiting = new Semaphore(MAX_WAITING);

  ControlHandler(Lab lab, ConsoleAccess access) {
    this.lab = lab;
    this.access = access;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Headers answer = exchange.getResponseHeaders();
    answer.set("Cache-Control", "no-store");
    answer.set("X-Content-Type-Options", "nosniff");
    try {
      authorize(exchange);
      route(exchange);
    } catch (ControlProblem problem) {
      if (problem.status() == 401) {
        answer.set("WWW-Authenticate", "Bearer");
      }
      send(exchange, problem.status(), "application/problem+json", problem.json());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
  }

  /** No page of another site may do anything here. */
  private void authorize(HttpExchange exchange) throws ControlProblem {
    Headers headers = exchange.getRequestHeaders();
    if (!access.isHost(headers)) {
      throw ControlProblem.of(
          403, "In development mode the control API is for this machine: use localhost.");
    }
    if (headers.containsKey("Origin") && !access.isSameOrigin(headers)) {
      throw ControlProblem.of(403, "The control API is not for pages of other sites.");
    }
    if (access.isAllowed(headers)) {
      return;
    }
    Optional<String> token = TokenText.ofHeader(headers.getOrDefault("Authorization", List.of()));
    if (token.isEmpty()) {
      throw ControlProblem.of(
          401, "The operator's token is required: Authorization: Bearer <token>.");
    }
    switch (access.login(token.get(), exchange.getRemoteAddress().getAddress().getHostAddress())) {
      case GOOD -> {}
      case WRONG -> throw ControlProblem.of(401, "This is not the operator's token.");
      case TOO_MANY -> {
        exchange.getResponseHeaders().set("Retry-After", "60");
        throw ControlProblem.of(429, "Too many wrong tokens: wait a minute.");
      }
    }
  }

  private void route(HttpExchange exchange)
      throws IOException, ControlProblem, InterruptedException {
    String path = exchange.getRequestURI().getRawPath().substring(Lab.PATH.length());
    String[] words = path.split("/", -1);
    switch (words[0] + (words.length > 2 ? "/*/" + words[2] : words.length > 1 ? "/*" : "")) {
      case "connection" -> {
        allow(exchange, "GET");
        none(exchange);
        json(exchange, 200, lab.connection().json(baseUrl(exchange)));
      }
      case "requests" -> {
        allow(exchange, "GET");
        requests(exchange);
      }
      case "requests/*" -> {
        allow(exchange, "GET");
        none(exchange);
        json(exchange, 200, text(request(words[1])));
      }
      case "requests/*/replay" -> {
        allow(exchange, "POST");
        none(exchange);
        replay(exchange, request(words[1]));
      }
      case "batches" -> {
        allow(exchange, "GET");
        batches(exchange);
      }
      case "faults" -> faults(exchange);
      case "faults/*" -> fault(exchange, words[1]);
      case "state" -> {
        allow(exchange, "DELETE");
        none(exchange);
        lab.reset();
        empty(exchange);
      }
      default ->
          throw ControlProblem.of(
              404,
              "There is nothing at this path. There are connection, requests, batches, faults and"
                  + " state under "
                  + Lab.PATH
                  + ".");
    }
  }

  private static void allow(HttpExchange exchange, String... methods) throws ControlProblem {
    if (!List.of(methods).contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
      throw ControlProblem.of(405, "This takes " + String.join(" and ", methods) + ".");
    }
  }

  /** Refuses a query where there is to be none. */
  private static void none(HttpExchange exchange) throws ControlProblem {
    query(exchange, Set.of()).check();
  }

  private static Query query(HttpExchange exchange, Set<String> known) throws ControlProblem {
    return new Query(exchange.getRequestURI().getRawQuery(), known);
  }

  private static String baseUrl(HttpExchange exchange) {
    return (exchange instanceof HttpsExchange ? "https://" : "http://")
        + exchange.getRequestHeaders().getFirst("Host");
  }

  private void requests(HttpExchange exchange) throws IOException, ControlProblem {
    Query query = query(exchange, Set.of("call", "status", "resource", "after", "limit"));
    Predicate<RecordedRequest> wanted = request -> true;
    Optional<String> call = query.text("call");
    if (call.isPresent()) {
      wanted = wanted.and(request -> request.isAbout(call.get()));
    }
    Optional<String> resource = query.text("resource");
    if (resource.isPresent()) {
      wanted =
          wanted.and(
              request ->
                  request
                      .path()
                      .map(VendorPath::resource)
                      .filter(resource.get()::equals)
                      .isPresent());
    }
    Optional<String> status = query.text("status");
    if (status.isPresent()) {
      if (!status.get().matches("[1-5](xx|[0-9]{2})")) {
        query.wrong("status", "must be a status such as 202, or 4xx.");
      }
      String begin = status.get().replace("x", "");
      wanted =
          wanted.and(
              request -> request.status().filter(s -> s.toString().startsWith(begin)).isPresent());
    }
    var found = lab.requests().find(search(query, wanted));
    JsonText json = new JsonText().object().name("requests").array();
    found.entries().forEach(entry -> RequestJson.write(json, entry.getValue()));
    json(exchange, 200, end(json, found.last()));
  }

  /** What a query looks for, once all its parameters were read. */
  private static <T> BoundedLog.Search<T> search(Query query, Predicate<T> wanted)
      throws ControlProblem {
    long after = query.number("after", 0, Long.MAX_VALUE);
    int limit = (int) query.number("limit", BoundedLog.MAX_ENTRIES, BoundedLog.MAX_ENTRIES);
    query.check();
    return new BoundedLog.Search<>(query.text("after").map(text -> after), wanted, limit);
  }

  private static String end(JsonText json, long last) {
    return json.endArray().name("last").value(Long.toString(last)).endObject().toString();
  }

  private RecordedRequest request(String id) throws ControlProblem {
    return Optional.of(id)
        .filter(text -> text.matches("[0-9]{1,18}"))
        .flatMap(text -> lab.requests().find(Long.parseLong(text)))
        .orElseThrow(
            () ->
                ControlProblem.of(
                    404,
                    "There is no request of this id; the last "
                        + BoundedLog.MAX_ENTRIES
                        + " are kept."));
  }

  private static String text(RecordedRequest request) {
    JsonText json = new JsonText(2048);
    RequestJson.write(json, request);
    return json.toString();
  }

  private void replay(HttpExchange exchange, RecordedRequest original)
      throws IOException, ControlProblem, InterruptedException {
    Replay replay = Replay.read(body(exchange), original);
    String token =
        replay
            .token()
            .or(lab::freshToken)
            .orElseThrow(
                () ->
                    ControlProblem.of(
                        409,
                        "The server has no private key to sign with: bring the member token."));
    RecordedRequest repeated =
        lab.replayer()
            .replay(original, token, replay.body())
            .orElseThrow(() -> ControlProblem.of(503, "The replay was not answered in time."));
    json(exchange, 200, text(repeated));
  }

  private void batches(HttpExchange exchange)
      throws IOException, ControlProblem, InterruptedException {
    Query query = query(exchange, Set.of("call", "after", "count", "wait", "limit"));
    Optional<String> call = query.text("call");
    Predicate<Delivered> wanted = batch -> call.isEmpty() || batch.isOf(call.get());
    int count = (int) query.number("count", 1, BoundedLog.MAX_ENTRIES);
    long wait = query.number("wait", 0, MAX_WAIT_SECONDS);
    BoundedLog.Search<Delivered> search = search(query, wanted);
    BoundedLog.Found<Delivered> found =
        wait == 0
            ? lab.batches().find(search)
            : await(search, count, TimeUnit.SECONDS.toNanos(wait));
    JsonText json = new JsonText().object().name("batches").array();
    for (Map.Entry<Long, Delivered> entry : found.entries()) {
      // An id in front of the members that the line has.
      json.raw("{\"id\":\"" + entry.getKey() + "\"," + entry.getValue().json().substring(1));
    }
    json(exchange, 200, end(json, found.last()));
  }

  private BoundedLog.Found<Delivered> await(
      BoundedLog.Search<Delivered> search, int count, long nanos)
      throws ControlProblem, InterruptedException {
    if (!waiting.tryAcquire()) {
      throw ControlProblem.of(503, "Too many wait already.");
    }
    try {
      return lab.batches().await(search, count, nanos);
    } finally {
      waiting.release();
    }
  }

  private void faults(HttpExchange exchange) throws IOException, ControlProblem {
    allow(exchange, "GET", "POST", "DELETE");
    none(exchange);
    FaultList faults = lab.faults();
    switch (exchange.getRequestMethod()) {
      case "GET" -> {
        JsonText json = new JsonText().object().name("faults").array();
        faults.all().forEach(fault -> fault.write(json));
        json(exchange, 200, json.endArray().endObject().toString());
      }
      case "DELETE" -> {
        faults.clear();
        empty(exchange);
      }
      default -> {
        Fault fault;
        try {
          fault = FaultReader.read(body(exchange));
        } catch (InvalidFaultException wrong) {
          throw new ControlProblem(
              400, Redaction.of(String.valueOf(wrong.getMessage())), wrong.problems());
        }
        ActiveFault added =
            faults
                .add(fault)
                .orElseThrow(
                    () ->
                        ControlProblem.of(
                            409,
                            "There are "
                                + FaultList.MAX_FAULTS
                                + " faults already: remove some first."));
        exchange.getResponseHeaders().set("Location", Lab.PATH + "faults/" + added.id());
        json(exchange, 201, text(added));
      }
    }
  }

  private void fault(HttpExchange exchange, String id) throws IOException, ControlProblem {
    allow(exchange, "GET", "DELETE");
    none(exchange);
    ActiveFault fault =
        lab.faults()
            .find(id)
            .orElseThrow(() -> ControlProblem.of(404, "There is no fault of this id."));
    if (exchange.getRequestMethod().equals("GET")) {
      json(exchange, 200, text(fault));
    } else {
      lab.faults().remove(id);
      empty(exchange);
    }
  }

  private static String text(ActiveFault fault) {
    JsonText json = new JsonText();
    fault.write(json);
    return json.toString();
  }

  private static byte[] body(HttpExchange exchange) throws IOException, ControlProblem {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw ControlProblem.of(413, "The body is larger than " + MAX_BODY + " bytes.");
    }
    return body;
  }

  private static void json(HttpExchange exchange, int status, String json) throws IOException {
    send(exchange, status, JSON, json);
  }

  private static void empty(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  private static void send(HttpExchange exchange, int status, String type, String json)
      throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (exchange;
        var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
