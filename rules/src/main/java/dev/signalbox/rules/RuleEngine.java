package dev.signalbox.rules;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.internal.retry.DeadlineNanos;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.rules.internal.action.ActionQueue;
import dev.signalbox.rules.model.FiredRule;
import dev.signalbox.rules.model.Utterance;
import dev.signalbox.rules.spi.ActionHandler;
import dev.signalbox.rules.spi.ActionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that evaluates rules on delivered batches and hands the actions of rules that fire
 * to handlers (RUL-4). Evaluation is part of the delivery and takes microseconds. Handlers run on
 * their own threads; a slow or failing handler delays no delivery. Thread-safe.
 *
 * <pre>{@code
 * RuleEngine engine =
 *     RuleEngine.builder(RuleEvaluator.of(reading.rules()))
 *         .handler(LogHandler.of())
 *         .handler(fired -> pager.page(fired.rule().sentence()))
 *         .build();
 * transport.subscribe(engine);
 * }</pre>
 */
public final class RuleEngine implements Subscriber, AutoCloseable {
  /** How many actions may wait for a handler, by default. */
  public static final int DEFAULT_MAX_WAITING = 1000;

  private final RuleEvaluator evaluator;
  private final List<ActionQueue> queues;
  private @Nullable RuleEngineReport report;

  private RuleEngine(Builder builder) {
    evaluator = builder.evaluator;
    queues =
        builder.handlers.stream()
            .map(handler -> new ActionQueue(handler, builder.maxWaiting, builder.listener))
            .toList();
  }

  /**
   * A builder of an engine.
   *
   * @param evaluator evaluates the rules, which may be replaced in it at any time
   * @return a new builder
   */
  public static Builder builder(RuleEvaluator evaluator) {
    return new Builder(evaluator);
  }

  /** Builds an engine. Not thread-safe. */
  public static final class Builder {
    private final RuleEvaluator evaluator;
    private final List<ActionHandler> handlers = new ArrayList<>();
    private int maxWaiting = DEFAULT_MAX_WAITING;
    private ActionListener listener = ActionListener.logging();

    private Builder(RuleEvaluator evaluator) {
      this.evaluator = evaluator;
    }

    /**
     * Adds a handler, which gets every action.
     *
     * @param handler thread-safe if its {@link ActionHandler#parallelism} is over 1
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
     * Receives failed and dropped actions. Default: {@link ActionListener#logging}.
     *
     * @param listener thread-safe and quick
     * @return this builder
     */
    public Builder listener(ActionListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * Builds the engine.
     *
     * @return a new engine, to subscribe to a transport
     * @throws IllegalArgumentException when a handler's parallelism is below 1
     */
    public RuleEngine build() {
      return new RuleEngine(this);
    }
  }

  @Override
  public void onBatch(DeliveredBatch batch) {
    evaluator.evaluate(batch).forEach(this::act);
  }

  /**
   * Evaluates the rules on keywords on a message of a transcript (SIB-2), and hands the actions of
   * rules that fire to the handlers. Each message must come once, and the messages of one
   * conversation one at a time.
   *
   * @param utterance what was said
   */
  public void onUtterance(Utterance utterance) {
    evaluator.evaluate(utterance).forEach(this::act);
  }

  private void act(FiredRule fired) {
    for (ActionQueue queue : queues) {
      queue.add(fired);
    }
  }

  /**
   * Takes no more actions, and lets handlers finish those that wait. What is not finished by the
   * deadline is interrupted or dropped, and reported. A second call waits for the first and returns
   * the same report.
   *
   * @param deadline how long handlers may take from now, all together
   * @return the actions that were not finished by then
   */
  public synchronized RuleEngineReport shutdown(Duration deadline) {
    if (report == null) {
      long until = System.nanoTime() + DeadlineNanos.of(deadline);
      queues.forEach(ActionQueue::stop);
      List<RuleEngineReport.Unfinished> unfinished = new ArrayList<>();
      for (ActionQueue queue : queues) {
        for (FiredRule fired : queue.awaitEnd(until - System.nanoTime())) {
          unfinished.add(new RuleEngineReport.Unfinished(queue.handler(), fired));
        }
      }
      report = new RuleEngineReport(unfinished);
    }
    return report;
  }

  /** {@link #shutdown} with the default deadline of transports, ten seconds. */
  @Override
  public void close() {
    shutdown(Transport.DEFAULT_DEADLINE);
  }
}
