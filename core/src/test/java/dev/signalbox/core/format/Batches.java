package dev.signalbox.core.format;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventDetails;
import dev.signalbox.core.EventType;
import dev.signalbox.core.Participant;
import dev.signalbox.core.Score;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.format.PlainJson.Arr;
import dev.signalbox.core.format.PlainJson.Bool;
import dev.signalbox.core.format.PlainJson.Nil;
import dev.signalbox.core.format.PlainJson.Node;
import dev.signalbox.core.format.PlainJson.Num;
import dev.signalbox.core.format.PlainJson.Obj;
import dev.signalbox.core.format.PlainJson.Str;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Batches, and documents that are nearly batches. */
final class Batches extends DomainContextBase {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\t\r\n",
          "\u00A0\u2003\u3000",
          "\u0085",
          "\u200B",
          "\u180E",
          "\u0000",
          "a\u0001",
          "a\uD800",
          "\uDC00\uD800",
          "a\uFFFE",
          "\uFFFF",
          "\uFFFD",
          "\uD83D\uDE00",
          "\uD83F\uDFFE",
          "true",
          "NaN",
          "agent",
          "AGENT",
          "CUSTOMER",
          "CUSTOMER ",
          "AmazonConnectContactLens",
          "amazonconnectcontactlens",
          "VonageConversationalInsights",
          "IntelligenceSignal__Category",
          "IntelligenceSignal__Sentiment",
          "IntelligenceSignal__category",
          "Category",
          "0",
          "-0",
          "-0.0",
          "00012.50",
          "+1",
          "1.",
          ".5",
          "1e2",
          "1,5",
          " 1",
          "\u0663",
          "1000",
          "1000.0",
          "1000.001",
          "01000.00000",
          "999.999",
          "-1000",
          "-1000.0000001",
          "-1001",
          "-1",
          "1001",
          "10000",
          "1234567890.1234567890123456789012",
          "0.123456789012345678901234567890",
          "0.1234567890123456789012345678901",
          "00000000000000000000000000001000",
          "1573503300000");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "1",
          "-1",
          "1.0",
          "-0.0",
          "1e0",
          "1E3",
          "10e2",
          "100001e-2",
          "100000e-2",
          "0e400",
          "1e400",
          "1e-400",
          "-1e-400",
          "0.5",
          "1000",
          "1000.000",
          "1000.0000000000000000000000000000000000001",
          "1001",
          "2147483648",
          "1573503300000",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "-9223372036854775809",
          "100000000000000000000000000");

  private static final List<String> EVENT_PROPERTIES =
      List.of(
          "type",
          "value",
          "startTime",
          "participant",
          "score",
          "endTime",
          "details",
          "Type",
          "unknown");

  /** A property of the root, of an event or of its details, to be set or dropped. */
  record Change(String where, int event, String property, Optional<Node> to) {}

  private static Arbitrary<String> text() {
    return Arbitraries.oneOf(
            Arbitraries.strings().ofMinLength(1).ofMaxLength(12),
            Arbitraries.of("CustomerAngry", "Ünïcode \uD83D\uDE00", "a\"b\\c/\t\n\u2028</x>&"))
        .filter(
            s ->
                PlainContract.violations(ContractOptions.STANDARD, Optional.of(category(s)))
                    .isEmpty());
  }

  private static Node category(String value) {
    return new Obj(
        Map.of(
            "service",
            new Str(value),
            "events",
            new Arr(
                List.of(
                    new Obj(
                        Map.of(
                            "type",
                            new Str("IntelligenceSignal__Category"),
                            "value",
                            new Str(value),
                            "startTime",
                            new Num("0")))))));
  }

  private static Arbitrary<String> sentiments() {
    return Arbitraries.oneOf(
        Arbitraries.bigDecimals()
            .between(BigDecimal.valueOf(-1000), BigDecimal.valueOf(1000))
            .ofScale(4)
            .map(BigDecimal::toPlainString),
        Arbitraries.of("0", "-0", "-0.001", "007", "1000", "-1000.000", "0.005", "-0.005"));
  }

  private static Arbitrary<Score> scores() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 1000).map(Score::of),
        Arbitraries.of("1e2", "10.0", "-0", "0.000", "1E+3", "5e-400", "0e99999", "999.99")
            .map(s -> new Score(s, true)),
        Arbitraries.of("10.00", "-0", "1000", "0010", "0.1234567890123456789").map(Score::of));
  }

  private static Arbitrary<OptionalLong> longs(long from) {
    return Arbitraries.oneOf(
        Arbitraries.just(OptionalLong.empty()),
        Arbitraries.longs().between(from, Long.MAX_VALUE).map(OptionalLong::of));
  }

  private static Arbitrary<Optional<EventDetails>> details() {
    Arbitrary<EventDetails> some =
        longs(0).flatMap(begin -> longs(begin.orElse(0)).map(end -> new EventDetails(begin, end)));
    return some.optional(0.5);
  }

  private static Arbitrary<ConversationEvent> events() {
    Arbitrary<Long> times =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 5), Arbitraries.longs().between(0, Long.MAX_VALUE));
    return times.flatMap(
        start ->
            Combinators.combine(
                    Arbitraries.of(EventType.class),
                    text(),
                    sentiments(),
                    longs(start),
                    scores().optional(0.5),
                    Arbitraries.of(Participant.class),
                    Arbitraries.of(true, false),
                    details())
                .as(
                    (type, text, decimal, end, score, who, named, details) ->
                        type == EventType.SENTIMENT
                            ? new SentimentEvent(decimal, start, end, score, who, details)
                            : new CategoryEvent(
                                text,
                                start,
                                end,
                                score,
                                named ? Optional.of(who) : Optional.empty(),
                                details)));
  }

  /** Valid batches. */
  @Provide
  Arbitrary<EventBatch> batches() {
    return Combinators.combine(
            Arbitraries.oneOf(text(), Arbitraries.just("AmazonConnectContactLens")),
            Arbitraries.of(true, false).optional(0.5),
            events().list().ofMinSize(1).ofMaxSize(4))
        .as(EventBatch::sorted);
  }

  /** An operator's choices. */
  @Provide
  Arbitrary<ContractOptions> contracts() {
    return Combinators.combine(
            Arbitraries.of(Profile.class),
            Arbitraries.of(true, false),
            Arbitraries.of(Ordering.class))
        .as(
            (profile, listed, ordering) -> {
              Set<String> list =
                  profile == Profile.V58
                      ? Set.of("AmazonConnectContactLens")
                      : Set.of("AmazonConnectContactLens", "VonageConversationalInsights");
              return new ContractOptions(profile, listed ? list : Set.of(), ordering);
            });
  }

  private static Arbitrary<Node> nodes() {
    return Arbitraries.oneOf(
        Arbitraries.of(TEXTS).map(Str::new),
        Arbitraries.of(NUMBERS).map(Num::new),
        Arbitraries.longs().between(-3, 8).map(n -> new Num(Long.toString(n))),
        Arbitraries.of(
            new Nil(),
            new Bool(true),
            new Bool(false),
            new Arr(List.of()),
            new Arr(List.of(new Num("1"))),
            new Obj(Map.of()),
            new Obj(Map.of("unknown", new Obj(Map.of("x", new Nil()))))));
  }

  private static Arbitrary<Change> changes() {
    Arbitrary<Integer> index = Arbitraries.integers().between(0, 3);
    Arbitrary<Optional<Node>> to = nodes().optional(0.8);
    return Arbitraries.oneOf(
        Combinators.combine(Arbitraries.of("service", "persist", "events", "unknown"), to)
            .as((property, node) -> new Change("root", 0, property, node)),
        Combinators.combine(index, Arbitraries.of(EVENT_PROPERTIES), to)
            .as((event, property, node) -> new Change("event", event, property, node)),
        Combinators.combine(
                index, Arbitraries.of("BeginOffsetMillis", "EndOffsetMillis", "unknown"), to)
            .as((event, property, node) -> new Change("details", event, property, node)),
        Combinators.combine(index, nodes())
            .as((event, node) -> new Change("whole event", event, "", Optional.of(node))),
        index.map(event -> new Change("swap", event, "", Optional.empty())));
  }

  /** The trees of valid batches with up to three changes. */
  @Provide
  Arbitrary<Node> documents() {
    return Combinators.combine(batches(), changes().list().ofMaxSize(3))
        .as(
            (batch, changes) -> {
              Node tree = PlainJson.read(JsonFormat.INSTANCE.writeBatch(batch)).orElseThrow();
              for (Change change : changes) {
                tree = changed(tree, change);
              }
              return tree;
            });
  }

  private static Node changed(Node tree, Change change) {
    Obj root = (Obj) tree;
    if (change.where().equals("root")) {
      return with(root, change.property(), change.to());
    }
    if (!(root.members().get("events") instanceof Arr array) || array.elements().isEmpty()) {
      return tree;
    }
    List<Node> events = new ArrayList<>(array.elements());
    int i = change.event() % events.size();
    Node event = events.get(i);
    switch (change.where()) {
      case "swap" -> Collections.swap(events, i, events.size() - 1);
      case "whole event" -> events.set(i, change.to().orElseThrow());
      case "event" -> {
        if (event instanceof Obj object) {
          events.set(i, with(object, change.property(), change.to()));
        }
      }
      default -> {
        if (event instanceof Obj object) {
          Node details = object.members().get("details");
          Obj before = details instanceof Obj there ? there : new Obj(Map.of());
          events.set(
              i,
              with(object, "details", Optional.of(with(before, change.property(), change.to()))));
        }
      }
    }
    return with(root, "events", Optional.of(new Arr(events)));
  }

  private static Obj with(Obj object, String property, Optional<Node> to) {
    Map<String, Node> members = new LinkedHashMap<>(object.members());
    members.remove(property);
    to.ifPresent(node -> members.put(property, node));
    return new Obj(members);
  }
}
