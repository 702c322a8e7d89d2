package dev.signalbox.transport.kafka;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.testkit.history.OperationOutcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as a process of its own: an endpoint, or a reader of the log. */
final class ServedProgram implements Door, AutoCloseable {
  private static final String PROGRAM =
      System.getProperty("kafka.program", "../standalone/target/bin/signalbox");
  private static final Pattern VOICE_CALL_ID = Pattern.compile("\"voiceCallId\":\"([^\"]+)\"");
  private static final KeyPair KEYS = keys();
  private static final String TOKEN = token(Optional.empty());
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final Process process;
  private final Path errors;
  private final Consumer<String> lines;
  private final CompletableFuture<String> first = new CompletableFuture<>();
  private final Thread reader;

  private ServedProgram(
      List<String> arguments, Map<String, String> environment, Consumer<String> lines) {
    try {
      this.lines = lines;
      errors = Files.createTempFile("signalbox-program", ".err");
      List<String> command = new ArrayList<>(List.of(PROGRAM));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().putAll(environment);
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = new Thread(this::read, "program");
    reader.setDaemon(true);
    reader.start();
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token for twelve hours. */
  static String token(Optional<String> jti) {
    String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
    String claims =
        "{\"iss\":\""
            + Posts.CENTER.orgId()
            + "\",\"sub\":\""
            + Posts.CENTER.apiName()
            + "\",\"exp\":"
            + (System.currentTimeMillis() / 1000 + 43_200)
            + jti.map(id -> ",\"jti\":\"" + id + "\"").orElse("")
            + "}";
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String signed =
        base64.encodeToString(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(KEYS.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.UTF_8));
      return signed + "." + base64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * An endpoint.
   *
   * @param more options beside those of Kafka
   * @param environment of the process
   * @param lines gets what it prints
   */
  static ServedProgram serve(
      String bootstrap,
      String prefix,
      List<String> more,
      Map<String, String> environment,
      Consumer<DeliveredBatch> lines) {
    List<String> arguments = new ArrayList<>(kafka("serve", bootstrap, prefix));
    arguments.addAll(callCenter());
    arguments.addAll(more);
    return new ServedProgram(arguments, environment, batches(lines));
  }

  /** An endpoint that delivers in memory. */
  static ServedProgram inMemory(Consumer<DeliveredBatch> lines) {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(callCenter());
    return new ServedProgram(arguments, Map.of(), batches(lines));
  }

  private static List<String> callCenter() {
    try {
      Path key = Files.createTempFile("signalbox-public", ".pem");
      Files.writeString(key, CallCenterKey.of(KEYS.getPublic()).toPem());
      key.toFile().deleteOnExit();
      return List.of(
          "--port",
          "0",
          "--call-center",
          Posts.CENTER.orgId() + ":" + Posts.CENTER.apiName() + ":" + key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A token that may be used again and again. */
  static String token() {
    return TOKEN;
  }

  /** The processor time that it has taken, in milliseconds. */
  long cpuMillis() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }

  /** Another command. */
  static ServedProgram command(String command, String bootstrap, String prefix, String... more) {
    List<String> arguments = new ArrayList<>(kafka(command, bootstrap, prefix));
    arguments.addAll(List.of(more));
    return new ServedProgram(arguments, Map.of(), line -> {});
  }

  /** A member of a group of readers. */
  static ServedProgram tail(
      String bootstrap, String prefix, String group, Consumer<DeliveredBatch> lines) {
    List<String> arguments = new ArrayList<>(kafka("tail", bootstrap, prefix));
    arguments.addAll(List.of("--group", group));
    return new ServedProgram(arguments, Map.of(), batches(lines));
  }

  private static List<String> kafka(String command, String bootstrap, String prefix) {
    return List.of(
        command, "--transport", "kafka", "--kafka-bootstrap", bootstrap, "--topic-prefix", prefix);
  }

  private static Consumer<String> batches(Consumer<DeliveredBatch> batches) {
    return line -> {
      Validated<DeliveredBatch> read = JsonFormat.INSTANCE.readToolkitEvent(line);
      if (read.isValid()) {
        batches.accept(read.orThrow());
      }
    };
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        first.complete(line);
        lines.accept(line);
      }
    } catch (IOException killed) {
      // The stream ends with the process.
    }
    first.complete("");
  }

  /** Waits until an endpoint is ready. */
  ServedProgram ready() {
    url();
    return this;
  }

  private String url() {
    try {
      String line = first.get(90, TimeUnit.SECONDS);
      assertTrue(line.startsWith("signalbox ready on "), () -> line + "; " + errors());
      return line.substring("signalbox ready on ".length());
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new AssertionError("the program is not ready; " + errors(), e);
    }
  }

  boolean isReady() {
    return first.isDone() && !first.join().isEmpty();
  }

  String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public Answer post(String key, EventBatch batch) {
    return Answer.of(outcome(status(key, batch, TOKEN), 202));
  }

  /** The answer's status; 0 when there is no answer. */
  int status(String key, EventBatch batch, String token) {
    return send(
            "/telephony/v1/voiceCalls/" + key + "/realtimeConversationEvents",
            token,
            JsonFormat.INSTANCE.writeBatch(batch))
        .map(HttpResponse::statusCode)
        .orElse(0);
  }

  /** The status of a page; 0 when there is no answer. */
  int get(String path) {
    return page(path, TOKEN).map(HttpResponse::statusCode).orElse(0);
  }

  /** A page. */
  Optional<HttpResponse<String>> page(String path, String token) {
    try {
      return Optional.of(
          HTTP.send(
              HttpRequest.newBuilder(URI.create(url() + path))
                  .timeout(Duration.ofSeconds(20))
                  .header("Authorization", "Bearer " + token)
                  .build(),
              HttpResponse.BodyHandlers.ofString()));
    } catch (IOException noAnswer) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OperationOutcome outcome(int status, int good) {
    return status == good
        ? OperationOutcome.ACCEPTED
        : status == 0 ? OperationOutcome.UNKNOWN : OperationOutcome.REFUSED;
  }

  @Override
  public Answer register(String key, Optional<String> parent) {
    Optional<HttpResponse<String>> answer =
        send(
            "/telephony/v1/voiceCalls",
            TOKEN,
            JsonFormat.INSTANCE.writeVoiceCall(Door.call(key, parent)));
    Matcher id = VOICE_CALL_ID.matcher(answer.map(HttpResponse::body).orElse(""));
    OperationOutcome outcome = outcome(answer.map(HttpResponse::statusCode).orElse(0), 201);
    return new Answer(
        outcome,
        outcome == OperationOutcome.ACCEPTED && id.find()
            ? Optional.of(id.group(1))
            : Optional.empty());
  }

  private Optional<HttpResponse<String>> send(String path, String token, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (ConnectException away) {
      // Clients wait a little before they come again.
      KafkaBrokers.pause(200);
      return Optional.empty();
    } catch (IOException noAnswer) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it without a farewell, and reads what it had printed. */
  void kill() {
    // Not Process.destroyForcibly, which closes the pipe with what it has printed.
    process.toHandle().destroyForcibly();
    process.onExit().join();
    try {
      reader.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has it end by itself. */
  int stop() {
    process.toHandle().destroy();
    int code = process.onExit().join().exitValue();
    try {
      reader.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return code;
  }

  /** Waits until it ends by itself. */
  int exitCode() {
    try {
      assertTrue(process.waitFor(90, TimeUnit.SECONDS), () -> "it does not end; " + errors());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      System.err.println("left behind: " + errors);
    }
  }
}
