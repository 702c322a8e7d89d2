package dev.signalbox.moduletests.xml;

import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Score;
import dev.signalbox.moduletests.xml.documents.CallParticipant;
import dev.signalbox.moduletests.xml.documents.Details;
import dev.signalbox.moduletests.xml.documents.Event;
import dev.signalbox.moduletests.xml.documents.EventType;
import dev.signalbox.moduletests.xml.documents.InitiationMethod;
import dev.signalbox.moduletests.xml.documents.Participant;
import dev.signalbox.moduletests.xml.documents.RealtimeConversationEvents;
import dev.signalbox.moduletests.xml.documents.VoiceCall;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Requests in a client's own classes, and what the contract makes of them. */
final class ClientDocuments {
  private ClientDocuments() {}

  static Arbitrary<RealtimeConversationEvents> batches() {
    return Combinators.combine(
            texts(),
            Arbitraries.of(true, false).injectNull(0.5),
            events().list().ofMinSize(1).ofMaxSize(5))
        .as(
            (service, persist, events) -> {
              RealtimeConversationEvents batch = new RealtimeConversationEvents();
              batch.setService(service);
              batch.setPersist(persist);
              events.stream()
                  .sorted(Comparator.comparingLong(Event::getStartTime))
                  .forEach(batch.getEvents()::add);
              return batch;
            });
  }

  private static Arbitrary<Event> events() {
    return Combinators.combine(
            Arbitraries.of(EventType.values()),
            texts(),
            Arbitraries.of("0", "-62.5", "007", "1000.00", "-1000", "12.345", "-12.345", "-0"),
            Arbitraries.oneOf(
                Arbitraries.longs().between(0, 5),
                Arbitraries.longs().between(0, Long.MAX_VALUE / 2)),
            Arbitraries.longs().between(0, Long.MAX_VALUE / 2).injectNull(0.5),
            Arbitraries.of("0", "87.5", "0010", "1000.00", "-0", "0.1234567890").injectNull(0.5),
            Arbitraries.of(Participant.values()),
            details().injectNull(0.5))
        .as(
            (type, text, sentiment, start, length, score, participant, details) -> {
              boolean isSentiment = type == EventType.INTELLIGENCE_SIGNAL_SENTIMENT;
              Event event = new Event();
              event.setType(type);
              event.setValue(isSentiment ? sentiment : text);
              event.setStartTime(start);
              event.setEndTime(length == null ? null : Long.valueOf(start + length));
              event.setScore(score);
              event.setParticipant(isSentiment || start % 2 == 0 ? participant : null);
              event.setDetails(details);
              return event;
            });
  }

  private static Arbitrary<Details> details() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 1000).injectNull(0.3),
            Arbitraries.longs().between(1000, Long.MAX_VALUE).injectNull(0.3))
        .as(
            (begin, end) -> {
              Details details = new Details();
              details.setBeginOffsetMillis(begin);
              details.setEndOffsetMillis(end);
              return details;
            });
  }

  static Arbitrary<VoiceCall> voiceCalls() {
    Arbitrary<String> text = texts().injectNull(0.5);
    return Combinators.combine(
            Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(20).map(s -> "k" + s),
            Arbitraries.of(InitiationMethod.values()),
            texts(),
            text,
            text,
            text,
            text,
            Combinators.combine(texts(), texts())
                .as(
                    (key, type) -> {
                      CallParticipant participant = new CallParticipant();
                      participant.setParticipantKey(key);
                      participant.setType(type);
                      return participant;
                    })
                .list()
                .ofMaxSize(3))
        .as(
            (key, method, parent, callCenter, to, from, startTime, participants) -> {
              VoiceCall call = new VoiceCall();
              call.setVendorCallKey(key);
              call.setInitiationMethod(method);
              call.setParentVoiceCallId(method == InitiationMethod.TRANSFER ? parent : null);
              call.setCallCenterApiName(callCenter);
              call.setTo(to);
              call.setFrom(from);
              call.setStartTime(startTime);
              call.getParticipants().addAll(participants);
              return call;
            });
  }

  /** Texts that are not blank, of the characters that XML 1.0 allows. */
  static Arbitrary<String> texts() {
    return Combinators.combine(
            Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars('\t', '\n', '\r', '\u0085', '\u00A0', '\u2028', '\uD7FF', '\uFFFD')
                .ofMaxLength(12),
            Arbitraries.of("x", "]]>", "<![CDATA[", "&amp;", "\uD83D\uDE00", "CustomerAngry"))
        .as((any, some) -> any + some + any);
  }

  /** A batch as a text for comparisons: what the client wrote, as it must be delivered. */
  static String delivered(RealtimeConversationEvents batch) {
    return batch.getService()
        + " "
        + batch.isPersist()
        + batch.getEvents().stream()
            .map(
                e ->
                    line(
                        e.getType().value(),
                        e.getType() == EventType.INTELLIGENCE_SIGNAL_SENTIMENT
                            ? twoDecimals(e.getValue())
                            : e.getValue(),
                        e.getStartTime(),
                        e.getParticipant(),
                        e.getScore(),
                        e.getEndTime(),
                        e.getDetails() != null,
                        e.getDetails() == null ? null : e.getDetails().getBeginOffsetMillis(),
                        e.getDetails() == null ? null : e.getDetails().getEndOffsetMillis()))
            .toList();
  }

  /** The same text of a batch of the contract's. */
  static String delivered(EventBatch batch) {
    return batch.service()
        + " "
        + batch.persist().orElse(null)
        + batch.events().stream().map(ClientDocuments::delivered).toList();
  }

  private static String delivered(ConversationEvent e) {
    return line(
        e.type().wireName(),
        e.value(),
        e.startTime(),
        e.participant().orElse(null),
        e.score().map(Score::decimal).orElse(null),
        orNull(e.endTime()),
        e.details().isPresent(),
        e.details().map(d -> orNull(d.beginOffsetMillis())).orElse(null),
        e.details().map(d -> orNull(d.endOffsetMillis())).orElse(null));
  }

  private static String line(Object... parts) {
    return "\n" + Arrays.asList(parts);
  }

  private static Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  /** EVT-5: half away from zero. */
  private static String twoDecimals(String value) {
    return new BigDecimal(value).setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  /** The texts of a voice call, in the order of the schema; null where there is none. */
  static List<String> texts(VoiceCall call) {
    return Arrays.asList(
        call.getVendorCallKey(),
        call.getInitiationMethod().value(),
        call.getParentVoiceCallId(),
        call.getCallCenterApiName(),
        call.getTo(),
        call.getFrom(),
        call.getStartTime(),
        call.getParticipants().stream()
            .map(p -> p.getParticipantKey() + "\n" + p.getType())
            .toList()
            .toString());
  }

  /** The same texts of a record of the contract's, without its participants. */
  static List<String> texts(dev.signalbox.core.VoiceCall call) {
    return Arrays.asList(
        call.vendorCallKey().value(),
        call.initiationMethod().wireName(),
        call.parent().orElse(null),
        text(call, "callCenterApiName"),
        text(call, "to"),
        text(call, "from"),
        text(call, "startTime"));
  }

  private static String text(dev.signalbox.core.VoiceCall call, String name) {
    return Optional.ofNullable(call.attributes().get(name)).flatMap(v -> v.asText()).orElse(null);
  }
}
