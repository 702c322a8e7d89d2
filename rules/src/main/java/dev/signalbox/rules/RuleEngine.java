package dev.signalbox.rules;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.rules.spi.ActionHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A subscriber that evaluates rules on what is delivered, and hands the actions of those that fire
 * to handlers (RUL-4). Evaluation happens in the delivery and takes microseconds; handlers run on
 * their own threads, and neither their slowness nor their failure reaches a delivery. Thread-safe.
 */
public final class RuleEngine implements Subscriber, AutoCloseable {
  /** How many actions may wait for a handler, by default. */
  public static final int DEFAULT_MAX_WAITING = 1000;

  private final RuleEvaluator evaluator;
  private final List<HandlerQueue> queues;

  private RuleEngine(Builder builder) {
    evaluator = builder.evaluator;
    queues =
        builder.handlers.stream()
            .map(handler -> new HandlerQueue(handler, builder.maxWaiting, builder.listener))
            .toList();
  }

  /**
   * An engine to set up.
   *
   * @param evaluator what evaluates the rules; it may be given others at any time
   * @return a new builder
   */
  public static Builder builder(RuleEvaluator evaluator) {
    return new Builder(evaluator);
  }

  /** Sets an engine up. Not thread-safe. */
  public static final class Builder {
    private final RuleEvaluator evaluator;
    private final List<ActionHandler> handlers = new ArrayList<>();
    private int maxWaiting = DEFAULT_MAX_WAITING;
    private ActionListener listener = ActionListener.LOGGING;

    private Builder(RuleEvaluator evaluator) {
      this.evaluator = evaluator;
    }

    /**
     * Adds a handler, which gets every action.
     *
     * @param handler thread-safe where its {@link ActionHandler#parallelism} is over 1
     * @return this builder
     */
    public Builder handler(ActionHandler handler) {
      handlers.add(handler);
      return this;
    }

    /**
     * How many actions may wait for each handler; more are dropped and reported.
     *
     * @param actions at least 1
     * @return this builder
     */
    public Builder maxWaiting(int actions) {
      if (actions < 1) {
        throw new IllegalArgumentException("maxWaiting must be at least 1");
      }
      maxWaiting = actions;
      return this;
    }

    /**
     * Who is told of failures; by default they are logged.
     *
     * @param listener thread-safe and quick
     * @return this builder
     */
    public Builder listener(ActionListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * Builds.
     *
     * @return a new engine, to subscribe to a transport
     */
    public RuleEngine build() {
      return new RuleEngine(this);
    }
  }

  @Override
  public void onBatch(DeliveredBatch batch) {
    for (FiredRule fired : evaluator.evaluate(batch)) {
      for (HandlerQueue queue : queues) {
        queue.add(fired);
      }
    }
  }

  /**
   * Takes no more actions, and lets handlers finish what is waiting. What is not finished by the
   * deadline is interrupted, dropped and reported.
   *
   * @param deadline how long that may take in all
   * @return whether everything was finished
   */
  public boolean close(Duration deadline) {
    long until = System.nanoTime() + deadline.toNanos();
    queues.forEach(HandlerQueue::stop);
    boolean finished = true;
    for (HandlerQueue queue : queues) {
      finished &= queue.awaitEnd(until - System.nanoTime());
    }
    return finished;
  }

  /** {@link #close(Duration)} with ten seconds, as transports have. */
  @Override
  public void close() {
    close(Transport.DEFAULT_DEADLINE);
  }
}
