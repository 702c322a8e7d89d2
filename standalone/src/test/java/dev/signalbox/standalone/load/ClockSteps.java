package dev.signalbox.standalone.load;

import dev.signalbox.standalone.serve.Engine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Steps of the system's clock, forwards and backwards, by libfaketime. */
final class ClockSteps implements Scenario {
  private static final int RATE = 10;
  private static final String BODY =
      "{\"service\":\"service\",\"events\":[{\"type\":\"IntelligenceSignal__Category\","
          + "\"value\":\"clock\",\"startTime\":1767607200000}]}";

  /** Requests whose connection was closed without an answer. */
  private int cut;

  @Override
  public String run(Engine engine, Path dir, OptionalInt length) throws Exception {
    Path library = library();
    Identity identity = Identity.in(dir);
    Path offset = dir.resolve("offset");
    Files.writeString(offset, "+0");
    cut = 0;
    List<String> wrong = new ArrayList<>();
    List<String> figures = new ArrayList<>();
    try (LoadServer server =
        LoadServer.builder(identity, engine)
            .environment("LD_PRELOAD", library.toString())
            .environment("FAKETIME_TIMESTAMP_FILE", offset.toString())
            .environment("FAKETIME_NO_CACHE", "1")
            // A step of the clock is none of the monotonic one.
            .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .with("--rate", "" + RATE, "--head-timeout", "3", "--body-timeout", "1", "--quiet")
            .start()) {
      String used = identity.once(at(0)).sign();
      expect(wrong, "a token", List.of(202), send(server, used));
      expect(wrong, "its second use", List.of(401), send(server, used));
      int before = 0;
      for (int hours : new int[] {2, 0, -2, 30, 0}) {
        Socket half = half(server);
        step(offset, hours);
        String now = "at " + hours + " h ";
        int status = send(server, identity.once(at(hours)).sign());
        // An id that was forgotten when the clock was ahead can't be told from a new one (AUTH-5).
        expect(
            wrong, now + "a new token", hours < before ? List.of(202, 503) : List.of(202), status);
        expect(
            wrong,
            now + "a token of another time",
            List.of(401),
            send(server, identity.once(at(hours + 3)).sign()));
        before = hours;
        int replay = send(server, used);
        expect(wrong, now + "the used token", List.of(401, 503), replay);
        String closed = closed(half);
        if (engine == Engine.NETTY && !closed.equals("in time")) {
          wrong.add(now + "half a request was closed " + closed);
        }
        String rate = rate(server, identity, hours, wrong);
        // Until the next requests may pass.
        Load.pause(1_100);
        figures.add(
            String.format(
                Locale.ROOT,
                "%+d h: new token %d, used token %d, half a request closed %s, %s",
                hours,
                status,
                replay,
                closed,
                rate));
      }
      int exit = server.stop();
      figures.add(cut + " requests cut off");
      // The JDK's server measures its timeouts by the clock.
      if (engine == Engine.NETTY && cut > 0) {
        wrong.add(cut + " requests without an answer");
      }
      if (exit != 0 || !wrong.isEmpty()) {
        throw new Failure(
            String.join("; ", wrong)
                + "; exit code "
                + exit
                + "; "
                + figures
                + server.err().lines().filter(line -> line.contains("AUTH-")).toList());
      }
    }
    return String.join("; ", figures);
  }

  private static Path library() throws IOException, Load.Skipped {
    try (Stream<Path> files =
        Files.find(
            Path.of("/usr/lib"),
            3,
            (file, attributes) -> file.endsWith("faketime/libfaketimeMT.so.1"))) {
      return files
          .findFirst()
          .orElseThrow(() -> new Load.Skipped("there is no libfaketime; install Debian's package"));
    }
  }

  private static Clock at(int hours) {
    return Clock.offset(Clock.systemUTC(), Duration.ofHours(hours));
  }

  private static void step(Path offset, int hours) throws IOException {
    Path next = offset.resolveSibling("offset.new");
    Files.writeString(next, (hours < 0 ? "-" : "+") + Math.abs(hours) * 3600);
    Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void expect(List<String> wrong, String what, List<Integer> expected, int status) {
    if (!expected.contains(status)) {
      wrong.add(what + " got " + status);
    }
  }

  private int send(LoadServer server, String token) throws IOException {
    return send(
        server,
        Wire.post(
            "/telephony/v1/voiceCalls/clock/realtimeConversationEvents",
            token,
            "application/json",
            BODY.getBytes(StandardCharsets.UTF_8)));
  }

  /** Sends a request, again where its connection is cut, which is counted. */
  private int send(LoadServer server, byte[] request) throws IOException {
    for (int i = 1; true; i++) {
      try (Wire wire = new Wire(server.port())) {
        return wire.send(request).status();
      } catch (IOException none) {
        cut++;
        if (i == 5) {
          throw none;
        }
      }
    }
  }

  private static Socket half(LoadServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.getOutputStream().write("GET /healthz HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Whether half a request is given the time that it has, whatever the clock says. */
  private static String closed(Socket half) throws IOException {
    long begin = System.nanoTime();
    try (half) {
      half.getInputStream().readAllBytes();
      double seconds = (System.nanoTime() - begin) / 1e9;
      return seconds < 1 ? "at once" : "in time";
    } catch (IOException none) {
      return System.nanoTime() - begin < 9e9 ? "in time" : "never";
    }
  }

  /** Of a second's requests as many get through as may. */
  private String rate(LoadServer server, Identity identity, int hours, List<String> wrong)
      throws IOException {
    long begin = System.nanoTime();
    int passed = 0;
    String reusable = identity.reusable(at(hours));
    for (int i = 0; i < 8 * RATE; i++) {
      int status =
          send(
              server,
              Wire.post(
                  "/telephony/v1/voiceCalls/clock-" + i + "/realtimeConversationEvents",
                  reusable,
                  "application/json",
                  BODY.getBytes(StandardCharsets.UTF_8)));
      passed += status == 202 ? 1 : 0;
    }
    // A burst of one second, and what time brings; another second for a client that is interrupted.
    double most = RATE * (2 + (System.nanoTime() - begin) / 1e9);
    if (passed < RATE || passed > most) {
      wrong.add("at " + hours + " h the rate let " + passed + " of " + 8 * RATE + " pass");
    }
    return passed + " of " + 8 * RATE + " at once let through";
  }
}
