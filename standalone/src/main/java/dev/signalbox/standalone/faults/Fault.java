package dev.signalbox.standalone.faults;

import dev.signalbox.core.internal.json.JsonText;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Something that is to go wrong.
 *
 * @param preset what the vendor's service does; empty where the members say what happens
 * @param match which requests it is for
 * @param times how many requests meet it; empty for all
 * @param probability how probable it is that a request that matches meets it
 * @param seed decides which; empty for one of the server's choice
 * @param status of the answer; empty to let the endpoint answer
 * @param retryAfter seconds
 * @param delay how much later the answer comes
 * @param drop when the connection is closed; empty to leave it open
 * @param limit with {@link FaultPreset#RATE_LIMIT}: how many requests pass in a window
 * @param window with {@link FaultPreset#RATE_LIMIT}: how long a window is
 * @param offset with {@link FaultPreset#TOKEN_CLOCK}: how far ahead the clock is
 */
public record Fault(
    Optional<FaultPreset> preset,
    FaultMatch match,
    Optional<Integer> times,
    double probability,
    Optional<Long> seed,
    Optional<Integer> status,
    Optional<Integer> retryAfter,
    Duration delay,
    Optional<FaultDrop> drop,
    int limit,
    Duration window,
    Duration offset) {

  /** What it does, in a few words for a log. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    Consumer<String> add = part -> text.append(text.length() == 0 ? "" : ", ").append(part);
    preset.ifPresent(one -> add.accept(one.wireName()));
    status.ifPresent(code -> add.accept("status " + code));
    drop.ifPresent(when -> add.accept("drop " + when.wireName()));
    if (!delay.isZero()) {
      add.accept("delay " + delay.toMillis() + " ms");
    }
    return text.toString();
  }

  /** Writes the members into an object that is open. */
  void write(JsonText json) {
    preset.ifPresent(one -> json.name("preset").value(one.wireName()));
    if (!match.equals(FaultMatch.ALL)) {
      json.name("match").object();
      Map.of("call", match.call(), "resource", match.resource(), "callCenter", match.callCenter())
          .entrySet()
          .stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(
              member ->
                  member.getValue().ifPresent(text -> json.name(member.getKey()).value(text)));
      json.endObject();
    }
    times.ifPresent(count -> json.name("times").value(count));
    json.name("probability").raw(Double.toString(probability));
    status.ifPresent(code -> json.name("status").value(code));
    retryAfter.ifPresent(seconds -> json.name("retryAfter").value(seconds));
    if (!delay.isZero()) {
      json.name("delayMillis").value(delay.toMillis());
    }
    drop.ifPresent(when -> json.name("drop").value(when.wireName()));
    if (preset.filter(FaultPreset.RATE_LIMIT::equals).isPresent()) {
      json.name("limit").value(limit).name("windowSeconds").value(window.toSeconds());
    }
    if (preset.filter(FaultPreset.TOKEN_CLOCK::equals).isPresent()) {
      json.name("seconds").value(offset.toSeconds());
    }
  }
}
