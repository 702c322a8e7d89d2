package dev.signalbox.core.spi;

import java.util.Optional;

/**
 * The accepted batches as a transport keeps them, for tools that read them beside the servers.
 * Implementations are thread-safe.
 *
 * <p>What breaks when an implementation disobeys: a reader that takes part in the delivery to
 * others takes batches away from them.
 *
 * @since 0.2.0
 */
public interface TransportLog extends AutoCloseable {
  /** Where a reader without a name begins. */
  enum Start {
    /** With the oldest batch that is still kept. */
    BEGINNING,
    /** With the first batch that is accepted from now on. */
    NOW
  }

  /**
   * Reads without a name. Nothing is remembered of it, and it holds up nobody.
   *
   * @param start where to begin
   * @param subscriber gets the batches
   * @return ends the reading when closed
   */
  Transport.Subscription read(Start start, Subscriber subscriber);

  /**
   * Reads as one of the subscribers of a name: from where that name stands, a new one from the
   * beginning.
   *
   * @param name the subscriber's lasting name
   * @param subscriber gets the batches
   * @return ends the reading when closed
   */
  Transport.Subscription read(String name, Subscriber subscriber);

  /**
   * Hands the batches that subscribers refused as often as they may to those subscribers again,
   * with the sequence and lateness that they had. Batches that were handed back before are left
   * out.
   *
   * @param name whose batches; empty for those of all subscribers
   * @return how many there were
   */
  long replayDeadLetters(Optional<String> name);

  @Override
  void close();
}
