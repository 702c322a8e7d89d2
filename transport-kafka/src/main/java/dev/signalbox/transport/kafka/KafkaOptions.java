package dev.signalbox.transport.kafka;

import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.transport.kafka.internal.Safeguard;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a {@link KafkaTransport} is made with. Immutable.
 *
 * @since 0.2.0
 */
public final class KafkaOptions {
  final String bootstrap;
  final String topicPrefix;
  final Map<String, String> clientSettings;
  final int partitions;
  final Duration batchRetention;
  final int maxBatchesPerConversation;
  final int maxStuckCalls;
  final int maxAttempts;
  final Duration retryDelay;
  final Duration commitInterval;
  final Duration deliveryTimeout;
  final Duration patience;
  final Duration conversationTtl;
  final int maxConversations;
  final int maxCalls;
  final int maxCallsPerConversation;
  final int maxTokens;
  final boolean reuseVoiceCallIds;
  final DeliveryListener listener;
  final Set<Safeguard> safeguards;

  private KafkaOptions(Builder builder) {
    bootstrap = builder.bootstrap;
    topicPrefix = builder.topicPrefix;
    clientSettings = Map.copyOf(builder.clientSettings);
    partitions = builder.partitions;
    batchRetention = builder.batchRetention;
    maxBatchesPerConversation = builder.maxBatchesPerConversation;
    maxStuckCalls = builder.maxStuckCalls;
    maxAttempts = builder.maxAttempts;
    retryDelay = builder.retryDelay;
    commitInterval = builder.commitInterval;
    deliveryTimeout = builder.deliveryTimeout;
    patience = builder.patience;
    conversationTtl = builder.conversationTtl;
    maxConversations = builder.maxConversations;
    maxCalls = builder.maxCalls;
    maxCallsPerConversation = builder.maxCallsPerConversation;
    maxTokens = builder.maxTokens;
    reuseVoiceCallIds = builder.reuseVoiceCallIds;
    listener = builder.listener;
    safeguards = Set.copyOf(builder.safeguards);
  }

  /**
   * Begins options.
   *
   * @param bootstrap the brokers to ask first, {@code HOST:PORT[,…]}
   * @return a builder with the defaults
   */
  public static Builder builder(String bootstrap) {
    return new Builder(bootstrap);
  }

  /** Builds {@link KafkaOptions}. Not thread-safe. */
  public static final class Builder {
    private final String bootstrap;
    private String topicPrefix = "signalbox";
    private final Map<String, String> clientSettings = new HashMap<>();
    private int partitions = 12;
    private Duration batchRetention = Duration.ofDays(7);
    private int maxBatchesPerConversation = 256;
    private int maxStuckCalls = 256;
    private int maxAttempts = 5;
    private Duration retryDelay = Duration.ofMillis(200);
    private Duration commitInterval = Duration.ofSeconds(1);
    private Duration deliveryTimeout = Duration.ofSeconds(5);
    private Duration patience = Duration.ofSeconds(2);
    private Duration conversationTtl = Duration.ofHours(24);
    private int maxConversations = 1_000_000;
    private int maxCalls = 2_000_000;
    private int maxCallsPerConversation = 1_000;
    private int maxTokens = 1_000_000;
    private boolean reuseVoiceCallIds;
    private DeliveryListener listener = DeliveryListener.LOGGING;
    private final EnumSet<Safeguard> safeguards = EnumSet.allOf(Safeguard.class);

    private Builder(String bootstrap) {
      this.bootstrap = Objects.requireNonNull(bootstrap, "bootstrap");
    }

    /**
     * What the names of topics and consumer groups begin with. Default: {@code signalbox}.
     *
     * @param topicPrefix letters, digits, dots, dashes and underscores
     * @return this
     */
    public Builder topicPrefix(String topicPrefix) {
      this.topicPrefix = Objects.requireNonNull(topicPrefix, "topicPrefix");
      return this;
    }

    /**
     * How the clients connect: settings of Kafka that begin with {@code security.}, {@code ssl.} or
     * {@code sasl.}, and {@code client.rack} and {@code client.dns.lookup}.
     *
     * @param settings by name
     * @return this
     */
    public Builder clientSettings(Map<String, String> settings) {
      clientSettings.putAll(settings);
      return this;
    }

    /**
     * How many partitions each topic gets when it is made. It can't change later. Default: 12.
     *
     * @param partitions 1 or more
     * @return this
     */
    public Builder partitions(int partitions) {
      this.partitions = positive("partitions", partitions);
      return this;
    }

    /**
     * How long batches are kept in the topic that is made. Long before something undelivered could
     * be deleted, new batches are refused (DLV-5). Default: 7 days.
     *
     * @param batchRetention one hour or more
     * @return this
     */
    public Builder batchRetention(Duration batchRetention) {
      this.batchRetention = atLeast(Duration.ofHours(1), "batchRetention", batchRetention);
      return this;
    }

    /**
     * How many batches of one conversation may wait for one subscriber (DLV-5). Default: 256.
     *
     * @param maxBatchesPerConversation 1 or more
     * @return this
     */
    public Builder maxBatchesPerConversation(int maxBatchesPerConversation) {
      this.maxBatchesPerConversation =
          positive("maxBatchesPerConversation", maxBatchesPerConversation);
      return this;
    }

    /**
     * On how many calls at once a subscriber may be stuck in this process before it delays others
     * (DLV-3). Default: 256.
     *
     * @param maxStuckCalls 1 or more
     * @return this
     */
    public Builder maxStuckCalls(int maxStuckCalls) {
      this.maxStuckCalls = positive("maxStuckCalls", maxStuckCalls);
      return this;
    }

    /**
     * How often a batch is given to a subscriber with a name that fails, until it becomes a dead
     * letter. Default: 5.
     *
     * @param maxAttempts 1 or more
     * @return this
     */
    public Builder maxAttempts(int maxAttempts) {
      this.maxAttempts = positive("maxAttempts", maxAttempts);
      return this;
    }

    /**
     * How long to wait before a batch is given to its subscriber a second time; before each further
     * time twice as long. Meanwhile the conversation waits, and no other. Default: 200 ms.
     *
     * @param retryDelay 1 ms or more
     * @return this
     */
    public Builder retryDelay(Duration retryDelay) {
      this.retryDelay = atLeast(Duration.ofMillis(1), "retryDelay", retryDelay);
      return this;
    }

    /**
     * How often offsets are committed: what was delivered since is delivered again after a crash.
     * Default: 1 s.
     *
     * @param commitInterval 1 ms or more
     * @return this
     */
    public Builder commitInterval(Duration commitInterval) {
      this.commitInterval = atLeast(Duration.ofMillis(1), "commitInterval", commitInterval);
      return this;
    }

    /**
     * After how long a batch that the brokers have not acknowledged is in doubt (RES-2). Default: 5
     * s.
     *
     * @param deliveryTimeout 1 s or more
     * @return this
     */
    public Builder deliveryTimeout(Duration deliveryTimeout) {
      this.deliveryTimeout = atLeast(Duration.ofSeconds(1), "deliveryTimeout", deliveryTimeout);
      return this;
    }

    /**
     * How long a request waits for what the log says, until it is refused. Default: 2 s.
     *
     * @param patience 100 ms or more
     * @return this
     */
    public Builder patience(Duration patience) {
      this.patience = atLeast(Duration.ofMillis(100), "patience", patience);
      return this;
    }

    /**
     * How long after its last use a conversation is forgotten (CALL-5). The same in every instance.
     * Default: 24 hours.
     *
     * @param conversationTtl 1 minute or more
     * @return this
     */
    public Builder conversationTtl(Duration conversationTtl) {
      this.conversationTtl = atLeast(Duration.ofMinutes(1), "conversationTtl", conversationTtl);
      return this;
    }

    /**
     * How many conversations with registered calls are live at the most, in all instances together
     * (CALL-5). Each partition of the topic of calls has an equal part. Default: 1,000,000.
     *
     * @param maxConversations 1 or more
     * @return this
     */
    public Builder maxConversations(int maxConversations) {
      this.maxConversations = positive("maxConversations", maxConversations);
      return this;
    }

    /**
     * How many calls are registered at the most. Default: 2,000,000.
     *
     * @param maxCalls 1 or more
     * @return this
     */
    public Builder maxCalls(int maxCalls) {
      this.maxCalls = positive("maxCalls", maxCalls);
      return this;
    }

    /**
     * How many registered calls one conversation has at the most. Default: 1,000.
     *
     * @param maxCallsPerConversation 1 or more
     * @return this
     */
    public Builder maxCallsPerConversation(int maxCallsPerConversation) {
      this.maxCallsPerConversation = positive("maxCallsPerConversation", maxCallsPerConversation);
      return this;
    }

    /**
     * How many used token ids are remembered of each call center (AUTH-5). Each partition of the
     * topic of claims has an equal part. Default: 1,000,000.
     *
     * @param maxTokens 1 or more
     * @return this
     */
    public Builder maxTokens(int maxTokens) {
      this.maxTokens = positive("maxTokens", maxTokens);
      return this;
    }

    /**
     * Whether a key that is registered again keeps the id that it has, as in the profile v58.
     * Default: false.
     *
     * @param reuse true to keep it
     * @return this
     */
    public Builder reuseVoiceCallIds(boolean reuse) {
      this.reuseVoiceCallIds = reuse;
      return this;
    }

    /**
     * What is notified of failed deliveries. Default: {@link DeliveryListener#LOGGING}.
     *
     * @param listener thread-safe
     * @return this
     */
    public Builder listener(DeliveryListener listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    Builder without(Safeguard safeguard) {
      safeguards.remove(safeguard);
      return this;
    }

    /**
     * The options.
     *
     * @return new options
     */
    public KafkaOptions build() {
      return new KafkaOptions(this);
    }

    private static int positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " is " + value + ": it must be at least 1.");
      }
      return value;
    }

    private static Duration atLeast(Duration least, String name, Duration value) {
      if (value.compareTo(least) < 0) {
        throw new IllegalArgumentException(
            name + " is " + value + ": it must be at least " + least + ".");
      }
      return value;
    }
  }
}
