package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.ProblemBody;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How an endpoint answers in general: what it demands, which statuses it uses, what its problems
 * say, and what holds of {@link Control}. Each is found out once, when it is first needed. Checks
 * judge what is their own, and take the rest as it is here.
 */
final class EndpointBaseline {

  private final EndpointRun run;
  private final Map<Control, Boolean> controls = new EnumMap<>(Control.class);
  private final Map<RefusalKind, HttpAnswer> refusals = new EnumMap<>(RefusalKind.class);
  private Set<Demand> demands = EnumSet.noneOf(Demand.class);
  private Optional<Clause> unusable = Optional.empty();
  private Optional<List<Violating>> violating = Optional.empty();
  private Optional<Boolean> problemsInXml = Optional.empty();

  EndpointBaseline(EndpointRun run) {
    this.run = run;
  }

  private EndpointProber prober() {
    return new EndpointProber(run, "baseline");
  }

  // Demands

  /**
   * Finds out what a plain request needs to be accepted.
   *
   * @return the answer to the plain request, or, where that is refused, to the one that has it all
   */
  HttpAnswer findDemands() {
    HttpAnswer plain = prober().sendOnce();
    if (plain.isSuccess()) {
      // With the same token, which is good for many requests.
      HttpAnswer again = prober().sendOnce();
      if (again.is(401)) {
        demands = EnumSet.of(Demand.JTI);
        if (prober().sendOnce().isSuccess()) {
          return again;
        }
        demands = EnumSet.noneOf(Demand.class);
      }
      return plain;
    }
    if (plain.kind() != HttpAnswer.AnswerKind.ANSWERED) {
      return plain;
    }
    for (Set<Demand> left :
        List.of(
            EnumSet.of(Demand.REGISTERED, Demand.ORG_IN_OTHER_FORM, Demand.AUD),
            EnumSet.of(Demand.REGISTERED, Demand.AUD),
            EnumSet.of(Demand.ORG_IN_OTHER_FORM, Demand.AUD),
            EnumSet.of(Demand.REGISTERED, Demand.ORG_IN_OTHER_FORM))) {
      demands = EnumSet.complementOf(EnumSet.copyOf(left));
      if (prober().sendOnce().isSuccess()) {
        reduce();
        return plain;
      }
    }
    demands = EnumSet.noneOf(Demand.class);
    unusable =
        Optional.of(
            ProblemBody.of(plain).map(ProblemBody::errors).orElse(List.of()).stream()
                .flatMap(error -> Clause.byId(error.clause()).stream())
                .findFirst()
                .orElse(Clause.REQ_1));
    return plain;
  }

  /** Leaves out one after the other, as long as the rest is enough. */
  private void reduce() {
    for (Demand demand : EnumSet.copyOf(demands)) {
      Set<Demand> all = demands;
      demands = EnumSet.copyOf(all);
      demands.remove(demand);
      if (!prober().sendOnce().isSuccess()) {
        demands = all;
      }
    }
  }

  boolean demands(Demand demand) {
    return demands.contains(demand);
  }

  Set<Demand> demands() {
    return demands;
  }

  /** The clause because of which no request at all is accepted; empty where one is. */
  Optional<Clause> unusable() {
    return unusable;
  }

  // Controls

  synchronized boolean holds(Control control) {
    Boolean known = controls.get(control);
    if (known == null) {
      known = control.holds(prober());
      controls.put(control, known);
    }
    return known;
  }

  // Statuses

  private synchronized HttpAnswer refusal(RefusalKind kind) {
    HttpAnswer answer = refusals.get(kind);
    if (answer == null) {
      EndpointProber prober = prober();
      answer = prober.send(kind.request(prober));
      refusals.put(kind, answer);
    }
    return answer;
  }

  boolean refuses(RefusalKind kind) {
    return refusal(kind).isRefusal();
  }

  /** Whether the plainest request of a kind is answered as if the endpoint were broken. */
  boolean breaksAt(RefusalKind kind) {
    return refusal(kind).status() >= 500;
  }

  /** The endpoint's status for a kind of refusal: the contract's, or another of 4xx. */
  int usualStatus(RefusalKind kind) {
    HttpAnswer answer = refusal(kind);
    return answer.isRefusal() ? answer.status() : kind.status();
  }

  /**
   * The status that stands for 400 wherever a body is refused; 400 where there is no such custom.
   */
  int statusOfBodies() {
    int batch = usualStatus(RefusalKind.BATCH);
    return batch == usualStatus(RefusalKind.DOCUMENT) || statusesOfViolations() ? batch : 400;
  }

  private boolean statusesOfViolations() {
    int usual = usualStatus(RefusalKind.BATCH);
    return violating().stream().allMatch(v -> v.answer.is(usual));
  }

  // Problems

  /** A batch with one violation, what it should be reported as, and what came. */
  private record Violating(String clause, String pointer, HttpAnswer answer) {
    List<ProblemBody.Item> errors() {
      return ProblemBody.of(answer).map(ProblemBody::errors).orElse(List.of());
    }

    boolean hasClause() {
      return errors().stream().anyMatch(e -> e.clause().equals(clause));
    }

    boolean hasPointer() {
      return errors().stream().anyMatch(e -> e.pointer().equals(pointer));
    }
  }

  private synchronized List<Violating> violating() {
    if (violating.isEmpty()) {
      JsonDocument.Obj event = BatchGenerators.category(EndpointProber.TIME);
      List<Violating> all = new ArrayList<>();
      EndpointProber p = prober();
      all.add(violating("BODY-1", "/service", p.smallest().without("service")));
      all.add(violating("EVT-2", "/events/0/value", p.withEvents(event.without("value"))));
      all.add(violating("EVT-3", "/events/0/startTime", p.withEvents(event.without("startTime"))));
      all.add(violating("EVT-1", "/events/1/type", p.withEvents(event, event.without("type"))));
      violating = Optional.of(all.stream().filter(v -> v.answer.isRefusal()).toList());
    }
    return violating.get();
  }

  /** Whether the errors of a problem in XML can be read as those of one in JSON. */
  synchronized boolean readsProblemsInXml() {
    if (problemsInXml.isEmpty()) {
      EndpointProber p = prober();
      HttpAnswer answer = p.send(p.xmlBatch(p.smallest().without("service")));
      Violating xml = new Violating("BODY-1", "/service", answer);
      problemsInXml =
          Optional.of(
              !answer.isRefusal()
                  || !answer.mediaType().endsWith("xml")
                  || (xml.hasClause() && xml.hasPointer() && xml.errors().size() == 1));
    }
    return problemsInXml.get();
  }

  private Violating violating(String clause, String pointer, JsonDocument.Obj document) {
    EndpointProber p = prober();
    return new Violating(clause, pointer, p.send(p.batch(document)));
  }

  /** Whether problems list errors. */
  boolean listsErrors() {
    return most(v -> !v.errors().isEmpty());
  }

  /**
   * Whether the plainest problem of a kind lists errors, or there is none; else RES-3 judges it.
   */
  boolean listsErrors(RefusalKind kind) {
    HttpAnswer answer = refusal(kind);
    return !answer.isRefusal() || !EndpointProber.errors(answer).isEmpty();
  }

  /** Whether the pointer of what is not in the body is empty, in general. */
  boolean leavesPointersEmpty() {
    return ProblemBody.of(refusal(RefusalKind.TYPE))
        .map(ProblemBody::errors)
        .orElse(List.of())
        .stream()
        .allMatch(error -> error.pointer().isEmpty());
  }

  /** Whether errors name the clause, in general. */
  boolean namesClauses() {
    return most(Violating::hasClause);
  }

  /** Whether errors name the place, in general. */
  boolean namesPlaces() {
    return most(Violating::hasPointer);
  }

  /** Whether one violation is one error, in general. */
  boolean countsErrors() {
    return most(v -> v.errors().size() == 1);
  }

  private boolean most(Predicate<Violating> condition) {
    List<Violating> all = violating();
    return all.stream().filter(condition).count() * 2 > all.size();
  }

  /** Whether any of the batches with one violation is refused. */
  boolean seesViolations() {
    return !violating().isEmpty();
  }
}
