package dev.signalbox.sender;

import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.sender.internal.BatchSplitter;
import dev.signalbox.sender.internal.HttpRequestSender;
import dev.signalbox.sender.internal.PreparedRequest;
import dev.signalbox.sender.internal.Scheduler;
import dev.signalbox.sender.internal.SenderThreads;
import dev.signalbox.sender.internal.TokenSource;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to an endpoint of the contract, Salesforce's or another: in order, once, under the
 * right key. Thread-safe; one sender serves all conversations of a call center, with a few threads
 * however many they are.
 *
 * <pre>{@code
 * SenderOptions options =
 *     SenderOptions.builder(
 *             EndpointAddress.parse("https://MyDomain.my.salesforce-scrt.com"),
 *             CallCenterId.of("00D000000000000EAA", "AcmeCalls"),
 *             PrivateKeys.ofPem(Files.readString(Path.of("private.pem"))))
 *         .service("AcmeIntelligence")
 *         .build();
 * try (SignalSender sender = SignalSender.of(options)) {
 *   sender
 *       .send(new VendorCallKey("5324881f"), CategoryEvent.of("CustomerAngry", now))
 *       .thenAccept(outcome -> log(outcome));
 * }
 * }</pre>
 *
 * <p>It keeps the contract for its caller. Events are sorted by start time (EVT-4); a batch that
 * the contract refuses is not sent; a later leg's key is replaced by the first call's where the
 * voice-call directory knows it (KEY-3); tokens are made as the endpoint wants them (AUTH-2 to
 * AUTH-5).
 *
 * <p>Of one conversation, one request is in flight at a time, and none overtakes another, retries
 * included. A request that could not be sent, or was answered with 429, 502, 503 or 504, is sent
 * again until the batch's deadline, ever more slowly and when {@code Retry-After} says; no other
 * answer is retried. A request that was sent whole and got no answer is not repeated unless {@link
 * SenderOptionsBuilder#repeatUnanswered} says so: the endpoint may have taken it. After many
 * failures in a row, requests stop for a while.
 *
 * <p>Every batch ends in exactly one {@link SendOutcome}, which its stage and the {@link
 * SenderListener} get. Stages complete on the sender's threads, those of one conversation in order:
 * what depends on them must be quick, or use an {@code Async} method.
 */
public final class SignalSender implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.sender");

  private final SenderOptions options;
  private final SenderNotifier notifier;
  private final ExecutorService executor;
  private final Scheduler scheduler;
  private final SendScheduler tasks;
  private final Object shutdown = new Object();
  private @Nullable SenderReport report;

  private SignalSender(SenderOptions options) {
    this.options = options;
    if (options.endpoint.isInTheClear()) {
      LOG.log(
          Level.WARNING,
          "AUTH-1: tokens and events go to {0} without encryption; use https",
          options.endpoint);
    }
    notifier = new SenderNotifier(options.listener);
    executor = SenderThreads.start();
    scheduler = options.scheduler != null ? options.scheduler : Scheduler.real(executor);
    tasks =
        new SendScheduler(
            options,
            new HttpRequestSender(
                options.httpClient != null ? options.httpClient : client(options, executor)),
            new TokenSource(
                options.signer, !options.freshTokens, options.tokenLifetime, options.clock),
            scheduler,
            notifier,
            executor);
  }

  private static HttpClient client(SenderOptions options, ExecutorService executor) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(options.requestTimeout)
        .executor(executor)
        .build();
  }

  /**
   * A sender. It makes no request before there is something to send.
   *
   * @param options where and how it sends
   * @return a new sender
   */
  public static SignalSender of(SenderOptions options) {
    return new SignalSender(options);
  }

  /**
   * Sends events of the service that the options name.
   *
   * @param key the call's key; a later leg's is fine
   * @param events in any order
   * @return a stage with the outcome; it does not fail
   */
  public CompletionStage<SendOutcome> send(VendorCallKey key, ConversationEvent... events) {
    return send(key, List.of(events));
  }

  /**
   * Sends events of the service that the options name.
   *
   * @param key the call's key; a later leg's is fine
   * @param events in any order
   * @return a stage with the outcome; it does not fail
   */
  public CompletionStage<SendOutcome> send(
      VendorCallKey key, List<? extends ConversationEvent> events) {
    EventBatch batch;
    try {
      batch = EventBatch.sorted(options.service.orElse(""), Optional.empty(), events);
    } catch (ContractViolationException e) {
      // The listener is not notified: there is no batch.
      return CompletableFuture.completedStage(SendOutcomes.invalid(e.violations()));
    }
    return send(key, batch);
  }

  /**
   * Sends a batch.
   *
   * @param key the call's key; a later leg's is fine
   * @param batch the batch, with its own service
   * @return a stage with the outcome; it does not fail
   */
  public CompletionStage<SendOutcome> send(VendorCallKey key, EventBatch batch) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(batch, "batch");
    BatchCompletion completion = new BatchCompletion(key, batch);
    VendorCallKey firstKey;
    try {
      firstKey = firstCall(key).orElse(key);
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "the voice-call directory failed (KEY-3)", e);
      return completion.end(
          SendOutcomes.notTaken(SendOutcome.Reason.FAILED, "The voice-call directory failed."));
    }
    List<Violation> violations = options.contract.check(batch);
    if (!violations.isEmpty()) {
      return completion.end(SendOutcomes.invalid(violations));
    }
    Validated<List<BatchSplitter.Part>> parts =
        BatchSplitter.split(batch, options.form, options.maxBody);
    if (!parts.isValid()) {
      return completion.end(SendOutcomes.invalid(parts.violations()));
    }
    tasks.submit(
        new BatchTask(
            key,
            firstKey,
            batch,
            options.providerName,
            parts.orThrow(),
            !options.joinWithin.isZero(),
            options,
            scheduler.nanos() + options.deadline.toNanos(),
            completion));
    return completion.stage;
  }

  /** Sends a batch as it came, in one request; its deadline counts from when it was received. */
  CompletionStage<SendOutcome> relay(Submission submission) {
    EventBatch batch = submission.batch();
    BatchCompletion completion = new BatchCompletion(submission.vendorCallKey(), batch);
    List<Violation> violations = options.contract.check(batch);
    byte[] body = options.form.writeBatch(batch);
    Optional<Violation> size = ContractOptions.checkSize("The batch", body.length, options.maxBody);
    if (!violations.isEmpty() || size.isPresent()) {
      List<Violation> all = new ArrayList<>(violations);
      size.ifPresent(all::add);
      return completion.end(SendOutcomes.invalid(all));
    }
    Duration age = Duration.between(submission.receivedAt(), options.clock.instant());
    Duration left = options.deadline.minus(age.isNegative() ? Duration.ZERO : age);
    tasks.submit(
        new BatchTask(
            submission.vendorCallKey(),
            submission.conversation().firstKey(),
            batch,
            submission.providerName().filter(SenderOptionsBuilder::isCarried),
            List.of(new BatchSplitter.Part(batch, body)),
            false,
            options,
            scheduler.nanos() + left.toNanos(),
            completion));
    return completion.stage;
  }

  /** Notifies the listener and the caller of a batch's outcome. */
  private final class BatchCompletion implements Consumer<SendOutcome> {
    private final CompletableFuture<SendOutcome> stage = new CompletableFuture<>();
    private final VendorCallKey key;
    private final EventBatch batch;

    BatchCompletion(VendorCallKey key, EventBatch batch) {
      this.key = key;
      this.batch = batch;
    }

    @Override
    public void accept(SendOutcome outcome) {
      notifier.ended(key, batch, outcome);
      stage.complete(outcome);
    }

    CompletionStage<SendOutcome> end(SendOutcome outcome) {
      accept(outcome);
      return stage;
    }
  }

  /**
   * Registers a voice call with the endpoint (CALL-1). It keeps its place in the conversation's
   * order: batches that are sent after it arrive after it. The sender's directory learns it at
   * once.
   *
   * @param call the record
   * @return a stage with the outcome; it does not fail
   */
  public CompletionStage<CallOutcome> register(VoiceCall call) {
    Objects.requireNonNull(call, "call");
    if (options.calls != null) {
      learn(options.calls, call);
    }
    VendorCallKey conversation;
    try {
      conversation = conversation(call);
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "the voice-call directory failed (KEY-3)", e);
      conversation = call.vendorCallKey();
    }
    return register(conversation, call, options.providerName);
  }

  /** The directory learns the call even if it refuses a parent that the endpoint may know. */
  private void learn(VoiceCallDirectory calls, VoiceCall call) {
    try {
      calls
          .register(options.callCenter, call)
          .whenComplete(
              (registration, e) -> {
                if (e != null) {
                  LOG.log(Level.ERROR, "the voice-call directory failed (CALL-1)", e);
                } else if (!(registration instanceof Registration.Registered)) {
                  LOG.log(Level.DEBUG, () -> "a voice call was not learnt: " + registration);
                }
              });
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "the voice-call directory failed (CALL-1)", e);
    }
  }

  /** A parent that is named by its vendorCallKey is in the same conversation, known or not. */
  private VendorCallKey conversation(VoiceCall call) {
    VendorCallKey key = call.vendorCallKey();
    return firstCall(key)
        .or(() -> Relay.parentKey(call).map(parent -> firstCall(parent).orElse(parent)))
        .orElse(key);
  }

  private Optional<VendorCallKey> firstCall(VendorCallKey key) {
    VoiceCallDirectory calls = options.calls;
    return calls == null ? Optional.empty() : calls.firstCall(options.callCenter, key);
  }

  /** Registers a voice call with the endpoint alone, in its place in a conversation. */
  CompletionStage<CallOutcome> register(
      VendorCallKey conversation, VoiceCall call, Optional<ProviderName> providerName) {
    CompletableFuture<CallOutcome> stage = new CompletableFuture<>();
    PreparedRequest request =
        new PreparedRequest(
            options.endpoint.calls(),
            options.form.mediaType(),
            providerName,
            options.form.writeVoiceCall(call),
            true);
    CallTask task =
        new CallTask(
            conversation,
            request,
            scheduler.nanos() + options.deadline.toNanos(),
            outcome -> {
              notifier.ended(call, outcome);
              stage.complete(outcome);
            });
    Optional<Violation> size = ContractOptions.checkSize("The record", task.bytes, options.maxBody);
    if (size.isPresent()) {
      task.complete(SendOutcomes.invalid(List.of(size.get())));
    } else {
      tasks.submit(task);
    }
    return stage;
  }

  SenderOptions options() {
    return options;
  }

  /**
   * How many batches and records are held: waiting, in flight, or between two tries.
   *
   * @return 0 or more
   */
  public int pending() {
    return tasks.size();
  }

  /**
   * Takes nothing more, sends what there is until the deadline, and aborts the rest. A second call
   * waits for the first and returns the same report.
   *
   * @param deadline from now; when the calling thread is interrupted, the deadline is now
   * @return what was aborted
   */
  public SenderReport shutdown(Duration deadline) {
    Objects.requireNonNull(deadline, "deadline");
    SenderThreads.addOne(executor);
    synchronized (shutdown) {
      SenderReport done = report;
      if (done == null) {
        List<SenderReport.Unsent> unsent = new ArrayList<>();
        for (HeldTasks.Aborted aborted : tasks.shutdown(deadline)) {
          if (aborted.task() instanceof BatchTask batch) {
            unsent.add(new SenderReport.Unsent(batch.key, batch.batch, aborted.outcome()));
          }
        }
        done = new SenderReport(unsent);
        report = done;
        scheduler.close();
        executor.shutdown();
      }
      return done;
    }
  }

  /** {@link #shutdown} with a deadline of ten seconds. */
  @Override
  public void close() {
    shutdown(Duration.ofSeconds(10));
  }
}
