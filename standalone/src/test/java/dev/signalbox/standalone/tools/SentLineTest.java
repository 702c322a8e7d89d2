package dev.signalbox.standalone.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.JsonFormat;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lines as a file may have them. */
class SentLineTest {
  private static final VendorCallKey CALL = new VendorCallKey("given");
  private static final SentLine.Defaults DEFAULTS =
      new SentLine.Defaults(Optional.of(CALL), "Standard \"1\"", Optional.of(true), () -> 77);
  private static final SentLine.Defaults NO_CALL =
      new SentLine.Defaults(Optional.empty(), "Standard", Optional.empty(), () -> 77);

  private static Validated<SentLine> read(String line, SentLine.Defaults defaults) {
    return SentLine.read(line.getBytes(UTF_8), defaults);
  }

  private static List<Clause> clauses(Validated<SentLine> line) {
    return line.violations().stream().map(Violation::clause).toList();
  }

  @Test
  void anEventTakesWhatItLeavesOutFromTheDefaults() {
    SentLine line =
        read(" {\"type\":\"IntelligenceSignal__Category\",\"value\":\"é\"}\r", DEFAULTS).orThrow();
    assertEquals(
        new SentLine(
            CALL,
            new EventBatch("Standard \"1\"", Optional.of(true), List.of(CategoryEvent.of("é", 77))),
            77),
        line);
  }

  @Test
  void anEventMaySayItAllItself() {
    SentLine line =
        read(
                "{\"vendorCallKey\":\"own\",\"service\":\"S\",\"persist\":false,\"startTime\":5,"
                    + "\"type\":\"IntelligenceSignal__Category\",\"value\":\"a\"}",
                DEFAULTS)
            .orThrow();
    assertEquals(
        new SentLine(
            new VendorCallKey("own"),
            new EventBatch("S", Optional.of(false), List.of(CategoryEvent.of("a", 5))),
            5),
        line);
  }

  @Test
  void aBatchIsSorted() {
    SentLine line =
        read(
                "{\"vendorCallKey\":\"own\",\"service\":\"S\",\"events\":["
                    + "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"b\",\"startTime\":2},"
                    + "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"a\",\"startTime\":1}]}",
                NO_CALL)
            .orThrow();
    assertEquals(
        EventBatch.of("S", CategoryEvent.of("a", 1), CategoryEvent.of("b", 2)), line.batch());
  }

  @Test
  void whatTheServerPrintsCanBeSentAgain() {
    EventBatch batch = EventBatch.of("S", CategoryEvent.of("a", 1));
    String printed =
        JsonFormat.INSTANCE.toolkitEvent(
            new DeliveredBatch(
                new ConversationId(
                    CallCenterId.of("00D000000000000EAA", "C"), new VendorCallKey("first")),
                new VendorCallKey("later"),
                Optional.empty(),
                batch,
                Instant.EPOCH,
                3,
                false));
    assertEquals(
        new SentLine(new VendorCallKey("first"), batch, 0), read(printed, NO_CALL).orThrow());
  }

  @Test
  void saysAllThatIsWrong() {
    assertEquals(
        List.of(Clause.KEY_1, Clause.BODY_1, Clause.BODY_3),
        clauses(read("{\"events\":[]}", NO_CALL)));
    assertEquals(
        List.of(Clause.KEY_2),
        clauses(
            read(
                "{\"vendorCallKey\":\"0LQRM0000006CSz\",\"type\":\"IntelligenceSignal__Category\",\"value\":\"a\"}",
                DEFAULTS)));
    assertEquals(List.of(Clause.BODY_4), clauses(read("{", DEFAULTS)));
    assertEquals(List.of(Clause.BODY_4), clauses(read("[]", DEFAULTS)));
    assertFalse(read("{}", DEFAULTS).isValid());
    assertTrue(
        clauses(
                read(
                    "{\"persist\":\"x\\\"\",\"type\":\"IntelligenceSignal__Category\",\"value\":\"a\"}",
                    DEFAULTS))
            .stream()
            .allMatch(clause -> clause == Clause.BODY_6 || clause == Clause.BODY_4));
  }

  @Test
  void aReaderGivesItsFirstLineBack() throws Exception {
    for (String text : List.of("", "a", "a\n", "a\n\n b\nc", "\n\n", "a\r\nb\r\n", "a\nb")) {
      LineReader lines = reader(text);
      byte[] first = lines.next().orElse(new byte[0]);
      boolean more = lines.hasMore();
      assertEquals(!text.strip().isEmpty() && text.strip().contains("\n"), more, text);
      assertArrayEquals(text.getBytes(UTF_8), lines.after(first).rest(), text);
    }
  }

  @Test
  void aLineThatIsTooLongIsCut() throws Exception {
    LineReader lines = new LineReader(new ByteArrayInputStream("aaaaaaaa\nb\n".getBytes(UTF_8)), 3);
    assertEquals(4, lines.next().orElseThrow().length);
    assertEquals("b", new String(lines.next().orElseThrow(), UTF_8));
    assertEquals(Optional.empty(), lines.next());
  }

  private static LineReader reader(String text) {
    return new LineReader(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }
}
