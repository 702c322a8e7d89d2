package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.ProblemBody;
import dev.signalbox.testkit.internal.http.ProblemBody.Item;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the contract expects of an answer.
 *
 * @param text for people
 * @param holds whether an answer is that
 */
public record Expectation(String text, Predicate<HttpAnswer> holds) {
  public static Expectation status(Integer... statuses) {
    List<Integer> all = List.of(statuses);
    return new Expectation(
        "status "
            + Arrays.stream(statuses).map(Object::toString).collect(Collectors.joining(" or ")),
        answer -> all.contains(answer.status()));
  }

  public static Expectation accepted() {
    return status(202);
  }

  /** A refusal; where the problem is judged, it has to name this place and one of the clauses. */
  public static Expectation refused(
      boolean judgeProblem, int status, Set<Clause> clauses, String pointer) {
    Expectation plain = status(status);
    if (!judgeProblem) {
      return plain;
    }
    String names = clauses.stream().map(Clause::id).sorted().collect(Collectors.joining(" or "));
    return plain.and(
        "one error, " + names + " at \"" + pointer + "\"",
        answer -> {
          List<Item> errors = ProblemBody.of(answer).map(ProblemBody::errors).orElse(List.of());
          return errors.size() == 1
              && errors.get(0).pointer().equals(pointer)
              && clauses.stream().anyMatch(clause -> clause.id().equals(errors.get(0).clause()));
        });
  }

  /** A refusal whose clause alone is of interest. */
  public static Expectation refused(boolean judgeProblem, int status, Clause clause) {
    Expectation plain = status(status);
    return judgeProblem
        ? plain.and(
            "an error of " + clause,
            answer ->
                ProblemBody.of(answer).map(ProblemBody::errors).orElse(List.of()).stream()
                    .anyMatch(item -> item.clause().equals(clause.id())))
        : plain;
  }

  /** Refused by the endpoint, or before it by its engine: anything but a success, or silence. */
  public static Expectation neverTaken() {
    return new Expectation(
        "a refusal, status 400 to 499, or a closed connection",
        answer ->
            (answer.status() >= 400 && answer.status() < 500)
                || answer.kind() == HttpAnswer.Kind.CLOSED);
  }

  public Expectation and(String more, Predicate<HttpAnswer> condition) {
    return new Expectation(text + ", with " + more, holds.and(condition));
  }

  public Expectation withHeader(String name, Predicate<String> value, String described) {
    return and(
        "the header " + name + described,
        answer -> {
          Optional<String> header = answer.header(name);
          return header.isPresent() && value.test(header.get());
        });
  }
}
