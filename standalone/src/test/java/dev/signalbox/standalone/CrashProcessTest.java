package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
 * Kills servers with a data file at random moments under load, starts them again, and has the
 * histories judged: the program itself, and an embedded server with several subscribers, one of
 * which fails. {@code .ci/crash 1000} does it a thousand times.
 */
class CrashProcessTest {
  private static final int KILLS = Integer.getInteger("crash.kills", 24);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final int CLIENTS = 8;
  private static final int CALLS = 6;
  private static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "Crash");
  private static final Pattern VOICE_CALL_ID = Pattern.compile("\"voiceCallId\":\"([^\"]+)\"");
  private static final String READY = "signalbox ready on ";
  private static final Path TARGET = Path.of(System.getProperty("signalbox.modules")).getParent();

  private final AtomicInteger names = new AtomicInteger();
  private final AtomicInteger unreadable = new AtomicInteger();

  /** Tokens whose request was answered with anything but 401: they are used up. */
  private final ConcurrentLinkedQueue<String> usedUp = new ConcurrentLinkedQueue<>();

  /** Tokens whose request got no answer: they may be good for one more use. */
  private final ConcurrentLinkedQueue<String> inDoubt = new ConcurrentLinkedQueue<>();

  private final ConcurrentLinkedQueue<String> wrongs = new ConcurrentLinkedQueue<>();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  @TempDir Path dir;

  private HistoryRecorder recorder;
  private TokenSigner fresh;
  private String reusable;

  @Test
  @Timeout(value = 6, unit = TimeUnit.HOURS)
  void whatGot202SurvivesEveryKill() throws Exception {
    killAndJudge((KILLS + 1) / 2, "stdout");
  }

  @Test
  @Timeout(value = 6, unit = TimeUnit.HOURS)
  void everySubscriberGoesOnAfterEveryKill() throws Exception {
    killAndJudge(KILLS / 2, CrashServer.SUBSCRIBERS.toArray(String[]::new));
  }

  private void killAndJudge(int kills, String... subscribers) throws Exception {
    keys();
    recorder = new HistoryRecorder(subscribers);
    boolean embedded = subscribers.length > 1;
    long begin = System.nanoTime();
    System.out.println("crash: seed " + SEED + ", " + kills + " kills");
    Random random = new Random(SEED);
    for (int run = 1; run <= kills; run++) {
      try (Server server = new Server(run, embedded)) {
        // Often soon, while what the last life left is delivered.
        server.load(random.nextLong(), 1 + random.nextInt(1 + random.nextInt(400)));
      }
    }
    int exitCode;
    try (Server last = new Server(kills + 1, embedded)) {
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
            + kills
            + " kills in "
            + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)
            + " s: "
            + history
            + "; "
            + accepted
            + " accepted, "
            + unknown
            + " without an answer, "
            + again
            + " redelivered");
    assertEquals(List.of(), HistoryChecker.of().check(history), "seed " + SEED);
    assertEquals(List.of(), List.copyOf(wrongs), "seed " + SEED);
    assertTrue(accepted > kills, "hardly any load: " + history);
    assertEquals(0, exitCode);
    // A line that the kill has cut was never delivered.
    assertTrue(unreadable.get() <= kills, "lines that are no events: " + unreadable);
  }

  /** AUTH-5 over a crash, where nothing else has the use of the id written. */
  @Test
  void aRefusedRequestUsesUpItsTokenForGood() throws Exception {
    keys();
    recorder = new HistoryRecorder("stdout");
    Map<String, Integer> answered = new ConcurrentHashMap<>();
    try (Server server = new Server(1, false)) {
      server.answers = new CountDownLatch(10);
      ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
      for (int i = 0; i < 200; i++) {
        String token = fresh.sign();
        threads.execute(() -> server.refused(token).ifPresent(code -> answered.put(token, code)));
      }
      server.kill();
      threads.shutdown();
      assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
    }
    assertEquals(Set.of(400), Set.copyOf(answered.values()));
    try (Server server = new Server(2, false)) {
      for (String token : answered.keySet()) {
        assertEquals(Optional.of(401), server.refused(token), "a used token passed again");
      }
    }
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

  private static List<String> program() {
    return List.of(
        TARGET.resolve("bin").resolve("signalbox").toString(),
        "serve",
        "--port",
        "0",
        "--data",
        "data",
        "--call-center",
        CENTER.orgId() + ":Crash:public.pem");
  }

  private static List<String> embedded() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        TARGET.resolve("test-classes") + ":" + TARGET.resolve("modules") + "/*",
        CrashServer.class.getName(),
        "data",
        CENTER.orgId().toString(),
        "Crash",
        "public.pem");
  }

  /** One life of a server. */
  private final class Server implements AutoCloseable {
    private final int run;
    private final Process process;
    private final String url;
    private final Thread reader;
    private volatile CountDownLatch answers = new CountDownLatch(0);

    Server(int run, boolean embedded) throws IOException {
      this.run = run;
      ProcessBuilder builder =
          new ProcessBuilder(embedded ? embedded() : program())
              .directory(dir.toFile())
              .redirectError(dir.resolve("err.txt").toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
      process = builder.start();
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = lines.readLine();
      for (; line != null && !line.startsWith(READY); line = lines.readLine()) {
        // An embedded server's subscribers may get what the last life left before it listens.
        delivered(line, embedded);
      }
      if (line == null) {
        fail("no start; stderr: " + text(dir.resolve("err.txt")));
      }
      url = line.substring(READY.length());
      reader = new Thread(() -> read(lines, embedded), "deliveries");
      reader.setDaemon(true);
      reader.start();
    }

    private void read(BufferedReader lines, boolean named) {
      try {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          delivered(line, named);
        }
      } catch (IOException killed) {
        // The stream ends with the process.
      }
    }

    private void delivered(String line, boolean named) {
      int space = named ? line.indexOf(' ') : -1;
      Validated<DeliveredBatch> batch =
          JsonFormat.INSTANCE.readToolkitEvent(line.substring(space + 1));
      if (batch.isValid()) {
        recorder.delivered(named ? line.substring(0, space) : "stdout", run, batch.orThrow());
      } else {
        unreadable.incrementAndGet();
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
      kill();
      threads.shutdown();
      for (Future<?> client : clients) {
        client.get();
      }
    }

    /** Kills the server when it has given the answers. */
    void kill() throws InterruptedException {
      assertTrue(answers.await(60, TimeUnit.SECONDS), "the server gives no answers");
      // Not Process.destroyForcibly, which closes the pipe with what the server has printed.
      process.toHandle().destroyForcibly();
      process.waitFor();
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
      int choice = random.nextInt(12);
      String token =
          switch (choice) {
            case 0, 1 -> fresh.sign();
            case 2 -> usedUp.poll();
            case 3 -> inDoubt.poll();
            default -> null;
          };
      boolean broken = choice == 1 || choice == 4;
      HistoryRecorder.Operation operation =
          recorder.post(
              CENTER,
              new VendorCallKey(key),
              batch,
              Optional.ofNullable(token).map(CrashProcessTest::jti));
      byte[] body = JsonFormat.INSTANCE.writeBatch(batch);
      Optional<HttpResponse<String>> answer =
          send(
              eventsOf(key),
              token == null ? reusable : token,
              broken ? Arrays.copyOf(body, body.length - 1) : body);
      if (answer.isEmpty()) {
        if (token != null && choice != 2) {
          inDoubt.add(token);
        }
        return false;
      }
      int status = answer.get().statusCode();
      operation.end(status == 202 ? OperationOutcome.ACCEPTED : OperationOutcome.REFUSED);
      if (token != null && choice != 3) {
        if (choice == 2 && status != 401) {
          wrongs.add("a used token got " + status + " in run " + run);
        }
        usedUp.add(token);
      }
      return true;
    }

    /** Sends a body that is refused; returns the status, if there is an answer. */
    Optional<Integer> refused(String token) {
      return send(eventsOf("call"), token, new byte[] {'{'}).map(HttpResponse::statusCode);
    }

    private static String eventsOf(String key) {
      return "/telephony/v1/voiceCalls/" + key + "/realtimeConversationEvents";
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
