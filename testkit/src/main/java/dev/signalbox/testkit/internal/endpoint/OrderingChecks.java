package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.BodyChecks.withEvents;
import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;
import static dev.signalbox.testkit.internal.endpoint.Expectation.status;

import dev.signalbox.core.Clause;
import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.Generator;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.Mutation;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.ProblemBody;
import dev.signalbox.testkit.internal.http.ProblemBody.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The order of events within a batch, and the completeness of what is said about a batch. */
public final class OrderingChecks extends CheckSection<EndpointProber> {
  public OrderingChecks() {
    super("ordering");
    check(
        "EVT-4/equal-times",
        "equal start times are in order",
        p -> p.expect(p.batch(events(5, 5, 5)), accepted()));
    check(
        "EVT-4/ascending",
        "ascending start times are taken",
        p ->
            p.forAll(
                Generator.longs(0, 1_000_000)
                    .list(1, 30)
                    .map(times -> times.stream().sorted().mapToLong(t -> t).toArray()),
                times -> p.batch(events(times)),
                times -> accepted()));
    check(
        "EVT-4/descending",
        "a batch with an event earlier than its predecessor gets 400",
        p -> p.expect(p.batch(events(2, 1)), unsorted(p, 1)));
    check(
        "EVT-4/one-millisecond",
        "a difference of one millisecond counts",
        p -> p.expect(p.batch(events(1767607200001L, 1767607200000L)), unsorted(p, 1)));
    check(
        "EVT-4/wide",
        "differences of more than 32 bits are compared rightly",
        p -> {
          p.expect(p.batch(events(Long.MAX_VALUE, 0)), unsorted(p, 1));
          p.expect(p.batch(events(4294967296L, 1)), unsorted(p, 1));
          p.expect(p.batch(events(0, Long.MAX_VALUE)), accepted());
        });
    check(
        "EVT-4/last",
        "the last event is compared too",
        p -> p.expect(p.batch(events(1, 2, 3, 2)), unsorted(p, 3)));
    check(
        "EVT-4/predecessor",
        "events are compared with their predecessors, not with the greatest so far",
        p -> p.expect(p.batch(events(5, 1, 2)), unsorted(p, 1)));
    check(
        "EVT-4/several",
        "each event that is earlier than its predecessor is a violation",
        p -> p.expect(p.batch(events(9, 5, 7, 3)), unsorted(p, 1, 3)));
    check(
        "EVT-4/any",
        "whatever the start times, exactly the descents are violations",
        p ->
            p.forAll(
                Generator.longs(0, 20)
                    .list(2, 12)
                    .map(times -> times.stream().mapToLong(t -> t).toArray()),
                times -> p.batch(events(times)),
                times -> {
                  int[] descents =
                      IntStream.range(1, times.length)
                          .filter(i -> times[i] < times[i - 1])
                          .toArray();
                  return descents.length == 0 ? accepted() : unsorted(p, descents);
                }));
    ours(
        "EVT-4/invalid-skipped",
        "an event without a valid start time is left out of the comparison",
        p -> {
          JsonDocument.Obj bad =
              BatchGenerators.category(0).with("startTime", JsonDocument.str("3"));
          p.expect(
              p.batch(withEvents(BatchGenerators.category(5), bad, BatchGenerators.category(6))),
              violations(p, "EVT-3 /events/1/startTime"));
          p.expect(
              p.batch(withEvents(BatchGenerators.category(5), bad, BatchGenerators.category(4))),
              violations(p, "EVT-3 /events/1/startTime", "EVT-4 /events/2/startTime"));
        });
    completeness();
  }

  private void completeness() {
    check(
        "VAL-1/several",
        "violations of several events are all reported at once",
        p ->
            p.forAll(
                Mutation.several(flaws(p), 5)
                    .map(
                        flaws ->
                            p.profile() == Profile.V67
                                ? flaws
                                : flaws.stream()
                                    .map(
                                        f ->
                                            new Mutation.Mutated(
                                                f.flaw(), v58(f.document()), f.pointer()))
                                    .toList()),
                flaws -> p.batch(flaws.get(0).document()),
                OrderingChecks::all));
    check(
        "VAL-1/every-level",
        "violations of batch, events and details are reported together",
        p ->
            p.expect(
                p.batch(
                    withEvents(
                            BatchGenerators.category(5).without("type"),
                            BatchGenerators.category(4)
                                .with("score", JsonDocument.lit("-1"))
                                .with(
                                    "details",
                                    JsonDocument.obj()
                                        .with("BeginOffsetMillis", JsonDocument.lit(-1))))
                        .without("service")
                        .with("persist", JsonDocument.str("no"))),
                violations(
                    p,
                    "BODY-1 /service",
                    "BODY-6 /persist",
                    "EVT-1 /events/0/type",
                    "EVT-4 /events/1/startTime",
                    "EVT-6 /events/1/score",
                    "EVT-7 /events/1/details/BeginOffsetMillis")));
    check(
        "VAL-1/within-one-event",
        "an event without anything in it breaks three clauses",
        p ->
            p.expect(
                p.batch(withEvents(JsonDocument.obj())),
                violations(
                    p,
                    "EVT-1 /events/0/type",
                    "EVT-2 /events/0/value",
                    "EVT-3 /events/0/startTime")));
    check(
        "VAL-1/first-hundred",
        "of many violations the first 100 are reported",
        p -> {
          JsonDocument bad = BatchGenerators.category(1).without("value");
          List<JsonDocument> events = new ArrayList<>();
          Set<String> expected = new TreeSet<>();
          for (int i = 0; i < 150; i++) {
            events.add(bad);
            if (i < 100) {
              expected.add("EVT-2 /events/" + i + "/value");
            }
          }
          p.expect(
              p.batch(BatchGenerators.smallest().with("events", new JsonDocument.Arr(events))),
              violations(p, expected));
        });
    check(
        "VAL-1/calls",
        "violations of a voice call's record are reported together",
        p ->
            p.expect(
                p.json(ContractPaths.CALLS, JsonDocument.obj()),
                violations(p, "CALL-1 /vendorCallKey", "CALL-1 /initiationMethod")));
  }

  private static List<Mutation> flaws(EndpointProber p) {
    return Mutation.all().stream()
        .filter(flaw -> p.profile() == Profile.V67 || !flaw.needsSentiment())
        .toList();
  }

  private static JsonDocument.Obj v58(JsonDocument.Obj batch) {
    return batch.with("service", JsonDocument.str("AmazonConnectContactLens"));
  }

  private static Expectation all(List<Mutation.Mutated> flaws) {
    String text =
        flaws.stream()
            .map(f -> f.flaw().clause() + " at " + f.pointer())
            .collect(Collectors.joining(", "));
    return status(400)
        .and(
            "all of " + text,
            answer -> {
              List<Item> errors = ProblemBody.of(answer).map(ProblemBody::errors).orElse(List.of());
              return flaws.stream()
                  .allMatch(
                      flaw ->
                          errors.stream()
                              .anyMatch(
                                  e ->
                                      e.pointer().equals(flaw.pointer())
                                          && flaw.flaw().clauses().stream()
                                              .anyMatch(c -> c.id().equals(e.clause()))));
            });
  }

  private static JsonDocument.Obj events(long... times) {
    JsonDocument[] events = new JsonDocument[times.length];
    for (int i = 0; i < times.length; i++) {
      events[i] = BatchGenerators.category(times[i]);
    }
    return withEvents(events);
  }

  /** An operator may have chosen to have batches sorted; then there is nothing to refuse. */
  private static Expectation unsorted(EndpointProber p, int... places) {
    Expectation refused = status(400);
    if (!p.ours()) {
      return refused;
    }
    return violations(
        p,
        IntStream.of(places)
            .mapToObj(i -> Clause.EVT_4 + " /events/" + i + "/startTime")
            .collect(Collectors.toSet()));
  }

  private static Expectation violations(EndpointProber p, String... expected) {
    return violations(p, Set.of(expected));
  }

  public static Expectation violations(EndpointProber p, Set<String> expected) {
    if (!p.ours()) {
      return status(400);
    }
    return status(400)
        .and(
            "exactly the violations " + new TreeSet<>(expected),
            answer -> {
              List<Item> errors = ProblemBody.of(answer).map(ProblemBody::errors).orElse(List.of());
              return errors.size() == expected.size()
                  && errors.stream()
                      .map(e -> e.clause() + " " + e.pointer())
                      .collect(Collectors.toSet())
                      .equals(expected);
            });
  }
}
