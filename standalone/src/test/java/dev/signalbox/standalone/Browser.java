package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium, by the WebDriver protocol of its own driver. */
final class Browser implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("started successfully on port ([0-9]+)");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process driver;
  private final String url;
  private String session = "";

  private Browser(Process driver, int port) {
    this.driver = driver;
    this.url = "http://127.0.0.1:" + port;
  }

  /** Whether there is one on this machine. */
  static boolean isThere() {
    return program("chromedriver").isPresent() && program("chromium").isPresent();
  }

  private static Optional<Path> program(String name) {
    return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts one.
   *
   * @param profile an empty folder for it
   */
  static Browser start(Path profile, int width, int height, boolean dark) throws Exception {
    Process driver =
        new ProcessBuilder(program("chromedriver").orElseThrow().toString(), "--port=0")
            .redirectErrorStream(true)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
    int port = 0;
    for (String line; port == 0 && (line = lines.readLine()) != null; ) {
      Matcher matcher = PORT.matcher(line);
      port = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
    Thread reader = new Thread(() -> lines.lines().forEach(line -> {}), "chromedriver");
    reader.setDaemon(true);
    reader.start();
    Browser browser = new Browser(driver, port);
    try {
      browser.open(profile, width, height, dark);
    } catch (Exception | AssertionError e) {
      browser.close();
      throw e;
    }
    return browser;
  }

  private void open(Path profile, int width, int height, boolean dark) throws Exception {
    JsonObject options =
        Json.createObjectBuilder()
            .add("binary", program("chromium").orElseThrow().toString())
            .add(
                "args",
                Json.createArrayBuilder(
                    List.of(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--force-device-scale-factor=1",
                        "--user-data-dir=" + profile)))
            .build();
    JsonObject capabilities =
        Json.createObjectBuilder()
            .add("browserName", "chrome")
            .add("goog:chromeOptions", options)
            .add("goog:loggingPrefs", Json.createObjectBuilder().add("browser", "ALL"))
            .build();
    session =
        call(
                "POST",
                "/session",
                Json.createObjectBuilder()
                    .add(
                        "capabilities",
                        Json.createObjectBuilder().add("alwaysMatch", capabilities)))
            .asJsonObject()
            .getString("sessionId");
    // The window of a headless browser has no less than 500 pixels; what it shows may have less.
    devTools(
        "Emulation.setDeviceMetricsOverride",
        Json.createObjectBuilder()
            .add("width", width)
            .add("height", height)
            .add("deviceScaleFactor", 1)
            .add("mobile", false));
    devTools(
        "Emulation.setEmulatedMedia",
        Json.createObjectBuilder()
            .add(
                "features",
                Json.createArrayBuilder()
                    .add(
                        Json.createObjectBuilder()
                            .add("name", "prefers-color-scheme")
                            .add("value", dark ? "dark" : "light"))));
  }

  private void devTools(String command, JsonObjectBuilder parameters) throws Exception {
    call(
        "POST",
        "/session/" + session + "/goog/cdp/execute",
        Json.createObjectBuilder().add("cmd", command).add("params", parameters));
  }

  void go(String to) throws Exception {
    call("POST", "/session/" + session + "/url", Json.createObjectBuilder().add("url", to));
  }

  /** The value of a script's {@code return}. */
  JsonValue run(String script, JsonValue... arguments) throws Exception {
    var list = Json.createArrayBuilder();
    for (JsonValue argument : arguments) {
      list.add(argument);
    }
    return call(
        "POST",
        "/session/" + session + "/execute/sync",
        Json.createObjectBuilder().add("script", script).add("args", list));
  }

  String text(String script) throws Exception {
    JsonValue value = run(script);
    return value instanceof JsonString string ? string.getString() : value.toString();
  }

  /**
   * The text that is seen of the first element that a selector finds; empty where there is none.
   */
  String shown(String selector) throws Exception {
    return text("return document.querySelector(\"" + selector + "\")?.innerText ?? ''");
  }

  int count(String selector) throws Exception {
    return Integer.parseInt(text("return document.querySelectorAll(\"" + selector + "\").length"));
  }

  void click(String selector) throws Exception {
    run("document.querySelector(\"" + selector + "\").click()");
  }

  /** Types as a keyboard does, wherever the page's focus is. */
  void type(String keys) throws Exception {
    var actions = Json.createArrayBuilder();
    keys.codePoints()
        .mapToObj(Character::toString)
        .forEach(
            key ->
                actions
                    .add(Json.createObjectBuilder().add("type", "keyDown").add("value", key))
                    .add(Json.createObjectBuilder().add("type", "keyUp").add("value", key)));
    call(
        "POST",
        "/session/" + session + "/actions",
        Json.createObjectBuilder()
            .add(
                "actions",
                Json.createArrayBuilder()
                    .add(
                        Json.createObjectBuilder()
                            .add("type", "key")
                            .add("id", "keyboard")
                            .add("actions", actions))));
  }

  /**
   * Waits until a script returns true. A page that is left takes the script with it, which is then
   * asked of the next one, for half a minute at the most.
   */
  void await(String condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    JsonValue value = JsonValue.FALSE;
    while (value == JsonValue.FALSE) {
      try {
        value = awaitOnThisPage(condition);
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
    assertTrue(value instanceof JsonString, value::toString);
  }

  private JsonValue awaitOnThisPage(String condition) throws Exception {
    return call(
        "POST",
        "/session/" + session + "/execute/async",
        Json.createObjectBuilder()
            .add(
                "script",
                "const done = arguments[0]; const look = () => {"
                    + "if ("
                    + condition
                    + ") { done('yes'); } else { setTimeout(look, 20); } }; look();")
            .add("args", Json.createArrayBuilder()));
  }

  void awaitText(String selector, String part) throws Exception {
    await(
        "[...document.querySelectorAll(\""
            + selector
            + "\")].some(e => e.innerText.includes("
            + Json.createValue(part)
            + "))");
  }

  /** What the page has written to the browser's console since the last time. */
  List<String> log() throws Exception {
    JsonArray entries =
        call(
                "POST",
                "/session/" + session + "/se/log",
                Json.createObjectBuilder().add("type", "browser"))
            .asJsonArray();
    return entries.stream().map(entry -> entry.asJsonObject().getString("message")).toList();
  }

  byte[] screenshot() throws Exception {
    JsonString image =
        (JsonString) call("GET", "/session/" + session + "/screenshot", Json.createObjectBuilder());
    return Base64.getDecoder().decode(image.getString());
  }

  private JsonValue call(String method, String path, JsonObjectBuilder body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).header("Content-Type", "application/json");
    request.method(
        method,
        method.equals("POST")
            ? HttpRequest.BodyPublishers.ofString(body.build().toString())
            : HttpRequest.BodyPublishers.noBody());
    HttpResponse<String> response =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    JsonObject answer;
    try (var reader = Json.createReader(new StringReader(response.body()))) {
      answer = reader.readObject();
    }
    if (response.statusCode() != 200) {
      throw new IOException(path + ": " + answer.getJsonObject("value").getString("message"));
    }
    return answer.get("value");
  }

  @Override
  public void close() {
    try {
      if (!session.isEmpty()) {
        call("DELETE", "/session/" + session, Json.createObjectBuilder());
      }
    } catch (Exception e) {
      System.err.println("the browser did not end well: " + e);
    } finally {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
    }
  }
}
