package dev.signalbox.core.format;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ContractChecks;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventDetails;
import dev.signalbox.core.EventType;
import dev.signalbox.core.Participant;
import dev.signalbox.core.Score;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.internal.text.Decimals;
import dev.signalbox.core.internal.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Judges what a document says by section 4 of the contract, and reports all its violations at once
 * (VAL-1). Immutable and thread-safe.
 */
public final class BatchValidator {
  private final ContractOptions contract;

  /**
   * A validator for an endpoint's choices.
   *
   * @param contract what the operator chose
   */
  public BatchValidator(ContractOptions contract) {
    this.contract = contract;
  }

  /**
   * Judges a batch.
   *
   * @param raw what a document says
   * @return the batch; or all violations, the first {@value Validated#MAX_VIOLATIONS}
   */
  public Validated<EventBatch> validate(RawBatch raw) {
    Run run = new Run();
    raw.service().ifPresent(run::service);
    raw.persist().ifPresent(run::persist);
    run.judgeWhole();
    if (raw.events().isPresent()) {
      run.events(raw.events().get() instanceof RawBatch.EventArray);
      if (raw.events().get() instanceof RawBatch.EventArray array) {
        for (int i = 0; i < array.elements().size() && !run.isFull(); i++) {
          run.event(array.elements().get(i));
        }
      }
    }
    return run.result();
  }

  /** Judges a batch as a reader hands it over, unless that returns that it can't be read. */
  Validated<EventBatch> validate(Function<BatchHandler, Optional<Violation>> reader) {
    Run run = new Run();
    Optional<Violation> unreadable = reader.apply(run);
    return unreadable.isPresent()
        ? Validated.invalid(List.of(unreadable.get()))
        : run.judgeWhole().result();
  }

  /**
   * One batch being judged: what has been seen of it so far. Events are kept while all of them are
   * valid; violations up to the number that is reported.
   */
  private final class Run implements BatchHandler {
    private Optional<RawValue> rawService = Optional.empty();
    private Optional<RawValue> rawPersist = Optional.empty();
    private Optional<Boolean> array = Optional.empty();

    private String service = "";
    private Optional<Boolean> persist = Optional.empty();
    private List<ConversationEvent> events = new ArrayList<>();
    private List<Violation> ofWhole = List.of();
    private List<Violation> violations = new ArrayList<>(0);

    private int index;
    private OptionalLong previous = OptionalLong.empty();
    private String pointer = "";

    @Override
    public void service(RawValue value) {
      rawService = Optional.of(value);
    }

    @Override
    public void persist(RawValue value) {
      rawPersist = Optional.of(value);
    }

    @Override
    public void events(boolean array) {
      this.array = Optional.of(array);
    }

    @Override
    public void event(RawEvent event) {
      int i = index++;
      if (isFull()) {
        return;
      }
      pointer = "/events/" + i;
      if (!event.isObject()) {
        report(Clause.BODY_4, "", "An event must be an object with type, value and startTime.");
      } else {
        OptionalLong startTime = startTime(event);
        Optional<ConversationEvent> valid = event(event, startTime);
        inOrder(i, startTime);
        if (violations.isEmpty()) {
          valid.ifPresent(events::add);
        }
      }
      if (!violations.isEmpty() && !events.isEmpty()) {
        events = new ArrayList<>(0);
      }
    }

    private void inOrder(int i, OptionalLong startTime) {
      if (startTime.isEmpty()) {
        return;
      }
      if (contract.ordering() == Ordering.REJECT
          && previous.isPresent()
          && startTime.getAsLong() < previous.getAsLong()) {
        violations.add(ContractChecks.unsorted(i, startTime.getAsLong(), previous.getAsLong()));
      }
      previous = startTime;
    }

    /** Whether so many violations are known that no further one is reported. */
    boolean isFull() {
      return ofWhole.size() + violations.size() >= Validated.MAX_VIOLATIONS;
    }

    /** Judges service and persist, which have come or never will. Their violations come first. */
    Run judgeWhole() {
      List<Violation> ofEvents = violations;
      violations = new ArrayList<>(0);
      pointer = "";
      service = service(rawService);
      persist = persist(rawPersist);
      ofWhole = violations;
      violations = ofEvents;
      return this;
    }

    Validated<EventBatch> result() {
      pointer = "";
      if (array.isEmpty()) {
        report(
            Clause.BODY_3, "/events", "The events are missing: send an array with at least one.");
      } else if (!array.get()) {
        report(Clause.BODY_3, "/events", "The events must be an array of at least one event.");
      } else if (index == 0) {
        violations.add(ContractChecks.noEvents());
      }
      if (!ofWhole.isEmpty() || !violations.isEmpty()) {
        return Validated.invalid(
            Stream.concat(ofWhole.stream(), violations.stream())
                .limit(Validated.MAX_VIOLATIONS)
                .toList());
      }
      return Validated.valid(
          contract.ordering() == Ordering.SORT
              ? EventBatch.sorted(service, persist, events)
              : new EventBatch(service, persist, events));
    }

    private String service(Optional<RawValue> raw) {
      String service = text(raw, Clause.BODY_1, "/service", "name the intelligence source");
      if (service.isEmpty()) {
        return service;
      }
      Optional<Violation> violation = ContractChecks.service(service);
      violation.or(() -> contract.checkService(service)).ifPresent(violations::add);
      return service;
    }

    private Optional<Boolean> persist(Optional<RawValue> raw) {
      if (raw.isEmpty()) {
        return Optional.empty();
      }
      Optional<Boolean> persist = raw.get().asBoolean();
      if (persist.isEmpty()) {
        report(Clause.BODY_6, "/persist", "The persist must be true or false, without quotes.");
      }
      return persist;
    }

    /** The event, unless a violation was reported. */
    private Optional<ConversationEvent> event(RawEvent raw, OptionalLong startTime) {
      int before = violations.size();
      Optional<EventType> type = type(raw);
      boolean sentiment = type.isPresent() && type.get() == EventType.SENTIMENT;
      String value =
          text(
              raw.get(EventProperty.VALUE),
              Clause.EVT_2,
              EventProperty.VALUE.pointer(),
              "give the signal's name, or a sentiment's score as a string");
      if (!value.isEmpty()) {
        add(sentiment ? ContractChecks.sentiment(value) : ContractChecks.value(value));
      }
      OptionalLong endTime = endTime(raw, startTime);
      Optional<Score> score = score(raw);
      Optional<Participant> participant = participant(raw, sentiment);
      Optional<EventDetails> details = details(raw);
      if (violations.size() > before || startTime.isEmpty()) {
        return Optional.empty();
      }
      long start = startTime.getAsLong();
      return Optional.of(
          sentiment
              ? new SentimentEvent(value, start, endTime, score, participant.get(), details)
              : new CategoryEvent(value, start, endTime, score, participant, details));
    }

    private Optional<EventType> type(RawEvent raw) {
      Optional<RawValue> value = raw.get(EventProperty.TYPE);
      if (value.isEmpty() || !value.get().isText()) {
        report(Clause.EVT_1, "/type", "The type must be " + contract.allowedTypes() + ".");
        return Optional.empty();
      }
      Optional<EventType> type = EventType.ofWireName(value.get().text());
      if (type.isEmpty()) {
        report(
            Clause.EVT_1,
            "/type",
            "The type "
                + Text.quote(value.get().text())
                + " is unknown: it must be "
                + contract.allowedTypes()
                + ".");
      } else {
        contract.checkType(type.get(), pointer).ifPresent(violations::add);
      }
      return type;
    }

    private OptionalLong startTime(RawEvent raw) {
      Optional<RawValue> value = raw.get(EventProperty.START_TIME);
      if (value.isEmpty()) {
        report(
            Clause.EVT_3,
            "/startTime",
            "The startTime is missing: give milliseconds since the Unix epoch, UTC.");
        return OptionalLong.empty();
      }
      OptionalLong startTime = integer(value.get(), Clause.EVT_3, EventProperty.START_TIME);
      if (startTime.isPresent()) {
        Optional<Violation> violation = ContractChecks.startTime(startTime.getAsLong());
        if (violation.isPresent()) {
          add(violation);
          return OptionalLong.empty();
        }
      }
      return startTime;
    }

    private OptionalLong endTime(RawEvent raw, OptionalLong startTime) {
      OptionalLong endTime = optionalInteger(raw, EventProperty.END_TIME);
      if (endTime.isPresent() && startTime.isPresent()) {
        add(ContractChecks.endTime(startTime.getAsLong(), endTime.getAsLong()));
      }
      return endTime;
    }

    private Optional<Score> score(RawEvent raw) {
      Optional<RawValue> value = raw.get(EventProperty.SCORE);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      String text = value.get().text();
      if (value.get().kind() == RawValue.Kind.NUMBER && Decimals.isScore(text)) {
        return Optional.of(new Score(text, true));
      }
      if (value.get().isText() && Score.isScore(text)) {
        return Optional.of(new Score(text, false));
      }
      report(
          Clause.EVT_6,
          "/score",
          "The score must be a number from 0 to 1000, or a string with one such as \"87.5\" of at"
              + " most "
              + Decimals.MAX_LENGTH
              + " characters.");
      return Optional.empty();
    }

    private Optional<Participant> participant(RawEvent raw, boolean required) {
      Optional<RawValue> value = raw.get(EventProperty.PARTICIPANT);
      if (value.isEmpty()) {
        if (required) {
          report(
              Clause.EVT_5, "/participant", "A sentiment needs a participant: AGENT or CUSTOMER.");
        }
        return Optional.empty();
      }
      if (value.get().isText()) {
        for (Participant participant : Participant.values()) {
          if (participant.name().equals(value.get().text())) {
            return Optional.of(participant);
          }
        }
      }
      report(Clause.EVT_5, "/participant", "The participant must be AGENT or CUSTOMER.");
      return Optional.empty();
    }

    private Optional<EventDetails> details(RawEvent raw) {
      Optional<RawValue> value = raw.get(EventProperty.DETAILS);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      if (!value.get().isObject()) {
        report(
            Clause.EVT_7,
            "/details",
            "The details must be an object with BeginOffsetMillis and EndOffsetMillis.");
        return Optional.empty();
      }
      int before = violations.size();
      OptionalLong begin = optionalInteger(raw, EventProperty.BEGIN_OFFSET_MILLIS);
      OptionalLong end = optionalInteger(raw, EventProperty.END_OFFSET_MILLIS);
      for (Violation violation : ContractChecks.details(begin, end)) {
        add(Optional.of(violation));
      }
      return violations.size() > before
          ? Optional.empty()
          : Optional.of(new EventDetails(begin, end));
    }

    private OptionalLong optionalInteger(RawEvent raw, EventProperty property) {
      Optional<RawValue> value = raw.get(property);
      return value.isEmpty() ? OptionalLong.empty() : integer(value.get(), Clause.EVT_7, property);
    }

    private OptionalLong integer(RawValue value, Clause clause, EventProperty property) {
      OptionalLong integer = value.asInteger();
      if (integer.isEmpty()) {
        report(
            clause,
            property.pointer(),
            "The "
                + property.wireName()
                + " must be a 64-bit integer without quotes, fraction or exponent: milliseconds.");
      }
      return integer;
    }

    /** A required text; empty where it is not one, which has been reported. */
    private String text(Optional<RawValue> value, Clause clause, String at, String todo) {
      String name = at.substring(1);
      if (value.isEmpty()) {
        report(clause, at, "The " + name + " is missing: " + todo + ".");
        return "";
      }
      if (!value.get().isText()) {
        report(clause, at, "The " + name + " must be a string: " + todo + ".");
        return "";
      }
      if (value.get().text().isEmpty()) {
        report(clause, at, "The " + name + " is blank: " + todo + ".");
      }
      return value.get().text();
    }

    private void report(Clause clause, String at, String detail) {
      violations.add(new Violation(clause, pointer + at, detail));
    }

    /** Reports a violation whose pointer starts at the event. */
    private void add(Optional<Violation> violation) {
      violation.ifPresent(v -> report(v.clause(), v.pointer(), v.detail()));
    }
  }
}
