package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.testkit.history.History;
import dev.signalbox.testkit.history.HistoryChecker;
import dev.signalbox.testkit.history.HistoryRecorder;
import dev.signalbox.testkit.history.OperationOutcome;
import dev.signalbox.tokens.TokenSigner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server with a data file at random moments under load, starts it again, and has the
 * history judged. {@code .ci/crash 1000} does it a thousand times.
 */
class CrashProcessTest {
  private static final int KILLS = Integer.getInteger("crash.kills", 25);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final int CLIENTS = 8;
  private static final int CALLS = 6;
  private static final String SUBSCRIBER = "stdout";
  private static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "Crash");
  private static final Pattern VOICE_CALL_ID = Pattern.compile("\"voiceCallId\":\"([^\"]+)\"");

  private final HistoryRecorder recorder = new HistoryRecorder(SUBSCRIBER);
  private final AtomicInteger names = new AtomicInteger();
  private final AtomicInteger unreadable = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> usedTokens = new ConcurrentLinkedQueue<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  @TempDir Path dir;

  private TokenSigner fresh;
  private String reusable;

  @Test
  @Timeout(value = 6, unit = TimeUnit.HOURS)
  void whatGot202SurvivesEveryKill() throws Exception {
    keys();
    System.out.println("crash: seed " + SEED + ", " + KILLS + " kills");
    Random random = new Random(SEED);
    for (int run = 1; run <= KILLS; run++) {
      try (Server server = new Server(run)) {
        server.load(random.nextLong(), 1 + random.nextInt(300));
      }
    }
    int exitCode;
    try (Server last = new Server(KILLS + 1)) {
      exitCode = last.stop();
    }
    History history = recorder.history();
    long accepted =
        history.posts().stream().filter(p -> p.outcome() == OperationOutcome.ACCEPTED).count();
    long unknown =
        history.posts().stream().filter(p -> p.outcome() == OperationOutcome.UNKNOWN).count();
    long again = history.deliveries().stream().filter(d -> d.batch().redelivered()).count();
    System.out.println(
        "crash: "
            + history
            + "; "
            + accepted
            + " accepted, "
            + unknown
            + " without an answer, "
            + again
            + " redelivered");
    assertEquals(List.of(), HistoryChecker.of().check(history), "seed " + SEED);
    assertTrue(accepted > KILLS, "hardly any load: " + history);
    assertEquals(0, exitCode);
    // A line that the kill has cut was never delivered.
    assertTrue(unreadable.get() <= KILLS, "lines that are no events: " + unreadable);
  }

  private void keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    Files.writeString(dir.resolve("public.pem"), CallCenterKey.of(pair.getPublic()).toPem());
    fresh = TokenSigner.builder(CENTER, pair.getPrivate()).jti(true).build();
    reusable =
        TokenSigner.builder(CENTER, pair.getPrivate())
            .jti(false)
            .lifetime(Duration.ofHours(12))
            .build()
            .sign();
  }

  /** One life of the server. */
  private final class Server implements AutoCloseable {
    private final int run;
    private final Process process;
    private final String url;
    private final Thread reader;
    private volatile CountDownLatch answers = new CountDownLatch(0);

    Server(int run) throws IOException {
      this.run = run;
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-p"));
      command.add(System.getProperty("signalbox.modules"));
      command.add("--enable-native-access=ALL-UNNAMED,io.netty.common");
      command.addAll(List.of("-m", "dev.signalbox.standalone/dev.signalbox.standalone.Main"));
      command.addAll(List.of("serve", "--port", "0", "--data", "data"));
      command.addAll(List.of("--call-center", CENTER.orgId() + ":Crash:public.pem"));
      process =
          new ProcessBuilder(command)
              .directory(dir.toFile())
              .redirectError(dir.resolve("err.txt").toFile())
              .start();
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String first = String.valueOf(lines.readLine());
      assertTrue(
          first.startsWith("signalbox ready on "),
          () -> first + "; stderr: " + text(dir.resolve("err.txt")));
      url = first.substring("signalbox ready on ".length());
      reader = new Thread(() -> read(lines), "deliveries");
      reader.setDaemon(true);
      reader.start();
    }

    private void read(BufferedReader lines) {
      try {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          Validated<DeliveredBatch> batch = JsonFormat.INSTANCE.readToolkitEvent(line);
          if (batch.isValid()) {
            recorder.delivered(SUBSCRIBER, run, batch.orThrow());
          } else {
            unreadable.incrementAndGet();
          }
        }
      } catch (IOException killed) {
        // The stream ends with the process.
      }
    }

    /** Kills the server when it has given so many answers, in the middle of others. */
    void load(long seed, int count) throws Exception {
      answers = new CountDownLatch(count);
      ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
      List<Future<?>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        Random random = new Random(seed + client);
        int number = client;
        clients.add(threads.submit(() -> client(number, random)));
      }
      assertTrue(answers.await(60, TimeUnit.SECONDS), "the server gives no answers");
      // Not Process.destroyForcibly, which closes the pipe with what the server has printed.
      process.toHandle().destroyForcibly();
      process.waitFor();
      threads.shutdown();
      for (Future<?> client : clients) {
        client.get();
      }
      reader.join();
    }

    private void client(int number, Random random) {
      String leg = "leg-" + run + "-" + number;
      boolean alive = true;
      for (int i = 0; alive; i++) {
        String call = "call-" + random.nextInt(CALLS);
        if (i == 3) {
          alive = register(leg, Optional.of(call));
        } else if (i == 0 && number == 0) {
          alive = register(call, Optional.empty());
        } else {
          alive = post(i > 3 && random.nextInt(4) == 0 ? leg : call, random);
        }
      }
    }

    private boolean post(String key, Random random) {
      String name = "batch-" + names.incrementAndGet();
      long start = 1_767_607_200_000L + run * 1_000L + random.nextInt(3_000);
      EventBatch batch =
          EventBatch.of(
              "service", CategoryEvent.of(name, start), CategoryEvent.of("second", start + 1));
      Optional<String> token = token(random);
      HistoryRecorder.Operation operation =
          recorder.post(CENTER, new VendorCallKey(key), batch, token.map(CrashProcessTest::jti));
      Optional<HttpResponse<String>> answer =
          send(
              "/telephony/v1/voiceCalls/" + key + "/realtimeConversationEvents",
              token.orElse(reusable),
              JsonFormat.INSTANCE.writeBatch(batch));
      if (answer.isEmpty()) {
        return false;
      }
      boolean taken = answer.get().statusCode() == 202;
      operation.end(taken ? OperationOutcome.ACCEPTED : OperationOutcome.REFUSED);
      if (taken && token.isPresent()) {
        usedTokens.add(token.get());
      }
      return true;
    }

    /** Sometimes a new token with a jti, sometimes one that was used, perhaps by an earlier run. */
    private Optional<String> token(Random random) {
      int choice = random.nextInt(10);
      if (choice == 0) {
        return Optional.of(fresh.sign());
      }
      return choice == 1 ? Optional.ofNullable(usedTokens.poll()) : Optional.empty();
    }

    private boolean register(String key, Optional<String> parent) {
      HistoryRecorder.Operation operation =
          recorder.register(CENTER, new VendorCallKey(key), parent, Optional.empty());
      VoiceCall call =
          parent
              .map(of -> VoiceCall.transfer(new VendorCallKey(key), of))
              .orElseGet(() -> VoiceCall.of(new VendorCallKey(key), InitiationMethod.INBOUND));
      Optional<HttpResponse<String>> answer =
          send("/telephony/v1/voiceCalls", reusable, JsonFormat.INSTANCE.writeVoiceCall(call));
      if (answer.isEmpty()) {
        return false;
      }
      Matcher id = VOICE_CALL_ID.matcher(answer.get().body());
      if (answer.get().statusCode() == 201 && id.find()) {
        operation.registered(id.group(1));
      } else {
        operation.end(OperationOutcome.REFUSED);
      }
      return true;
    }

    private Optional<HttpResponse<String>> send(String path, String token, byte[] body) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + path))
              .timeout(Duration.ofSeconds(20))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      try {
        Optional<HttpResponse<String>> answer =
            Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        answers.countDown();
        return answer;
      } catch (IOException noAnswer) {
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }

    /** Has the server deliver what is left, and end by itself. */
    int stop() throws Exception {
      new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).start().waitFor();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the server did not end");
      reader.join();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** What tells a token from others. */
  private static String jti(String token) {
    return token.substring(token.length() - 32);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
