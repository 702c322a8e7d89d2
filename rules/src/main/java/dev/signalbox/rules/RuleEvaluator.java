package dev.signalbox.rules;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Evaluates rules on delivered batches (RUL-2, RUL-3). Of each conversation it remembers which
 * conditions hold, in memory that is bounded per conversation and in all; a conversation that
 * starts over (its sequence is 0 again) or is not used for the time to live is forgotten. A batch
 * that comes a second time, as a transport with at-least-once delivery may bring it, changes
 * nothing.
 *
 * <p>Thread-safe; the batches of one conversation have to come one at a time and in order, as
 * transports deliver them (DLV-2).
 */
public final class RuleEvaluator {
  /** How long a conversation is remembered after its last batch, by default. */
  public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofHours(24);

  /** How many conversations are remembered, by default. */
  public static final int DEFAULT_MAX_CONVERSATIONS = 100_000;

  private static final System.Logger LOG = System.getLogger("dev.signalbox.rules");

  private final Cache<ConversationId, Conversation> conversations;
  private volatile Rules rules;

  private RuleEvaluator(Builder builder) {
    rules = new Rules(builder.rules);
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
  public static RuleEvaluator create(List<Rule> rules) {
    return builder(rules).build();
  }

  /**
   * An evaluator to set up.
   *
   * @param rules the rules; inactive ones are not evaluated
   * @return a new builder
   */
  public static Builder builder(List<Rule> rules) {
    return new Builder(rules);
  }

  /** Sets an evaluator up. Not thread-safe. */
  public static final class Builder {
    private final List<Rule> rules;
    private int maxConversations = DEFAULT_MAX_CONVERSATIONS;
    private Duration timeToLive = DEFAULT_TIME_TO_LIVE;
    private Clock clock = Clock.systemUTC();

    private Builder(List<Rule> rules) {
      this.rules = List.copyOf(rules);
    }

    /**
     * How many conversations are remembered at once. Beyond, some are forgotten early, which is
     * logged once: delivery can't wait for rules.
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
     * How long a conversation is remembered after its last batch; that of the voice-call directory
     * is a good choice (CALL-5).
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
     * The time, for forgetting.
     *
     * @param clock any
     * @return this builder
     */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Builds.
     *
     * @return a new evaluator
     */
    public RuleEvaluator build() {
      return new RuleEvaluator(this);
    }
  }

  /**
   * Replaces the rules. Of live conversations, what was seen is kept as far as the former rules
   * looked for it; rules that have not changed keep their state, others start out false.
   *
   * @param newRules the rules; inactive ones are not evaluated
   */
  public void rules(List<Rule> newRules) {
    rules = new Rules(newRules);
  }

  /**
   * The rules.
   *
   * @return those that are evaluated now, and the inactive ones
   */
  public List<Rule> rules() {
    return rules.all;
  }

  /**
   * Evaluates the rules after each of a batch's events.
   *
   * @param delivered the batch
   * @return the rules that fired, by event and in the order of the rules
   */
  public List<FiredRule> evaluate(DeliveredBatch delivered) {
    Rules current = rules;
    if (current.byService.isEmpty()) {
      return List.of();
    }
    Conversation conversation =
        conversations.get(delivered.conversation(), id -> new Conversation());
    synchronized (conversation) {
      return conversation.evaluate(current, delivered);
    }
  }

  /** How many conversations are remembered now. */
  long remembered() {
    conversations.cleanUp();
    return conversations.estimatedSize();
  }

  private static final class Rules {
    final List<Rule> all;

    /** Names that differ in case alone are one service (RUL-2). */
    final TreeMap<String, ServiceRules> byService = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Rules(List<Rule> rules) {
      all = List.copyOf(rules);
      TreeMap<String, List<Rule>> active = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (Rule rule : all) {
        if (rule.active()) {
          active.computeIfAbsent(rule.service(), service -> new ArrayList<>()).add(rule);
        }
      }
      active.forEach((service, some) -> byService.put(service, new ServiceRules(some)));
    }
  }

  private static final class Conversation {
    /** One for each service that has sent batches and has rules: nearly always one. */
    private final List<ServiceState> states = new ArrayList<>(1);

    private long lastSequence = -1;

    List<FiredRule> evaluate(Rules rules, DeliveredBatch delivered) {
      if (delivered.sequence() == 0) {
        states.clear();
      } else if (delivered.sequence() <= lastSequence) {
        return List.of();
      }
      lastSequence = delivered.sequence();
      EventBatch batch = delivered.batch();
      ServiceRules ofService = rules.byService.get(batch.service());
      if (ofService == null) {
        return List.of();
      }
      ServiceState state = state(ofService);
      List<FiredRule> fired = new ArrayList<>(0);
      for (int i = 0; i < batch.events().size(); i++) {
        state.see(delivered, i, fired);
      }
      return fired;
    }

    private ServiceState state(ServiceRules rules) {
      for (int i = 0; i < states.size(); i++) {
        ServiceState state = states.get(i);
        if (state.rules() == rules) {
          return state;
        }
        if (state.rules().service().equalsIgnoreCase(rules.service())) {
          states.set(i, new ServiceState(rules, state));
          return states.get(i);
        }
      }
      ServiceState state = new ServiceState(rules);
      states.add(state);
      return state;
    }
  }
}
