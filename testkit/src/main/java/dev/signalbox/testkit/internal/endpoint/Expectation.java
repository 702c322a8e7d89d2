package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.testkit.internal.http.HttpAnswer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the contract expects of an answer.
 *
 * @param text for people
 * @param holds whether an answer is that
 * @param kind as what the request is refused; empty where it may be accepted
 */
public record Expectation(String text, Predicate<HttpAnswer> holds, Optional<RefusalKind> kind) {
  public Expectation(String text, Predicate<HttpAnswer> holds) {
    this(text, holds, Optional.empty());
  }

  /** The same, of a request that is refused as that. */
  Expectation of(RefusalKind refused) {
    return new Expectation(text, holds, Optional.of(refused));
  }

  public static Expectation status(Integer... statuses) {
    List<Integer> all = List.of(statuses);
    return new Expectation(
        "status "
            + Arrays.stream(statuses).map(Object::toString).collect(Collectors.joining(" or ")),
        answer -> all.contains(answer.status()));
  }

  /** Accepted; that the status is 202 is judged once, by RES-1. */
  public static Expectation accepted() {
    return new Expectation("to be accepted (202)", HttpAnswer::isSuccess);
  }

  /** Refused by the endpoint, or before it by its engine: anything but a success, or silence. */
  public static Expectation neverTaken() {
    return new Expectation(
        "a refusal, status 400 to 499, or a closed connection",
        answer ->
            (answer.status() >= 400 && answer.status() < 500)
                || answer.kind() == HttpAnswer.AnswerKind.CLOSED,
        Optional.of(RefusalKind.DOCUMENT));
  }

  /** Both; the other one is told, as it says more. */
  Expectation and(Expectation other) {
    return new Expectation(other.text, holds.and(other.holds), other.kind.or(() -> kind));
  }

  public Expectation and(String more, Predicate<HttpAnswer> condition) {
    return new Expectation(text + ", with " + more, holds.and(condition), kind);
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
