package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.Generator;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.check.CheckBlockedException;
import dev.signalbox.testkit.internal.check.CheckFailedException;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.CheckProperty;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.ProblemBody;
import dev.signalbox.testkit.internal.http.ProblemBody.Item;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a check of an endpoint works with: it makes requests, sends them, and judges the answers.
 */
public final class EndpointProber extends SentRequests {
  private static final int SHRINKS = 300;

  private final String checkId;

  public EndpointProber(EndpointRun run, String checkId) {
    super(run);
    this.checkId = checkId;
  }

  // Controls

  /** Whether the plainest request of a kind is refused. */
  boolean refuses(RefusalKind kind) {
    return run().baseline().refuses(kind);
  }

  /** Whether a request is refused with the status that the endpoint has for that kind. */
  boolean usually(RawRequest request, RefusalKind kind) {
    return send(request).is(run().baseline().usualStatus(kind));
  }

  /** Whether two kinds of refusals can't be told apart by their status. */
  boolean sameStatus(RefusalKind left, RefusalKind right) {
    return run().baseline().usualStatus(left) == run().baseline().usualStatus(right);
  }

  boolean holds(Control control) {
    return run().baseline().holds(control);
  }

  /** Goes on only where these hold, for otherwise the answer would say nothing about the check. */
  void needs(Control... controls) {
    for (Control control : controls) {
      if (!holds(control)) {
        throw new CheckBlockedException(control.broken(this), control.text());
      }
    }
  }

  // Expectations

  /** A refusal of some kind, by the endpoint's own status for it. */
  Expectation refused(RefusalKind kind) {
    EndpointBaseline baseline = run().baseline();
    // What is wrong with an event may be seen by the parser or later.
    int usual =
        kind == RefusalKind.DOCUMENT && baseline.usualStatus(kind) == kind.status()
            ? baseline.usualStatus(RefusalKind.BATCH)
            : baseline.usualStatus(kind);
    return usual == kind.status()
        ? Expectation.status(usual).of(kind)
        : new Expectation(
            "status " + kind.status() + " (or " + usual + ", which this endpoint has for it)",
            answer -> answer.is(kind.status()) || answer.is(usual),
            Optional.of(kind));
  }

  /** A refusal with one error; where problems are judged, of one of the clauses at the place. */
  Expectation refused(RefusalKind kind, Set<Clause> clauses, String pointer) {
    Expectation plain = refused(kind);
    if (!judgesErrors(kind)) {
      return plain;
    }
    String names = clauses.stream().map(Clause::id).sorted().collect(Collectors.joining(" or "));
    return plain.and(
        "one error, " + names + " at \"" + pointer + "\"",
        answer -> {
          List<Item> errors = errors(answer);
          return isUnreadable(answer)
              || ((errors.size() == 1 || !run().baseline().countsErrors())
                  && errors.stream()
                      .anyMatch(error -> isOf(error, clauses, pointer(error, pointer))));
        });
  }

  /** A refusal whose clause alone is of interest. */
  Expectation refused(RefusalKind kind, Clause clause) {
    Expectation plain = refused(kind);
    return judgesErrors(kind)
        ? plain.and(
            "an error of " + clause,
            answer ->
                isUnreadable(answer)
                    || errors(answer).stream().anyMatch(e -> e.clause().equals(clause.id())))
        : plain;
  }

  /**
   * A refusal whose status is judged here: the contract's, or the one that this endpoint has in
   * place of 400 for every body, which REQ-2 judges.
   */
  Expectation strictly(RefusalKind kind) {
    int bodies = run().baseline().statusOfBodies();
    boolean same = kind.status() == 400 && bodies != 400;
    Expectation status = same ? Expectation.status(400, bodies) : Expectation.status(kind.status());
    return status.of(kind);
  }

  Expectation strictly(RefusalKind kind, Clause clause) {
    return strictly(kind).and(refused(kind, clause));
  }

  Expectation strictly(RefusalKind kind, Set<Clause> clauses, String pointer) {
    return strictly(kind).and(refused(kind, clauses, pointer));
  }

  /** Whether the errors of such problems can be judged one by one. */
  private boolean judgesErrors(RefusalKind kind) {
    EndpointBaseline baseline = run().baseline();
    return ours()
        && baseline.listsErrors()
        && baseline.listsErrors(kind)
        && baseline.namesClauses()
        && baseline.namesPlaces();
  }

  /** The place to expect; that of what is not in the body is RES-3's where it is never empty. */
  private String pointer(Item error, String pointer) {
    return pointer.isEmpty() && !run().baseline().leavesPointersEmpty() ? error.pointer() : pointer;
  }

  /** A problem in XML whose list of errors is another, which RES-3 judges. */
  private boolean isUnreadable(HttpAnswer answer) {
    return answer.mediaType().endsWith("xml") && !run().baseline().readsProblemsInXml();
  }

  static List<Item> errors(HttpAnswer answer) {
    return ProblemBody.of(answer).map(ProblemBody::errors).orElse(List.of());
  }

  private static boolean isOf(Item error, Set<Clause> clauses, String pointer) {
    return error.pointer().equals(pointer)
        && clauses.stream().anyMatch(clause -> clause.id().equals(error.clause()));
  }

  /** Whether all that an answer says is that the document can't be read. */
  static boolean isOfTheDocument(HttpAnswer answer) {
    List<Item> errors = errors(answer);
    return errors.size() == 1
        && errors.get(0).clause().equals("BODY-4")
        && errors.get(0).pointer().isEmpty();
  }

  /** A voice call that is registered. */
  Expectation registration() {
    return new Expectation("a status of success", HttpAnswer::isSuccess);
  }

  /** Registers a voice call and gives the id that it got. */
  String registered(RawRequest call) {
    HttpAnswer answer = expect(call, registration());
    return ProblemBody.json(answer).map(o -> o.getString("voiceCallId", "")).orElse("");
  }

  // Judging

  public HttpAnswer expect(RawRequest request, Expectation expectation) {
    HttpAnswer answer = send(request);
    if (!expectation.holds().test(answer)) {
      CheckFailedException failed = failed(request, expectation.text(), answer);
      // An endpoint that breaks over every request of a kind has one fault.
      throw expectation
          .kind()
          .filter(kind -> answer.status() >= 500 && run().baseline().breaksAt(kind))
          .map(kind -> failed.because(kind.clause()))
          .orElse(failed);
    }
    return answer;
  }

  /** Expects a valid batch to be accepted, or else says which property is to blame. */
  void expectTaken(JsonDocument.Obj batch) {
    expectTaken(batch, this::batch);
  }

  void expectTaken(JsonDocument.Obj batch, Function<JsonDocument.Obj, RawRequest> form) {
    RawRequest request = form.apply(batch);
    HttpAnswer answer = send(request);
    if (!answer.isSuccess()) {
      throw blaming(failed(request, Expectation.accepted().text(), answer), batch, form);
    }
  }

  private CheckFailedException blaming(
      CheckFailedException failed,
      JsonDocument.Obj batch,
      Function<JsonDocument.Obj, RawRequest> form) {
    if (run().mustStop() || run().wasSilent()) {
      return failed;
    }
    return new BatchCulprit(this, form).find(batch).map(failed::because).orElse(failed);
  }

  /**
   * A violation among others.
   *
   * @param clauses what it may be reported as
   * @param pointer where it is
   * @param alone a batch that has it alone
   * @param pointerAlone where it is there
   * @param blamed the clause that is broken where it is missed there
   */
  record Expected(
      Set<Clause> clauses,
      String pointer,
      JsonDocument.Obj alone,
      String pointerAlone,
      Supplier<Clause> blamed) {
    static Expected of(Clause clause, String pointer, JsonDocument.Obj alone) {
      return new Expected(Set.of(clause), pointer, alone, pointer, () -> clause);
    }
  }

  /** Expects all of some violations at once; one that is missed even alone is to blame. */
  void expectViolations(
      RawRequest request,
      List<Expected> expected,
      boolean exactly,
      Function<JsonDocument.Obj, RawRequest> form) {
    HttpAnswer answer = send(request);
    Expectation status = refused(RefusalKind.BATCH);
    boolean all =
        !judgesErrors(RefusalKind.BATCH)
            || isUnreadable(answer)
            || (expected.stream().allMatch(e -> reports(answer, e.clauses(), e.pointer()))
                && (!exactly
                    || !run().baseline().countsErrors()
                    || errors(answer).size() == expected.size()));
    if (status.holds().test(answer) && all) {
      return;
    }
    String text =
        new TreeSet<>(expected.stream().map(e -> e.clauses() + " " + e.pointer()).toList())
            .toString();
    CheckFailedException failed =
        failed(
            request,
            status.text()
                + (ours() ? ", with the violations " + text.replaceAll("[\\[\\]]", "") : ""),
            answer);
    for (Expected one : expected) {
      HttpAnswer alone = send(form.apply(one.alone()));
      if (!status.holds().test(alone)
          || (judgesErrors(RefusalKind.BATCH)
              && !isUnreadable(alone)
              && !reports(alone, one.clauses(), one.pointerAlone()))) {
        throw failed.because(one.blamed().get());
      }
    }
    boolean incomplete =
        expected.size() > 1
            && judgesErrors(RefusalKind.BATCH)
            && !(holds(Control.COMPLETE) && holds(Control.COMPLETE_ALIKE));
    throw incomplete ? failed.because(Clause.VAL_1) : failed;
  }

  private static boolean reports(HttpAnswer answer, Set<Clause> clauses, String pointer) {
    return errors(answer).stream().anyMatch(error -> isOf(error, clauses, pointer));
  }

  CheckFailedException failed(RawRequest request, String expected, HttpAnswer came) {
    String reason =
        came.kind()
            + " "
            + came.status()
            + " "
            + errors(came).stream()
                .map(Item::clause)
                .collect(Collectors.toCollection(TreeSet::new));
    return new CheckFailedException(
        new CheckOutcome.Failure(run().settings().curl(request), expected, came.shown()),
        reason,
        Optional.empty());
  }

  /** Fails with something that no single request shows. */
  CheckFailedException failed(RawRequest request, String expected, String came) {
    return new CheckFailedException(
        new CheckOutcome.Failure(run().settings().curl(request), expected, came));
  }

  // Properties

  /** A property: holds for generated values, or fails with the smallest that was found. */
  <T> void forAll(
      Generator<T> gen, Function<T, RawRequest> request, Function<T, Expectation> expectation) {
    forAll(gen, value -> expect(request.apply(value), expectation.apply(value)));
  }

  <T> void forAll(Generator<T> gen, CheckProperty<T> property) {
    for (int i = 0; i < run().settings().tries(); i++) {
      long seed = run().seed(checkId, i);
      Optional<CheckFailedException> failed = property.failure(gen.sample(seed));
      if (failed.isPresent()) {
        throw smallest(gen, property, seed, failed.get()).failed;
      }
    }
  }

  /** Expects every valid batch to be accepted, or says which property of the smallest is not. */
  void forAllTaken(Generator<JsonDocument.Obj> gen, Function<JsonDocument.Obj, RawRequest> form) {
    CheckProperty<JsonDocument.Obj> taken =
        batch -> expect(form.apply(batch), Expectation.accepted());
    for (int i = 0; i < run().settings().tries(); i++) {
      long seed = run().seed(checkId, i);
      JsonDocument.Obj batch = gen.sample(seed);
      Optional<CheckFailedException> failed = taken.failure(batch);
      if (failed.isPresent()) {
        Smallest<JsonDocument.Obj> smallest = smallest(gen, taken, seed, failed.get());
        throw blaming(smallest.failed, smallest.value, form);
      }
    }
  }

  private record Smallest<T>(T value, CheckFailedException failed) {}

  /** Smaller values count only where they fail for the same reason. */
  private <T> Smallest<T> smallest(
      Generator<T> gen, CheckProperty<T> property, long seed, CheckFailedException first) {
    if (run().mustStop() || run().wasSilent()) {
      return new Smallest<>(gen.sample(seed), first);
    }
    CheckFailedException[] last = {first};
    T value =
        gen.simplest(
            seed,
            candidate -> {
              Optional<CheckFailedException> failed =
                  run().mustStop() ? Optional.empty() : property.failure(candidate);
              boolean same = failed.filter(f -> f.reason().equals(first.reason())).isPresent();
              if (same) {
                last[0] = failed.get();
              }
              return same;
            },
            SHRINKS);
    return new Smallest<>(value, last[0]);
  }
}
