package dev.signalbox.standalone.tools;

import dev.signalbox.core.EventType;
import dev.signalbox.core.Participant;
import dev.signalbox.core.format.EventProperty;
import dev.signalbox.core.format.RawEvent;
import dev.signalbox.core.format.RawValue;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that describe one event. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class EventOptions {
  @Option(
      names = "--type",
      paramLabel = "TYPE",
      converter = TypeName.class,
      description = "Category or Sentiment. Default: Category.")
  private Optional<EventType> type;

  @Option(
      names = "--value",
      paramLabel = "VALUE",
      description = "The signal's name, or the sentiment's score (EVT-2).")
  private Optional<String> value;

  @Option(
      names = "--start",
      paramLabel = "MILLIS",
      converter = Converters.NotNegative.class,
      description = "When the signal begins, in milliseconds since 1970. Default: now.")
  private Optional<Long> start;

  @Option(
      names = "--participant",
      paramLabel = "WHO",
      converter = ParticipantName.class,
      description = "Agent or Customer; a sentiment needs it (EVT-5).")
  private Optional<Participant> participant;

  @Option(
      names = "--score",
      paramLabel = "NUMBER",
      description = "How confident the source is, 0 to 1000.")
  private Optional<String> score;

  /** Converts an event's type, with or without its prefix. */
  static final class TypeName extends Converters.Constant<EventType> {
    TypeName() {
      super(EventType.class);
    }

    @Override
    public EventType convert(String text) {
      return super.convert(text.replaceFirst("^IntelligenceSignal__", ""));
    }
  }

  /** Converts the person of an event. */
  static final class ParticipantName extends Converters.Constant<Participant> {
    ParticipantName() {
      super(Participant.class);
    }
  }

  /** Refuses options where a file has the events. */
  void refuseBeside(String file) throws CommandFailure {
    Map<String, Optional<?>> options = new LinkedHashMap<>();
    options.put("--type", type);
    options.put("--value", value);
    options.put("--start", start);
    options.put("--participant", participant);
    options.put("--score", score);
    for (Map.Entry<String, Optional<?>> option : options.entrySet()) {
      refuseBeside(file, option.getKey(), option.getValue());
    }
  }

  static void refuseBeside(String file, String option, Optional<?> value) throws CommandFailure {
    if (value.isPresent()) {
      throw CommandFailure.usage(option + " describes an event, and " + file + " has them already");
    }
  }

  /** The event as it would stand in a body. */
  RawEvent event() throws CommandFailure {
    String name =
        value.orElseThrow(
            () ->
                CommandFailure.usage(
                    "--value is missing: the signal's name, or the sentiment's score; or name a"
                        + " FILE with a body"));
    RawEvent event = RawEvent.object();
    event.put(EventProperty.TYPE, string(type.orElse(EventType.CATEGORY).wireName()));
    event.put(EventProperty.VALUE, string(name));
    event.put(
        EventProperty.START_TIME,
        number(Long.toString(start.orElseGet(System::currentTimeMillis))));
    participant.ifPresent(who -> event.put(EventProperty.PARTICIPANT, string(who.name())));
    score.ifPresent(
        text ->
            event.put(EventProperty.SCORE, text.matches("[0-9]+") ? number(text) : string(text)));
    return event;
  }

  static RawValue string(String text) {
    return new RawValue(RawValue.Kind.STRING, text);
  }

  private static RawValue number(String literal) {
    return new RawValue(RawValue.Kind.NUMBER, literal);
  }
}
