package dev.signalbox.rules.internal.file;

import dev.signalbox.rules.internal.file.RuleXml.Element;
import dev.signalbox.rules.model.ActionType;
import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.ConditionType;
import dev.signalbox.rules.model.Criteria;
import dev.signalbox.rules.model.Operator;
import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.RuleAction;
import dev.signalbox.rules.model.RuleFinding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one metadata file and checks it (RUL-1). Reports every error, not only the first. */
final class RuleReader {
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

  /** The child elements of an element that appear at most once. */
  private record Children(Element parent, Map<String, Element> byName) {
    /** The element to report: the child, or the parent when the child is missing. */
    Element at(String name) {
      return byName.getOrDefault(name, parent);
    }
  }

  private final Path file;
  private final List<RuleFinding> errors = new ArrayList<>();
  private final List<RuleFinding> warnings = new ArrayList<>();

  RuleReader(Path file) {
    this.file = file;
  }

  List<RuleFinding> errors() {
    return errors;
  }

  List<RuleFinding> warnings() {
    return errors.isEmpty() ? warnings : List.of();
  }

  /** The rule; empty when there are errors. */
  Optional<Rule> read(byte[] document) {
    if (document.length > RuleFiles.MAX_BYTES) {
      error(1, "the file has more than " + RuleFiles.MAX_BYTES + " bytes: it is not a rule");
      return Optional.empty();
    }
    try {
      Element root = RuleXml.read(document);
      Optional<Rule> rule = rule(root);
      return errors.isEmpty() ? rule : Optional.empty();
    } catch (RuleXml.UnreadableRuleException e) {
      error(e.line(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Rule> rule(Element root) {
    if (!root.name().equals(ROOT)) {
      error(root.line(), "the root element is " + root.name() + " and not " + ROOT);
      return Optional.empty();
    }
    Children parts = parts(root, OF_RULE, Set.of("subrule"));
    Optional<String> developerName = required(parts, "developerName");
    Optional<String> ruleName = required(parts, "ruleName");
    Optional<String> service = required(parts, "service");
    Optional<Boolean> active = active(parts);
    Optional<RuleAction> action = action(parts);
    List<Condition> conditions =
        root.children().stream()
            .filter(child -> child.name().equals("subrule"))
            .flatMap(subrule -> condition(subrule, service).stream())
            .toList();
    Optional<Criteria> criteria = criteria(parts);
    if (!errors.isEmpty()) {
      return Optional.empty();
    }
    Element at = parts.at("criteria");
    Rule.Builder builder =
        Rule.builder(developerName.get(), service.get(), action.get())
            .ruleName(ruleName.get())
            .active(active.get())
            .conditions(countedFromZero(conditions, criteria, at));
    text(parts, "channelType").ifPresent(builder::channelType);
    text(parts, "channelAddressIdentifier").ifPresent(builder::channelAddress);
    text(parts, "participantRole").ifPresent(builder::participantRole);
    criteria.ifPresent(builder::criteria);
    Optional<Rule> rule = built(at, builder::build);
    rule.ifPresent(found -> warnOfUnused(found, at));
    return rule;
  }

  /**
   * The conditions by orders that count from 0. By the vendor's page, criteria refer to a subrule
   * by its order + 1. Some published rules count orders from 1 and refer to a subrule by its order.
   * They are read that way when the vendor's way does not fit.
   */
  private List<Condition> countedFromZero(
      List<Condition> conditions, Optional<Criteria> criteria, Element at) {
    Set<Integer> orders = conditions.stream().map(Condition::order).collect(Collectors.toSet());
    Set<Integer> named = criteria.map(Criteria::numbers).orElse(Set.of());
    if (named.isEmpty()
        || orders.contains(0)
        || orders.size() < conditions.size()
        || !orders.containsAll(named)) {
      return conditions;
    }
    if (named.stream().allMatch(number -> orders.contains(number - 1))) {
      warn(
          at.line(),
          "no subrule has the order 0, so the criteria may mean order or order + 1; they are read"
              + " as order + 1, as the vendor documents; count the orders from 0 to be clear");
      return conditions;
    }
    warn(
        at.line(),
        "the orders count from 1 and the criteria use them as they are, where the vendor documents"
            + " order + 1; the rule is read as if they counted from 0");
    return conditions.stream()
        .map(
            condition ->
                new Condition(
                    condition.order() - 1,
                    condition.type(),
                    condition.operator(),
                    condition.operandValue()))
        .toList();
  }

  private void warnOfUnused(Rule rule, Element criteria) {
    Set<Integer> named = rule.criteria().map(Criteria::numbers).orElse(Set.of());
    for (Condition condition : named.isEmpty() ? List.<Condition>of() : rule.conditions()) {
      if (!named.contains(condition.order() + 1)) {
        warn(
            criteria.line(),
            "the criteria do not name the subrule of order "
                + condition.order()
                + ", which is "
                + (condition.order() + 1)
                + " in them: it has no effect");
      }
    }
  }

  private Optional<Boolean> active(Children parts) {
    return required(parts, "active")
        .flatMap(
            text ->
                switch (text) {
                  case "true", "1" -> Optional.of(true);
                  case "false", "0" -> Optional.of(false);
                  default -> {
                    error(parts.at("active").line(), "active is neither true nor false");
                    yield Optional.empty();
                  }
                });
  }

  private Optional<RuleAction> action(Children parts) {
    Optional<ActionType> type =
        named(parts, "actionType", ActionType.values(), ActionType::wireName);
    return type.flatMap(
        t -> built(parts.at("actionType"), () -> new RuleAction(t, text(parts, "actionValue"))));
  }

  private static boolean isOrder(Operator operator) {
    return operator == Operator.LESS_THAN || operator == Operator.GREATER_THAN;
  }

  private Optional<Condition> condition(Element subrule, Optional<String> service) {
    Children parts = parts(subrule, OF_SUBRULE, Set.of());
    Optional<ConditionType> type =
        named(parts, "type", ConditionType.values(), ConditionType::wireName);
    Optional<Operator> operator = named(parts, "operator", Operator.values(), Operator::wireName);
    OptionalInt order = order(parts);
    Optional<String> operand = required(parts, "operandValue");
    if (type.isEmpty() || operator.isEmpty() || order.isEmpty() || operand.isEmpty()) {
      return Optional.empty();
    }
    if (!type.get().canHold(service.orElse(""))) {
      warn(
          subrule.line(),
          type.get() == ConditionType.KEYWORD
              ? "a condition on Keyword holds only in a rule of the service "
                  + Rule.KEYWORD_SERVICE
                  + ": it never matches here"
              : "a condition on "
                  + type.get().wireName()
                  + " never matches here: batches carry categories and sentiments");
    } else if (type.get() == ConditionType.KEYWORD && isOrder(operator.get())) {
      warn(subrule.line(), "words are not less or greater: the condition never matches");
    }
    return built(
        parts.at("operandValue"),
        () -> new Condition(order.getAsInt(), type.get(), operator.get(), operand.get()));
  }

  private OptionalInt order(Children parts) {
    Optional<String> text = required(parts, "order");
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!text.get().matches("[0-9]{1,9}")) {
      error(parts.at("order").line(), "the order is no number that counts from 0");
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(text.get()));
  }

  private Optional<Criteria> criteria(Children parts) {
    return text(parts, "criteria")
        .flatMap(text -> built(parts.at("criteria"), () -> Criteria.parse(text)));
  }

  /** The child elements by name, without those that may be repeated. */
  private Children parts(Element parent, Set<String> known, Set<String> repeated) {
    Map<String, Element> parts = new HashMap<>();
    for (Element child : parent.children()) {
      String name = child.name();
      if (!known.contains(name)) {
        warn(child.line(), "the element " + name + " is unknown and is ignored");
      } else if (!repeated.contains(name)) {
        if (!child.children().isEmpty()) {
          error(child.line(), name + " must be text, without elements in it");
        }
        if (parts.put(name, child) != null) {
          error(child.line(), name + " is there twice");
        }
      }
    }
    return new Children(parent, parts);
  }

  private static Optional<String> text(Children parts, String name) {
    return Optional.ofNullable(parts.byName().get(name))
        .map(element -> element.text().strip())
        .filter(text -> !text.isEmpty());
  }

  private Optional<String> required(Children parts, String name) {
    Optional<String> text = text(parts, name);
    if (text.isEmpty()) {
      error(
          parts.at(name).line(),
          name + " is missing" + (parts.parent().name().equals(ROOT) ? "" : " in the subrule"));
    }
    return text;
  }

  private <T> Optional<T> named(
      Children parts, String name, T[] values, Function<T, String> wireName) {
    Optional<String> text = required(parts, name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> value =
        Stream.of(values).filter(v -> wireName.apply(v).equals(text.get())).findFirst();
    if (value.isEmpty()) {
      error(
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

  /** What a constructor makes; its complaint becomes an error. */
  private <T> Optional<T> built(Element at, Supplier<T> constructor) {
    try {
      return Optional.of(constructor.get());
    } catch (IllegalArgumentException e) {
      error(at.line(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  void error(int line, String reason) {
    errors.add(new RuleFinding(file, line, "RUL-1: " + reason));
  }

  private void warn(int line, String reason) {
    warnings.add(new RuleFinding(file, line, reason));
  }
}
