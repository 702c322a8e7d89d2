package dev.signalbox.format.xml;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventDetails;
import dev.signalbox.core.Participant;
import dev.signalbox.core.Score;
import dev.signalbox.core.SentimentEvent;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generators of batches that the contract allows. */
final class Batches {
  private Batches() {}

  /** Batches of one to six events. */
  static Arbitrary<EventBatch> batches() {
    return Combinators.combine(
            texts(),
            Arbitraries.of(true, false).optional(),
            events().list().ofMinSize(1).ofMaxSize(6))
        .as(EventBatch::sorted);
  }

  /** Texts that are not blank, of the characters that XML 1.0 allows (EVT-2). */
  static Arbitrary<String> texts() {
    Arbitrary<String> any =
        Arbitraries.strings()
            .withCharRange(' ', '~')
            .withChars('\t', '\n', '\r', '\u0085', '\u00A0', '\u2028', '\uD7FF', '\uE000', '\uFFFD')
            .withChars("&<>]\"'".toCharArray())
            .ofMaxLength(12);
    Arbitrary<String> inside =
        Arbitraries.of("x", "CustomerAngry", "]]>", "<![CDATA[", "&amp;", "\uD83D\uDE00", "\r\n.");
    return Combinators.combine(any, inside, any).as((before, it, after) -> before + it + after);
  }

  private static Arbitrary<ConversationEvent> events() {
    Arbitrary<CategoryEvent> categories =
        Combinators.combine(
                texts(),
                times(),
                Arbitraries.longs().between(0, 1_000_000).optional(),
                scores().optional(),
                Arbitraries.of(Participant.class).optional(),
                details().optional())
            .as(
                (value, start, length, score, participant, details) ->
                    new CategoryEvent(
                        value,
                        start,
                        length
                            .map(l -> OptionalLong.of(end(start, l)))
                            .orElse(OptionalLong.empty()),
                        score,
                        participant,
                        details));
    Arbitrary<SentimentEvent> sentiments =
        Combinators.combine(
                Arbitraries.bigDecimals()
                    .between(new java.math.BigDecimal(-1000), new java.math.BigDecimal(1000))
                    .ofScale(3),
                times(),
                scores().optional(),
                Arbitraries.of(Participant.class),
                details().optional())
            .as(
                (value, start, score, speaker, details) ->
                    new SentimentEvent(
                        value.toPlainString(),
                        start,
                        OptionalLong.empty(),
                        score,
                        speaker,
                        details));
    return Arbitraries.oneOf(categories, sentiments);
  }

  private static long end(long start, long length) {
    return start > Long.MAX_VALUE - length ? Long.MAX_VALUE : start + length;
  }

  private static Arbitrary<Long> times() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(1_700_000_000_000L, 1_700_000_000_010L),
        Arbitraries.longs().between(0, Long.MAX_VALUE));
  }

  private static Arbitrary<Score> scores() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 1000).map(Score::of),
        Arbitraries.of("0", "000.50", "87.5", "1000.00", "-0").map(Score::of),
        Arbitraries.of("1e2", "9.5E-3", "1E-400", "0.12345678901234567890123456789012345")
            .map(literal -> new Score(literal, true)));
  }

  private static Arbitrary<EventDetails> details() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 100_000).optional(),
            Arbitraries.longs().between(100_000, Long.MAX_VALUE).optional())
        .as((begin, end) -> new EventDetails(optional(begin), optional(end)));
  }

  private static OptionalLong optional(java.util.Optional<Long> value) {
    return value.map(OptionalLong::of).orElse(OptionalLong.empty());
  }
}
