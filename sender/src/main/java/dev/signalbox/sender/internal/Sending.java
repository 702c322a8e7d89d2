package dev.signalbox.sender.internal;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.internal.text.TelephonyPaths;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.sender.CallOutcome;
import dev.signalbox.sender.SendOutcome;
import dev.signalbox.sender.SenderListener;
import dev.signalbox.sender.SenderReport;
import dev.signalbox.tokens.TokenSigner;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a sender does before and after the {@link SendScheduler}: judges, keys, tells. Thread-safe.
 */
public final class Sending {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.sender");

  /** A directory that knows no call. */
  public static final VoiceCallDirectory NO_CALLS =
      new VoiceCallDirectory() {
        @Override
        public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
          return Optional.empty();
        }

        @Override
        public CompletionStage<Registration> register(CallCenterId callCenter, VoiceCall call) {
          return CompletableFuture.failedStage(new UnsupportedOperationException());
        }
      };

  /** What a sender is built with. */
  public record Settings(
      URI endpoint,
      CallCenterId callCenter,
      TokenSigner signer,
      boolean reuseTokens,
      Duration tokenLifetime,
      Optional<ProviderName> providerName,
      BodyFormat form,
      ContractOptions contract,
      VoiceCallDirectory calls,
      Duration deadline,
      Duration requestTimeout,
      int parallelism,
      int maxBatches,
      int maxBatchesPerConversation,
      long maxBytes,
      boolean block,
      int maxBody,
      Duration joinWithin,
      boolean repeatUnanswered,
      Backoff backoff,
      int breakerFailures,
      Duration breakerDelay,
      SenderListener listener,
      Optional<HttpClient> client,
      Clock clock,
      Optional<Timers> timers) {}

  private final Settings settings;
  private final BatchValidator validator;
  private final Timers timers;
  private final ExecutorService executor;
  private final SendScheduler dispatcher;
  private final Object closing = new Object();
  private @Nullable SenderReport report;

  public Sending(Settings settings) {
    this.settings = settings;
    if (isInTheClear(settings.endpoint())) {
      LOG.log(
          Level.WARNING,
          "AUTH-1: tokens and events go to {0} without encryption; use https",
          settings.endpoint());
    }
    validator = new BatchValidator(settings.contract());
    executor = SenderThreads.start();
    timers = settings.timers().orElseGet(() -> Timers.real(executor));
    HttpClient client =
        settings
            .client()
            .orElseGet(
                () ->
                    HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(settings.requestTimeout())
                        .executor(executor)
                        .build());
    dispatcher =
        new SendScheduler(
            new SendScheduler.Limits(
                settings.parallelism(),
                settings.maxBatches(),
                settings.maxBatchesPerConversation(),
                settings.maxBytes(),
                settings.block(),
                settings.maxBody(),
                settings.requestTimeout(),
                settings.joinWithin(),
                settings.repeatUnanswered()),
            settings.backoff(),
            settings.breakerFailures(),
            settings.breakerDelay(),
            new HttpRequestSender(client, settings.endpoint()),
            new TokenSource(
                settings.signer(),
                settings.reuseTokens(),
                settings.tokenLifetime(),
                settings.clock()),
            timers,
            settings.clock(),
            new Told(),
            executor);
  }

  /** Sends events that are not yet a batch. */
  public CompletionStage<SendOutcome> send(
      VendorCallKey key, Optional<String> service, List<? extends ConversationEvent> events) {
    EventBatch batch;
    try {
      batch = EventBatch.sorted(service.orElse(""), Optional.empty(), events);
    } catch (ContractViolationException e) {
      // There is no batch that the listener could be told of.
      return CompletableFuture.completedStage(refused(e.violations()));
    }
    return send(key, batch);
  }

  /** Sends a batch under the key of the conversation that the directory knows. */
  public CompletionStage<SendOutcome> send(VendorCallKey key, EventBatch batch) {
    VendorCallKey first;
    try {
      first = settings.calls().firstCall(settings.callCenter(), key).orElse(key);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the voice-call directory failed (KEY-3)", e);
      CompletableFuture<SendOutcome> ended = new CompletableFuture<>();
      end(
          key,
          batch,
          new SendOutcome.GaveUp(
              0, 0, SendOutcome.Reason.FAILED, "The voice-call directory failed."),
          ended);
      return ended;
    }
    return send(
        key,
        first,
        batch,
        settings.providerName(),
        settings.deadline(),
        !settings.joinWithin().isZero(),
        true);
  }

  /** Sends a batch as it came, in one request or not at all, on behalf of somebody else. */
  public CompletionStage<SendOutcome> relay(
      VendorCallKey key,
      VendorCallKey firstKey,
      EventBatch batch,
      Optional<ProviderName> providerName,
      Duration age) {
    Duration left = settings.deadline().minus(age.isNegative() ? Duration.ZERO : age);
    return send(key, firstKey, batch, carried(providerName), left, false, false);
  }

  private CompletionStage<SendOutcome> send(
      VendorCallKey key,
      VendorCallKey firstKey,
      EventBatch batch,
      Optional<ProviderName> providerName,
      Duration deadline,
      boolean joinable,
      boolean splittable) {
    CompletableFuture<SendOutcome> ended = new CompletableFuture<>();
    Consumer<SendOutcome> finished = outcome -> end(key, batch, outcome, ended);
    byte[] body = settings.form().writeBatch(batch);
    Optional<List<BatchSplitter.Part>> parts =
        splittable
            ? BatchSplitter.of(batch, body, settings.form(), settings.maxBody())
            : Optional.of(List.of(new BatchSplitter.Part(batch, body)))
                .filter(whole -> body.length <= settings.maxBody());
    if (parts.isEmpty()) {
      finished.accept(
          refused(
              List.of(
                  new Violation(
                      Clause.BODY_4,
                      "",
                      (splittable ? "A single event" : "The batch")
                          + " makes a body of more than "
                          + settings.maxBody()
                          + " bytes, which the endpoint does not take."))));
      return ended;
    }
    List<Violation> violations = violations(parts.get());
    if (!violations.isEmpty()) {
      finished.accept(refused(violations));
      return ended;
    }
    dispatcher.submit(
        new SendTask.Batch(
            key,
            firstKey,
            batch,
            parts.get(),
            providerName,
            settings.form(),
            joinable,
            timers.nanos() + deadline.toNanos(),
            finished));
    return ended;
  }

  /** What leaves is judged as the endpoint will judge it, down to its bytes. */
  private List<Violation> violations(List<BatchSplitter.Part> parts) {
    List<Violation> violations = new ArrayList<>(0);
    int before = 0;
    for (BatchSplitter.Part part : parts) {
      for (Violation violation :
          settings.form().readBatch(part.body()).flatMap(validator::validate).violations()) {
        violations.add(moved(violation, before));
      }
      before += part.batch().events().size();
    }
    return violations.subList(0, Math.min(violations.size(), Validated.MAX_VIOLATIONS));
  }

  /** A violation in a part, with its place in the whole. */
  private static Violation moved(Violation violation, int by) {
    String[] pointer = violation.pointer().split("/", 4);
    if (by == 0 || pointer.length < 3 || !pointer[1].equals("events")) {
      return violation;
    }
    pointer[2] = Integer.toString(Integer.parseInt(pointer[2]) + by);
    return new Violation(violation.clause(), String.join("/", pointer), violation.detail());
  }

  /** Registers a voice call, and has the directory learn it. */
  public CompletionStage<CallOutcome> register(VoiceCall call) {
    if (settings.calls() != NO_CALLS) {
      learn(call);
    }
    VendorCallKey lane;
    try {
      lane = lane(call);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the voice-call directory failed (KEY-3)", e);
      lane = call.vendorCallKey();
    }
    return forward(lane, call, settings.providerName());
  }

  /** What the endpoint says of a parent counts, so what the directory says of it does not. */
  private void learn(VoiceCall call) {
    try {
      settings
          .calls()
          .register(settings.callCenter(), call)
          .whenComplete(
              (registration, e) -> {
                if (e != null) {
                  LOG.log(Level.ERROR, "the voice-call directory failed (CALL-1)", e);
                } else if (!(registration instanceof Registration.Registered)) {
                  LOG.log(Level.DEBUG, () -> "a voice call was not learnt: " + registration);
                }
              });
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the voice-call directory failed (CALL-1)", e);
    }
  }

  /**
   * Registers a voice call with the endpoint alone, in its place among a conversation's batches.
   */
  public CompletionStage<CallOutcome> forward(
      VendorCallKey lane, VoiceCall call, Optional<ProviderName> provider) {
    CompletableFuture<CallOutcome> ended = new CompletableFuture<>();
    SendTask.Call job =
        new SendTask.Call(
            lane,
            call,
            provider,
            settings.form(),
            timers.nanos() + settings.deadline().toNanos(),
            (outcome, voiceCallId) -> end(call, outcome, voiceCallId, ended));
    if (job.bytes > settings.maxBody()) {
      job.finished(
          refused(
              List.of(
                  new Violation(
                      Clause.BODY_4,
                      "",
                      "The record makes a body of more than "
                          + settings.maxBody()
                          + " bytes, which the endpoint does not take."))));
    } else {
      dispatcher.submit(job);
    }
    return ended;
  }

  private VendorCallKey lane(VoiceCall call) {
    VendorCallKey key = call.vendorCallKey();
    Optional<VendorCallKey> first = settings.calls().firstCall(settings.callCenter(), key);
    if (first.isPresent() || call.parent().isEmpty()) {
      return first.orElse(key);
    }
    // A parent that is named by its vendorCallKey is in the same conversation, known or not.
    return Relay.parentKey(call)
        .map(parent -> settings.calls().firstCall(settings.callCenter(), parent).orElse(parent))
        .orElse(key);
  }

  private static SendOutcome refused(List<Violation> violations) {
    Violation first = violations.get(0);
    return new SendOutcome.Refused(
        0,
        0,
        OptionalInt.empty(),
        violations,
        "The contract refuses it, so it was not sent: "
            + first.clause().id()
            + ": "
            + first.detail()
            + (violations.size() > 1 ? " And " + (violations.size() - 1) + " more." : ""));
  }

  private void end(
      VendorCallKey key,
      EventBatch batch,
      SendOutcome outcome,
      CompletableFuture<SendOutcome> ended) {
    tell(listener -> listener.ended(key, batch, outcome));
    ended.complete(outcome);
  }

  private void end(
      VoiceCall call,
      SendOutcome outcome,
      Optional<VoiceCallId> voiceCallId,
      CompletableFuture<CallOutcome> ended) {
    CallOutcome end =
        outcome instanceof SendOutcome.Accepted
            ? new CallOutcome.Registered(voiceCallId, outcome.tries())
            : new CallOutcome.Failed(outcome);
    tell(listener -> listener.ended(call, end));
    ended.complete(end);
  }

  private void tell(Consumer<SenderListener> what) {
    try {
      what.accept(settings.listener());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the sender's listener failed", e);
    }
  }

  /** Passes on what the dispatcher tells. */
  private final class Told implements SendScheduler.Events {
    @Override
    public void retrying(VendorCallKey lane, String why, Duration delay) {
      tell(listener -> listener.retrying(lane, why, delay));
    }

    @Override
    public void circuit(boolean open) {
      tell(
          listener -> {
            if (open) {
              listener.circuitOpened(settings.breakerDelay());
            } else {
              listener.circuitClosed();
            }
          });
    }
  }

  public int pending() {
    return dispatcher.size();
  }

  /** The first call closes; a further one waits for it. */
  public SenderReport close(Duration deadline) {
    synchronized (closing) {
      SenderReport done = report;
      if (done == null) {
        List<SenderReport.Unsent> unsent = new ArrayList<>();
        for (SendScheduler.Cut cut : dispatcher.close(deadline)) {
          if (cut.job() instanceof SendTask.Batch batch) {
            unsent.add(new SenderReport.Unsent(batch.key, batch.batch, cut.outcome()));
          }
        }
        done = new SenderReport(unsent);
        report = done;
        timers.close();
        executor.shutdown();
      }
      return done;
    }
  }

  /** The far side's call center. */
  public CallCenterId callCenter() {
    return settings.callCenter();
  }

  /** Where requests go. */
  public String address() {
    return settings.endpoint().toString();
  }

  public Clock clock() {
    return settings.clock();
  }

  /** A name that can't be carried is left out rather than mangled: the signals matter more. */
  private static Optional<ProviderName> carried(Optional<ProviderName> providerName) {
    return providerName.filter(Sending::isCarried);
  }

  /** Whether an HTTP header takes the name to the other side unchanged. */
  public static boolean isCarried(ProviderName name) {
    return name.value().equals(name.value().strip())
        && name.value().chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static boolean isInTheClear(URI endpoint) {
    String host = endpoint.getHost();
    return endpoint.getScheme().equalsIgnoreCase("http")
        && !host.equalsIgnoreCase("localhost")
        && !host.equals("[::1]")
        && !host.matches("127(\\.[0-9]+){3}");
  }

  /** An endpoint's address without what every path begins with. */
  public static URI base(URI endpoint) {
    String scheme = endpoint.getScheme();
    if (scheme == null
        || !(scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
        || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "The endpoint's address must be an http or https URL with a host, such as"
              + " https://MyDomain.my.salesforce-scrt.com.");
    }
    if (endpoint.getRawUserInfo() != null
        || endpoint.getRawQuery() != null
        || endpoint.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "The endpoint's address must have no user, query or fragment: give scheme, host, port and"
              + " perhaps a path.");
    }
    String text = endpoint.toString().replaceFirst("/+$", "");
    String prefix = TelephonyPaths.PREFIX;
    return URI.create(
        text.endsWith(prefix) ? text.substring(0, text.length() - prefix.length()) : text);
  }

  public static Duration positive(String name, Duration duration) {
    if (duration.isZero()
        || duration.isNegative()
        || duration.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException(name + " must be more than zero, and a year at the most.");
    }
    return duration;
  }

  public static long positive(String name, long number) {
    if (number < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, not " + number + ".");
    }
    return number;
  }
}
