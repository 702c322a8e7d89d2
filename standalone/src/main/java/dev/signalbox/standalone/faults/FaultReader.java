package dev.signalbox.standalone.faults;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.internal.text.Text;
import dev.signalbox.standalone.faults.InvalidFaultException.MemberProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a {@link Fault} from JSON, and reports everything that is wrong with it. */
public final class FaultReader {
  /** The vendor's resources, each by its path's last word. */
  private static final Set<String> RESOURCES =
      new TreeSet<>(
          List.of(
              "clearRouting",
              "messages",
              "omniFlow",
              "postConversationEvents",
              "realtimeConversationEvents",
              "requestCallback",
              "reroute",
              "reserveRoutableNumber",
              "route",
              "routeVoiceCall",
              "voiceCalls",
              "voicemailDrop"));

  private static final Set<String> MEMBERS =
      Set.of(
          "preset",
          "match",
          "times",
          "probability",
          "seed",
          "status",
          "retryAfter",
          "delayMillis",
          "drop",
          "limit",
          "windowSeconds",
          "seconds");

  private static final int MAX_DELAY = 600_000;
  private static final int A_DAY = 86_400;
  private static final int MAX_TEXT = 255;

  private final Map<String, DocumentValue> members;
  private final List<MemberProblem> problems = new ArrayList<>();

  private FaultReader(Map<String, DocumentValue> members) {
    this.members = members;
  }

  /** Reads a document. */
  public static Fault read(byte[] json) throws InvalidFaultException {
    Validated<Map<String, DocumentValue>> document = JsonFormat.INSTANCE.readObject(json);
    if (!document.isValid()) {
      throw new InvalidFaultException(
          List.of(new MemberProblem("", document.violations().get(0).detail())));
    }
    return new FaultReader(document.orThrow()).fault();
  }

  private Fault fault() throws InvalidFaultException {
    unknown(members, "", MEMBERS);
    Optional<FaultPreset> preset = constant("preset", FaultPreset.values(), FaultPreset::wireName);
    Optional<FaultDrop> drop = constant("drop", FaultDrop.values(), FaultDrop::wireName);
    FaultMatch match = match();
    Optional<Integer> status = integer("status", 200, 599);
    Optional<Integer> retryAfter = integer("retryAfter", 0, A_DAY);
    Optional<Integer> delay = integer("delayMillis", 0, MAX_DELAY);
    Optional<Integer> limit = integer("limit", 0, Integer.MAX_VALUE);
    Optional<Integer> window = integer("windowSeconds", 1, A_DAY);
    Optional<Integer> offset = integer("seconds", -A_DAY * 366, A_DAY * 366);
    Fault fault =
        new Fault(
            preset,
            match,
            integer("times", 1, Integer.MAX_VALUE),
            probability(),
            wholeLong("seed"),
            status,
            retryAfter,
            Duration.ofMillis(delay.orElse(0)),
            drop,
            limit.orElse(0),
            Duration.ofSeconds(window.orElse(30)),
            Duration.ofSeconds(offset.orElse(3600)));
    combinations(fault);
    if (!problems.isEmpty()) {
      throw new InvalidFaultException(problems);
    }
    return fault;
  }

  private void combinations(Fault fault) {
    Optional<FaultPreset> preset = fault.preset();
    if (members.containsKey("preset")) {
      onlyWithout("status");
      onlyWithout("drop");
    }
    if (members.containsKey("retryAfter")
        && !members.containsKey("status")
        && !preset.filter(FaultPreset.RATE_LIMIT::equals).isPresent()) {
      wrong("/retryAfter", "goes with a status, or with the preset rate-limit.");
    }
    for (String member : List.of("limit", "windowSeconds")) {
      if (members.containsKey(member)
          && !preset.filter(FaultPreset.RATE_LIMIT::equals).isPresent()) {
        wrong("/" + member, "goes with the preset rate-limit.");
      }
    }
    if (members.containsKey("seconds")
        && !preset.filter(FaultPreset.TOKEN_CLOCK::equals).isPresent()) {
      wrong("/seconds", "goes with the preset token-clock.");
    }
    if (preset.filter(FaultPreset.TRANSCRIPTS_EXHAUSTED::equals).isPresent()
        && fault.match().resource().filter(name -> !name.equals("messages")).isPresent()) {
      wrong("/match/resource", "must be messages with the preset transcripts-exhausted.");
    }
    if (problems.isEmpty()
        && preset.isEmpty()
        && fault.status().isEmpty()
        && fault.drop().isEmpty()
        && fault.delay().isZero()) {
      wrong("", "A fault says what is to happen: name status, drop, delayMillis or preset.");
    }
  }

  private void onlyWithout(String member) {
    if (members.containsKey(member)) {
      wrong("/" + member, "can't stand beside a preset, which decides that itself.");
    }
  }

  private FaultMatch match() {
    DocumentValue value = members.get("match");
    if (value == null) {
      return FaultMatch.ALL;
    }
    if (!(value instanceof DocumentValue.Structure structure)) {
      wrong("/match", "must be an object, such as {\"call\":\"call-1\"}.");
      return FaultMatch.ALL;
    }
    Map<String, DocumentValue> named = structure.members();
    unknown(named, "/match", Set.of("call", "resource", "callCenter"));
    Optional<String> resource = text(named, "resource");
    if (resource.filter(name -> !RESOURCES.contains(name)).isPresent()) {
      wrong(
          "/match/resource",
          "must be one of "
              + String.join(", ", RESOURCES)
              + ", not "
              + Text.quote(resource.get())
              + ".");
    }
    return new FaultMatch(text(named, "call"), resource, text(named, "callCenter"));
  }

  private Optional<String> text(Map<String, DocumentValue> named, String member) {
    DocumentValue value = named.get(member);
    if (value == null) {
      return Optional.empty();
    }
    Optional<String> text =
        value.asText().filter(given -> !given.isBlank() && given.length() <= MAX_TEXT);
    if (text.isEmpty()) {
      wrong("/match/" + member, "must be a text of 1 to " + MAX_TEXT + " characters.");
    }
    return text;
  }

  private <E> Optional<E> constant(String member, E[] values, Function<E, String> name) {
    DocumentValue value = members.get(member);
    if (value == null) {
      return Optional.empty();
    }
    Optional<E> found =
        Arrays.stream(values)
            .filter(one -> value.asText().filter(name.apply(one)::equals).isPresent())
            .findFirst();
    if (found.isEmpty()) {
      wrong(
          "/" + member,
          "must be one of "
              + Arrays.stream(values).map(name).collect(Collectors.joining(", "))
              + ".");
    }
    return found;
  }

  private Optional<Integer> integer(String member, int min, int max) {
    return whole(member, min, max).map(Long::intValue);
  }

  private Optional<Long> wholeLong(String member) {
    return whole(member, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private Optional<Long> whole(String member, long min, long max) {
    DocumentValue value = members.get(member);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof DocumentValue.Numeral numeral
        && numeral.literal().matches("-?[0-9]{1,19}")) {
      try {
        long number = Long.parseLong(numeral.literal());
        if (number >= min && number <= max) {
          return Optional.of(number);
        }
      } catch (NumberFormatException tooLarge) {
        // Refused below.
      }
    }
    wrong("/" + member, "must be a whole number from " + min + " to " + max + ".");
    return Optional.empty();
  }

  private double probability() {
    DocumentValue value = members.get("probability");
    if (value == null) {
      return 1;
    }
    if (value instanceof DocumentValue.Numeral numeral && numeral.literal().length() <= 30) {
      double number = Double.parseDouble(numeral.literal());
      if (number >= 0 && number <= 1) {
        return number;
      }
    }
    wrong("/probability", "must be a number from 0 to 1.");
    return 1;
  }

  private void unknown(Map<String, DocumentValue> named, String pointer, Set<String> known) {
    for (String name : named.keySet()) {
      if (!known.contains(name)) {
        wrong(
            pointer + "/" + name.replace("~", "~0").replace("/", "~1"),
            "is no member of "
                + (pointer.isEmpty() ? "a fault" : "match")
                + "; there are "
                + String.join(", ", new TreeSet<>(known))
                + ".");
      }
    }
  }

  private void wrong(String pointer, String detail) {
    problems.add(new MemberProblem(pointer, detail));
  }
}
