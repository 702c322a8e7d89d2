package dev.signalbox.testkit.internal.cli;

import static dev.signalbox.testkit.internal.cli.HostileServer.ACCEPTED;
import static dev.signalbox.testkit.internal.cli.HostileServer.endlessly;
import static dev.signalbox.testkit.internal.cli.HostileServer.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.testkit.internal.cli.HostileServer.Behaviour;
import dev.signalbox.testkit.internal.cli.VerifyCommandTest.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a server does, {@code verify endpoint} ends, tells what it saw, and exits as it says.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("ImmutableEnumChecker") // functions without a state
class HostileServersTest {
  @TempDir private Path folder;

  /** Servers that can't be checked, and what is said about them. */
  enum Unusable {
    CLOSES_AT_ONCE("closed without an answer", says("")),
    ENDS_AFTER_THE_HEAD(
        "after 0 of 99 bytes", says("HTTP/1.1 202 Accepted\r\nContent-Length: 99\r\n\r\n")),
    NEVER_ANSWERS("--timeout", out -> HostileServer.keepStill()),
    DRIPS(
        "--timeout",
        out -> {
          for (byte b : ACCEPTED.getBytes(StandardCharsets.US_ASCII)) {
            out.write(b);
            HostileServer.pause(1000);
          }
        }),
    CONTINUES_FOR_EVER("--timeout", endlessly("", "HTTP/1.1 100 Continue\r\n\r\n")),
    ENDLESS_HEADERS("over 1000 headers", endlessly("HTTP/1.1 202 Accepted\r\n", "A: b\r\n")),
    ENDLESS_LINE("a line of over", endlessly("HTTP/1.1 202 Accepted\r\nA: ", "b".repeat(1000))),
    LENGTH_TOO_LARGE(
        "Content-Length is 99999999999999999999",
        says("HTTP/1.1 202 Accepted\r\nContent-Length: 99999999999999999999\r\n\r\n{}")),
    BAD_CHUNK(
        "chunk of the size",
        says("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n{}\r\n")),
    SPEAKS_SSH("not HTTP/1.1: SSH-2.0-OpenSSH_9.2", says("SSH-2.0-OpenSSH_9.2\r\n")),
    SPEAKS_HTTP_2("HTTP/2", says("\0\0\u0012\u0004\0\0\0\0\0\0\u0003\0\0\0d\0\u0004\0\u0010\0\0")),
    SPEAKS_TLS("https://", says("\u0015\u0003\u0003\0\u0002\u0002\n")),
    UNAVAILABLE("log", says("HTTP/1.1 503 No\r\nRetry-After: 9999\r\nContent-Length: 0\r\n\r\n"));

    private final String hint;
    private final Behaviour behaviour;

    Unusable(String hint, Behaviour behaviour) {
      this.hint = hint;
      this.behaviour = behaviour;
    }
  }

  /** Servers that answer, and are wrong. */
  enum Wrong {
    TWO_HUNDRED_FOR_ALL(says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")),
    REDIRECTS(says("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")),
    LENGTH_TOO_SMALL(says(ACCEPTED.replace("Length: 25", "Length: 10"))),
    ENDLESS_BODY(endlessly("HTTP/1.1 202 Accepted\r\n\r\n", "b".repeat(10_000))),
    DEEP_JSON(
        says(
            "HTTP/1.1 400 Bad\r\nContent-Type: application/problem+json\r\n\r\n"
                + "[".repeat(500_000))),
    DEEP_XML(
        says(
            "HTTP/1.1 400 Bad\r\nContent-Type: application/problem+xml\r\n\r\n"
                + "<a>".repeat(300_000))),
    SPEAKS_TO_THE_TERMINAL(
        says(
            "HTTP/1.1 400 \u001b[2J\r\nContent-Type: application/problem+json\r\n\r\n"
                + "\u001b[31m\0\7\u00ff\nEVT-4    holds\n]]>&\u0001")),
    LIMITS_FOR_HOURS(says("HTTP/1.1 429 Slow\r\nRetry-After: 9999\r\nContent-Length: 0\r\n\r\n"));

    private final Behaviour behaviour;

    Wrong(Behaviour behaviour) {
      this.behaviour = behaviour;
    }
  }

  private Run endpoint(HostileServer server, String... more) throws IOException {
    String[] usual = {
      "endpoint",
      server.url(),
      "--org",
      "00D000000000000EAA",
      "--call-center",
      "DevCallCenter",
      "--key",
      VerifyCommandTest.writeKey(folder).toString()
    };
    return VerifyCommandTest.run(
        Stream.concat(Arrays.stream(usual), Arrays.stream(more)).toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource(Unusable.class)
  void aServerThatCantBeCheckedIsThree(Unusable unusable) throws IOException {
    try (HostileServer server = new HostileServer(unusable.behaviour)) {
      String timeout = unusable.hint.equals("--timeout") ? "0.5" : "60";
      Run run = endpoint(server, "--timeout", timeout);
      assertEquals(3, run.code(), run.out() + run.err());
      assertTrue(run.err().contains(unusable.hint), run.err());
      assertTrue(run.err().lines().count() == 1 && !run.err().contains("\tat "), run.err());
    }
  }

  @ParameterizedTest
  @EnumSource(Wrong.class)
  void aServerThatIsWrongIsOne(Wrong wrong) throws Exception {
    try (HostileServer server = new HostileServer(wrong.behaviour)) {
      Path reports = folder.resolve("reports");
      Run run =
          endpoint(
              server,
              "--clause",
              "REQ-1,RES-1,EVT-4,HDR-1",
              "--verbose",
              "--timeout",
              "60",
              "--report",
              reports.toString());
      assertEquals(1, run.code(), run.out() + run.err());
      assertEquals("", run.err());
      assertEquals(1, run.out().lines().filter(line -> line.startsWith("RES-1 ")).count());
      assertEquals(1, run.out().lines().filter(line -> line.startsWith("EVT-4 ")).count());
      assertTrue(
          run.out().chars().noneMatch(c -> Character.isISOControl(c) && c != '\n'), run.out());
      String json = Files.readString(reports.resolve("report.json"));
      assertTrue(json.contains("\"exitCode\": 1"), json);
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(reports.resolve("junit.xml").toFile());
    }
  }

  /** Answers as it should, so many times, and then never again. */
  private static Behaviour silentAfter(int answers) {
    AtomicInteger asked = new AtomicInteger();
    return out -> {
      if (asked.incrementAndGet() > answers) {
        HostileServer.keepStill();
      }
      says(ACCEPTED).answer(out);
    };
  }

  @Test
  void aServerThatStopsAnsweringIsGivenUp() throws IOException {
    try (HostileServer server = new HostileServer(silentAfter(3))) {
      Run run = endpoint(server, "--timeout", "2", "--verbose", "--clause", "RES-1,EVT-4");
      assertEquals(1, run.code(), run.out() + run.err());
      assertTrue(run.out().contains("Cut short: the server stopped answering."), run.out());
      assertTrue(run.out().contains("came:     no answer within 2.0 s"), run.out());
    }
  }

  @Test
  void aRunEndsAtItsLimit() throws IOException {
    try (HostileServer server = new HostileServer(silentAfter(1))) {
      Run run = endpoint(server, "--timeout", "600", "--limit", "1", "--clause", "RES-1");
      assertEquals(2, run.code(), run.out() + run.err());
      assertTrue(run.err().contains("Cut short: the time for the whole run is over (--limit)."));
      assertTrue(run.out().contains("the time for the whole run is over"), run.out());
    }
  }

  @Test
  void aLimitHoldsForTheFirstRequestToo() throws IOException {
    try (HostileServer server = new HostileServer(silentAfter(0))) {
      Run run = endpoint(server, "--timeout", "600", "--limit", "1");
      assertEquals(3, run.code(), run.out() + run.err());
    }
  }
}
