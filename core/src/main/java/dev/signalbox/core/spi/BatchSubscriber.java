package dev.signalbox.core.spi;

/**
 * Code that wants every accepted batch (DLV-1): a {@link Subscriber}, which is done with a batch
 * when its method returns, or an {@link AsyncSubscriber}, which is done when its stage completes.
 *
 * <p>Batches of one conversation come one at a time and in order. Batches of different
 * conversations come at the same time, on different threads, so an implementation must be
 * thread-safe.
 *
 * @since 0.2.0
 */
public sealed interface BatchSubscriber permits Subscriber, AsyncSubscriber {}
