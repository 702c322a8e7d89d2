package dev.signalbox.core.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Carries accepted batches to subscribers (section 7 of the contract). Implementations are
 * thread-safe.
 *
 * <p>What breaks when an implementation disobeys: an {@link Acceptance.Accepted} for a batch that
 * is then lost tells a vendor that a signal arrived which nobody will see (RES-2); a second thread
 * per conversation reorders an agent's time line (DLV-2); a subscriber that can hold up another
 * conversation makes one stuck call an outage (DLV-3).
 */
public interface Transport extends AutoCloseable {
  /** How long {@link #close} waits for accepted batches to be delivered (DLV-6). */
  Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

  /**
   * Takes responsibility for a batch, or refuses it. Sequence and lateness are fixed in the same
   * step (DLV-4): of two batches of a conversation, the one accepted first has the lower number and
   * is delivered first. Does not block on a subscriber or a broker.
   *
   * @param submission a valid batch whose conversation is resolved
   * @return a stage with the answer. An exception in its place, or a stage that fails, says that
   *     the transport is unavailable and that the batch is not and will not be delivered
   */
  CompletionStage<Acceptance> accept(Submission submission);

  /**
   * Adds a subscriber, which gets every batch accepted from now on.
   *
   * @param subscriber thread-safe
   * @return ends the subscription when closed: batches accepted before are still delivered
   */
  Subscription subscribe(Subscriber subscriber);

  /**
   * Adds a subscriber that holds no thread while it works, which gets every batch accepted from now
   * on.
   *
   * @param subscriber thread-safe
   * @return ends the subscription when closed: batches accepted before are still delivered
   */
  Subscription subscribeAsync(AsyncSubscriber subscriber);

  /**
   * Adds a subscriber with a name, for which a transport that keeps what it accepts also keeps
   * where the subscriber stands. Subscribers of one name, in whichever process, share the batches
   * among them, and go on after a restart where they stopped.
   *
   * @param name the subscriber's lasting name
   * @param subscriber thread-safe
   * @return ends the subscription when closed. The default is a subscription without a name
   * @since 0.2.0
   */
  default Subscription subscribe(String name, Subscriber subscriber) {
    return subscribe(subscriber);
  }

  /**
   * Adds a subscriber with a name that holds no thread while it works; see {@link
   * #subscribe(String, Subscriber)}.
   *
   * @param name the subscriber's lasting name
   * @param subscriber thread-safe
   * @return ends the subscription when closed. The default is a subscription without a name
   * @since 0.2.0
   */
  default Subscription subscribeAsync(String name, AsyncSubscriber subscriber) {
    return subscribeAsync(subscriber);
  }

  /**
   * The directory that the endpoint before this transport asks. A transport that shares voice calls
   * with another place wraps the program's own.
   *
   * @param calls the program's directory
   * @return {@code calls}, unless the transport has its own way
   */
  default VoiceCallDirectory calls(VoiceCallDirectory calls) {
    return calls;
  }

  /**
   * Why nothing can be accepted now, for an operator and the probes of a load balancer: a broker
   * out of reach, for instance. Answered from memory.
   *
   * @return a sentence; empty while batches are accepted, and where the transport can't know
   * @since 0.2.0
   */
  default Optional<String> unavailable() {
    return Optional.empty();
  }

  /**
   * How many accepted batches wait for their delivery. Answered from memory.
   *
   * @return 0 or more; empty where the transport doesn't know
   * @since 0.2.0
   */
  default OptionalLong waiting() {
    return OptionalLong.empty();
  }

  /**
   * The guard that the endpoint before this transport asks. A transport that shares used token ids
   * with other instances has its own.
   *
   * @param guard the program's guard
   * @return {@code guard}, unless the transport has its own
   * @since 0.2.0
   */
  default ReplayGuard replays(ReplayGuard guard) {
    return guard;
  }

  /**
   * Refuses new batches, delivers what was accepted, and stops (DLV-6). A second call waits for the
   * first and returns the same report.
   *
   * @param deadline how long deliveries may take from now
   * @return what could not be delivered by then. It never will be, unless the transport's batches
   *     outlive the process
   */
  ShutdownReport shutdown(Duration deadline);

  /** {@link #shutdown} with the default deadline of ten seconds. */
  @Override
  default void close() {
    shutdown(DEFAULT_DEADLINE);
  }

  /** A subscriber's place in a transport. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
