package dev.signalbox.testkit.history;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records a history. Clients begin an operation before they send and end it when they have the
 * answer; an operation that is never ended had no answer. Thread-safe.
 *
 * <pre>{@code
 * HistoryRecorder recorder = new HistoryRecorder("stdout");
 * HistoryRecorder.Operation post = recorder.post(callCenter, key, batch, Optional.empty());
 * // ... send, and if there is an answer:
 * post.end(OperationOutcome.ACCEPTED);
 * // ... where a subscriber gets it, in the third life of the server:
 * recorder.delivered("stdout", 3, delivered);
 * List<HistoryFault> faults = HistoryChecker.of().check(recorder.history());
 * }</pre>
 *
 * @since 0.2.0
 */
public final class HistoryRecorder {
  private final Set<String> subscribers;

  // Guarded by this.
  private final Map<Operation, Supplier<PostedBatch>> posts = new LinkedHashMap<>();
  private final Map<Operation, Supplier<RegisteredCall>> registrations = new LinkedHashMap<>();
  private final List<SeenDelivery> deliveries = new ArrayList<>();

  /**
   * A recorder.
   *
   * @param subscribers the names of all subscribers, which are there from the beginning
   */
  public HistoryRecorder(String... subscribers) {
    this.subscribers = Set.copyOf(new TreeSet<>(List.of(subscribers)));
  }

  /**
   * A client is about to send a batch.
   *
   * @param callCenter the call center of its token
   * @param key the key under which it sends
   * @param batch the batch, whose first event's value names it
   * @param jti the jti of its token; or empty
   * @return the operation, to be ended when there is an answer
   */
  public Operation post(
      CallCenterId callCenter, VendorCallKey key, EventBatch batch, Optional<String> jti) {
    Operation operation = new Operation();
    synchronized (this) {
      posts.put(
          operation,
          () ->
              new PostedBatch(
                  callCenter, key, batch, jti, operation.begin, operation.end, operation.outcome));
    }
    return operation;
  }

  /**
   * A client is about to send a voice call's record.
   *
   * @param callCenter the call center of its token
   * @param key the call's key
   * @param parent the parent that it names; or empty
   * @param jti the jti of its token; or empty
   * @return the operation, to be ended when there is an answer
   */
  public Operation register(
      CallCenterId callCenter, VendorCallKey key, Optional<String> parent, Optional<String> jti) {
    Operation operation = new Operation();
    synchronized (this) {
      registrations.put(
          operation,
          () ->
              new RegisteredCall(
                  callCenter,
                  key,
                  parent,
                  Optional.ofNullable(operation.voiceCallId),
                  jti,
                  operation.begin,
                  operation.end,
                  operation.outcome));
    }
    return operation;
  }

  /**
   * A subscriber has got a batch.
   *
   * @param subscriber its name
   * @param run which life of the process it is
   * @param batch the batch
   */
  public synchronized void delivered(String subscriber, int run, DeliveredBatch batch) {
    deliveries.add(new SeenDelivery(subscriber, run, System.nanoTime(), batch));
  }

  /**
   * What was recorded so far.
   *
   * @return the history
   */
  public synchronized History history() {
    return new History(
        posts.values().stream().map(Supplier::get).toList(),
        registrations.values().stream().map(Supplier::get).toList(),
        deliveries,
        subscribers);
  }

  /** A request from the moment at which it is about to be sent. Its methods are thread-safe. */
  public static final class Operation {
    private final long begin = System.nanoTime();
    private volatile long end = Long.MAX_VALUE;
    private volatile OperationOutcome outcome = OperationOutcome.UNKNOWN;
    private volatile @Nullable String voiceCallId;

    private Operation() {}

    /**
     * The client has the answer, or gives up.
     *
     * @param result what the answer was
     */
    public void end(OperationOutcome result) {
      if (result != OperationOutcome.UNKNOWN) {
        end = System.nanoTime();
        outcome = result;
      }
    }

    /**
     * The client has a 201.
     *
     * @param id the voiceCallId that the answer gave
     */
    public void registered(String id) {
      voiceCallId = id;
      end(OperationOutcome.ACCEPTED);
    }
  }
}
