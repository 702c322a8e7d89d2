package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.Generator;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.Mutation;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import java.util.Optional;
import java.util.function.Function;

/**
 * Properties that an endpoint usually reads by the same code: what it reads wrongly in the first of
 * them is one fault, and not one of every property that is read in the same way.
 */
final class SharedReading {
  private SharedReading() {}

  /** The first property's clause where that is read as wrongly; empty where it is not. */
  static Optional<Clause> cause(
      EndpointProber p, Mutation flaw, Function<JsonDocument.Obj, RawRequest> form) {
    if (!p.holds(Control.TYPES_OF_PROPERTIES)) {
      // Where a document is read into types, a wrong one breaks the document.
      HttpAnswer answer =
          p.send(form.apply(flaw.batches(Generator.constant(p.smallest())).sample(1).document()));
      if (EndpointProber.isOfTheDocument(answer)) {
        return Optional.of(Clause.VAL_1);
      }
    }
    if (flaw.name().endsWith("-huge") && !p.holds(Control.LONG_NUMBERS)) {
      return Optional.of(Control.LONG_NUMBERS.broken(p));
    }
    if (flaw.name().endsWith("-spaces") && !p.holds(Control.WHITE_SPACE)) {
      return Optional.of(Clause.EVT_2);
    }
    if (flaw.clause() == Clause.EVT_3 && !p.holds(Control.INVALID_TIMES)) {
      return Optional.of(Clause.EVT_4);
    }
    if (flaw.name().matches(".*-(no-break|em)-space") && !p.holds(Control.STRICT_UTF_8)) {
      return Optional.of(Clause.BODY_4);
    }
    if (flaw.name().startsWith("value-sentiment-")) {
      // The value of a sentiment is EVT-5's where categories are read as they should be.
      String category = "value-" + flaw.name().substring(16).replace("blank", "spaces");
      return isTaken(p, category, form) ? Optional.empty() : Optional.of(Clause.EVT_5);
    }
    return first(flaw.name())
        .filter(name -> isTaken(p, name, form))
        .flatMap(SharedReading::byName)
        .map(Mutation::clause)
        .filter(clause -> clause != flaw.clause());
  }

  private static Optional<Mutation> byName(String name) {
    return Mutation.all().stream().filter(other -> other.name().equals(name)).findFirst();
  }

  private static boolean isTaken(
      EndpointProber p, String name, Function<JsonDocument.Obj, RawRequest> form) {
    return byName(name)
        .filter(
            other ->
                p.taken(
                    form.apply(
                        other.batches(Generator.constant(p.smallest())).sample(1).document())))
        .isPresent();
  }

  /** The mutation of the property that is read first, by its name. */
  static Optional<String> first(String name) {
    String variation = name.substring(name.indexOf('-') + 1).replace("-in-category", "");
    boolean offset = name.startsWith("BeginOffset") || name.startsWith("EndOffset");
    if (variation.equals("null") && !name.startsWith("persist")) {
      boolean optional =
          offset
              || name.startsWith("endTime")
              || name.startsWith("score")
              || name.startsWith("details")
              || name.startsWith("participant");
      return optional ? Optional.of("persist-null") : Optional.empty();
    }
    if (offset || name.startsWith("endTime-")) {
      return Optional.of("startTime-" + variation);
    }
    if (name.startsWith("score-")) {
      return Optional.of(
          "value-" + variation.replace("-as-string", "").replace("too-long-string", "too-long"));
    }
    boolean character = variation.matches("nul|control|high-surrogate|low-surrogate|noncharacter");
    if (name.startsWith("service-") && character) {
      return Optional.of("value-" + variation);
    }
    boolean coerced = variation.matches("number|boolean");
    return name.startsWith("value-") && coerced
        ? Optional.of("service-" + variation)
        : Optional.empty();
  }
}
