package dev.signalbox.core;

import dev.signalbox.core.internal.text.Decimals;
import dev.signalbox.core.internal.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The contract's checks of single parts. Constructors use them and throw; validators use them and
 * collect. Each check answers the violation, or empty. Pointers are relative to the part's owner:
 * the event, the batch or the voice call.
 *
 * @since 0.2.0
 */
public final class ContractChecks {
  private ContractChecks() {}

  /**
   * EVT-2, for the value of any event.
   *
   * @param value the value
   * @return the violation, or empty
   */
  public static Optional<Violation> value(String value) {
    if (Text.isBlank(value)) {
      return violation(
          Clause.EVT_2, "/value", "The value is blank: give the signal's name or score.");
    }
    if (!Text.isXmlText(value)) {
      return violation(
          Clause.EVT_2,
          "/value",
          "The value " + Text.quote(value) + " has characters that XML 1.0 does not allow.");
    }
    return Optional.empty();
  }

  /**
   * EVT-2 and EVT-5, for the value of a sentiment.
   *
   * @param value the value
   * @return the violation, or empty
   */
  public static Optional<Violation> sentiment(String value) {
    Optional<Violation> violation = value(value);
    if (violation.isPresent()) {
      return violation;
    }
    if (!Decimals.isDecimal(value)) {
      return violation(
          Clause.EVT_5,
          "/value",
          "The sentiment "
              + Text.quote(value)
              + " is not a decimal number such as \"-12.5\" of at most "
              + Decimals.MAX_LENGTH
              + " characters.");
    }
    if (!Decimals.isSentiment(value)) {
      return violation(
          Clause.EVT_5, "/value", "The sentiment " + value + " is not between -1000 and 1000.");
    }
    return Optional.empty();
  }

  /**
   * EVT-3.
   *
   * @param startTime the start time, in milliseconds
   * @return the violation, or empty
   */
  public static Optional<Violation> startTime(long startTime) {
    return startTime < 0
        ? violation(
            Clause.EVT_3,
            "/startTime",
            "The startTime " + startTime + " is negative: give milliseconds since the Unix epoch.")
        : Optional.empty();
  }

  /**
   * EVT-7.
   *
   * @param startTime the start time, in milliseconds
   * @param endTime the end time, in milliseconds
   * @return the violation, or empty
   */
  public static Optional<Violation> endTime(long startTime, long endTime) {
    return endTime < startTime
        ? violation(
            Clause.EVT_7,
            "/endTime",
            "The endTime " + endTime + " is before the startTime " + startTime + ".")
        : Optional.empty();
  }

  /**
   * EVT-7, for the offsets that are there.
   *
   * @param begin BeginOffsetMillis; or empty
   * @param end EndOffsetMillis; or empty
   * @return the violations; none where there is nothing wrong
   */
  public static List<Violation> details(OptionalLong begin, OptionalLong end) {
    List<Violation> violations = new ArrayList<>(0);
    negative(begin, "BeginOffsetMillis").ifPresent(violations::add);
    negative(end, "EndOffsetMillis").ifPresent(violations::add);
    if (violations.isEmpty()
        && begin.isPresent()
        && end.isPresent()
        && end.getAsLong() < begin.getAsLong()) {
      violations.add(
          new Violation(
              Clause.EVT_7,
              "/details/EndOffsetMillis",
              "The EndOffsetMillis "
                  + end.getAsLong()
                  + " is before the BeginOffsetMillis "
                  + begin.getAsLong()
                  + "."));
    }
    return violations;
  }

  private static Optional<Violation> negative(OptionalLong offset, String name) {
    return offset.isPresent() && offset.getAsLong() < 0
        ? violation(
            Clause.EVT_7,
            "/details/" + name,
            "The " + name + " " + offset.getAsLong() + " is negative: offsets start at 0.")
        : Optional.empty();
  }

  /**
   * For constructors of events.
   *
   * @throws ContractViolationException with every violation
   */
  static void check(Optional<Violation> value, long startTime, OptionalLong endTime) {
    List<Violation> violations = new ArrayList<>(0);
    value.ifPresent(violations::add);
    startTime(startTime).ifPresent(violations::add);
    if (endTime.isPresent()) {
      endTime(startTime, endTime.getAsLong()).ifPresent(violations::add);
    }
    check(violations);
  }

  /**
   * For constructors.
   *
   * @throws ContractViolationException where there are violations
   */
  static void check(List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw new ContractViolationException(violations);
    }
  }

  private static Optional<Violation> violation(Clause clause, String pointer, String detail) {
    return Optional.of(new Violation(clause, pointer, detail));
  }

  /**
   * BODY-1.
   *
   * @param service the intelligence source
   * @return the violation, or empty
   */
  public static Optional<Violation> service(String service) {
    if (Text.isBlank(service)) {
      return Optional.of(
          new Violation(
              Clause.BODY_1, "/service", "The service is blank: name the intelligence source."));
    }
    if (!Text.isXmlText(service)) {
      return Optional.of(
          new Violation(
              Clause.BODY_1,
              "/service",
              "The service "
                  + Text.quote(service)
                  + " has characters that XML 1.0 does not allow."));
    }
    return Optional.empty();
  }

  /**
   * BODY-3.
   *
   * @return the violation
   */
  public static Violation noEvents() {
    return new Violation(Clause.BODY_3, "/events", "The events are empty: send at least one.");
  }

  /**
   * EVT-4.
   *
   * @param index the event's place in the batch
   * @param startTime the start time, in milliseconds
   * @param previous the start time of the event before it
   * @return the violation
   */
  public static Violation unsorted(int index, long startTime, long previous) {
    return new Violation(
        Clause.EVT_4,
        "/events/" + index + "/startTime",
        "The startTime "
            + startTime
            + " is earlier than the event's before it, "
            + previous
            + ": sort the events of a batch by ascending startTime.");
  }

  /**
   * For the constructor.
   *
   * @throws ContractViolationException with every violation
   */
  static void check(String service, List<ConversationEvent> events) {
    List<Violation> violations = new ArrayList<>(0);
    service(service).ifPresent(violations::add);
    if (events.isEmpty()) {
      violations.add(noEvents());
    }
    for (int i = 1; i < events.size(); i++) {
      long previous = events.get(i - 1).startTime();
      if (events.get(i).startTime() < previous) {
        violations.add(unsorted(i, events.get(i).startTime(), previous));
      }
    }
    check(violations);
  }

  /**
   * AUTH-3, for a call center's API name.
   *
   * @param apiName the API name
   * @return the violation, or empty
   */
  public static Optional<Violation> callCenterName(String apiName) {
    return Text.isBlank(apiName) || Text.hasControl(apiName) || Text.length(apiName) > 255
        ? violation(
            Clause.AUTH_3,
            "",
            Text.quote(apiName)
                + " is not a call center's API name: it is blank, over 255 characters, or has"
                + " control characters.")
        : Optional.empty();
  }

  /**
   * CALL-2, as far as a record alone shows it.
   *
   * @param method the initiation method, where it is known
   * @param parent the parent as the record names it; or empty
   * @return the violation, or empty
   */
  public static Optional<Violation> parent(
      Optional<InitiationMethod> method, Optional<String> parent) {
    if (parent.isEmpty() && method.equals(Optional.of(InitiationMethod.TRANSFER))) {
      return Optional.of(
          new Violation(
              Clause.CALL_2,
              "/parentVoiceCallId",
              "A Transfer needs parentVoiceCallId: the voiceCallId or the vendorCallKey of the call"
                  + " that was transferred."));
    }
    if (parent.isPresent() && Text.isBlank(parent.get())) {
      return Optional.of(
          new Violation(
              Clause.CALL_2,
              "/parentVoiceCallId",
              "The parentVoiceCallId is blank: give the voiceCallId or the vendorCallKey of the call"
                  + " before, or leave it out where there is none."));
    }
    return Optional.empty();
  }
}
