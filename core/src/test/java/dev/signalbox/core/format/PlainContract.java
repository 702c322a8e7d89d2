package dev.signalbox.core.format;

import dev.signalbox.core.format.PlainJson.Arr;
import dev.signalbox.core.format.PlainJson.Bool;
import dev.signalbox.core.format.PlainJson.Node;
import dev.signalbox.core.format.PlainJson.Num;
import dev.signalbox.core.format.PlainJson.Obj;
import dev.signalbox.core.format.PlainJson.Str;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Section 4 of the contract, read clause by clause over a tree and without a thought for speed:
 * what the validator is compared with. A property has at most one violation of its own, besides
 * EVT-4's of the order; of a text it is the first of blank, not XML's, not the grammar's, not
 * allowed.
 */
final class PlainContract {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\p{IsWhite_Space}*");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);

  private final Set<String> services;
  private final Set<String> types;
  private final boolean sort;
  private final List<String> violations = new ArrayList<>();

  private PlainContract(ContractOptions choices) {
    boolean v58 = choices.profile() == Profile.V58;
    services =
        v58 && choices.services().isEmpty()
            ? Set.of("AmazonConnectContactLens")
            : choices.services();
    types =
        v58
            ? Set.of("IntelligenceSignal__Category")
            : Set.of("IntelligenceSignal__Category", "IntelligenceSignal__Sentiment");
    sort = choices.ordering() == Ordering.SORT;
  }

  /** Each as clause id and pointer, in the order of the document's events; empty for a batch. */
  static List<String> violations(ContractOptions choices, Optional<Node> document) {
    PlainContract judge = new PlainContract(choices);
    if (document.isPresent() && document.get() instanceof Obj root) {
      judge.root(root);
    } else {
      judge.report("BODY-4", "");
    }
    return judge.violations;
  }

  private void root(Obj root) {
    Node service = root.members().get("service");
    if (!isText(service)) {
      report("BODY-1", "/service");
    } else if (!services.isEmpty() && !services.contains(((Str) service).text())) {
      report("BODY-2", "/service");
    }
    Node persist = root.members().get("persist");
    if (persist != null && !(persist instanceof Bool)) {
      report("BODY-6", "/persist");
    }
    if (!(root.members().get("events") instanceof Arr events) || events.elements().isEmpty()) {
      report("BODY-3", "/events");
      return;
    }
    Optional<BigInteger> previous = Optional.empty();
    for (int i = 0; i < events.elements().size(); i++) {
      String at = "/events/" + i;
      if (!(events.elements().get(i) instanceof Obj event)) {
        report("BODY-4", at);
        continue;
      }
      event(event, at);
      Optional<BigInteger> start = startTime(event);
      if (start.isPresent()) {
        if (!sort && previous.isPresent() && start.get().compareTo(previous.get()) < 0) {
          report("EVT-4", at + "/startTime");
        }
        previous = start;
      }
    }
  }

  private void event(Obj event, String at) {
    Node type = event.members().get("type");
    boolean sentiment = false;
    if (!(type instanceof Str name)
        || !Set.of("IntelligenceSignal__Category", "IntelligenceSignal__Sentiment")
            .contains(name.text())) {
      report("EVT-1", at + "/type");
    } else {
      sentiment = name.text().endsWith("Sentiment");
      if (!types.contains(name.text())) {
        report("BODY-2", at + "/type");
      }
    }

    Node value = event.members().get("value");
    if (!isText(value)) {
      report("EVT-2", at + "/value");
    } else if (sentiment && !isDecimal(((Str) value).text(), -1000, 1000)) {
      report("EVT-5", at + "/value");
    }

    Optional<BigInteger> start = startTime(event);
    if (start.isEmpty()) {
      report("EVT-3", at + "/startTime");
    }

    Node participant = event.members().get("participant");
    if (participant == null
        ? sentiment
        : !participant.equals(new Str("AGENT")) && !participant.equals(new Str("CUSTOMER"))) {
      report("EVT-5", at + "/participant");
    }

    Node score = event.members().get("score");
    boolean scoreFits =
        score == null
            || (score instanceof Str text && isDecimal(text.text(), 0, 1000))
            || (score instanceof Num number && isWithin(number.literal(), 0, 1000));
    if (!scoreFits) {
      report("EVT-6", at + "/score");
    }

    Node endTime = event.members().get("endTime");
    if (endTime != null
        && (int64(endTime).isEmpty()
            || (start.isPresent() && int64(endTime).get().compareTo(start.get()) < 0))) {
      report("EVT-7", at + "/endTime");
    }

    Node details = event.members().get("details");
    if (details instanceof Obj offsets) {
      details(offsets, at + "/details");
    } else if (details != null) {
      report("EVT-7", at + "/details");
    }
  }

  private void details(Obj details, String at) {
    Node begin = details.members().get("BeginOffsetMillis");
    boolean beginFits = begin == null || natural(begin).isPresent();
    if (!beginFits) {
      report("EVT-7", at + "/BeginOffsetMillis");
    }
    Node end = details.members().get("EndOffsetMillis");
    if (end != null
        && (natural(end).isEmpty()
            || (begin != null
                && beginFits
                && natural(end).get().compareTo(natural(begin).get()) < 0))) {
      report("EVT-7", at + "/EndOffsetMillis");
    }
  }

  private static Optional<BigInteger> startTime(Obj event) {
    return Optional.ofNullable(event.members().get("startTime")).flatMap(PlainContract::natural);
  }

  private static Optional<BigInteger> natural(Node node) {
    return int64(node).filter(number -> number.signum() >= 0);
  }

  private static Optional<BigInteger> int64(Node node) {
    return node instanceof Num number && number.literal().matches("-?[0-9]+")
        ? Optional.of(new BigInteger(number.literal()))
            .filter(n -> n.compareTo(MAX_LONG) <= 0 && n.compareTo(MIN_LONG) >= 0)
        : Optional.empty();
  }

  private static boolean isText(Node node) {
    return node instanceof Str string
        && !WHITE_SPACE.matcher(string.text()).matches()
        && string.text().codePoints().allMatch(PlainContract::isXmlCharacter);
  }

  /** XML 1.0's production 2, Char. */
  private static boolean isXmlCharacter(int c) {
    return c == 0x9
        || c == 0xA
        || c == 0xD
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || (c >= 0x10000 && c <= 0x10FFFF);
  }

  private static boolean isDecimal(String text, int from, int to) {
    return text.length() <= 32 && DECIMAL.matcher(text).matches() && isWithin(text, from, to);
  }

  private static boolean isWithin(String number, int from, int to) {
    BigDecimal value = new BigDecimal(number);
    return value.compareTo(BigDecimal.valueOf(from)) >= 0
        && value.compareTo(BigDecimal.valueOf(to)) <= 0;
  }

  private void report(String clause, String pointer) {
    violations.add(clause + " " + pointer);
  }
}
