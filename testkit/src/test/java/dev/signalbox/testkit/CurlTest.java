package dev.signalbox.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.testkit.internal.cli.VerifyCommandTest;
import dev.signalbox.testkit.internal.cli.VerifyCommandTest.Run;
import dev.signalbox.testkit.internal.endpoint.KitEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that are printed for failures, run by a shell and curl. */
class CurlTest {
  @TempDir private Path folder;

  @BeforeAll
  static void needsCurl() {
    boolean there =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "curl")));
    if (!there) {
      String loud = "SKIPPED: the curl lines of failures were not tested, as there is no curl";
      System.err.println(loud);
      Assumptions.abort(loud);
    }
  }

  private byte[] shell(String command) throws Exception {
    Path script = Files.writeString(folder.resolve("script"), command);
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder("bash", script.toString())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("TOKEN", VerifyCommandTest.TOKENS.reusable());
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), command);
    return Files.readAllBytes(output);
  }

  static List<RawRequest> requests() {
    List<RawRequest> all = new ArrayList<>();
    RawRequest plain = RawRequest.post("/a%2Fb/c?d=e&f='g'", new byte[0]);
    for (String body :
        List.of(
            "",
            "{\"it's\":\"$HOME `id` \\\\ \\n !\"}",
            "two\nlines\n",
            "@file",
            "-n",
            "%s%%\\n",
            "Zo\u00eb \uD83D\uDE00",
            "\u0000\u0001\r\n\t\u007f'",
            "-" + "x".repeat(20_000) + "\u0000" + "-".repeat(300) + "'")) {
      all.add(plain.body(body));
      all.add(plain.body(body).inChunks());
    }
    all.add(plain.body(new byte[] {'-', (byte) 0xFE, (byte) 0xFF, 0, '%', '\\', (byte) 0x80}));
    all.add(plain.with("Name", "Zo\u00eb's \\ \u00a0%").with("Empty", "").plus("Name", "again"));
    all.add(plain.method("PUT").with("Content-Type", "text/x").with("Accept", "a/b;q=0.5"));
    return all;
  }

  private static final Set<String> CURLS_OWN =
      Set.of("User-agent", "Connection", "Content-length", "Transfer-encoding");

  /** What a server understood, apart from what curl says of itself and of the framing. */
  private record Understood(
      String method, String target, Map<String, List<String>> headers, String body) {}

  @ParameterizedTest
  @MethodSource("requests")
  void theCommandSendsTheRequest(RawRequest request) throws Exception {
    List<Understood> all = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          Map<String, List<String>> headers = new TreeMap<>(exchange.getRequestHeaders());
          headers.keySet().removeAll(CURLS_OWN);
          all.add(
              new Understood(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  headers,
                  new String(body, StandardCharsets.ISO_8859_1)));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      String host = "127.0.0.1:" + server.getAddress().getPort();
      assertEquals(204, status(shell(request.curl("http://" + host))));
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
        socket.getOutputStream().write(request.bytes(host));
        assertEquals(204, status(socket.getInputStream().readAllBytes()));
      }
      assertEquals(2, all.size());
      assertEquals(all.get(1), all.get(0), request.curl("http://" + host));
    } finally {
      server.stop(0);
    }
  }

  private static int status(byte[] answer) {
    Matcher matcher =
        Pattern.compile("(?s)^(?:HTTP/1.1 100.*?\r\n\r\n)?HTTP/1.1 (\\d{3}).*")
            .matcher(new String(answer, StandardCharsets.ISO_8859_1));
    assertTrue(matcher.matches(), () -> new String(answer, StandardCharsets.ISO_8859_1));
    return Integer.parseInt(matcher.group(1));
  }

  private static final Pattern FAILURE =
      Pattern.compile("(?m)^  request:  (.*)\n  expected: .*\n  came:     (\\d{3})\\b");

  /** Bodies that no string holds, long ones, chunks, keys of any bytes, headers twice. */
  @ParameterizedTest
  @CsvSource({
    "TAKES_ANY_METHOD, REQ-1",
    "MATCHES_QUERY, REQ-1",
    "TAKES_CONTROLS_IN_KEYS, KEY-1",
    "REPLACES_BAD_UTF_8_IN_KEYS, KEY-1",
    "FIRST_OF_TWO_TOKENS, AUTH-1",
    "ANY_CHARSET, HDR-1",
    "NO_LIMIT_OF_PROVIDERS, HDR-2",
    "NOT_ACCEPTABLE, HDR-3",
    "REPLACES_BAD_UTF_8, BODY-4",
    "DETECTS_UTF_16, BODY-4",
    "STUMBLES_OVER_BYTE_ORDER_MARK, BODY-4",
    "CRASHES_ON_DEEP_NESTING, BODY-4",
    "SIZE_BY_CONTENT_LENGTH, BODY-4",
    "SIZE_LIMIT_EXCLUSIVE, BODY-4",
    "SKIPS_DTD, BODY-5",
    "BLANK_BY_TRIM, EVT-2",
    "EQUAL_TIMES_UNSORTED, EVT-4",
    "HTML_ERRORS, RES-3"
  })
  void theCommandShowsTheFailure(String fault, String clause) throws Exception {
    try (KitEndpoint server = KitEndpoint.start(VerifyCommandTest.TOKENS, fault)) {
      Run run =
          VerifyCommandTest.run(
              "endpoint",
              server.url(),
              "--org",
              "00D000000000000EAA",
              "--call-center",
              "DevCallCenter",
              "--key",
              VerifyCommandTest.writeKey(folder).toString(),
              "--timeout",
              "60",
              "--tries",
              "2",
              "--all",
              "--verbose",
              "--clause",
              clause);
      assertEquals(1, run.code(), run.out());
      Matcher failure = FAILURE.matcher(run.out());
      int shown = 0;
      while (failure.find()) {
        assertEquals(
            Integer.parseInt(failure.group(2)), status(shell(failure.group(1))), failure.group(1));
        shown++;
      }
      assertTrue(shown > 0, run.out());
    }
  }
}
