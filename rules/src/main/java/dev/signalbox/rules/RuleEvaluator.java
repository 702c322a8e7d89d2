package dev.signalbox.rules;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.rules.internal.engine.ActiveRules;
import dev.signalbox.rules.internal.engine.ConversationState;
import dev.signalbox.rules.model.KeywordFiredRule;
import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.SignalFiredRule;
import dev.signalbox.rules.model.Utterance;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Evaluates rules on delivered batches (RUL-2, RUL-3). It remembers for each conversation which
 * conditions hold. That memory is bounded, per conversation and in all. A conversation is forgotten
 * when it starts over (its sequence is 0 again) or is not used for the time to live. A batch that
 * is delivered twice, as at-least-once transports may do, is evaluated once.
 *
 * <p>Thread-safe. The batches of one conversation must come one at a time and in order, as
 * transports deliver them (DLV-2).
 *
 * <pre>{@code
 * RuleEvaluator evaluator = RuleEvaluator.of(reading.rules());
 * for (FiredRule fired : evaluator.evaluate(batch)) {
 *   System.out.println(fired);
 * }
 * }</pre>
 */
public final class RuleEvaluator {
  /** How long a conversation is remembered after its last batch, by default. */
  public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofHours(24);

  /** How many conversations are remembered, by default. */
  public static final int DEFAULT_MAX_CONVERSATIONS = 100_000;

  private static final System.Logger LOG = System.getLogger("dev.signalbox.rules");

  private final Cache<ConversationId, ConversationState> conversations;
  private volatile ActiveRules rules;

  private RuleEvaluator(Builder builder) {
    rules = new ActiveRules(builder.rules);
    AtomicBoolean warned = new AtomicBoolean();
    Clock clock = builder.clock;
    conversations =
        Caffeine.newBuilder()
            .maximumSize(builder.maxConversations)
            .expireAfterAccess(builder.timeToLive)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .evictionListener(
                (id, conversation, cause) -> {
                  if (cause == RemovalCause.SIZE && warned.compareAndSet(false, true)) {
                    LOG.log(
                        Level.WARNING,
                        "more conversations are live than the rules may remember ("
                            + builder.maxConversations
                            + "): some rules will not fire, or fire twice");
                  }
                })
            .build();
  }

  /**
   * An evaluator with the defaults.
   *
   * @param rules the rules; inactive ones are not evaluated
   * @return a new evaluator
   */
  public static RuleEvaluator of(List<Rule> rules) {
    return builder(rules).build();
  }

  /**
   * A builder of an evaluator.
   *
   * @param rules the rules; inactive ones are not evaluated
   * @return a new builder
   */
  public static Builder builder(List<Rule> rules) {
    return new Builder(rules);
  }

  /** Builds an evaluator. Not thread-safe. */
  public static final class Builder {
    private final List<Rule> rules;
    private int maxConversations = DEFAULT_MAX_CONVERSATIONS;
    private Duration timeToLive = DEFAULT_TIME_TO_LIVE;
    private Clock clock = Clock.systemUTC();

    private Builder(List<Rule> rules) {
      this.rules = List.copyOf(rules);
    }

    /**
     * How many conversations are remembered at once. Beyond that some are forgotten early, because
     * delivery can't wait for rules; this is logged once.
     *
     * @param conversations at least 1
     * @return this builder
     */
    public Builder maxConversations(int conversations) {
      if (conversations < 1) {
        throw new IllegalArgumentException("maxConversations must be at least 1");
      }
      maxConversations = conversations;
      return this;
    }

    /**
     * How long a conversation is remembered after its last batch. The time to live of the
     * voice-call directory is a good choice (CALL-5).
     *
     * @param duration positive
     * @return this builder
     */
    public Builder timeToLive(Duration duration) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException("timeToLive must be positive");
      }
      timeToLive = duration;
      return this;
    }

    /**
     * The clock by which conversations expire.
     *
     * @param clock any
     * @return this builder
     */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Builds the evaluator.
     *
     * @return a new evaluator
     */
    public RuleEvaluator build() {
      return new RuleEvaluator(this);
    }
  }

  /**
   * Replaces the rules. In live conversations, rules that have not changed keep their state. New
   * and changed rules start out false; they know what was seen if the former rules looked for it.
   *
   * @param newRules the rules; inactive ones are not evaluated
   */
  public void rules(List<Rule> newRules) {
    rules = new ActiveRules(newRules);
  }

  /**
   * The rules.
   *
   * @return the current rules, the inactive ones included
   */
  public List<Rule> rules() {
    return rules.all();
  }

  /**
   * Evaluates the rules after each of a batch's events.
   *
   * @param delivered the batch
   * @return the rules that fired, by event and then in the order of the rules
   */
  public List<SignalFiredRule> evaluate(DeliveredBatch delivered) {
    ActiveRules current = rules;
    if (current.isEmpty()) {
      return List.of();
    }
    ConversationState conversation =
        conversations.get(delivered.conversation(), id -> new ConversationState());
    synchronized (conversation) {
      return conversation.evaluate(current, delivered);
    }
  }

  /**
   * Forgets what was seen of all conversations. The rules stay.
   *
   * @since 0.2.0
   */
  public void clear() {
    conversations.invalidateAll();
  }

  /**
   * Evaluates the rules on keywords after a message of a transcript. Each message must come once,
   * and the messages of one conversation one at a time.
   *
   * @param utterance what was said
   * @return the rules that fired, in the order of the rules
   */
  public List<KeywordFiredRule> evaluate(Utterance utterance) {
    ActiveRules current = rules;
    if (current.hasNoKeywords()) {
      return List.of();
    }
    ConversationState conversation =
        conversations.get(utterance.conversation(), id -> new ConversationState());
    synchronized (conversation) {
      return conversation.evaluate(current, utterance);
    }
  }

  /** The number of conversations that are remembered now. */
  long remembered() {
    conversations.cleanUp();
    return conversations.estimatedSize();
  }
}
