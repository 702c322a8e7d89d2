package dev.signalbox.standalone.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.signalbox.core.internal.json.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The console over HTTP: its page and the page's parts, the stream, the login. Its answers load
 * nothing from other hosts.
 */
public final class ConsoleHandler implements HttpHandler {
  public static final String PATH = "/console";

  private static final int MAX_FORM = 4096;
  private static final String MESSAGE = "<!-- message -->";

  /** Public files: the same on every server. */
  private static final Map<String, String> PARTS =
      Map.of(
          "console.css", "text/css; charset=utf-8",
          "console.js", "text/javascript; charset=utf-8",
          "chart.js", "text/javascript; charset=utf-8",
          "lab.js", "text/javascript; charset=utf-8",
          "locate.js", "text/javascript; charset=utf-8",
          "sender.js", "text/javascript; charset=utf-8",
          "telephony.js", "text/javascript; charset=utf-8",
          "toolkit.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  private final ConsoleStream stream;
  private final ConsoleAccess access;
  private final Optional<Supplier<String>> token;
  private final String tokenCommand;
  private final boolean control;

  /**
   * The console.
   *
   * @param token makes tokens for the form; empty where the server has no key to sign with
   * @param tokenCommand the shell's command that does the same
   * @param control whether the server has the control API
   */
  public ConsoleHandler(
      ConsoleStream stream,
      ConsoleAccess access,
      Optional<Supplier<String>> token,
      String tokenCommand,
      boolean control) {
    this.stream = stream;
    this.access = access;
    this.token = token;
    this.tokenCommand = tokenCommand;
    this.control = control;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Headers answer = exchange.getResponseHeaders();
    answer.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    answer.set("X-Content-Type-Options", "nosniff");
    // Not "no-referrer", with which browsers send no Origin along with a form.
    answer.set("Referrer-Policy", "same-origin");
    answer.set("Cache-Control", "no-store");
    if (!access.isHost(exchange.getRequestHeaders())) {
      text(exchange, 403, "In development mode the console is for this machine: use localhost.");
      return;
    }
    String path = exchange.getRequestURI().getPath().substring(PATH.length());
    if (path.startsWith("/") && PARTS.containsKey(path.substring(1))) {
      if (method(exchange, "GET")) {
        part(exchange, path.substring(1));
      }
      return;
    }
    switch (path) {
      case "", "/" -> {
        if (method(exchange, "GET")) {
          page(exchange);
        }
      }
      case "/events" -> {
        if (method(exchange, "GET") && allowed(exchange)) {
          events(exchange);
        }
      }
      case "/settings" -> {
        if (method(exchange, "GET") && allowed(exchange)) {
          settings(exchange);
        }
      }
      case "/token" -> {
        if (method(exchange, "POST") && sameOrigin(exchange) && allowed(exchange)) {
          token(exchange);
        }
      }
      case "/login" -> {
        if (method(exchange, "POST") && sameOrigin(exchange)) {
          login(exchange);
        }
      }
      case "/logout" -> {
        if (method(exchange, "POST") && sameOrigin(exchange)) {
          answer.add("Set-Cookie", access.endSession(exchange.getRequestHeaders()));
          seeConsole(exchange);
        }
      }
      default -> text(exchange, 404, "The console has no such page.");
    }
  }

  private static boolean method(HttpExchange exchange, String method) throws IOException {
    if (exchange.getRequestMethod().equals(method)) {
      return true;
    }
    exchange.getResponseHeaders().set("Allow", method);
    text(exchange, 405, "This takes " + method + ".");
    return false;
  }

  private boolean allowed(HttpExchange exchange) throws IOException {
    if (access.isAllowed(exchange.getRequestHeaders())) {
      return true;
    }
    text(exchange, 401, "Log in on " + PATH + " first.");
    return false;
  }

  private boolean sameOrigin(HttpExchange exchange) throws IOException {
    if (access.isSameOrigin(exchange.getRequestHeaders())) {
      return true;
    }
    text(exchange, 403, "This is for the console's own page.");
    return false;
  }

  private void page(HttpExchange exchange) throws IOException {
    if (access.isAllowed(exchange.getRequestHeaders())) {
      send(exchange, 200, "text/html; charset=utf-8", resource("console.html"));
    } else {
      loginPage(exchange, 200, "");
    }
  }

  private static void part(HttpExchange exchange, String name) throws IOException {
    send(exchange, 200, Optional.ofNullable(PARTS.get(name)).orElseThrow(), resource(name));
  }

  private void login(HttpExchange exchange) throws IOException {
    byte[] form = exchange.getRequestBody().readNBytes(MAX_FORM);
    String given =
        List.of(new String(form, StandardCharsets.UTF_8).split("&", -1)).stream()
            .filter(field -> field.startsWith("token="))
            .findFirst()
            .flatMap(field -> decoded(field.substring("token=".length())))
            .orElse("");
    switch (access.login(given, exchange.getRemoteAddress().getAddress().getHostAddress())) {
      case GOOD -> {
        exchange
            .getResponseHeaders()
            .add("Set-Cookie", access.newSession(exchange.getRequestHeaders()));
        seeConsole(exchange);
      }
      case WRONG -> loginPage(exchange, 401, "This is not the operator's token.");
      case TOO_MANY -> {
        exchange.getResponseHeaders().set("Retry-After", "60");
        loginPage(exchange, 429, "Too many wrong tokens: wait a minute.");
      }
    }
  }

  private static void loginPage(HttpExchange exchange, int status, String message)
      throws IOException {
    String page = new String(resource("login.html"), StandardCharsets.UTF_8);
    String alert =
        message.isEmpty() ? "" : "<p class=\"problem\" role=\"alert\">" + message + "</p>";
    send(
        exchange,
        status,
        "text/html; charset=utf-8",
        page.replace(MESSAGE, alert).getBytes(StandardCharsets.UTF_8));
  }

  private static void seeConsole(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Location", PATH);
    exchange.sendResponseHeaders(303, -1);
    exchange.close();
  }

  private void settings(HttpExchange exchange) throws IOException {
    JsonText json =
        new JsonText()
            .object()
            .name("development")
            .value(access.isDevelopment())
            .name("canSign")
            .value(token.isPresent())
            .name("tokenCommand")
            .value(tokenCommand)
            .name("control")
            .value(control)
            .endObject();
    send(exchange, 200, "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void token(HttpExchange exchange) throws IOException {
    if (token.isEmpty()) {
      text(exchange, 404, "The server has no private key: bring a token.");
      return;
    }
    text(exchange, 200, token.get().get());
  }

  private void events(HttpExchange exchange) throws IOException {
    Set<String> calls = new HashSet<>();
    Optional<String> after = Optional.empty();
    String query = exchange.getRequestURI().getRawQuery();
    for (String field : query == null ? new String[0] : query.split("&", -1)) {
      if (field.startsWith("call=")) {
        Optional<String> call = decoded(field.substring("call=".length()));
        if (call.isEmpty()) {
          text(exchange, 400, "The call is not percent-encoded.");
          return;
        }
        calls.add(call.get());
      } else if (field.startsWith("after=")) {
        after = decoded(field.substring("after=".length()));
      }
    }
    // A browser that comes back by itself says in the header what it has seen.
    Optional<String> header =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
    Optional<String> last = header.isPresent() ? header : after;
    Optional<ConsoleStream.Client> client = stream.connect(calls, last);
    if (client.isEmpty()) {
      exchange.getResponseHeaders().set("Retry-After", "5");
      text(exchange, 503, "Too many read the stream already, or the server stops.");
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
    // Asks proxies not to hold the stream back.
    exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
    try {
      exchange.sendResponseHeaders(200, 0);
    } catch (IOException e) {
      client.get().cut();
      throw e;
    }
    client.get().start(exchange.getResponseBody(), exchange::close);
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ConsoleHandler.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the console's " + name + " is missing");
      }
      return in.readAllBytes();
    }
  }

  private static void text(HttpExchange exchange, int status, String text) throws IOException {
    send(exchange, status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    try (exchange;
        var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
