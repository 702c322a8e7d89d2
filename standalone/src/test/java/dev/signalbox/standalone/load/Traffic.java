package dev.signalbox.standalone.load;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.testkit.history.HistoryChecker;
import dev.signalbox.testkit.history.HistoryFault;
import dev.signalbox.testkit.history.HistoryRecorder;
import dev.signalbox.testkit.history.OperationOutcome;
import dev.signalbox.tokens.TokenSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a telephony system sends, and what it gets back; all of it recorded, so that the kit can
 * judge it. One round has calls of its own: it is judged when everything of it is delivered.
 */
final class Traffic {
  private static final AtomicInteger ROUNDS = new AtomicInteger();
  private static final String SUBSCRIBER = "stdout";
  private static final String BATCHES = "/telephony/v1/voiceCalls/%s/realtimeConversationEvents";
  private static final Pattern VOICE_CALL_ID = Pattern.compile("\"voiceCallId\":\"([^\"]+)\"");
  private static final int CALLS = 200;

  /** How long nothing may be delivered of what has to be. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long START = 1_767_607_200_000L;

  private final LoadServer server;
  private final String token;
  private final TokenSigner once;
  private final HistoryRecorder recorder = new HistoryRecorder(SUBSCRIBER);
  private final Figures figures = new Figures();
  private final AtomicInteger names = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger delivered = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();
  private final int round = ROUNDS.incrementAndGet();

  // Of 1,000 requests.
  private int bad;
  private int transfers;

  /** Whether a connection that ends is an end of the client's work, and not a broken promise. */
  private BooleanSupplier goesOn = () -> true;

  Traffic(LoadServer server, Identity identity) {
    this.server = server;
    token = identity.reusable();
    once = identity.once();
    server.deliverTo(
        batch -> {
          // What an earlier round has left is none of this one's.
          if (batch.batch().events().get(0).value().startsWith("batch-" + round + "-")) {
            recorder.delivered(SUBSCRIBER, 1, batch);
            delivered.incrementAndGet();
          }
        });
  }

  /** With requests that are wrong, and with transfers, each of 1,000. */
  Traffic mixed(int badOfThousand, int transfersOfThousand) {
    bad = badOfThousand;
    transfers = transfersOfThousand;
    return this;
  }

  /** Sends as long as this holds. */
  Traffic whileTrue(BooleanSupplier condition) {
    goesOn = condition;
    return this;
  }

  Figures figures() {
    return figures;
  }

  int accepted() {
    return accepted.get();
  }

  /** Requests whose answer was none of those that the contract allows. */
  int wrong() {
    return wrong.get();
  }

  /** As fast as so many clients can, each with a connection. */
  Traffic closedLoop(int clients, Duration time) throws Failure, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    run(
        clients,
        client -> {
          while (System.nanoTime() < end && goesOn.getAsBoolean()) {
            client.next(System.nanoTime());
          }
        });
    return this;
  }

  /** At so many requests a second, whether or not earlier ones were answered. */
  Traffic paced(int clients, double perSecond, Duration time) throws Failure, InterruptedException {
    long begin = System.nanoTime();
    AtomicLong next = new AtomicLong();
    run(
        clients,
        client -> {
          while (goesOn.getAsBoolean()) {
            long offset = (long) (next.getAndIncrement() / perSecond * 1e9);
            if (offset >= time.toNanos()) {
              return;
            }
            long wait = begin + offset - System.nanoTime();
            if (wait > 0) {
              Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
            client.next(begin + offset);
          }
        });
    return this;
  }

  private interface Work {
    void with(Sender sender) throws Exception;
  }

  private void run(int clients, Work work) throws Failure, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int number = i;
      ends.add(
          threads.submit(
              () -> {
                try (Sender sender = new Sender(new Random(round * 1000L + number))) {
                  work.with(sender);
                }
                return null;
              }));
    }
    threads.shutdown();
    for (Future<?> end : ends) {
      try {
        end.get();
      } catch (ExecutionException e) {
        throw new Failure("a client failed: " + e.getCause());
      }
    }
  }

  /**
   * Waits until everything that was accepted is delivered, and has the kit judge the round.
   *
   * @return how many were delivered
   */
  int judge() throws Failure {
    int seen = -1;
    for (long end = 0; delivered.get() < accepted.get() && server.isAlive(); Load.pause(10)) {
      if (delivered.get() > seen) {
        seen = delivered.get();
        end = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > end) {
        break;
      }
    }
    List<HistoryFault> faults = HistoryChecker.of().check(recorder.history());
    if (!faults.isEmpty()) {
      throw new Failure(faults.size() + " faults, of which the first is " + faults.get(0));
    }
    return delivered.get();
  }

  /** One client, which has one connection at a time. */
  private final class Sender implements AutoCloseable {
    private final Random random;
    private final Wires wires = new Wires(server.port());
    private Optional<String> leg = Optional.empty();

    Sender(Random random) {
      this.random = random;
    }

    /** Sends whatever comes next. */
    void next(long due) throws InterruptedException {
      int kind = random.nextInt(1000);
      String call = "call-" + round + "-" + random.nextInt(CALLS);
      if (kind < bad) {
        bad(call, due);
      } else if (kind < bad + transfers) {
        transfer(call, due);
      } else {
        batch(random.nextInt(50) == 0 ? leg.orElse(call) : call, due);
      }
    }

    private void batch(String key, long due) throws InterruptedException {
      String name = "batch-" + round + "-" + names.incrementAndGet();
      long start = START + random.nextInt(3000);
      EventBatch batch =
          EventBatch.of("service", CategoryEvent.of(name, start), CategoryEvent.of("2", start + 1));
      Optional<String> single =
          random.nextInt(100) == 0 ? Optional.of(once.sign()) : Optional.empty();
      HistoryRecorder.Operation operation =
          recorder.post(
              Identity.CENTER,
              new VendorCallKey(key),
              batch,
              single.map(t -> t.substring(t.length() - 32)));
      byte[] body = JsonFormat.INSTANCE.writeBatch(batch);
      Optional<Wire.Answer> answer =
          send(
              Wire.post(
                  String.format(BATCHES, key), single.orElse(token), "application/json", body),
              due);
      if (answer.isEmpty()) {
        return;
      }
      int status = answer.get().status();
      operation.end(status == 202 ? OperationOutcome.ACCEPTED : OperationOutcome.REFUSED);
      if (status == 202) {
        accepted.incrementAndGet();
      } else if (status != 503 && status != 429) {
        wrong.incrementAndGet();
      }
    }

    private void transfer(String call, long due) throws InterruptedException {
      String key = "leg-" + round + "-" + names.incrementAndGet();
      HistoryRecorder.Operation first =
          recorder.register(
              Identity.CENTER, new VendorCallKey(call), Optional.empty(), Optional.empty());
      if (!register(first, VoiceCall.of(new VendorCallKey(call), InitiationMethod.INBOUND), due)) {
        return;
      }
      HistoryRecorder.Operation second =
          recorder.register(
              Identity.CENTER, new VendorCallKey(key), Optional.of(call), Optional.empty());
      if (register(second, VoiceCall.transfer(new VendorCallKey(key), call), System.nanoTime())) {
        leg = Optional.of(key);
      }
    }

    private boolean register(HistoryRecorder.Operation operation, VoiceCall call, long due)
        throws InterruptedException {
      Optional<Wire.Answer> answer =
          send(
              Wire.post(
                  "/telephony/v1/voiceCalls",
                  token,
                  "application/json",
                  JsonFormat.INSTANCE.writeVoiceCall(call)),
              due);
      if (answer.isEmpty()) {
        return false;
      }
      Matcher id = VOICE_CALL_ID.matcher(answer.get().body());
      if (answer.get().status() == 201 && id.find()) {
        operation.registered(id.group(1));
        return true;
      }
      operation.end(OperationOutcome.REFUSED);
      return false;
    }

    /** A request that has to be refused, and how. */
    private void bad(String call, long due) throws InterruptedException {
      String path = String.format(BATCHES, call);
      byte[] body = "{\"service\":\"service\",\"events\":[]}".getBytes(StandardCharsets.UTF_8);
      int kind = random.nextInt(5);
      byte[] request =
          switch (kind) {
            case 0 -> Wire.post(path, token, "application/json", body);
            case 1 -> Wire.post(path, token, "application/json", new byte[] {'{', '"'});
            case 2 -> Wire.post(path, token, "text/plain", body);
            case 3 -> Wire.post(path, token + "x", "application/json", body);
            default -> Wire.post("/somewhere", token, "application/json", body);
          };
      int due400 = List.of(400, 400, 415, 401, 404).get(kind);
      Optional<Wire.Answer> answer = send(request, due);
      if (answer.isPresent() && answer.get().status() != due400 && answer.get().status() != 503) {
        wrong.incrementAndGet();
      }
    }

    private Optional<Wire.Answer> send(byte[] request, long due) throws InterruptedException {
      Wire wire;
      try {
        wire = wires.usable();
      } catch (IOException refused) {
        // Not a request yet, and nothing that was promised.
        Thread.sleep(10);
        return Optional.empty();
      }
      try {
        Wire.Answer answer = wire.send(request);
        figures.answered(answer.status(), System.nanoTime() - due);
        if (answer.status() == 503) {
          // As Retry-After says, or the load would be none of a sender's.
          Thread.sleep(1_000);
        }
        return Optional.of(answer);
      } catch (IOException none) {
        figures.unanswered(none);
        return Optional.empty();
      }
    }

    @Override
    public void close() {
      wires.close();
    }
  }
}
