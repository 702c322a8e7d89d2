package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Clause;
import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.Generator;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.Mutation;
import dev.signalbox.testkit.internal.check.CheckFailedException;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.endpoint.EndpointProber.Expected;
import dev.signalbox.testkit.internal.http.ContractPaths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The order of events within a batch, and the completeness of what is said about a batch. */
public final class OrderingChecks extends CheckSection<EndpointProber> {
  private static final long TIME = EndpointProber.TIME;

  public OrderingChecks() {
    super("ordering");
    taken("equal-times", "takes equal start times", TIME, TIME, TIME);
    check(
        "EVT-4/ascending",
        "takes ascending start times",
        p ->
            p.forAllTaken(
                Generator.longs(0, 1_000_000)
                    .list(1, 30)
                    .map(times -> times.stream().sorted().mapToLong(t -> TIME + t).toArray())
                    .map(times -> events(p, times)),
                p::batch));
    refused("descending", "rejects an event earlier than its predecessor (400)", 2000, 1000);
    refused("one-millisecond", "rejects an event one millisecond too early (400)", 1, 0);
    check(
        "EVT-4/wide",
        "compares start times that differ by more than 32 bits",
        p -> {
          p.expectTaken(events(p, TIME));
          p.expectTaken(events(p, TIME + 4294967296L));
          unsorted(p, TIME + 4294967296L, TIME);
          unsorted(p, TIME + 4294967296L, TIME + 1);
          p.expectTaken(events(p, Long.MAX_VALUE));
          p.expectTaken(events(p, 0));
          unsorted(p, Long.MAX_VALUE, 0);
          // Floating point does not tell these apart.
          unsorted(p, Long.MAX_VALUE, Long.MAX_VALUE - 1);
          p.expectTaken(events(p, 0, Long.MAX_VALUE));
        });
    refused("last", "compares the last event too", 1, 2, 3, 2);
    refused(
        "predecessor", "compares an event with its predecessor, not the greatest so far", 5, 1, 2);
    refused("several", "reports each event that is earlier than its predecessor", 9, 5, 7, 3);
    check(
        "EVT-4/any",
        "reports exactly the events that are earlier than their predecessors",
        p ->
            p.forAll(
                Generator.longs(0, 20)
                    .list(2, 12)
                    .map(times -> times.stream().mapToLong(t -> TIME + t).toArray()),
                times -> {
                  if (descents(times).length > 0) {
                    unsorted(p, times);
                  } else {
                    p.expectTaken(events(p, times));
                  }
                }));
    ours(
        "EVT-4/invalid-skipped",
        "leaves an event without a valid start time out of the comparison",
        p -> {
          p.needs(Control.SEVERAL);
          JsonDocument.Obj good = BatchGenerators.category(TIME + 5);
          JsonDocument.Obj bad = good.with("startTime", JsonDocument.str("3"));
          Expected badTime =
              Expected.of(Clause.EVT_3, "/events/1/startTime", p.withEvents(good, bad));
          violations(p, p.withEvents(good, bad, BatchGenerators.category(TIME + 6)), badTime);
          violations(
              p,
              p.withEvents(good, bad, BatchGenerators.category(TIME + 4)),
              badTime,
              Expected.of(
                  Clause.EVT_4, "/events/2/startTime", events(p, TIME + 5, TIME + 5, TIME + 4)));
        });
    completeness();
  }

  private void taken(String name, String title, long... times) {
    check("EVT-4/" + name, title, p -> p.expectTaken(events(p, times)));
  }

  private void refused(String name, String title, long... offsets) {
    check(
        "EVT-4/" + name,
        title,
        p -> unsorted(p, Arrays.stream(offsets).map(t -> TIME + t).toArray()));
  }

  private void completeness() {
    check(
        "VAL-1/several",
        "reports the violations of several events at once",
        p -> {
          p.needs(Control.SEVERAL);
          Generator<List<Mutation.Mutated>> several =
              Mutation.several(flaws(p), 5, p.withEvents(BatchGenerators.category(TIME)));
          p.forAll(
              several,
              flaws ->
                  p.expectViolations(
                      p.batch(flaws.get(0).document()),
                      flaws.stream().map(flaw -> expected(p, flaw)).toList(),
                      false,
                      p::batch));
        });
    check(
        "VAL-1/every-level",
        "reports violations of batch, events and details together",
        p -> {
          p.needs(Control.SEVERAL, Control.DETAILS);
          JsonDocument.Obj first = BatchGenerators.category(TIME + 5);
          JsonDocument.Obj second = BatchGenerators.category(TIME + 4);
          JsonDocument.Obj earlier = BatchGenerators.category(TIME + 3);
          JsonDocument negative = JsonDocument.lit(-1);
          JsonDocument.Obj details =
              JsonDocument.obj()
                  .with("BeginOffsetMillis", negative)
                  .with("EndOffsetMillis", JsonDocument.lit(1));
          JsonDocument no = JsonDocument.str("no");
          violations(
              p,
              p.withEvents(
                      first.without("type"),
                      second.with("score", negative).with("details", details))
                  .without("service")
                  .with("persist", no),
              Expected.of(Clause.BODY_1, "/service", p.smallest().without("service")),
              Expected.of(Clause.BODY_6, "/persist", p.smallest().with("persist", no)),
              Expected.of(Clause.EVT_1, "/events/0/type", p.withEvents(first.without("type"))),
              Expected.of(Clause.EVT_4, "/events/1/startTime", p.withEvents(first, second)),
              Expected.of(
                  Clause.EVT_6,
                  "/events/1/score",
                  p.withEvents(earlier, second.with("score", negative))),
              Expected.of(
                  Clause.EVT_7,
                  "/events/1/details/BeginOffsetMillis",
                  p.withEvents(earlier, second.with("details", details))));
        });
    check(
        "VAL-1/within-one-event",
        "reports the three violations of an event without anything in it",
        p -> {
          JsonDocument.Obj event = BatchGenerators.category(TIME);
          violations(
              p,
              p.withEvents(JsonDocument.obj()),
              Expected.of(Clause.EVT_1, "/events/0/type", p.withEvents(event.without("type"))),
              Expected.of(Clause.EVT_2, "/events/0/value", p.withEvents(event.without("value"))),
              Expected.of(
                  Clause.EVT_3, "/events/0/startTime", p.withEvents(event.without("startTime"))));
        });
    check(
        "VAL-1/first-hundred",
        "reports the first 100 of 150 violations",
        p -> {
          p.needs(Control.SEVERAL, Control.MANY);
          JsonDocument.Obj bad = BatchGenerators.category(TIME).without("value");
          JsonDocument[] events = new JsonDocument[150];
          Arrays.setAll(events, i -> bad.with("startTime", JsonDocument.lit(TIME + i)));
          List<Expected> expected = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            expected.add(
                new Expected(
                    Set.of(Clause.EVT_2),
                    "/events/" + i + "/value",
                    p.withEvents(bad),
                    "/events/0/value",
                    () -> Clause.EVT_2));
          }
          p.expectViolations(p.batch(p.withEvents(events)), expected, true, p::batch);
        });
    check(
        "VAL-1/calls",
        "reports the violations of a voice call's record together",
        p -> {
          JsonDocument.Obj key =
              JsonDocument.obj().with("vendorCallKey", JsonDocument.str(p.key()));
          JsonDocument.Obj method =
              JsonDocument.obj().with("initiationMethod", JsonDocument.str("Inbound"));
          p.needs(Control.REGISTERS);
          p.expectViolations(
              p.json(ContractPaths.CALLS, JsonDocument.obj()),
              List.of(
                  Expected.of(Clause.CALL_1, "/vendorCallKey", method),
                  Expected.of(Clause.CALL_1, "/initiationMethod", key)),
              true,
              record -> p.json(ContractPaths.CALLS, record));
        });
  }

  private static Expected expected(EndpointProber p, Mutation.Mutated flaw) {
    JsonDocument.Arr events = (JsonDocument.Arr) flaw.document().get("events").orElseThrow();
    int index = Integer.parseInt(flaw.pointer().split("/", -1)[2]);
    return new Expected(
        flaw.mutation().clauses(),
        flaw.pointer(),
        p.withEvents(events.elements().get(index)),
        flaw.pointer().replaceFirst("/events/\\d+", "/events/0"),
        () -> SharedReading.cause(p, flaw.mutation(), p::batch).orElse(flaw.mutation().clause()));
  }

  private static List<Mutation> flaws(EndpointProber p) {
    return Mutation.all().stream()
        .filter(flaw -> !flaw.needsSentiment() || takesSentiments(p))
        .toList();
  }

  private static boolean takesSentiments(EndpointProber p) {
    return p.profile() == Profile.V67 && p.holds(Control.SENTIMENT);
  }

  private static JsonDocument.Obj events(EndpointProber p, long... times) {
    return p.withEvents(
        Arrays.stream(times).mapToObj(BatchGenerators::category).toArray(JsonDocument[]::new));
  }

  private static int[] descents(long... times) {
    return IntStream.range(1, times.length).filter(i -> times[i] < times[i - 1]).toArray();
  }

  /** Expects the descents of these start times to be reported, and no more. */
  private static void unsorted(EndpointProber p, long... times) {
    try {
      List<Expected> expected =
          IntStream.of(descents(times)).mapToObj(i -> descent(p, i, times)).toList();
      p.expectViolations(p.batch(events(p, times)), expected, true, p::batch);
    } catch (CheckFailedException failed) {
      // Are the start times accepted at all, in their order?
      long[] sorted = times.clone();
      Arrays.sort(sorted);
      p.expectTaken(events(p, sorted));
      throw failed;
    }
  }

  private static Expected descent(EndpointProber p, int i, long... times) {
    return new Expected(
        Set.of(Clause.EVT_4),
        "/events/" + i + "/startTime",
        events(p, times[i - 1], times[i]),
        "/events/1/startTime",
        () -> Clause.EVT_4);
  }

  private static void violations(EndpointProber p, JsonDocument.Obj batch, Expected... expected) {
    p.expectViolations(p.batch(batch), List.of(expected), true, p::batch);
  }
}
