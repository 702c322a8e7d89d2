package dev.signalbox.sender;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.sender.internal.Relay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * A relay: hands each batch on to another endpoint of the contract, the far side, with the sender's
 * key. A batch goes on as it came, never split or joined, under the first call's key (KEY-3), and
 * in the order of its conversation (DLV-2). Thread-safe.
 *
 * <p>It works on top of a transport in this process, which numbers the batches (DLV-4), bounds what
 * waits (DLV-5), and serves local subscribers: a console sees what is relayed. All conversations go
 * to the far side's one call center, so only one call center's batches should come in: with two,
 * equal keys would become one conversation there (CALL-4).
 *
 * <p>The sender belongs to the transport, which closes it.
 */
public final class HttpTransport implements Transport {
  /** When the relay says that it has accepted a batch. */
  public enum Mode {
    /**
     * At once, when the batch waits in the relay. The far side is then a subscriber like others
     * (DLV-1): it gets each batch once, tries included, and a batch that it does not take is
     * reported to the local transport's listener. Local subscribers see a batch whatever the far
     * side says.
     */
    QUEUE,
    /**
     * When the far side has. Its refusal is handed on, and local subscribers see only what it took.
     * Where the far side gives no answer, the relay gives none either.
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
    relay = new Relay(sender.sending());
  }

  /**
   * A relay.
   *
   * @param local carries batches in this process; it belongs to the relay, which shuts it down
   * @param sender knows the far side; it belongs to the relay and needs no voice-call directory
   * @param mode when a batch counts as accepted
   * @return a transport, ready to accept
   */
  public static HttpTransport create(Transport local, SignalSender sender, Mode mode) {
    HttpTransport transport = new HttpTransport(local, sender, mode);
    if (mode == Mode.QUEUE) {
      local.subscribe(new FarSide(transport.relay));
    }
    return transport;
  }

  /**
   * A directory that registers voice calls with the far side as well, answers with the far side's
   * voiceCallId, and learns the call under it (CALL-1, CALL-2). What the far side refuses is
   * refused.
   *
   * @param calls learns what the far side has taken
   * @return a directory around it
   */
  @Override
  public VoiceCallDirectory calls(VoiceCallDirectory calls) {
    return relay.calls(calls);
  }

  /**
   * {@inheritDoc}
   *
   * <p>In {@link Mode#SYNC} the stage completes when the far side has answered, or with the
   * sender's deadline. A batch that the far side has taken is accepted even if the local transport
   * has no room for it; local subscribers then miss it, which is logged, and its sequence is -1.
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
        .send(
            submission.vendorCallKey(),
            submission.conversation().firstKey(),
            submission.batch(),
            submission.providerName(),
            submission.receivedAt())
        .thenCompose(outcome -> answer(submission, outcome));
  }

  private CompletionStage<Acceptance> answer(Submission submission, SendOutcome outcome) {
    if (outcome instanceof SendOutcome.Accepted) {
      return relay.deliver(local, submission);
    }
    return CompletableFuture.completedStage(refused(outcome));
  }

  private static Acceptance refused(SendOutcome outcome) {
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
        clause, "The far side can't take this now: nothing of it was taken.", RETRY);
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    return local.subscribe(subscriber);
  }

  /**
   * {@inheritDoc}
   *
   * <p>In {@link Mode#QUEUE} what was accepted goes on to the far side until the deadline.
   */
  @Override
  public ShutdownReport shutdown(Duration deadline) {
    closing = true;
    synchronized (shutdown) {
      long end = System.nanoTime() + deadline.toNanos();
      if (mode == Mode.SYNC) {
        // Those who wait for the far side are answered, and what it took is delivered here.
        sender.close(deadline);
      }
      ShutdownReport report =
          local.shutdown(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      sender.close(Duration.ZERO);
      return report;
    }
  }

  /** The far side, as the local transport sees it. */
  private static final class FarSide implements Subscriber {
    private final Relay relay;

    FarSide(Relay relay) {
      this.relay = relay;
    }

    @Override
    public CompletionStage<?> deliver(DeliveredBatch batch) {
      return relay
          .send(
              batch.vendorCallKey(),
              batch.conversation().firstKey(),
              batch.batch(),
              batch.providerName(),
              batch.receivedAt())
          .thenAccept(
              outcome -> {
                if (!(outcome instanceof SendOutcome.Accepted)) {
                  throw new NotRelayedException(outcome);
                }
              });
    }

    @Override
    public void onBatch(DeliveredBatch batch) throws Exception {
      try {
        deliver(batch).toCompletableFuture().get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof NotRelayedException known ? known : e;
      }
    }

    @Override
    public String toString() {
      return "relay to " + relay.address();
    }
  }
}
