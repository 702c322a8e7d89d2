package dev.signalbox.testkit.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checker against a right history, and against it wrong in one way. */
class HistoryCheckerTest {
  private static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "CallCenter");
  private static final CallCenterId OTHER = CallCenterId.of("00D000000000000EAA", "Other");

  /** What is wrong with a history, and which rule has to find it. */
  enum WrongHistory {
    AN_ACCEPTED_BATCH_IS_LOST(
        HistoryRule.DELIVERED_AT_LEAST_ONCE, d -> d.deliveries.removeIf(named("a3"))),
    AN_ACCEPTED_BATCH_IS_LOST_TO_ONE_SUBSCRIBER(
        HistoryRule.DELIVERED_AT_LEAST_ONCE,
        d -> d.deliveries.removeIf(s -> s.name().equals("a3") && s.subscriber().equals("y"))),
    AN_ACCEPTED_BATCH_LOSES_AN_EVENT(
        HistoryRule.DELIVERED_AT_LEAST_ONCE,
        d ->
            d.change(
                "a3",
                b -> with(b, EventBatch.of("service", b.batch().events().get(0)), b.sequence()))),
    AN_ACCEPTED_BATCH_COMES_UNDER_ANOTHER_KEY(
        HistoryRule.DELIVERED_AT_LEAST_ONCE, d -> d.change("a3", b -> cameInUnder(b, "x"))),
    AN_ACCEPTED_BATCH_COMES_TO_ANOTHER_CALL_CENTER(
        HistoryRule.DELIVERED_AT_LEAST_ONCE,
        d -> d.change("b0", b -> in(b, new ConversationId(OTHER, b.conversation().firstKey())))),
    A_REFUSED_BATCH_IS_DELIVERED(
        HistoryRule.REFUSED_NEVER_DELIVERED, d -> d.outcome("b0", OperationOutcome.REFUSED)),
    A_BATCH_IS_DELIVERED_THAT_WAS_NEVER_SENT(
        HistoryRule.REFUSED_NEVER_DELIVERED, d -> d.posts.removeIf(p -> p.name().equals("b0"))),
    A_BATCH_IS_DELIVERED_BEFORE_IT_WAS_SENT(
        HistoryRule.REFUSED_NEVER_DELIVERED, d -> d.times("b0", 900, 910)),
    NUMBERS_GO_AGAINST_TIME(
        HistoryRule.REAL_TIME_ORDER,
        d -> {
          d.times("a1", 100, 110);
          d.times("a2", 90, 95);
        }),
    NUMBERS_GO_AGAINST_TIME_FAR_APART(
        HistoryRule.REAL_TIME_ORDER,
        d -> {
          d.times("a0", 100, 110);
          d.times("a3", 90, 95);
        }),
    TWO_BATCHES_HAVE_ONE_NUMBER(
        HistoryRule.REAL_TIME_ORDER, d -> d.change("a3", b -> with(b, b.batch(), 2))),
    A_NUMBER_IS_MISSING(
        HistoryRule.DELIVERY_ORDER, d -> d.change("a3", b -> with(b, b.batch(), 7))),
    NUMBERS_BEGIN_LATER(
        HistoryRule.DELIVERY_ORDER, d -> d.change("b0", b -> with(b, b.batch(), 1))),
    FIRST_DELIVERIES_ARE_NOT_IN_ORDER(
        HistoryRule.DELIVERY_ORDER, d -> d.deliveries.add(0, d.take("a1", "x"))),
    ORDER_IS_LOST_OVER_A_RESTART(
        HistoryRule.DELIVERY_ORDER,
        d -> {
          SeenDelivery moved = d.take("a1", "y");
          d.deliveries.add(new SeenDelivery("y", 9, moved.at(), moved.batch().again()));
        }),
    REDELIVERIES_ARE_NOT_IN_ORDER(
        HistoryRule.DELIVERY_ORDER,
        d -> {
          d.again("a2", "x", 5);
          d.again("a1", "x", 5);
        }),
    A_BATCH_COMES_TWICE_IN_ONE_RUN(HistoryRule.DELIVERY_ORDER, d -> d.again("a3", "x", 1)),
    A_LATE_BATCH_IS_NOT_LATE(HistoryRule.DELIVERY_ORDER, d -> d.change("a2", b -> late(b, false))),
    A_BATCH_IN_TIME_IS_LATE(HistoryRule.DELIVERY_ORDER, d -> d.change("a3", b -> late(b, true))),
    A_REDELIVERY_HAS_ANOTHER_NUMBER(
        HistoryRule.SAME_REDELIVERY, d -> d.change("a1", "x", 2, b -> with(b, b.batch(), 12))),
    A_REDELIVERY_HAS_OTHER_EVENTS(
        HistoryRule.SAME_REDELIVERY,
        d ->
            d.change(
                "a1",
                "x",
                2,
                b -> with(b, EventBatch.of("service", b.batch().events().get(0)), b.sequence()))),
    A_REDELIVERY_CHANGES_LATENESS(
        HistoryRule.SAME_REDELIVERY, d -> d.change("a1", "x", 2, b -> late(b, true))),
    A_REDELIVERY_WAS_RECEIVED_LATER(
        HistoryRule.SAME_REDELIVERY,
        d ->
            d.change(
                "a1",
                "x",
                2,
                b ->
                    new DeliveredBatch(
                        b.conversation(),
                        b.vendorCallKey(),
                        b.providerName(),
                        b.batch(),
                        b.receivedAt().plusMillis(1),
                        b.sequence(),
                        b.late(),
                        true))),
    A_REDELIVERY_DOES_NOT_SAY_SO(
        HistoryRule.SAME_REDELIVERY,
        d ->
            d.change(
                "a1",
                "x",
                2,
                b ->
                    new DeliveredBatch(
                        b.conversation(),
                        b.vendorCallKey(),
                        b.providerName(),
                        b.batch(),
                        b.receivedAt(),
                        b.sequence(),
                        b.late(),
                        false))),
    SUBSCRIBERS_GET_DIFFERENT_NUMBERS(
        HistoryRule.SAME_REDELIVERY, d -> d.change("a3", "y", 1, b -> with(b, b.batch(), 4))),
    A_REGISTERED_LEG_IS_A_CALL_OF_ITS_OWN(
        HistoryRule.FIRST_KEY,
        d -> d.change("leg0", b -> in(b, new ConversationId(CENTER, b.vendorCallKey())))),
    A_LEG_OF_A_LEG_IS_A_CALL_OF_ITS_OWN(
        HistoryRule.FIRST_KEY,
        d -> d.change("leaf0", b -> in(b, new ConversationId(CENTER, new VendorCallKey("leg"))))),
    A_REFUSED_LEG_IS_LINKED(
        HistoryRule.FIRST_KEY,
        d -> d.change("b0", b -> in(b, new ConversationId(CENTER, new VendorCallKey("a"))))),
    A_TOKEN_IS_ACCEPTED_TWICE(
        HistoryRule.TOKEN_ONCE,
        d -> {
          d.jti("a0", "one");
          d.jti("a3", "one");
        }),
    A_TOKEN_IS_ACCEPTED_AGAIN_WITHOUT_AN_ANSWER(
        HistoryRule.TOKEN_ONCE,
        d -> {
          d.jti("a0", "one");
          d.jti("u0", "one");
        }),
    A_BATCH_WITHOUT_AN_ANSWER_REACHES_ONE_SUBSCRIBER(
        HistoryRule.NONE_OR_WHOLE, d -> d.take("u0", "x")),
    A_BATCH_WITHOUT_AN_ANSWER_COMES_IN_PART(
        HistoryRule.NONE_OR_WHOLE,
        d ->
            d.change(
                "u0",
                b -> with(b, EventBatch.of("service", b.batch().events().get(0)), b.sequence())));

    final HistoryRule rule;

    @SuppressWarnings("ImmutableEnumChecker") // No lambda keeps a state.
    final Consumer<Draft> change;

    WrongHistory(HistoryRule rule, Consumer<Draft> change) {
      this.rule = rule;
      this.change = change;
    }
  }

  @Test
  void aRightHistoryHasNoFaults() {
    assertEquals(List.of(), HistoryChecker.of().check(new Draft().history()));
  }

  @ParameterizedTest
  @EnumSource(WrongHistory.class)
  void aWrongHistoryIsFoundByItsRule(WrongHistory wrong) {
    Draft draft = new Draft();
    wrong.change.accept(draft);
    List<HistoryFault> faults = HistoryChecker.of().check(draft.history());
    assertTrue(faults.stream().anyMatch(f -> f.rule() == wrong.rule), faults::toString);
  }

  @Test
  void everyRuleIsTried() {
    assertEquals(
        Set.of(HistoryRule.values()),
        Arrays.stream(WrongHistory.values()).map(w -> w.rule).collect(Collectors.toSet()));
  }

  @Test
  void gapsAndRepetitionsAreFineWhereTheyAreNotExcluded() {
    Draft draft = new Draft();
    draft.change("u0", b -> with(b, b.batch(), 9));
    draft.again("u0", "x", 1);
    assertEquals(List.of(), HistoryChecker.of(false, false).check(draft.history()));
  }

  @Test
  void requestsThatRanAtTheSameTimeMayHaveAnyOrder() {
    Draft draft = new Draft();
    draft.times("a1", 90, 110);
    draft.times("a2", 91, 95);
    draft.times("a0", 92, 120);
    assertEquals(List.of(), HistoryChecker.of().check(draft.history()));
  }

  @Test
  void aLegThatIsBeingRegisteredMayBeEither() {
    for (String first : List.of("a", "leg")) {
      Draft draft = new Draft();
      draft.calls.removeIf(c -> c.key().value().equals("leaf"));
      draft.calls.replaceAll(
          c ->
              new RegisteredCall(
                  c.callCenter(),
                  c.key(),
                  c.parent(),
                  c.voiceCallId(),
                  c.jti(),
                  1,
                  1000,
                  c.outcome()));
      draft.change(
          "leg0",
          b ->
              first.equals("a")
                  ? b
                  : with(
                      in(b, new ConversationId(CENTER, new VendorCallKey("leg"))), b.batch(), 0));
      draft.deliveries.removeIf(named("leaf0"));
      draft.posts.removeIf(p -> p.name().equals("leaf0"));
      draft.change("u0", b -> with(b, b.batch(), first.equals("a") ? 5 : 4));
      assertEquals(List.of(), HistoryChecker.of().check(draft.history()), first);
    }
  }

  @Test
  void aBatchWithoutAnAnswerMayBeNowhere() {
    Draft draft = new Draft();
    draft.deliveries.removeIf(named("u0"));
    assertEquals(List.of(), HistoryChecker.of().check(draft.history()));
  }

  @Test
  void theRecorderRecordsWhatTheCheckerNeeds() {
    HistoryRecorder recorder = new HistoryRecorder("x");
    EventBatch batch = EventBatch.of("service", CategoryEvent.of("v", 1));
    HistoryRecorder.Operation call =
        recorder.register(CENTER, new VendorCallKey("a"), Optional.empty(), Optional.of("j0"));
    call.registered("0LQ000000000001AAA");
    HistoryRecorder.Operation post =
        recorder.post(CENTER, new VendorCallKey("a"), batch, Optional.of("j"));
    recorder.post(
        CENTER,
        new VendorCallKey("a"),
        EventBatch.of("s", CategoryEvent.of("w", 1)),
        Optional.empty());
    post.end(OperationOutcome.ACCEPTED);
    assertTrue(
        HistoryChecker.of().check(recorder.history()).stream()
            .anyMatch(f -> f.rule() == HistoryRule.DELIVERED_AT_LEAST_ONCE));
    recorder.delivered(
        "x",
        1,
        new DeliveredBatch(
            new ConversationId(CENTER, new VendorCallKey("a")),
            new VendorCallKey("a"),
            Optional.empty(),
            batch,
            Instant.EPOCH,
            0,
            false));
    History history = recorder.history();
    assertEquals(List.of(), HistoryChecker.of().check(history));
    assertEquals(OperationOutcome.UNKNOWN, history.posts().get(1).outcome());
    assertEquals(Long.MAX_VALUE, history.posts().get(1).end());
    assertEquals(Optional.of("0LQ000000000001AAA"), history.registrations().get(0).voiceCallId());
  }

  private static Predicate<SeenDelivery> named(String name) {
    return delivery -> delivery.name().equals(name);
  }

  private static DeliveredBatch with(DeliveredBatch b, EventBatch batch, long sequence) {
    return new DeliveredBatch(
        b.conversation(),
        b.vendorCallKey(),
        b.providerName(),
        batch,
        b.receivedAt(),
        sequence,
        b.late(),
        b.redelivered());
  }

  private static DeliveredBatch late(DeliveredBatch b, boolean late) {
    return new DeliveredBatch(
        b.conversation(),
        b.vendorCallKey(),
        b.providerName(),
        b.batch(),
        b.receivedAt(),
        b.sequence(),
        late,
        b.redelivered());
  }

  private static DeliveredBatch in(DeliveredBatch b, ConversationId id) {
    return new DeliveredBatch(
        id,
        b.vendorCallKey(),
        b.providerName(),
        b.batch(),
        b.receivedAt(),
        b.sequence(),
        b.late(),
        b.redelivered());
  }

  private static DeliveredBatch cameInUnder(DeliveredBatch b, String key) {
    return new DeliveredBatch(
        b.conversation(),
        new VendorCallKey(key),
        b.providerName(),
        b.batch(),
        b.receivedAt(),
        b.sequence(),
        b.late(),
        b.redelivered());
  }

  /** A right history with a restart in it, to be made wrong. */
  private static final class Draft {
    final List<PostedBatch> posts = new ArrayList<>();
    final List<RegisteredCall> calls = new ArrayList<>();
    final List<SeenDelivery> deliveries = new ArrayList<>();

    Draft() {
      call("leg", "a", 1, 5, OperationOutcome.ACCEPTED, "0LQ000000000001AAA");
      call("leaf", "0LQ000000000001AAA", 6, 9, OperationOutcome.ACCEPTED, "0LQ000000000002AAA");
      call("b", "a", 1, 5, OperationOutcome.REFUSED, null);
      batch("a0", "a", "a", 0, 100, false, OperationOutcome.ACCEPTED);
      batch("a1", "a", "a", 1, 200, false, OperationOutcome.ACCEPTED);
      batch("a2", "a", "a", 2, 150, true, OperationOutcome.ACCEPTED);
      batch("a3", "a", "a", 3, 200, false, OperationOutcome.ACCEPTED);
      batch("b0", "b", "b", 0, 1, false, OperationOutcome.ACCEPTED);
      batch("leg0", "leg", "a", 4, 300, false, OperationOutcome.ACCEPTED);
      batch("leaf0", "leaf", "a", 5, 300, false, OperationOutcome.ACCEPTED);
      batch("u0", "a", "a", 6, 300, false, OperationOutcome.UNKNOWN);
      // The server was killed after x had the last batches and before it had noted that.
      again("a1", "x", 2);
      again("a2", "x", 2);
      deliveries.removeIf(d -> d.subscriber().equals("y") && d.name().equals("u0"));
      SeenDelivery u = deliveries.stream().filter(named("u0")).findFirst().orElseThrow();
      deliveries.add(new SeenDelivery("y", 2, 800, u.batch().again()));
    }

    private void call(
        String key, String parent, long begin, long end, OperationOutcome outcome, String id) {
      calls.add(
          new RegisteredCall(
              CENTER,
              new VendorCallKey(key),
              Optional.of(parent),
              Optional.ofNullable(id),
              Optional.empty(),
              begin,
              end,
              outcome));
    }

    private void batch(
        String name,
        String key,
        String first,
        long sequence,
        long start,
        boolean late,
        OperationOutcome outcome) {
      EventBatch batch =
          EventBatch.of(
              "service", CategoryEvent.of(name, start), CategoryEvent.of("second", start));
      long begin = 100 + 10L * posts.size();
      posts.add(
          new PostedBatch(
              CENTER,
              new VendorCallKey(key),
              batch,
              Optional.of("jti-" + name),
              begin,
              outcome == OperationOutcome.UNKNOWN ? Long.MAX_VALUE : begin + 5,
              outcome));
      for (String subscriber : List.of("x", "y")) {
        deliveries.add(
            new SeenDelivery(
                subscriber,
                1,
                500 + sequence,
                new DeliveredBatch(
                    new ConversationId(CENTER, new VendorCallKey(first)),
                    new VendorCallKey(key),
                    Optional.empty(),
                    batch,
                    Instant.ofEpochMilli(7),
                    sequence,
                    late)));
      }
    }

    History history() {
      return new History(posts, calls, deliveries, Set.of("x", "y"));
    }

    void change(String name, UnaryOperator<DeliveredBatch> how) {
      deliveries.replaceAll(
          d ->
              d.name().equals(name)
                  ? new SeenDelivery(d.subscriber(), d.run(), d.at(), how.apply(d.batch()))
                  : d);
    }

    void change(String name, String subscriber, int run, UnaryOperator<DeliveredBatch> how) {
      deliveries.replaceAll(
          d ->
              d.name().equals(name) && d.subscriber().equals(subscriber) && d.run() == run
                  ? new SeenDelivery(d.subscriber(), d.run(), d.at(), how.apply(d.batch()))
                  : d);
    }

    SeenDelivery take(String name, String subscriber) {
      SeenDelivery found =
          deliveries.stream()
              .filter(d -> d.name().equals(name) && d.subscriber().equals(subscriber))
              .findFirst()
              .orElseThrow();
      deliveries.removeIf(d -> d.name().equals(name) && d.subscriber().equals(subscriber));
      return found;
    }

    void again(String name, String subscriber, int run) {
      SeenDelivery first =
          deliveries.stream()
              .filter(d -> d.name().equals(name) && d.subscriber().equals(subscriber))
              .findFirst()
              .orElseThrow();
      deliveries.add(new SeenDelivery(subscriber, run, first.at(), first.batch().again()));
    }

    void outcome(String name, OperationOutcome outcome) {
      posts.replaceAll(
          p ->
              p.name().equals(name)
                  ? new PostedBatch(
                      p.callCenter(), p.key(), p.batch(), p.jti(), p.begin(), p.end(), outcome)
                  : p);
    }

    void times(String name, long begin, long end) {
      posts.replaceAll(
          p ->
              p.name().equals(name)
                  ? new PostedBatch(
                      p.callCenter(), p.key(), p.batch(), p.jti(), begin, end, p.outcome())
                  : p);
    }

    void jti(String name, String jti) {
      posts.replaceAll(
          p ->
              p.name().equals(name)
                  ? new PostedBatch(
                      p.callCenter(),
                      p.key(),
                      p.batch(),
                      Optional.of(jti),
                      p.begin(),
                      p.end(),
                      p.outcome())
                  : p);
    }
  }
}
