package dev.signalbox.testkit.history;

import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.VendorCallKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges histories by the rules of {@link HistoryRule}, all of them whatever is found.
 *
 * <p>It works as Elle and Porcupine do: from the outside, by the intervals in which requests ran.
 * Since every delivered batch shows its number, the order that the server claims is known, and need
 * not be searched for: it is right when no batch precedes another one that was answered before it
 * was sent. That takes n log n steps, so histories of a million requests are fine.
 *
 * @since 0.2.0
 */
public final class HistoryChecker {
  private final boolean gapless;
  private final boolean oncePerRun;

  private HistoryChecker(boolean gapless, boolean oncePerRun) {
    this.gapless = gapless;
    this.oncePerRun = oncePerRun;
  }

  /**
   * A checker for a server in memory or with a data file: sequences have no gaps, and within one
   * run each batch is delivered once.
   *
   * @return a checker
   */
  public static HistoryChecker of() {
    return new HistoryChecker(true, true);
  }

  /**
   * A checker for a server that promises less, as over Kafka.
   *
   * @param gapless whether a conversation's sequence starts at 0 and has no gaps
   * @param oncePerRun whether within one run each batch is delivered once
   * @return a checker
   */
  public static HistoryChecker of(boolean gapless, boolean oncePerRun) {
    return new HistoryChecker(gapless, oncePerRun);
  }

  /**
   * Judges a history.
   *
   * @param history all that was seen
   * @return what is wrong with it; empty when it keeps every rule
   */
  public List<HistoryFault> check(History history) {
    return new Judgement(history).faults();
  }

  private final class Judgement {
    private final History history;
    private final List<HistoryFault> faults = new ArrayList<>();
    private final Map<String, PostedBatch> posts = new LinkedHashMap<>();

    /** Of each batch what each subscriber got, in its order. */
    private final Map<String, Map<String, List<SeenDelivery>>> deliveries = new HashMap<>();

    /** Of each conversation the first delivery of each batch to any subscriber. */
    private final Map<ConversationId, Map<String, SeenDelivery>> conversations =
        new LinkedHashMap<>();

    Judgement(History history) {
      this.history = history;
      for (PostedBatch post : history.posts()) {
        if (posts.put(post.name(), post) != null) {
          throw new IllegalArgumentException("two batches have the name " + post.name());
        }
      }
      for (SeenDelivery delivery : history.deliveries()) {
        deliveries
            .computeIfAbsent(delivery.name(), name -> new HashMap<>())
            .computeIfAbsent(delivery.subscriber(), subscriber -> new ArrayList<>())
            .add(delivery);
        conversations
            .computeIfAbsent(delivery.batch().conversation(), id -> new LinkedHashMap<>())
            .putIfAbsent(delivery.name(), delivery);
      }
    }

    List<HistoryFault> faults() {
      posts.values().forEach(this::answer);
      deliveries.forEach(this::deliveriesOf);
      conversations.forEach(this::conversation);
      deliveryOrder();
      firstKeys();
      tokens();
      return List.copyOf(faults);
    }

    private void fault(HistoryRule rule, String detail) {
      faults.add(new HistoryFault(rule, detail));
    }

    /** Rules a, b and h: what became of a batch is what its answer said. */
    private void answer(PostedBatch post) {
      Map<String, List<SeenDelivery>> all = deliveries.getOrDefault(post.name(), Map.of());
      if (post.outcome() == OperationOutcome.REFUSED) {
        if (!all.isEmpty()) {
          fault(
              HistoryRule.REFUSED_NEVER_DELIVERED,
              post.name() + " was refused, and delivered to " + all.keySet());
        }
        return;
      }
      boolean accepted = post.outcome() == OperationOutcome.ACCEPTED;
      HistoryRule rule = accepted ? HistoryRule.DELIVERED_AT_LEAST_ONCE : HistoryRule.NONE_OR_WHOLE;
      Set<String> missing = new LinkedHashSet<>(history.subscribers());
      missing.removeAll(all.keySet());
      if (!missing.isEmpty() && (accepted || !all.isEmpty())) {
        fault(
            rule,
            post.name()
                + (accepted ? " got a 202" : " got no answer")
                + " and was never delivered to "
                + missing
                + (all.isEmpty() ? "" : ", but to " + all.keySet()));
      }
      for (List<SeenDelivery> some : all.values()) {
        DeliveredBatch first = some.get(0).batch();
        if (!first.batch().equals(post.batch())
            || !first.vendorCallKey().equals(post.key())
            || !first.conversation().callCenter().equals(post.callCenter())) {
          fault(rule, post.name() + " was sent as " + post + " and delivered as " + first);
        }
      }
    }

    /** Rules b and e, and within a run d. */
    private void deliveriesOf(String name, Map<String, List<SeenDelivery>> all) {
      PostedBatch post = posts.get(name);
      DeliveredBatch reference = null;
      for (List<SeenDelivery> some : all.values()) {
        if (post == null) {
          fault(HistoryRule.REFUSED_NEVER_DELIVERED, name + " was delivered, and never sent");
        } else if (some.get(0).at() < post.begin()) {
          fault(HistoryRule.REFUSED_NEVER_DELIVERED, name + " was delivered before it was sent");
        }
        Set<Integer> runs = new HashSet<>();
        for (SeenDelivery delivery : some) {
          DeliveredBatch again = delivery.batch().again();
          reference = reference == null ? again : reference;
          if (!again.equals(reference)) {
            fault(
                HistoryRule.SAME_REDELIVERY,
                name + " was delivered as " + reference + " and again as " + again);
          }
          if (!runs.isEmpty() && !delivery.batch().redelivered()) {
            fault(
                HistoryRule.SAME_REDELIVERY,
                name + " was delivered again to " + delivery.subscriber() + " as if it were new");
          }
          if (!runs.add(delivery.run()) && oncePerRun) {
            fault(
                HistoryRule.DELIVERY_ORDER,
                name
                    + " was delivered twice to "
                    + delivery.subscriber()
                    + " in run "
                    + delivery.run());
          }
        }
      }
    }

    /** Rule c, and of rule d gaps and lateness: the numbers of one conversation. */
    private void conversation(ConversationId id, Map<String, SeenDelivery> firsts) {
      List<SeenDelivery> ordered =
          firsts.values().stream()
              .sorted(Comparator.comparingLong(delivery -> delivery.batch().sequence()))
              .toList();
      PostedBatch lastSent = null;
      SeenDelivery previous = null;
      long latestStart = Long.MIN_VALUE;
      for (SeenDelivery delivery : ordered) {
        long sequence = delivery.batch().sequence();
        if (previous != null && previous.batch().sequence() == sequence) {
          fault(
              HistoryRule.REAL_TIME_ORDER,
              previous.name() + " and " + delivery.name() + " are both number " + sequence);
        }
        long expected = previous == null ? 0 : previous.batch().sequence() + 1;
        if (gapless && sequence > expected) {
          fault(
              HistoryRule.DELIVERY_ORDER,
              "number " + expected + " of " + id + " is missing before " + delivery.name());
        }
        List<ConversationEvent> events = delivery.batch().batch().events();
        if (delivery.batch().late() != events.get(0).startTime() < latestStart) {
          fault(
              HistoryRule.DELIVERY_ORDER,
              delivery.name() + " is wrongly " + (delivery.batch().late() ? "late" : "not late"));
        }
        latestStart = Math.max(latestStart, events.get(events.size() - 1).startTime());
        PostedBatch post = posts.get(delivery.name());
        if (post != null) {
          if (lastSent != null && post.end() < lastSent.begin()) {
            fault(
                HistoryRule.REAL_TIME_ORDER,
                post.name()
                    + " was answered before "
                    + lastSent.name()
                    + " was sent, and has the higher number "
                    + sequence);
          }
          lastSent = lastSent == null || post.begin() > lastSent.begin() ? post : lastSent;
        }
        previous = delivery;
      }
    }

    /** Rule d: each subscriber's order, of first deliveries over all runs and of all within one. */
    private void deliveryOrder() {
      record Place(String subscriber, ConversationId conversation, Optional<Integer> run) {}
      Map<Place, SeenDelivery> last = new HashMap<>();
      Set<List<String>> seen = new HashSet<>();
      for (SeenDelivery delivery : history.deliveries()) {
        ConversationId id = delivery.batch().conversation();
        List<Optional<Integer>> within = new ArrayList<>();
        within.add(Optional.of(delivery.run()));
        if (seen.add(List.of(delivery.subscriber(), delivery.name()))) {
          within.add(Optional.empty());
        } else if (!oncePerRun) {
          continue;
        }
        for (Optional<Integer> run : within) {
          SeenDelivery before = last.put(new Place(delivery.subscriber(), id, run), delivery);
          if (before != null && before.batch().sequence() > delivery.batch().sequence()) {
            fault(
                HistoryRule.DELIVERY_ORDER,
                delivery.subscriber()
                    + " got number "
                    + delivery.batch().sequence()
                    + " of "
                    + id
                    + " after number "
                    + before.batch().sequence()
                    + run.map(r -> " in run " + r).orElse(""));
          }
        }
      }
    }

    /** Rule f. */
    private void firstKeys() {
      FirstKeys keys = new FirstKeys(history.registrations());
      conversations.forEach(
          (id, firsts) ->
              firsts.forEach(
                  (name, delivery) -> {
                    PostedBatch post = posts.get(name);
                    if (post == null) {
                      return;
                    }
                    Set<VendorCallKey> allowed =
                        keys.allowed(post.callCenter(), post.key(), post.begin(), post.end());
                    if (!allowed.contains(id.firstKey())) {
                      fault(
                          HistoryRule.FIRST_KEY,
                          name + " was delivered under " + id + ", and belongs under " + allowed);
                    }
                  }));
    }

    /** Rule g. A request without an answer was accepted when its batch was delivered. */
    private void tokens() {
      Map<String, Integer> accepted = new TreeMap<>();
      for (PostedBatch post : history.posts()) {
        boolean delivered = deliveries.containsKey(post.name());
        if (post.jti().isPresent()
            && (post.outcome() == OperationOutcome.ACCEPTED
                || (post.outcome() == OperationOutcome.UNKNOWN && delivered))) {
          accepted.merge(post.callCenter() + " " + post.jti().get(), 1, Integer::sum);
        }
      }
      for (RegisteredCall call : history.registrations()) {
        if (call.jti().isPresent() && call.outcome() == OperationOutcome.ACCEPTED) {
          accepted.merge(call.callCenter() + " " + call.jti().get(), 1, Integer::sum);
        }
      }
      accepted.forEach(
          (jti, count) -> {
            if (count > 1) {
              fault(HistoryRule.TOKEN_ONCE, "the jti " + jti + " was accepted " + count + " times");
            }
          });
    }
  }
}
