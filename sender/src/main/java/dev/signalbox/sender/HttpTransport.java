package dev.signalbox.sender;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Violation;
import dev.signalbox.core.internal.retry.DeadlineNanos;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.VoiceCallDirectory;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A relay: sends each batch on to another endpoint of the contract, its upstream, with the sender's
 * key. A batch goes on as it came, never split or joined, under the first call's key (KEY-3), and
 * in the order of its conversation (DLV-2). Thread-safe.
 *
 * <p>It works on top of a transport in this process, which numbers the batches (DLV-4), bounds what
 * waits (DLV-5), and serves local subscribers: a console sees what is relayed. All conversations go
 * to the upstream's one call center, so only one call center's batches should come in: with two,
 * equal keys would become one conversation there (CALL-4).
 *
 * <p>The sender belongs to the transport, which closes it.
 */
public final class HttpTransport implements Transport {
  /** When the relay answers that it has accepted a batch. */
  public enum Mode {
    /**
     * At once, when the batch waits in the relay. The upstream is then a subscriber like others
     * (DLV-1): it gets each batch once, retries included, and a batch that it does not accept is
     * reported to the local transport's listener. Local subscribers see a batch whatever the
     * upstream answers.
     */
    QUEUE,
    /**
     * When the upstream has accepted it. The upstream's refusal is passed on, and local subscribers
     * see only what it accepted. Where the upstream gives no answer, the relay gives none either
     * (RES-2).
     */
    SYNC
  }

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Transport local;
  private final SignalSender sender;
  private final Mode mode;
  private final Relay relay;
  private final Object shutdown = new Object();
  private volatile boolean closing;

  private HttpTransport(Transport local, SignalSender sender, Mode mode) {
    this.local = local;
    this.sender = sender;
    this.mode = mode;
    relay = new Relay(sender);
  }

  /**
   * A relay.
   *
   * @param local carries batches in this process; it belongs to the relay, which shuts it down
   * @param sender sends to the upstream; it belongs to the relay and needs no voice-call directory
   * @param mode when a batch counts as accepted
   * @return a transport, ready to accept
   */
  public static HttpTransport of(Transport local, SignalSender sender, Mode mode) {
    HttpTransport transport = new HttpTransport(local, sender, mode);
    if (mode == Mode.QUEUE) {
      local.subscribeAsync(new Upstream(transport.relay));
    }
    return transport;
  }

  /**
   * A directory that registers voice calls with the upstream as well, answers with the upstream's
   * voiceCallId, and learns the call under it (CALL-1, CALL-2). What the upstream refuses is
   * refused.
   *
   * @param calls learns what the upstream has registered
   * @return a directory around it
   */
  @Override
  public VoiceCallDirectory calls(VoiceCallDirectory calls) {
    return new RelayedCalls(sender, calls);
  }

  /**
   * {@inheritDoc}
   *
   * <p>In {@link Mode#SYNC} the stage completes when the upstream has answered, or at the sender's
   * deadline. A batch that the upstream has accepted is accepted even if the local transport has no
   * room for it; local subscribers then miss it, which is logged, and its sequence is -1.
   */
  @Override
  public CompletionStage<Acceptance> accept(Submission submission) {
    if (mode == Mode.QUEUE) {
      return local.accept(submission);
    }
    if (closing) {
      return CompletableFuture.completedStage(
          new Acceptance.Refused(Clause.DLV_6, "The server is shutting down.", RETRY));
    }
    return relay
        .send(submission)
        .thenCompose(
            outcome ->
                outcome instanceof SendOutcome.Accepted
                    ? relay.deliver(local, submission)
                    : CompletableFuture.completedStage(notAccepted(outcome)));
  }

  @Override
  public OptionalLong waiting() {
    return local.waiting();
  }

  private static Acceptance notAccepted(SendOutcome outcome) {
    if (outcome instanceof SendOutcome.Ambiguous ambiguous) {
      return new Acceptance.Unknown(ambiguous.detail());
    }
    List<Violation> violations = Relay.violations(outcome);
    if (!violations.isEmpty()) {
      return new Acceptance.Invalid(violations);
    }
    Clause clause = Clause.RES_4;
    if (outcome instanceof SendOutcome.GaveUp gaveUp) {
      clause =
          switch (gaveUp.reason()) {
            case FULL -> Clause.DLV_5;
            case CLOSED -> Clause.DLV_6;
            default -> clause;
          };
    }
    return new Acceptance.Refused(
        clause,
        "The endpoint that this server relays to can't accept this now: nothing of it was taken.",
        RETRY);
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    return local.subscribe(subscriber);
  }

  @Override
  public Subscription subscribeAsync(AsyncSubscriber subscriber) {
    return local.subscribeAsync(subscriber);
  }

  /**
   * {@inheritDoc}
   *
   * <p>In {@link Mode#QUEUE} what was accepted is sent to the upstream until the deadline.
   */
  @Override
  public ShutdownReport shutdown(Duration deadline) {
    long wait = DeadlineNanos.of(deadline);
    closing = true;
    synchronized (shutdown) {
      long end = System.nanoTime() + wait;
      if (mode == Mode.SYNC) {
        // Peers that wait for the upstream are answered, and what it accepted is delivered here.
        sender.shutdown(deadline);
      }
      ShutdownReport report =
          local.shutdown(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      sender.shutdown(Duration.ZERO);
      return report;
    }
  }

  /** The upstream as a subscriber of the local transport. */
  private static final class Upstream implements AsyncSubscriber {
    private final Relay relay;

    Upstream(Relay relay) {
      this.relay = relay;
    }

    @Override
    public CompletionStage<?> onBatch(DeliveredBatch batch) {
      return relay
          .send(Submission.of(batch))
          .thenAccept(
              outcome -> {
                if (!(outcome instanceof SendOutcome.Accepted)) {
                  throw new NotRelayedException(outcome);
                }
              });
    }

    @Override
    public String toString() {
      return "relay to " + relay.upstream();
    }
  }
}
