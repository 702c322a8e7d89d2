package dev.signalbox.rules;

import dev.signalbox.rules.RuleXml.Element;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one metadata file and judges it (RUL-1). Reports as many faults as there are. */
final class RuleReader {
  static final int MAX_BYTES = 1024 * 1024;

  private static final String ROOT = "ConvIntelligenceSignalRule";
  private static final Set<String> OF_RULE =
      Set.of(
          "actionType",
          "actionValue",
          "active",
          "channelAddressIdentifier",
          "channelType",
          "criteria",
          "developerName",
          "fullName",
          "participantRole",
          "ruleName",
          "service",
          "subrule");
  private static final Set<String> OF_SUBRULE = Set.of("operandValue", "operator", "order", "type");

  /** The elements in an element that are there once at the most. */
  private record Parts(Element parent, Map<String, Element> byName) {
    /** Where to point a reader to: the part, or the element that lacks it. */
    Element at(String name) {
      return byName.getOrDefault(name, parent);
    }
  }

  private final Path file;
  private final List<RuleFolder.Problem> faults = new ArrayList<>();
  private final List<RuleFolder.Problem> remarks = new ArrayList<>();

  RuleReader(Path file) {
    this.file = file;
  }

  List<RuleFolder.Problem> faults() {
    return faults;
  }

  List<RuleFolder.Problem> remarks() {
    return faults.isEmpty() ? remarks : List.of();
  }

  /** The rule; empty when there are faults. */
  Optional<Rule> read() throws IOException {
    byte[] document;
    try (var in = Files.newInputStream(file)) {
      document = in.readNBytes(MAX_BYTES + 1);
    }
    if (document.length > MAX_BYTES) {
      fault(1, "the file has more than " + MAX_BYTES + " bytes: it is no rule");
      return Optional.empty();
    }
    try {
      Element root = RuleXml.read(document);
      Optional<Rule> rule = rule(root);
      return faults.isEmpty() ? rule : Optional.empty();
    } catch (RuleXml.UnreadableException e) {
      fault(e.line(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Rule> rule(Element root) {
    if (!root.name().equals(ROOT)) {
      fault(root.line(), "the root element is " + root.name() + " and not " + ROOT);
      return Optional.empty();
    }
    Parts parts = parts(root, OF_RULE, Set.of("subrule"));
    Optional<String> developerName = required(parts, "developerName");
    Optional<String> ruleName = required(parts, "ruleName");
    Optional<String> service = required(parts, "service");
    Optional<Boolean> active = active(parts);
    Optional<Action> action = action(parts);
    List<Condition> conditions =
        root.children().stream()
            .filter(child -> child.name().equals("subrule"))
            .flatMap(subrule -> condition(subrule).stream())
            .toList();
    Optional<Criteria> criteria = criteria(parts);
    if (!faults.isEmpty()) {
      return Optional.empty();
    }
    Element at = parts.at("criteria");
    Optional<Rule> rule =
        built(
            at,
            () ->
                new Rule(
                    developerName.get(),
                    ruleName.get(),
                    service.get(),
                    active.get(),
                    action.get(),
                    new Rule.Channel(
                        text(parts, "channelType"),
                        text(parts, "channelAddressIdentifier"),
                        text(parts, "participantRole")),
                    conditions,
                    criteria));
    rule.ifPresent(found -> remark(found, at));
    return rule;
  }

  private void remark(Rule rule, Element criteria) {
    if (rule.criteria().isPresent()) {
      Set<Integer> named = rule.criteria().get().numbers();
      for (Condition condition : rule.conditions()) {
        if (!named.contains(condition.order() + 1)) {
          remark(
              criteria.line(),
              "the criteria do not name the subrule of order "
                  + condition.order()
                  + ", which is "
                  + (condition.order() + 1)
                  + " in them: it has no effect");
        }
      }
    }
  }

  private Optional<Boolean> active(Parts parts) {
    return required(parts, "active")
        .flatMap(
            text ->
                switch (text) {
                  case "true", "1" -> Optional.of(true);
                  case "false", "0" -> Optional.of(false);
                  default -> {
                    fault(parts.at("active").line(), "active is neither true nor false");
                    yield Optional.empty();
                  }
                });
  }

  private Optional<Action> action(Parts parts) {
    Optional<ActionType> type =
        named(parts, "actionType", ActionType.values(), ActionType::wireName);
    return type.flatMap(
        t -> built(parts.at("actionType"), () -> new Action(t, text(parts, "actionValue"))));
  }

  private Optional<Condition> condition(Element subrule) {
    Parts parts = parts(subrule, OF_SUBRULE, Set.of());
    Optional<ConditionType> type =
        named(parts, "type", ConditionType.values(), ConditionType::wireName);
    Optional<Operator> operator = named(parts, "operator", Operator.values(), Operator::wireName);
    OptionalInt order = order(parts);
    Optional<String> operand = required(parts, "operandValue");
    if (type.isEmpty() || operator.isEmpty() || order.isEmpty() || operand.isEmpty()) {
      return Optional.empty();
    }
    if (!type.get().canHold()) {
      remark(
          subrule.line(),
          "a condition on "
              + type.get().wireName()
              + " never matches here: batches carry categories and sentiments");
    }
    return built(
        parts.at("operandValue"),
        () -> new Condition(order.getAsInt(), type.get(), operator.get(), operand.get()));
  }

  private OptionalInt order(Parts parts) {
    Optional<String> text = required(parts, "order");
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!text.get().matches("[0-9]{1,9}")) {
      fault(parts.at("order").line(), "the order is no number that counts from 0");
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(text.get()));
  }

  private Optional<Criteria> criteria(Parts parts) {
    return text(parts, "criteria")
        .flatMap(text -> built(parts.at("criteria"), () -> Criteria.parse(text)));
  }

  /** The child elements by name, each once but for those that may be repeated. */
  private Parts parts(Element parent, Set<String> known, Set<String> repeated) {
    Map<String, Element> parts = new HashMap<>();
    for (Element child : parent.children()) {
      String name = child.name();
      if (!known.contains(name)) {
        remark(child.line(), "the element " + name + " is not known and was passed over");
      } else if (!repeated.contains(name)) {
        if (!child.children().isEmpty()) {
          fault(child.line(), name + " must be text, without elements in it");
        }
        if (parts.put(name, child) != null) {
          fault(child.line(), name + " is there twice");
        }
      }
    }
    return new Parts(parent, parts);
  }

  private static Optional<String> text(Parts parts, String name) {
    return Optional.ofNullable(parts.byName().get(name))
        .map(element -> element.text().strip())
        .filter(text -> !text.isEmpty());
  }

  private Optional<String> required(Parts parts, String name) {
    Optional<String> text = text(parts, name);
    if (text.isEmpty()) {
      fault(
          parts.at(name).line(),
          name + " is missing" + (parts.parent().name().equals(ROOT) ? "" : " in the subrule"));
    }
    return text;
  }

  private <T> Optional<T> named(
      Parts parts, String name, T[] values, Function<T, String> wireName) {
    Optional<String> text = required(parts, name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> value =
        Stream.of(values).filter(v -> wireName.apply(v).equals(text.get())).findFirst();
    if (value.isEmpty()) {
      fault(
          parts.at(name).line(),
          "the "
              + name
              + " \""
              + text.get()
              + "\" is none of "
              + Stream.of(values).map(wireName).collect(Collectors.joining(", ")));
    }
    return value;
  }

  /** What a constructor makes, or its complaint as a fault. */
  private <T> Optional<T> built(Element at, java.util.function.Supplier<T> constructor) {
    try {
      return Optional.of(constructor.get());
    } catch (IllegalArgumentException e) {
      fault(at.line(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void fault(int line, String reason) {
    faults.add(new RuleFolder.Problem(file, line, "RUL-1: " + reason));
  }

  private void remark(int line, String reason) {
    remarks.add(new RuleFolder.Problem(file, line, reason));
  }
}
