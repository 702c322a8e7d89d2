package dev.signalbox.telephony.internal;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.internal.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes the required properties out of a document, and collects what is wrong with them (VAL-1).
 * Not thread-safe.
 */
public final class RequiredProperties {
  private final Clause clause;
  private final boolean typed;
  private final List<Violation> violations = new ArrayList<>(0);

  /**
   * A collector.
   *
   * @param clause the resource's
   * @param typed whether the format tells a number from a string, which XML does not
   */
  public RequiredProperties(Clause clause, boolean typed) {
    this.clause = clause;
    this.typed = typed;
  }

  /** What was wrong, the first 100. */
  public List<Violation> violations() {
    return List.copyOf(violations);
  }

  public boolean isValid() {
    return violations.isEmpty();
  }

  public void report(String pointer, String detail) {
    report(new Violation(clause, pointer, detail));
  }

  public void report(Violation violation) {
    if (violations.size() < Validated.MAX_VIOLATIONS) {
      violations.add(violation);
    }
  }

  /** A string that is not blank; reported otherwise. */
  public Optional<String> text(Map<String, DocumentValue> in, String at, String name) {
    Optional<String> text =
        Optional.ofNullable(in.get(name))
            .flatMap(DocumentValue::asText)
            .filter(t -> !Text.isBlank(t));
    if (text.isEmpty()) {
      report(at + "/" + name, "The " + name + " is required: a string that is not blank.");
    }
    return text;
  }

  /** A constant by its name; reported otherwise. */
  public <E extends Enum<E>> Optional<E> constant(
      Map<String, DocumentValue> in, String at, String name, Class<E> type) {
    Optional<String> text = Optional.ofNullable(in.get(name)).flatMap(DocumentValue::asText);
    for (E constant : type.getEnumConstants()) {
      if (text.filter(constant.name()::equals).isPresent()) {
        return Optional.of(constant);
      }
    }
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      names.add(constant.name());
    }
    report(at + "/" + name, "The " + name + " must be one of " + String.join(", ", names) + ".");
    return Optional.empty();
  }

  /** Milliseconds since the epoch, without their fraction; reported otherwise. */
  public OptionalLong millis(Map<String, DocumentValue> in, String at, String name) {
    DocumentValue value = in.get(name);
    Optional<String> literal =
        value instanceof DocumentValue.Numeral number
            ? Optional.of(number.literal())
            : typed || value == null ? Optional.empty() : value.asText().map(Text::collapse);
    if (literal.isPresent() && literal.get().matches("[0-9.eE+-]{1,40}")) {
      try {
        double millis = Double.parseDouble(literal.get());
        if (millis >= 0 && millis < 0x1p63) {
          return OptionalLong.of((long) millis);
        }
      } catch (NumberFormatException e) {
        // Reported below.
      }
    }
    report(
        at + "/" + name,
        "The " + name + " is required: a number, milliseconds since 1970-01-01T00:00:00Z.");
    return OptionalLong.empty();
  }

  /** A list with at least one element; reported otherwise. */
  public List<DocumentValue> list(
      Map<String, DocumentValue> in, String at, String name, int atMost) {
    if (!(in.get(name) instanceof DocumentValue.Sequence list) || list.elements().isEmpty()) {
      report(at + "/" + name, "The " + name + " are required: an array, at least one element.");
      return List.of();
    }
    if (list.elements().size() > atMost) {
      report(
          at + "/" + name,
          "There are "
              + list.elements().size()
              + " "
              + name
              + ": at most "
              + atMost
              + " go into"
              + " one request.");
    }
    return list.elements();
  }

  /** An object's members; reported otherwise. */
  public Optional<Map<String, DocumentValue>> object(DocumentValue value, String at) {
    if (value instanceof DocumentValue.Structure object) {
      return Optional.of(object.members());
    }
    if (!typed && value.asText().filter(Text::isBlank).isPresent()) {
      // An empty XML element is an object without properties.
      return Optional.of(Map.of());
    }
    report(at, "This must be an object.");
    return Optional.empty();
  }
}
