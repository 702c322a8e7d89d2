package dev.signalbox.sender;

import dev.signalbox.core.Clause;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Transport;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Sends batches on to a relay's upstream. Thread-safe. */
final class Relay {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.relay");

  private final SignalSender sender;
  private final AtomicBoolean nameLeftOut = new AtomicBoolean();

  Relay(SignalSender sender) {
    this.sender = sender;
  }

  EndpointAddress upstream() {
    return sender.options().endpoint;
  }

  /** Sends a batch as it came. */
  CompletionStage<SendOutcome> send(Submission submission) {
    if (submission.providerName().filter(name -> !SenderOptionsBuilder.isCarried(name)).isPresent()
        && nameLeftOut.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "HDR-2: a provider's name has characters that the HTTP client can't send; batches that"
              + " have one are relayed without it");
    }
    return sender.relay(submission);
  }

  /** Delivers here what the upstream has accepted. */
  CompletionStage<Acceptance> deliver(Transport local, Submission submission) {
    CompletionStage<Acceptance> delivered;
    try {
      delivered = local.accept(submission);
    } catch (Throwable e) {
      delivered = CompletableFuture.failedStage(e);
    }
    return delivered.handle((acceptance, e) -> accepted(submission, acceptance, e));
  }

  /** The upstream has the batch, so it is accepted whatever the local transport answers. */
  private static Acceptance accepted(
      Submission submission, @Nullable Acceptance acceptance, @Nullable Throwable e) {
    if (acceptance instanceof Acceptance.Accepted) {
      return acceptance;
    }
    LOG.log(
        Level.ERROR,
        "DLV-1: the upstream has accepted a batch of call "
            + submission.conversation().firstKey()
            + ", and subscribers here don't get it: "
            + (acceptance instanceof Acceptance.Refused refused
                ? refused.detail()
                : "the local transport failed"),
        e);
    return new Acceptance.Accepted(-1, false);
  }

  /**
   * What is wrong with what was sent; empty where something else is wrong, such as the relay's own
   * token, which is no business of the relay's peer.
   */
  static List<Violation> violations(SendOutcome outcome) {
    if (!(outcome instanceof SendOutcome.Refused refused)) {
      return List.of();
    }
    int status = refused.status().orElse(400);
    if (status != 400 && status != 404 && status != 413 && status != 422) {
      LOG.log(Level.ERROR, "RES-4: the upstream refuses what is relayed: " + refused.detail());
      return List.of();
    }
    return refused.violations().isEmpty()
        ? List.of(
            new Violation(
                status == 413 ? Clause.BODY_4 : Clause.RES_3,
                "",
                "The endpoint that this server relays to refuses this with status "
                    + status
                    + " and does not say why in the contract's form."))
        : refused.violations();
  }

  /** A parent that is named by its vendorCallKey. */
  static Optional<VendorCallKey> parentKey(VoiceCall call) {
    return call.parent()
        .filter(text -> VendorCallKey.parse(text, "").isValid())
        .map(VendorCallKey::new);
  }
}
