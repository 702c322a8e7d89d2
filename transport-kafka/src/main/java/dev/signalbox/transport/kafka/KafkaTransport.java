package dev.signalbox.transport.kafka;

import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.internal.retry.DeadlineNanos;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.transport.kafka.internal.Safeguard;
import dev.signalbox.transport.kafka.internal.calls.CallBounds;
import dev.signalbox.transport.kafka.internal.calls.LoggedCalls;
import dev.signalbox.transport.kafka.internal.consume.GroupWatch;
import dev.signalbox.transport.kafka.internal.consume.SubscriptionReader;
import dev.signalbox.transport.kafka.internal.produce.BatchProducer;
import dev.signalbox.transport.kafka.internal.replay.LoggedClaims;
import dev.signalbox.transport.kafka.internal.topics.KnownTopics;
import dev.signalbox.transport.kafka.internal.wire.ConversationKey;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Delivers over Apache Kafka: what one instance accepts, the subscribers of all instances get, at
 * least once, in order per conversation, with the same bytes, sequence and lateness each time
 * (DLV-1 to DLV-6). Voice calls and used token ids are shared by all instances as well; see {@link
 * #calls} and {@link #replays}.
 *
 * <p>A batch is accepted when all brokers in sync have it. What can't be handed to the client is
 * refused; what the brokers have not acknowledged in time is {@link Acceptance.Unknown}.
 *
 * <p>The subscribers of one name share the batches, in whichever process they are, and go on where
 * they stopped; a new name begins with the oldest batch that is kept. A batch on which a subscriber
 * fails again and again becomes a dead letter. A subscriber without a name gets all batches from
 * its subscription on, with one attempt each, and nothing is remembered of it; it does not know of
 * start times before, so it may take a late batch for one that is not.
 *
 * <p>The lateness in an {@link Acceptance.Accepted} is what this instance knows; that of a
 * delivered batch is the log's. A process that lost its partitions may still be inside a subscriber
 * when another one delivers the same conversation: a subscriber that writes somewhere compares
 * sequences, which rise in a conversation.
 *
 * <p>Thread-safe.
 *
 * @since 0.2.0
 */
public final class KafkaTransport implements Transport {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.kafka");
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LOAD = Duration.ofMinutes(5);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final KafkaOptions options;
  private final Cluster cluster;
  private final KnownTopics topics;
  private final LoggedCalls calls;
  private final LoggedClaims claims;
  private final BatchProducer producer;
  private final GroupWatch watch;
  private final FullMarks full;
  private final List<SubscriptionReader> readers = new CopyOnWriteArrayList<>();

  private final CompletableFuture<ShutdownReport> ended = new CompletableFuture<>();
  private volatile boolean refusing;
  private boolean shutDown;

  private KafkaTransport(KafkaOptions options, Cluster cluster) {
    this.options = options;
    this.cluster = cluster;
    topics = cluster.topics();
    Set<Safeguard> safeguards = options.safeguards;
    calls =
        new LoggedCalls(
            topics,
            cluster.clients(),
            cluster.admin(),
            new CallBounds(
                share(options.maxConversations),
                share(options.maxCalls),
                options.maxCallsPerConversation),
            options.conversationTtl,
            options.reuseVoiceCallIds,
            options.patience,
            safeguards.contains(Safeguard.READ_BARRIER));
    full = new FullMarks(calls);
    claims =
        new LoggedClaims(
            topics,
            cluster.clients(),
            cluster.admin(),
            options.maxTokens,
            options.patience,
            safeguards.contains(Safeguard.CLAIM_MARK));
    producer =
        new BatchProducer(
            topics,
            cluster.ends(),
            cluster.clients(),
            options.deliveryTimeout,
            options.patience,
            this::acknowledged);
    watch = new GroupWatch(topics, cluster.opened(), cluster.admin());
  }

  private int share(int all) {
    return Math.max(1, (int) (((long) all + topics.calls() - 1) / topics.calls()));
  }

  /**
   * Starts a transport: makes the topics that are absent, checks those that are present, and reads
   * the voice calls and used token ids. It returns when these are known.
   *
   * @param options what to start with
   * @return a transport, ready to accept
   * @throws IllegalArgumentException when an option can't be used
   * @throws IllegalStateException when brokers are out of reach, or a topic is not as it has to be;
   *     the message says which, what it is, and what it should be
   */
  public static KafkaTransport start(KafkaOptions options) {
    Cluster cluster = Cluster.open(options);
    KafkaTransport transport = new KafkaTransport(options, cluster);
    try {
      transport.load();
    } catch (RuntimeException e) {
      transport.release();
      throw e;
    }
    return transport;
  }

  private void load() {
    try {
      CompletableFuture.allOf(calls.start(), claims.start())
          .get(LOAD.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "The voice calls and used token ids can't be read from the topics.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the topics were read.", e);
    }
    if (!producer.warmUp(CLOSE)) {
      throw new IllegalStateException(
          "The brokers don't say where the topic " + topics.names().batches() + " is.");
    }
    watch.start();
  }

  /**
   * The voice calls of all instances (CALL-1 to CALL-5). A parent is known when it has a record:
   * one that has only received batches is not.
   *
   * @return the directory that the endpoint before this transport asks
   */
  public VoiceCallDirectory calls() {
    return calls;
  }

  /** The voice calls of all instances; those of the program's own directory are not used. */
  @Override
  public VoiceCallDirectory calls(VoiceCallDirectory own) {
    return calls;
  }

  /**
   * The used token ids of all instances (AUTH-5). In doubt, and while the brokers are away, it says
   * that it is full. Its method blocks, at the longest for the time that is the patience.
   *
   * @return the guard that the endpoint before this transport asks
   */
  public ReplayGuard replays() {
    return claims;
  }

  /** The used token ids of all instances; those of the program's own guard are not used. */
  @Override
  public ReplayGuard replays(ReplayGuard own) {
    return claims;
  }

  @Override
  public Optional<String> unavailable() {
    if (refusing) {
      return Optional.of("the transport is shutting down");
    }
    return changed()
        .or(calls::broken)
        .or(claims::broken)
        .or(
            () ->
                producer.isHealthy()
                    ? Optional.empty()
                    : Optional.of("the brokers don't acknowledge batches"));
  }

  /** What is different about the topics, so that nothing can be accepted. */
  private Optional<String> changed() {
    return producer.isMadeAnew()
        ? Optional.of("the topic " + topics.names().batches() + " was deleted and made anew")
        : watch.changed();
  }

  @Override
  public CompletionStage<Acceptance> accept(Submission submission) {
    if (refusing) {
      return refused(Clause.DLV_6, "The server is shutting down: try again.");
    }
    if (changed().isPresent()) {
      return refused(
          Clause.RES_4, "The server can't take this now: try again, nothing of it was taken.");
    }
    ConversationId conversation = submission.conversation();
    if (full.isFull(conversation)) {
      return refused(
          Clause.DLV_5,
          "As many batches of this conversation wait for delivery as may: try again later.");
    }
    ConversationKey key =
        ConversationKey.of(
            options.safeguards.contains(Safeguard.RESOLVE_BEFORE_APPEND)
                ? conversation
                : new ConversationId(conversation.callCenter(), submission.vendorCallKey()));
    int partition = key.partition(topics.batches());
    if (watch.isEndangered(partition)) {
      return refused(
          Clause.DLV_5, "Too much waits for delivery: try again later, nothing of it was taken.");
    }
    return producer.append(key, partition, submission);
  }

  private static CompletionStage<Acceptance> refused(Clause clause, String detail) {
    return CompletableFuture.completedStage(new Acceptance.Refused(clause, detail, RETRY));
  }

  private void acknowledged(Submission submission, long time, long sequence, boolean late) {
    watch.sawTime(time);
    calls.used(submission.conversation(), time);
    if (readers.isEmpty() && !watch.hasGroups()) {
      watch.afterLook(
          () -> {
            if (readers.isEmpty() && !watch.hasGroups()) {
              undelivered(submission, sequence, late);
            }
          });
    }
  }

  private void undelivered(Submission submission, long sequence, boolean late) {
    try {
      options.listener.undelivered(submission.delivered(sequence, late));
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the delivery listener failed", e);
    }
  }

  @Override
  public Subscription subscribe(Subscriber subscriber) {
    return read(Optional.empty(), subscriber);
  }

  @Override
  public Subscription subscribeAsync(AsyncSubscriber subscriber) {
    return read(Optional.empty(), subscriber);
  }

  @Override
  public Subscription subscribe(String name, Subscriber subscriber) {
    return read(Optional.of(name), subscriber);
  }

  @Override
  public Subscription subscribeAsync(String name, AsyncSubscriber subscriber) {
    return read(Optional.of(name), subscriber);
  }

  private Subscription read(Optional<String> name, BatchSubscriber subscriber) {
    SubscriptionReader reader =
        cluster.reader(
            name, name.isPresent() ? Map.of() : cluster.ends(), subscriber, options, full);
    readers.add(reader);
    reader.start();
    return () -> {
      if (readers.remove(reader)) {
        reader.stop(
            name.isPresent() ? Map.of() : cluster.ends(), System.nanoTime() + CLOSE.toNanos());
      }
    };
  }

  /**
   * {@inheritDoc}
   *
   * <p>What could not be delivered stays in the log: the subscribers of a name get it in another
   * process, or after a restart.
   */
  @Override
  public ShutdownReport shutdown(Duration deadline) {
    long wait = DeadlineNanos.of(deadline);
    synchronized (this) {
      if (shutDown) {
        return ended.join();
      }
      shutDown = true;
    }
    long until = System.nanoTime() + wait;
    refusing = true;
    Map<ConversationId, Integer> rest = new HashMap<>();
    try {
      producer.flush();
      Map<Integer, Long> ends = cluster.ends();
      readers.forEach(reader -> reader.stop(ends, until));
      for (SubscriptionReader reader : readers) {
        reader
            .await()
            .forEach(
                (key, count) ->
                    key.conversation().ifPresent(id -> rest.merge(id, count, Math::max)));
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the shutdown could not wait for every delivery", e);
      readers.forEach(reader -> reader.stop(Map.of(), until));
    } finally {
      release();
      ended.complete(new ShutdownReport(rest));
    }
    return ended.join();
  }

  private void release() {
    watch.close();
    producer.close();
    claims.close();
    calls.close();
    cluster.close();
  }
}
