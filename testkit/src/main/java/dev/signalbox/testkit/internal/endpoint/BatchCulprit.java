package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which property of a valid batch an endpoint stumbles over. Each property is tried alone in a
 * plain batch; the first that is refused names the clause.
 */
final class BatchCulprit {
  private static final List<String> OF_BATCH = List.of("service", "events", "persist");
  private static final List<String> OF_EVENT =
      List.of("type", "value", "startTime", "participant", "endTime", "score", "details");
  private static final Set<String> OF_DETAILS = Set.of("BeginOffsetMillis", "EndOffsetMillis");
  private static final Set<String> VENDORS =
      Set.of("AmazonConnectContactLens", "CXoneAgentAssistService", "VonageConversationalInsights");
  private static final int MOST = 40;

  private final EndpointProber prober;
  private final Function<JsonDocument.Obj, RawRequest> form;

  /** One property in an otherwise plain batch. */
  private record Single(Clause clause, JsonDocument.Obj batch) {}

  BatchCulprit(EndpointProber prober, Function<JsonDocument.Obj, RawRequest> form) {
    this.prober = prober;
    this.form = form;
  }

  /** The clause of the property that is refused even alone; empty where none is. */
  Optional<Clause> find(JsonDocument.Obj batch) {
    for (Single single : singles(batch)) {
      if (!prober.taken(form.apply(single.batch()))) {
        return Optional.of(single.clause());
      }
    }
    return Optional.empty();
  }

  private List<Single> singles(JsonDocument.Obj batch) {
    Set<Single> all = new LinkedHashSet<>();
    JsonDocument.Obj plain = prober.smallest();
    all.add(new Single(Clause.HDR_1, plain));
    for (JsonDocument.Member member : batch.members()) {
      boolean known = OF_BATCH.contains(member.name());
      if (!member.name().equals("events")) {
        Clause clause =
            !known || member.name().equals("persist") ? Clause.BODY_6 : service(member.value());
        all.add(new Single(clause, plain.with(member.name(), member.value())));
      }
    }
    List<JsonDocument.Obj> events = events(batch);
    for (JsonDocument.Obj event : events) {
      ofEvent(event).forEach(single -> all.add(single));
      if (all.size() > MOST) {
        break;
      }
    }
    all.add(
        new Single(
            prober.holds(Control.SEVERAL) ? Clause.BODY_3 : Clause.EVT_4,
            prober.withEvents(
                IntStream.range(0, events.size())
                    .mapToObj(i -> category(JsonDocument.lit(EndpointProber.TIME + i)))
                    .toArray(JsonDocument[]::new))));
    all.add(
        new Single(
            Clause.EVT_4,
            prober.withEvents(
                events.stream()
                    .map(event -> category(start(event)))
                    .toArray(JsonDocument[]::new))));
    return List.copyOf(all);
  }

  /** One that takes no service but its own breaks one clause, whosever name it refuses. */
  private Clause service(JsonDocument name) {
    return VENDORS.contains(text(name)) && prober.holds(Control.SERVICES)
        ? Clause.BODY_1
        : Control.SERVICES.broken(prober);
  }

  private List<Single> ofEvent(JsonDocument.Obj event) {
    List<Single> all = new ArrayList<>();
    JsonDocument start = start(event);
    boolean sentiment =
        event.get("type").map(BatchCulprit::text).orElse("").endsWith("__Sentiment");
    JsonDocument.Obj plain =
        sentiment ? BatchGenerators.sentiment(EndpointProber.TIME) : category(null);
    if (sentiment) {
      Clause clause =
          prober.holds(Control.SENTIMENT) ? Clause.BODY_2 : Control.SENTIMENT.broken(prober);
      all.add(new Single(clause, prober.withEvents(plain)));
    }
    all.add(new Single(Clause.EVT_3, prober.withEvents(category(start))));
    for (JsonDocument.Member member : event.members()) {
      Clause clause =
          switch (member.name()) {
            case "value" -> sentiment ? Clause.EVT_5 : Clause.EVT_2;
            case "participant" -> Clause.EVT_5;
            case "score" -> Clause.EVT_6;
            case "endTime", "details" -> Clause.EVT_7;
            default -> Clause.BODY_6;
          };
      if (member.name().equals("endTime")) {
        // Read by the same code as a start time, in general.
        all.add(new Single(Clause.EVT_3, prober.withEvents(category(member.value()))));
        all.add(
            new Single(
                clause, prober.withEvents(category(start).with(member.name(), member.value()))));
      } else if (member.name().equals("details")
          && member.value() instanceof JsonDocument.Obj details) {
        all.add(single(clause, plain.with("details", known(details))));
        all.add(
            single(
                known(details).equals(details) ? clause : Clause.BODY_6,
                plain.with("details", details)));
      } else if (!OF_EVENT.subList(0, 1).contains(member.name())
          && !member.name().equals("startTime")) {
        all.add(new Single(clause, prober.withEvents(plain.with(member.name(), member.value()))));
      }
    }
    return all;
  }

  private Single single(Clause clause, JsonDocument.Obj event) {
    return new Single(clause, prober.withEvents(event));
  }

  /** Details without what the contract does not name. */
  private static JsonDocument.Obj known(JsonDocument.Obj details) {
    JsonDocument.Obj known = details;
    for (JsonDocument.Member member : details.members()) {
      if (!OF_DETAILS.contains(member.name())) {
        known = known.without(member.name());
      }
    }
    return known;
  }

  private static List<JsonDocument.Obj> events(JsonDocument.Obj batch) {
    List<JsonDocument.Obj> events = new ArrayList<>();
    if (batch.get("events").orElse(null) instanceof JsonDocument.Arr array) {
      for (JsonDocument element : array.elements()) {
        if (element instanceof JsonDocument.Obj event) {
          events.add(event);
        }
      }
    }
    return events;
  }

  private static JsonDocument start(JsonDocument.Obj event) {
    return event.get("startTime").orElse(JsonDocument.lit(EndpointProber.TIME));
  }

  private static JsonDocument.Obj category(@Nullable JsonDocument start) {
    JsonDocument.Obj plain = BatchGenerators.category(EndpointProber.TIME);
    return start == null ? plain : plain.with("startTime", start);
  }

  private static String text(JsonDocument value) {
    return value instanceof JsonDocument.Str string ? string.text() : "";
  }
}
