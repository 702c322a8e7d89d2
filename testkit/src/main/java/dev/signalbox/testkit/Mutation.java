package dev.signalbox.testkit;

import dev.signalbox.core.Clause;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One way in which a batch can break one clause at one place. {@link #all()} has them all.
 *
 * <p>A batch that has the flaw is otherwise valid, so a receiver answers with exactly one
 * violation.
 *
 * @since 0.2.0
 */
public final class Mutation {
  enum Target {
    BATCH,
    EVENT,
    CATEGORY,
    SENTIMENT
  }

  private static final List<Mutation> ALL = MutationCatalog.all();

  private final String name;
  private final Set<Clause> clauses;
  private final Clause clause;
  private final Target target;
  private final String place;
  private final boolean inXml;
  private final UnaryOperator<JsonDocument> change;

  Mutation(
      Clause clause,
      Set<Clause> clauses,
      String name,
      Target target,
      String place,
      boolean inXml,
      UnaryOperator<JsonDocument> change) {
    this.clause = clause;
    this.clauses = clauses;
    this.name = name;
    this.target = target;
    this.place = place;
    this.inXml = inXml;
    this.change = change;
  }

  /**
   * A batch with a flaw.
   *
   * @param mutation which
   * @param document the batch
   * @param pointer where the flaw is: a JSON Pointer
   */
  public record Mutated(Mutation mutation, JsonDocument.Obj document, String pointer) {}

  /**
   * All flaws that a document which can be read may have.
   *
   * @return one hundred or so, in the order of the clauses
   */
  public static List<Mutation> all() {
    return ALL;
  }

  /**
   * What is wrong, in a few words.
   *
   * @return lower-case words joined by hyphens, unique within the clause
   */
  public String name() {
    return name;
  }

  /**
   * What is wrong, in words that go on a sentence.
   *
   * @return such as {@code an event whose startTime is a string}
   */
  public String description() {
    return MutationTitles.of(name, place, target);
  }

  /**
   * Whether the batch itself has the flaw, and not one of its events.
   *
   * @return false for flaws of events
   */
  public boolean inBatch() {
    return target == Target.BATCH;
  }

  /**
   * The clause that is broken.
   *
   * @return the clause
   */
  public Clause clause() {
    return clause;
  }

  /**
   * The clauses under which the flaw may be reported: more than one where the contract leaves it
   * open.
   *
   * @return at least {@link #clause()}
   */
  public Set<Clause> clauses() {
    return clauses;
  }

  /**
   * Whether XML can have the flaw too. It has no types and no null.
   *
   * @return false for what only JSON can say
   */
  public boolean inXml() {
    return inXml;
  }

  /**
   * BatchGenerators with this flaw.
   *
   * @return a generator
   */
  public Generator<Mutated> batches() {
    return batches(BatchGenerators.valid());
  }

  /**
   * BatchGenerators with this flaw.
   *
   * @param valid makes the batches to spoil
   * @return a generator
   */
  public Generator<Mutated> batches(Generator<JsonDocument.Obj> valid) {
    return Generator.drawing(
        choices -> {
          JsonDocument.Obj batch = valid.from(choices);
          if (target == Target.BATCH) {
            return new Mutated(this, (JsonDocument.Obj) change.apply(batch), place);
          }
          JsonDocument.Arr events = (JsonDocument.Arr) batch.get("events").orElseThrow();
          int index = choices.below(events.elements().size());
          return new Mutated(this, batch.with("events", spoil(events, index)), pointer(index));
        });
  }

  /**
   * BatchGenerators with a flaw in several events, each found on its own (VAL-1).
   *
   * @param flaws which to choose from
   * @param max the most flaws, 2 or more
   * @return a generator of the flaws of one batch: all have the same document
   */
  public static Generator<List<Mutated>> several(List<Mutation> flaws, int max) {
    return several(flaws, max, BatchGenerators.valid(max, max));
  }

  /**
   * The same in a batch whose events are alike, one second after the other.
   *
   * @param flaws which to choose from
   * @param max the most flaws, 2 or more
   * @param batch a valid batch with one event
   * @return a generator of the flaws of one batch: all have the same document
   */
  public static Generator<List<Mutated>> several(
      List<Mutation> flaws, int max, JsonDocument.Obj batch) {
    JsonDocument.Obj event =
        (JsonDocument.Obj) ((JsonDocument.Arr) batch.get("events").orElseThrow()).elements().get(0);
    long start = Long.parseLong(event.get("startTime").orElseThrow().json());
    JsonDocument[] events = new JsonDocument[max];
    for (int i = 0; i < max; i++) {
      events[i] = event.with("startTime", JsonDocument.lit(start + i * 1000L));
    }
    return several(flaws, max, Generator.constant(batch.with("events", JsonDocument.arr(events))));
  }

  private static Generator<List<Mutated>> several(
      List<Mutation> flaws, int max, Generator<JsonDocument.Obj> batches) {
    List<Mutation> inEvents = flaws.stream().filter(flaw -> flaw.target != Target.BATCH).toList();
    return Generator.drawing(
        choices -> {
          JsonDocument.Obj batch = batches.from(choices);
          JsonDocument.Arr events = (JsonDocument.Arr) batch.get("events").orElseThrow();
          int count = 2 + choices.below(max - 1);
          List<Mutation> chosen = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            Mutation flaw = Generator.of(inEvents).from(choices);
            events = flaw.spoil(events, i);
            chosen.add(flaw);
          }
          JsonDocument.Obj spoiled = batch.with("events", events);
          List<Mutated> all = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            all.add(new Mutated(chosen.get(i), spoiled, chosen.get(i).pointer(i)));
          }
          return List.copyOf(all);
        });
  }

  /** The flaw in one event of a valid batch, and where that is. */
  private JsonDocument.Arr spoil(JsonDocument.Arr events, int index) {
    return events.with(index, event -> change.apply(prepared((JsonDocument.Obj) event)));
  }

  private String pointer(int index) {
    return "/events/" + index + place;
  }

  /**
   * Whether only a sentiment can have the flaw, which profile v58 does not know (BODY-2).
   *
   * @return whether a batch with the flaw has a sentiment
   */
  public boolean needsSentiment() {
    return target == Target.SENTIMENT;
  }

  /** An event that has nothing but what the flaw needs to be the only one. */
  private JsonDocument.Obj prepared(JsonDocument.Obj event) {
    JsonDocument start = event.get("startTime").orElseThrow();
    if (target == Target.EVENT) {
      return event.without("endTime");
    }
    JsonDocument.Obj plain =
        target == Target.CATEGORY ? BatchGenerators.category(0) : BatchGenerators.sentiment(0);
    return plain.with("startTime", start);
  }

  @Override
  public String toString() {
    return clause + " " + name;
  }
}
