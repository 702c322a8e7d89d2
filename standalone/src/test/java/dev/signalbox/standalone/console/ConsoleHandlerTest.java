package dev.signalbox.standalone.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets what from the console. */
class ConsoleHandlerTest {
  private static final String TOKEN = "an operator's token & more";
  private static final String SAME = "Origin: http://localhost\r\n";
  private static final String FORM = "token=an+operator%27s%20token+%26+more";

  private Instant now = Instant.parse("2026-01-05T10:00:00Z");
  private HttpServer server;

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void start(ConsoleAccess access) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        ConsoleHandler.PATH,
        new ConsoleHandler(
            new ConsoleStream(),
            access,
            access.isDevelopment() ? Optional.of(() -> "a.fresh.token") : Optional.empty(),
            "./signalbox token",
            false));
    server.start();
  }

  private void startForOperator() throws IOException {
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now;
          }

          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        };
    start(ConsoleAccess.operator(TOKEN, clock));
  }

  private String ask(String method, String path, String headers, String body) throws IOException {
    return ask(method, path, "localhost", headers, body);
  }

  private String ask(String method, String path, String host, String headers, String body)
      throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
      String request =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\nConnection: close\r\nContent-Length: "
              + body.length()
              + "\r\n"
              + headers
              + "\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  private static String cookie(String answer) {
    String line =
        answer
            .lines()
            .filter(l -> l.toLowerCase(java.util.Locale.ROOT).startsWith("set-cookie:"))
            .findFirst()
            .orElseThrow();
    return line.substring("set-cookie:".length()).strip();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /console, 200",
    "GET, /console/, 200",
    "GET, /console/console.js, 200",
    "GET, /console/toolkit.js, 200",
    "GET, /console/console.html, 404",
    "GET, /console/../console.html, 404",
    "GET, /console/nothing, 404",
    "GET, /consoles, 404",
    "POST, /console, 405",
    "POST, /console/events, 405",
    "GET, /console/token, 405",
    "GET, /console/login, 405"
  })
  void pathsAndMethods(String method, String path, int status) throws IOException {
    start(ConsoleAccess.development());
    String answer = ask(method, path, SAME, "");
    assertEquals(status, status(answer), answer);
    assertTrue(answer.contains("default-src 'none'; script-src 'self';"), answer);
    assertTrue(answer.contains("frame-ancestors 'none'"), answer);
  }

  /** A page elsewhere whose name was made to point here may neither read nor act. */
  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "localhost:8080, 200",
    "127.0.0.1:80, 200",
    "127.0.0.9, 200",
    "[::1]:80, 200",
    "evil.example, 403",
    "127.0.0.1.evil.example, 403",
    "localhost.evil.example:80, 403",
    "a b, 403"
  })
  void inDevelopmentModeTheHostIsThisMachine(String host, int status) throws IOException {
    start(ConsoleAccess.development());
    assertEquals(status, status(ask("GET", "/console/settings", host, "", "")));
  }

  @Test
  void tokensAreForThePageItself() throws IOException {
    start(ConsoleAccess.development());
    assertTrue(ask("POST", "/console/token", SAME, "").endsWith("\r\n\r\na.fresh.token"));
    assertEquals(403, status(ask("POST", "/console/token", "", "")));
    assertEquals(403, status(ask("POST", "/console/token", "Origin: http://evil.example\r\n", "")));
    assertEquals(403, status(ask("POST", "/console/token", "Origin: null\r\n", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console/events", "/console/settings"})
  void withoutALoginThereIsNothingToSee(String path) throws IOException {
    startForOperator();
    assertEquals(401, status(ask("GET", path, "", "")));
    assertEquals(401, status(ask("GET", path, "Cookie: signalbox-console=guess\r\n", "")));
    String page = ask("GET", "/console", "", "");
    assertTrue(page.contains("Log in") && !page.contains("console.js"), page);
  }

  @Test
  void theTokenOpensASessionThatEnds() throws IOException {
    startForOperator();
    String answer = ask("POST", "/console/login", SAME, FORM);
    assertEquals(303, status(answer), answer);
    String set = cookie(answer);
    assertTrue(set.endsWith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"), set);
    String cookie = "Cookie: a=b; " + set.split(";", 2)[0] + "\r\n";
    assertEquals(200, status(ask("GET", "/console/settings", cookie, "")));
    assertTrue(ask("GET", "/console", cookie, "").contains("console.js"));
    assertEquals(404, status(ask("POST", "/console/token", cookie + SAME, "")));

    assertTrue(cookie(ask("POST", "/console/logout", cookie + SAME, "")).contains("Max-Age=0"));
    assertEquals(401, status(ask("GET", "/console/settings", cookie, "")));

    String second =
        "Cookie: " + cookie(ask("POST", "/console/login", SAME, FORM)).split(";", 2)[0] + "\r\n";
    now = now.plus(ConsoleAccess.SESSION).minusSeconds(1);
    assertEquals(200, status(ask("GET", "/console/settings", second, "")));
    now = now.plusSeconds(1);
    assertEquals(401, status(ask("GET", "/console/settings", second, "")));
  }

  @Test
  void behindHttpsTheCookieIsForHttpsAlone() throws IOException {
    startForOperator();
    String answer = ask("POST", "/console/login", SAME + "X-Forwarded-Proto: https\r\n", FORM);
    assertTrue(cookie(answer).endsWith("; Secure"));
  }

  @Test
  void wrongTokensAreRefusedAndCounted() throws IOException {
    startForOperator();
    assertEquals(403, status(ask("POST", "/console/login", "", FORM)));
    for (String wrong : new String[] {"", "token=", "token=%ZZ", "other=x"}) {
      String answer = ask("POST", "/console/login", SAME, wrong);
      assertEquals(401, status(answer));
      assertTrue(answer.contains("role=\"alert\""), answer);
      assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("set-cookie"), answer);
    }
    for (int i = 4; i < ConsoleAccess.MAX_FAILURES; i++) {
      assertEquals(401, status(ask("POST", "/console/login", SAME, "token=x")));
    }
    assertEquals(429, status(ask("POST", "/console/login", SAME, FORM)));
    now = now.plusSeconds(61);
    assertEquals(303, status(ask("POST", "/console/login", SAME, FORM)));
  }
}
